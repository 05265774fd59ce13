#include "core/decisions/decide.hpp"

#include "core/decisions/recipient.hpp"

#include "core/crm/opt_out_list.hpp"
#include "core/crm/contact_address.hpp"
#include "core/decisions/decide_time.hpp"
#include "core/decisions/explain_hints.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

CheckResult exists(DecisionInput const &s)
{
    if (s.automation == nullptr) {
        return skip(Reason::automation_deleted, "the automation no longer exists");
    }
    if (s.automation->tenant != s.run.tenant) {
        return skip(Reason::automation_deleted, "the automation belongs to another tenant");
    }
    return std::nullopt;
}

CheckResult has_subject(DecisionInput const &s)
{
    if (s.lead == nullptr) {
        return drop(Reason::none, "the lead no longer exists");
    }
    if (s.run.booking && s.booking == nullptr) {
        return drop(Reason::none, "the booking no longer exists");
    }
    return std::nullopt;
}

CheckResult same_trigger(DecisionInput const &s)
{
    if (!s.run.of_step() && name_of(s.automation->trigger) != s.run.event) {
        return skip(Reason::superseded, "the automation's trigger is now " +
                                            std::string(name_of(s.automation->trigger)) + ", the run was made for " +
                                            s.run.event);
    }
    return std::nullopt;
}

CheckResult enabled(DecisionInput const &s)
{
    if (!s.automation->enabled) {
        return CheckFailure{.verdict = Verdict::park,
                            .reason = Reason::disabled,
                            .detail = "the automation is disabled; its runs wait"};
    }
    return std::nullopt;
}

CheckResult no_loop(DecisionInput const &s)
{
    constexpr std::size_t deepest = 8;
    auto const &chain = s.run.chain;
    if (chain.size() > deepest) {
        return block(Reason::loop, "the chain of automations would be longer than 8");
    }
    if (std::find(chain.begin(), chain.end(), s.run.automation_key()) != chain.end()) {
        return block(Reason::loop, "the automation would trigger itself");
    }
    return std::nullopt;
}

CheckResult newest(DecisionInput const &s)
{
    if (s.newer_waits) {
        return skip(Reason::superseded, "a newer run waits for the same automation and lead");
    }
    return std::nullopt;
}

CheckResult booking_stands(DecisionInput const &s)
{
    if (s.booking == nullptr || !s.run.booking) {
        return std::nullopt;
    }
    Booking const &booking = *s.booking;
    bool const on = booking.status == BookingStatus::booked;
    if (time_checks::is_of_another_lead(s)) {
        return skip(Reason::booking_moved, "the booking belongs to another lead now");
    }
    switch (s.automation->trigger) {
        case Trigger::booking_created:
            return on ? std::nullopt : CheckResult(skip(Reason::booking_cancelled, "the booking is no longer on"));
        case Trigger::booking_reminder_hours:
            if (!on) {
                return skip(Reason::booking_cancelled, "the booking is no longer on");
            }
            if (s.run.anchor && booking.starts_at != s.run.anchor) {
                return skip(Reason::booking_moved, "the booking has been moved to another time");
            }
            return std::nullopt;
        case Trigger::booking_cancelled:
            return booking.status == BookingStatus::cancelled
                       ? std::nullopt
                       : CheckResult(skip(Reason::booking_moved, "the booking is no longer cancelled"));
        case Trigger::booking_no_show:
            return booking.status == BookingStatus::no_show
                       ? std::nullopt
                       : CheckResult(skip(Reason::booking_moved, "the booking no longer counts as missed"));
        case Trigger::session_completed:
            if (booking.status == BookingStatus::cancelled || booking.status == BookingStatus::no_show) {
                return skip(Reason::booking_cancelled, "the session did not take place");
            }
            return on && !(booking.ends_at && *booking.ends_at <= s.now)
                       ? CheckResult(skip(Reason::booking_moved, "the session is not over"))
                       : std::nullopt;
        default:
            return std::nullopt;
    }
}

CheckResult conditions_hold(DecisionInput const &s)
{
    FactFieldReader const source = facts_of(s);
    bool const hold = s.run.event_known ? s.automation->conditions.match(source)
                                        : s.automation->conditions.may_hold_without_event(source);
    if (hold) {
        return std::nullopt;
    }
    for (auto const &seen : s.automation->conditions.explain(source)) {
        if (!seen.holds && seen.whole) {
            return skip(Reason::conditions, seen.key + " " + seen.message);
        }
    }
    return skip(Reason::conditions, "the conditions do not hold");
}

CheckResult moment_has_come(DecisionInput const &s)
{
    return time_checks::moment(s, conditions_hold);
}

CheckResult wants(DecisionInput const &s, std::string_view by_channel)
{
    auto const refusal = [&](std::string const &who, bool every) {
        return block(Reason::opted_out,
                     who + " has opted out of " + (every ? "every channel" : std::string(by_channel)));
    };
    // Of a notice only the address is asked: the lead refuses messages to itself.
    if (!s.notice && refuses(s.lead->opted_out, by_channel)) {
        return refusal("the lead", refuses_all(s.lead->opted_out));
    }
    if (auto const &row = s.suppressed.opted_out) {
        bool const hashed = row->address.starts_with(hashed_prefix);
        return refusal(hashed ? "the owner of the address" : "the owner of " + row->address,
                       row->channel == every_channel);
    }
    return std::nullopt;
}

CheckResult may_write(DecisionInput const &s)
{
    return s.automation->writes_message() ? wants(s, s.automation->channel) : std::nullopt;
}

/* A lead that writes is no reason not to tell the business of it, unless the automation says so. */
bool stops_on_reply(DecisionInput const &s) noexcept
{
    return s.notice ? s.automation->reply_stops_notice : s.automation->stop_on_reply;
}

CheckResult unanswered(DecisionInput const &s)
{
    // Whoever has answered is not silent: that has been looked at.
    if (s.automation->trigger == Trigger::no_contact_days && !s.run.by_hand) {
        return std::nullopt;
    }
    auto const answered = s.lead->last_inbound_at;
    if (stops_on_reply(s) && s.automation->writes_message() && answered && *answered > s.run.event_at) {
        return skip(Reason::replied, "the lead wrote at " + when(*answered, s) + ", after the event");
    }
    return std::nullopt;
}

/* The same of a message that waits to leave: whoever has answered since it was queued is not silent any more. */
CheckResult unanswered_since_queued(DecisionInput const &s)
{
    auto const answered = s.lead->last_inbound_at;
    if (s.automation->trigger == Trigger::no_contact_days && !s.run.of_step() && answered &&
        *answered > s.run.event_at) {
        return skip(Reason::replied, "the lead wrote at " + when(*answered, s));
    }
    return unanswered(s);
}

CheckResult runs_left(DecisionInput const &s)
{
    if (!s.run.by_hand && s.automation->max_runs && s.history.runs >= *s.automation->max_runs) {
        return skip(Reason::max_runs, "has run " + std::to_string(s.history.runs) + " of " +
                                          std::to_string(*s.automation->max_runs) + " times");
    }
    return std::nullopt;
}

CheckResult cooled_down(DecisionInput const &s)
{
    if (!s.run.by_hand && s.automation->cooldown && s.history.last_run &&
        s.now < *s.history.last_run + *s.automation->cooldown) {
        return skip(Reason::cooldown, "ran for this lead at " + when(*s.history.last_run, s));
    }
    return std::nullopt;
}

CheckResult reachable(DecisionInput const &s)
{
    if (!s.automation->writes_message() || !s.channel_configured) {
        return std::nullopt;
    }
    auto const recipient = recipient_for(*s.automation, *s.lead);
    if (!recipient.address) {
        return skip(Reason::no_recipient, recipient.problem);
    }
    if (auto const &row = s.suppressed.undeliverable) {
        return skip(Reason::no_recipient,
                    "no messages are sent to " + *recipient.address + ": " + row->detail.value_or(row->cause));
    }
    return std::nullopt;
}

bool is_about_booking(Type type) noexcept
{
    return type == Type::booking_reminder || type == Type::confirmation;
}

/* "How do I unsubscribe?": nothing but what a booking needs is sent before a person has read it. */
CheckResult unclassified_on(DecisionInput const &s, std::string_view channel)
{
    auto const *const found = s.inbound == nullptr ? nullptr : s.inbound->unclassified_on(channel);
    if (found == nullptr || s.notice || !s.automation->writes_message() || is_about_booking(s.automation->type)) {
        return std::nullopt;
    }
    return CheckFailure{.verdict = Verdict::park,
                        .reason = Reason::maybe_stop,
                        .detail = "message " + std::to_string(number(found->message)) + " of " +
                                  when(found->written_at, s) + " may ask to stop; messages by " + std::string(channel) +
                                  " wait until it is classified"};
}

CheckResult classified(DecisionInput const &s)
{
    return unclassified_on(s, s.automation->channel);
}

std::string count_of(std::size_t number, std::string const &unit)
{
    return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

/* What explain shows where nothing speaks against the run. Asked only after the check has held. */

std::string see_automation(DecisionInput const &s)
{
    return quote_value(s.automation->name) + ", " + std::string(name_of(s.automation->type)) + ", version " +
           std::to_string(s.automation->version);
}

std::string see_subject(DecisionInput const &s)
{
    std::string seen = "lead " + std::to_string(number(s.lead->id));
    if (s.lead->name) {
        seen += ", " + quote_value(*s.lead->name);
    }
    return s.booking == nullptr ? seen : seen + ", booking " + std::to_string(number(s.booking->id));
}

std::string see_trigger(DecisionInput const &s)
{
    return s.run.event;
}

std::string see_enabled(DecisionInput const &)
{
    return "enabled";
}

std::string see_chain(DecisionInput const &s)
{
    return s.run.chain.empty() ? "not triggered by another automation"
                               : "triggered through " + count_of(s.run.chain.size(), "automation");
}

std::string see_opt_out(DecisionInput const &s)
{
    if (s.notice) {
        return "does not apply to a notice; the address may be written to";
    }
    return s.automation->writes_message() ? "accepts messages by " + s.automation->channel : "writes no message";
}

std::string see_newest(DecisionInput const &)
{
    return "no newer run waits";
}

std::string see_booking(DecisionInput const &s)
{
    if (s.booking == nullptr) {
        return "no booking";
    }
    return s.booking->starts_at ? "booked, at " + when(*s.booking->starts_at, s) : "booked, without a time";
}

std::string see_conditions(DecisionInput const &s)
{
    std::size_t const all = s.automation->conditions.explain(facts_of(s)).size();
    return all == 0 ? "no conditions" : count_of(all, "condition") + (all == 1 ? " holds" : " hold");
}

std::string see_reply(DecisionInput const &s)
{
    if (!stops_on_reply(s)) {
        return "a reply does not stop it";
    }
    return s.lead->last_inbound_at ? "last wrote at " + when(*s.lead->last_inbound_at, s) : "has not written";
}

std::string see_runs(DecisionInput const &s)
{
    std::string const seen = "has run " + std::to_string(s.history.runs);
    return s.automation->max_runs ? seen + " of " + count_of(static_cast<std::size_t>(*s.automation->max_runs), "time")
                                  : seen + " times, no limit";
}

std::string see_cooldown(DecisionInput const &s)
{
    if (!s.automation->cooldown) {
        return "none";
    }
    return s.history.last_run ? "last ran at " + when(*s.history.last_run, s) : "has not run for this lead";
}

std::string see_recipient(DecisionInput const &s)
{
    if (!s.automation->writes_message()) {
        return "writes no message";
    }
    auto const recipient = recipient_for(*s.automation, *s.lead);
    std::string const whose = recipient.notice ? " (a notice: not an address of the lead)" : "";
    if (!s.channel_configured) {
        std::string const address =
            recipient.notice ? recipient.address.value_or(recipient.problem) + whose + "; " : "";
        return address + "channel " + s.automation->channel + " is not configured: the message is only recorded";
    }
    return recipient.address.value_or("") + whose;
}

struct Check {
    char const *name = nullptr;
    CheckResult (*ask)(DecisionInput const &) = nullptr;
    std::string (*see)(DecisionInput const &) = nullptr;  ///< null or empty: shown only where it fails
    /** Checks below this one need what it found. */
    bool needed = false;
    /** It protects the lead from messages: not asked of a notice to somebody of the business. */
    bool lead_only = false;
};

CheckResult ask(Check const &check, DecisionInput const &s)
{
    return check.lead_only && s.notice ? std::nullopt : check.ask(s);
}

std::string see(Check const &check, DecisionInput const &s)
{
    if (check.see == nullptr) {
        return {};
    }
    return check.lead_only && s.notice ? "does not apply to a notice" : check.see(s);
}

// The order is the order of the answer: what is gone before what is off, what must not be before what need not be.
constexpr std::array checks{
    Check{"automation exists", exists, see_automation, true},
    Check{"subject exists", has_subject, see_subject, true},
    Check{"trigger", same_trigger, see_trigger, false},
    Check{"enabled", enabled, see_enabled, false},
    Check{"loop", no_loop, see_chain, false},
    Check{"moment", moment_has_come, time_checks::see_moment, false},
    Check{"opt-out", may_write, see_opt_out, false},
    Check{"newest run", newest, see_newest, false},
    Check{"booking", booking_stands, see_booking, false},
    Check{"conditions", conditions_hold, see_conditions, false},
    Check{"reply", unanswered, see_reply, false},
    Check{"max_runs", runs_left, see_runs, false},
    Check{"cooldown", cooled_down, see_cooldown, false},
    Check{"needs", time_checks::needs, time_checks::see_needs, false},
    Check{"lateness", time_checks::lateness, time_checks::see_lateness, false},
    Check{"unclassified reply", classified, nullptr, false},
    Check{"absence", time_checks::absence, time_checks::see_absence, false, true},
    Check{"quiet hours", time_checks::quiet_hours, time_checks::see_quiet_hours, false, true},
    Check{"sending window", time_checks::send_window, time_checks::see_send_window, false},
    Check{"daily cap", time_checks::daily_cap, time_checks::see_daily_cap, false, true},
    Check{"recipient", reachable, see_recipient, false},
};

CheckResult booking_there(DecisionInput const &s)
{
    if (s.run.booking && s.booking == nullptr) {
        return skip(Reason::booking_cancelled, "the booking no longer exists");
    }
    return std::nullopt;
}

// A message waits in the queue again where a provider is slow, a person reads it first, or a channel stands still.
constexpr std::array delivery_checks{
    Check{"automation exists", exists, see_automation, true},
    Check{"booking exists", booking_there, see_booking, true},
    Check{"enabled", enabled, see_enabled, false},
    Check{"booking", booking_stands, see_booking, false},
    Check{"date", time_checks::date_stands, nullptr, false},
    Check{"conditions", conditions_hold, see_conditions, false},
    Check{"reply", unanswered_since_queued, see_reply, false},
    Check{"lateness", time_checks::lateness, time_checks::see_lateness, false},
    Check{"recipient", reachable, see_recipient, false},
    Check{"absence", time_checks::absence, time_checks::see_absence, false, true},
    Check{"quiet hours", time_checks::quiet_hours, time_checks::see_quiet_hours, false, true},
    Check{"sending window", time_checks::send_window, time_checks::see_send_window, false},
};

Decision decision_of(CheckResult failure)
{
    if (!failure) {
        return {};
    }
    return {failure->verdict, std::move(failure->reason), std::move(failure->detail), failure->until,
            failure->event_moves};
}

}  // namespace

Decision decide(DecisionInput const &decision_input)
{
    for (Check const &check : checks) {
        if (auto failure = ask(check, decision_input)) {
            return decision_of(std::move(failure));
        }
    }
    return {};
}

Decision decide_delivery(DecisionInput const &decision_input, std::string_view channel)
{
    auto failure = decision_input.lead == nullptr ? has_subject(decision_input) : wants(decision_input, channel);
    for (Check const &check : delivery_checks) {
        if (!failure && !decision_input.run.by_hand) {
            failure = ask(check, decision_input);
        }
    }
    if (!failure && !decision_input.run.by_hand) {
        failure = unclassified_on(decision_input, channel);
    }
    return decision_of(std::move(failure));
}

std::vector<Step> explain(DecisionInput const &decision_input)
{
    std::vector<Step> steps;
    for (Check const &check : checks) {
        auto failure = ask(check, decision_input);
        bool const ok = !failure.has_value();
        if (ok) {
            std::string seen = see(check, decision_input);
            if (!seen.empty() || check.needed) {
                steps.push_back({check.name, ok, std::move(seen), {}, {}});
            }
        } else {
            auto hint = hint_for_reason(failure->reason, decision_input);
            steps.push_back({check.name, ok, std::move(failure->detail), std::move(failure->reason), std::move(hint)});
        }
        if (!ok && check.needed) {
            break;
        }
    }
    return steps;
}

Subject subject_of(DecisionInput const &decision_input)
{
    return {.lead = *decision_input.lead,
            .booking = decision_input.booking,
            .tenant = decision_input.tenant,
            .zone = decision_input.reader_zone(),
            .names_zones = false,
            .notice = decision_input.notice};
}

FactFieldReader facts_of(DecisionInput const &decision_input)
{
    return FactFieldReader({.lead = *decision_input.lead,
                            .booking = decision_input.booking,
                            .message = decision_input.message,
                            .inside = decision_input.inside,
                            .images = decision_input.run.images,
                            .is_new = decision_input.run.event == name_of(Trigger::new_lead),
                            .assumes_changes = decision_input.run.by_hand,
                            .now = decision_input.now,
                            .zone = &decision_input.zone});
}

std::optional<Micros> max_lateness_of(Automation const &automation) noexcept
{
    using namespace std::chrono_literals;
    if (automation.max_lateness) {
        return automation.max_lateness;
    }
    if (automation.trigger == Trigger::no_contact_days) {
        return std::nullopt;
    }
    switch (automation.type) {
        case Type::lead_followup:
        case Type::post_session:
            return 24h;
        case Type::confirmation:
            return 2h;
        case Type::booking_reminder:
        case Type::crm_update:
        case Type::sequence:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace automation::core
