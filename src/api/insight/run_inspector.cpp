#include "core/time/time_format.hpp"

#include "api/insight/run_inspector.hpp"

#include "api/insight/lead_context.hpp"

#include <algorithm>
#include <utility>

#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"

namespace automation::api {

namespace {

constinit pg::Statement saved_at("select created_at from @home@.automations where id = $1 and tenant_id = $2", INT8OID,
                                 TEXTOID);
// The index on (lead_id, id). What enrollments do not hold: a lead is new only once.
constinit pg::Statement runs_of_new_lead(
    "select count(*) from @home@.activities where lead_id = $1 and automation_id = $2 and tenant_id = $3 "
    "and type in ('automation_ran', 'crm_updated')",
    INT8OID, INT8OID, TEXTOID);

/* What would be an event of the trigger. */
char const *event_of(core::Trigger trigger) noexcept
{
    switch (trigger) {
        case core::Trigger::new_lead:
            return "a lead that is inserted";
        case core::Trigger::lead_status_changed:
            return "a change of the lead's status";
        case core::Trigger::lead_changed:
            return "a change of a column or an attribute that the conditions name";
        case core::Trigger::lead_date:
            return "a date of the lead whose due time is still ahead";
        case core::Trigger::message_received:
            return "a message from the lead";
        case core::Trigger::booking_created:
            return "a booking that is inserted before its start";
        case core::Trigger::booking_cancelled:
            return "a booking that is cancelled";
        case core::Trigger::booking_no_show:
            return "a booking whose status becomes no_show";
        case core::Trigger::booking_reminder_hours:
            return "a booking with status booked whose reminder is not due yet";
        case core::Trigger::session_completed:
            return "a booking that ends or whose status becomes completed";
        case core::Trigger::no_contact_days:
            return "a silence of the lead for as long as the delay";
    }
    return "unknown";
}

/* An automation that is not there is said before a lead that is not. */
core::LeadId lead_of(Session const &session, core::AutomationId automation, core::LeadId lead)
{
    (void)tenant_of_automation(session, automation);
    return present_lead(session, lead).id;
}

}  // namespace

RunInspector::RunInspector(Session const &session, core::AutomationId automation, core::LeadId lead,
                           std::optional<core::BookingId> booking, Asked asked, core::NullableText step)
    : RunInspector(automation_for_lead(session, automation, lead), lead_of(session, automation, lead), booking, asked,
                   nullptr, std::move(step))
{}

RunInspector::RunInspector(core::AutomationKey const &automation, core::LeadId lead,
                           std::optional<core::BookingId> booking, Asked asked, core::Lead const *loaded,
                           core::NullableText step)
    : asked_(asked), loaded_(loaded), asked_step_(std::move(step)), now_(pg::now()), at_(now_)
{
    run_.automation = automation.id;
    run_.lead = lead;
    run_.tenant = automation.tenant;
    automations_.fetch({run_.automation_key()});
    engine::CachedAutomation const &cached = automations_.at(run_.automation_key());
    if (!cached.automation) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "automation " + std::to_string(number(automation.id)) + " is invalid: " + cached.broken,
                              "", "Correct it with automation_update().");
    }
    check_step();
    load(booking);
}

void RunInspector::load(std::optional<core::BookingId> booking)
{
    // Refuses a booking that is not the lead's.
    auto const next = booking_or_next(booking, run_.lead, run_.tenant);
    if (asked_ == Asked::next && expect_step(booking)) {
        return;
    }
    if (asked_ == Asked::event_now || !expect_run(booking)) {
        // The worker makes no run with a booking for an event of the lead.
        bool const of_booking = asked_ == Asked::event_now || concerns_booking(automation().trigger);
        expect_event(passed_ && passed_->run.booking ? passed_->run.booking : of_booking ? next : std::nullopt);
    }
}

/* Of all that wait or that the dispatcher will find, the one that is done first. */
bool RunInspector::expect_run(std::optional<core::BookingId> booking)
{
    auto rows = waiting_runs(run_.lead_key(), run_.automation, booking);
    std::erase_if(rows, [](engine::QueueRow const &row) { return row.run.of_step(); });
    if (core::is_timed(automation().trigger)) {
        add_moments(rows, booking);
    }
    subjects_.load_unlocked(rows, automations_, loaded_);
    std::erase_if(
        rows, [&](engine::QueueRow const &row) { return row.run.booking && subjects_.booking(row.run) == nullptr; });
    if (rows.empty()) {
        subjects_ = {};
        return false;
    }
    run_ = next_of(rows, subjects_, automation(), now_);
    basis_ = number(run_.id) < 0 ? Basis::moment : Basis::queued;
    go_to_moment();
    return true;
}

/* Of those that come to nothing the first is kept. */
void RunInspector::add_moments(std::vector<engine::QueueRow> &rows, std::optional<core::BookingId> booking)
{
    core::Automation const &automation = this->automation();
    Moments const moments(automation, now_);
    for (store::TimedRow const &row : store::read_timed_of(automation, run_.lead)) {
        if (booking && row.booking && row.booking->id != *booking) {
            continue;
        }
        auto expected = moments.expect(row, static_cast<std::int64_t>(rows.size()) + 1);
        if (expected && expected->basis == Basis::moment) {
            rows.push_back({std::move(expected->run), {}});
        } else if (expected && !passed_) {
            passed_ = std::move(expected);
        }
    }
}

void RunInspector::expect_event(std::optional<core::BookingId> of)
{
    auto const lead = loaded_ != nullptr ? std::optional(*loaded_) : store::load_lead(run_.lead, run_.tenant);
    auto booking = of ? store::load_booking(*of, run_.tenant) : std::nullopt;
    core::Automation const &automation = this->automation();
    if (booking) {
        let_happen(automation.trigger, *booking);
    }
    if (!lead) {
        return;
    }
    run_ = run_of_event(automation, *lead, booking ? &*booking : nullptr, now_);
    if (automation.date) {
        name_date(automation);
    }
    if (asked_ == Asked::event_now && sequence() != nullptr) {
        name_step();
    }
    std::vector<core::Booking> bookings;
    if (booking) {
        bookings.push_back(*std::move(booking));
    }
    subjects_.load_unlocked({engine::QueueRow{run_, {}}}, {*lead}, std::move(bookings), automations_);
    // Of a sequence the entry remembers it.
    if (asked_ == Asked::next && automation.trigger == core::Trigger::new_lead && sequence() == nullptr) {
        auto const rows =
            pg::execute(runs_of_new_lead, {pg::Param::of(number(run_.lead)), pg::Param::of(number(run_.automation)),
                                           pg::Param::of(std::string_view(run_.tenant))});
        runs_of_new_lead_ = static_cast<int>(rows[0].int8(1));
    }
}

/* The moment that it would be about, where no run is made for one. */
void RunInspector::name_date(core::Automation const &automation)
{
    run_.yearly = automation.date->yearly;
    if (passed_) {
        run_.anchor = passed_->run.anchor;
        return;
    }
    for (store::TimedRow const &row : store::read_timed_of(automation, run_.lead)) {
        run_.anchor = row.date ? std::optional(row.date->anchor) : std::nullopt;
    }
}

/* What is checked is what the worker will check, when it does. */
void RunInspector::go_to_moment()
{
    constexpr int most_moves = 8;
    at_ = std::max(now_, run_.run_at);
    for (int i = 0; i < most_moves; ++i) {
        core::Decision const decision = core::decide(decision_input(at_));
        if (decision.verdict != core::Verdict::defer || !decision.until) {
            return;
        }
        if (decision.event_moves) {
            run_.event_at = run_.run_at = at_ = *decision.until;
        } else if (*decision.until <= at_) {
            run_.run_at = *decision.until;  // its delay is over
        } else {
            return;
        }
    }
}

core::DecisionInput RunInspector::decision_input(core::Instant at) const
{
    core::DecisionInput decision_input = subjects_.decision_input(run_, automation(), at);
    decision_input.history.runs += runs_of_new_lead_;
    return decision_input;
}

std::vector<core::Conditions::ConditionResult> RunInspector::conditions() const
{
    return automation().conditions.explain(core::facts_of(decision_input(at_)));
}

std::optional<core::Instant> RunInspector::due() const
{
    return basis_ == Basis::queued || basis_ == Basis::moment ? std::optional(at_) : std::nullopt;
}

std::string RunInspector::why_no_event() const
{
    if (passed_) {
        return passed_->detail;
    }
    auto const rows =
        pg::execute(saved_at, {pg::Param::of(number(run_.automation)), pg::Param::of(std::string_view(run_.tenant))});
    std::string const when =
        rows.empty() || rows[0].null(1) ? "" : " at " + core::iso_8601(rows[0].instant(1), subjects_.zone(run_));
    return "no event since the automation was saved" + when + " has created a run that waits; an event is " +
           event_of(automation().trigger);
}

core::Step RunInspector::event_step() const
{
    if (basis_ == Basis::queued || basis_ == Basis::moment) {
        auto const when = [&](core::Instant moment) { return core::iso_8601(moment, subjects_.zone(run_)); };
        std::string detail = (run_.of_step() ? "entered" : run_.event) + " at " + when(run_.event_at);
        if (run_.run_at != run_.event_at) {
            detail += ", due at " + when(run_.run_at);
        }
        return {.name = "event", .ok = true, .detail = std::move(detail), .reason = {}, .hint = {}};
    }
    return {.name = "event",
            .ok = false,
            .detail = why_no_event(),
            .reason = passed_ ? passed_->reason : core::Reason::no_event,
            .hint = {}};
}

std::vector<core::Step> RunInspector::explain() const
{
    std::vector<core::Step> steps = core::explain(decision_input(at_));
    if (sequence() != nullptr) {
        add_sequence_steps(steps);
    }
    if (asked_ == Asked::event_now) {
        return steps;
    }
    // A moment that is yet to come: everything else is as it will be then.
    if (core::is_timed(automation().trigger) && !run_.of_step() && run_.run_at == run_.event_at && at_ > now_) {
        for (core::Step const &now : core::explain(decision_input(now_))) {
            auto const then = std::find_if(steps.begin(), steps.end(), [&](core::Step const &step) {
                return step.name == now.name && step.name == "moment" && step.ok;
            });
            if (then != steps.end()) {
                *then = now;
            }
        }
    }
    // Without a booking there is nothing to say of it, but that it is missing.
    if (run_.booking || !concerns_booking(automation().trigger)) {
        if (core::Decision text = core::decide_text(decision_input(at_)); text.verdict != core::Verdict::run) {
            steps.push_back({.name = "text",
                             .ok = false,
                             .detail = std::move(text.detail),
                             .reason = std::move(text.reason),
                             .hint = {}});
        }
    }
    steps.push_back(event_step());
    return steps;
}

}  // namespace automation::api
