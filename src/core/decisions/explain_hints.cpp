#include "core/decisions/explain_hints.hpp"

#include "core/decisions/check_result.hpp"
#include "core/base/strings.hpp"

#include <array>
#include <utility>

namespace automation::core {

namespace {

std::string enable(DecisionInput const &s)
{
    return "automation_enable(" + std::to_string(number(s.automation->id)) + ") enables it";
}

/* Which row of automation_suppressions speaks, as a person looks for it. */
std::string row_of(Suppression const &row, std::string_view reason, DecisionInput const &s)
{
    std::string words = "automation_suppressions has " + quote_value(row.channel) + ", " + quote_value(row.address) +
                        ", reason " + std::string(reason) + ", cause " + row.cause + ", since " + when(row.since, s);
    return row.detail ? words + ", " + quote_value(*row.detail) : words;
}

std::string hint_opt_out(DecisionInput const &s)
{
    if (auto const &row = s.suppressed.opted_out) {
        return row_of(*row, opted_out_reason, s) +
               (row->cause == "stop_word" ? "; START or deleting the row revokes it"
                : is_of_the_person(row->cause)
                    ? "; only deleting the row revokes it"
                    : "; deleting the row, or removing the channel from opted_out, revokes it");
    }
    return "the lead's opted_out must have neither " + quote_value(s.automation->channel) + " nor \"all\"";
}

std::string hint_booking(DecisionInput const &)
{
    return "the lead must have a booking with starts_at";
}

/* Of the booking, or of the session that it is. */
std::string set_status(DecisionInput const &s)
{
    switch (s.automation->trigger) {
        case Trigger::booking_created:
        case Trigger::booking_reminder_hours:
            return "the booking's status must be booked";
        case Trigger::booking_cancelled:
            return "the booking's status must be cancelled";
        case Trigger::booking_no_show:
            return "the booking's status must be no_show";
        default:
            return "the booking's status must be completed, or booked with ends_at in the past";
    }
}

std::string hint_reply(DecisionInput const &)
{
    return "stop_on_reply must be false to send the message despite the reply";
}

std::string hint_max_runs(DecisionInput const &s)
{
    return "max_runs must be more than " + std::to_string(s.history.runs);
}

std::string wait(DecisionInput const &s)
{
    bool const known = s.automation->cooldown && s.history.last_run;
    return known ? "not again before " + when(*s.history.last_run + *s.automation->cooldown, s) : std::string();
}

std::string raise_cap(DecisionInput const &s)
{
    return s.tenant.daily_cap ? "daily_cap is " + std::to_string(*s.tenant.daily_cap) + ", the run is deferred to " +
                                    when(start_of_next_day(s.now, s.zone), s)
                              : std::string();
}

std::string be_patient(DecisionInput const &s)
{
    bool const started = s.booking != nullptr && s.booking->starts_at && *s.booking->starts_at <= s.now;
    return s.automation->type == Type::booking_reminder && started ? std::string() : "max_lateness must be longer";
}

std::string shown(NullableText const &value)
{
    return value ? quote_value(*value) : "null";
}

std::string give_address(DecisionInput const &s)
{
    if (auto const &row = s.suppressed.undeliverable) {
        return row_of(*row, undeliverable_reason, s) + "; deleting the row allows another attempt";
    }
    if (auto const &to = s.automation->to; to && to->field) {
        return to->written + " of the lead must be " + std::string(kind_of_address(s.automation->channel));
    }
    if (s.automation->channel == "email") {
        return "the lead's email must be an address such as ann@example.com, is " + shown(s.lead->email);
    }
    if (s.automation->channel == "sms" || s.automation->channel == "whatsapp") {
        return "the lead's phone must be a number such as +49 170 1234567" +
               std::string(s.lead->country.empty()
                               ? " (without its country code only if automation_settings.country is set)"
                               : "") +
               ", is " + shown(s.lead->phone);
    }
    return "the lead must have an email or a phone";
}

std::string classify(DecisionInput const &s)
{
    auto const *const found = s.inbound == nullptr ? nullptr : s.inbound->unclassified_on(s.automation->channel);
    return found == nullptr ? std::string()
                            : "automation_classify(" + std::to_string(number(found->message)) +
                                  ", 'stop' | 'answer' | 'auto_reply') decides what it is";
}

using HintOf = std::string (*)(DecisionInput const &);
constexpr std::array<std::pair<Reason, HintOf>, 12> hints{{{Reason::disabled, enable},
                                                           {Reason::opted_out, hint_opt_out},
                                                           {Reason::no_booking, hint_booking},
                                                           {Reason::booking_cancelled, set_status},
                                                           {Reason::booking_moved, set_status},
                                                           {Reason::replied, hint_reply},
                                                           {Reason::max_runs, hint_max_runs},
                                                           {Reason::cooldown, wait},
                                                           {Reason::too_late, be_patient},
                                                           {Reason::daily_cap, raise_cap},
                                                           {Reason::maybe_stop, classify},
                                                           {Reason::no_recipient, give_address}}};

}  // namespace

std::string hint_for_reason(ReasonCode const &reason, DecisionInput const &s)
{
    for (auto const &[known, hint] : hints) {
        if (known == reason.reason()) {
            return hint(s);
        }
    }
    return {};
}

}  // namespace automation::core
