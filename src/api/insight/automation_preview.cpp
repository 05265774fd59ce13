#include "api/insight/automation_preview.hpp"

#include "core/sequences/step_end.hpp"

#include "api/insight/sequence_entry.hpp"

#include <algorithm>
#include <map>

#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/process/wait.hpp"

namespace automation::api {

namespace {

core::Automation automation_from(engine::AutomationCache &automations, core::AutomationKey const &key)
{
    automations.fetch({key});
    engine::CachedAutomation const &cached = automations.at(key);
    if (!cached.automation) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "automation " + std::to_string(number(key.id)) + " is invalid: " + cached.broken, "",
                              "Correct it with automation_update().");
    }
    core::Automation automation = cached.entry ? *cached.entry : *cached.automation;
    automation.enabled = true;  // what it would do, before it is let loose
    return automation;
}

}  // namespace

namespace {

/* Nothing is reminded of or ends any more. */
bool is_over(store::TimedRow const &row, core::Instant now)
{
    if (row.date) {
        return row.date->moment <= now;
    }
    auto const end = !row.booking ? std::nullopt : row.booking->ends_at ? row.booking->ends_at : row.booking->starts_at;
    return end && *end <= now;
}

/* Its run is in the queue. */
bool is_waiting(store::TimedRow const &row, std::optional<Expected> const &expected)
{
    return row.waits && !(expected && expected->basis == Basis::moment);
}

std::pair<core::LeadId, std::optional<core::BookingId>> subject_of(store::TimedRow const &row)
{
    return {row.lead.id, row.booking ? std::optional(row.booking->id) : std::nullopt};
}

}  // namespace

struct AutomationPreview::Page {
    std::vector<engine::QueueRow> rows;
    std::vector<core::ReasonCode> reasons;  ///< why no run is made, by the rows; none: one is
    std::vector<core::Lead> leads;
    std::vector<core::Booking> bookings;
    engine::Subjects subjects;

    void add(core::Run run, core::ReasonCode reason = {})
    {
        rows.push_back({std::move(run), {}});
        reasons.push_back(std::move(reason));
    }
    [[nodiscard]] std::int64_t next_number() const { return static_cast<std::int64_t>(rows.size()) + 1; }
};

AutomationPreview::AutomationPreview(Session const &session, core::AutomationId automation)
    : automation_(automation_from(automations_, {automation, tenant_of_automation(session, automation)})),
      now_(pg::now())
{
    if (core::is_timed(automation_.trigger)) {
        moments_.emplace(*automations_.at(automation_.key()).automation, now_);
    }
}

/* Takes the next five hundred; false when there are none left. */
bool AutomationPreview::next(Page &page)
{
    bool const more = moments_ ? next_by_moment(page) : next_by_event(page);
    page.subjects.load_unlocked(page.rows, std::move(page.leads), std::move(page.bookings), automations_);
    return more;
}

bool AutomationPreview::next_by_event(Page &page)
{
    if (concerns_booking(automation_.trigger)) {
        for (auto &[booking, lead] : store::load_bookings_after(core::BookingId{after_}, automation_.tenant)) {
            after_ = number(booking.id);
            let_happen(automation_.trigger, booking);
            page.add(run_of_event(automation_, lead, &booking, now_, page.next_number()));
            page.leads.push_back(std::move(lead));
            page.bookings.push_back(std::move(booking));
        }
    } else {
        for (core::Lead &lead : store::load_leads_after(core::LeadId{after_}, automation_.tenant)) {
            after_ = number(lead.id);
            page.add(run_of_event(automation_, lead, nullptr, now_, page.next_number()));
            page.leads.push_back(std::move(lead));
        }
    }
    return !page.rows.empty();
}

/* In the order of the rows, so that of the anniversaries of one lead this year's comes first. */
bool AutomationPreview::next_by_moment(Page &page)
{
    auto const rows = store::read_timed_after(automation_, after_);
    std::vector<std::optional<Expected>> expected;
    std::vector<core::LeadId> waiting;
    for (store::TimedRow const &row : rows) {
        after_ = row.place.id;
        expected.push_back(moments_->expect(row, static_cast<std::int64_t>(expected.size()) + 1));
        if (is_waiting(row, expected.back())) {
            waiting.push_back(row.lead.id);
        }
        page.leads.push_back(row.lead);
        if (row.booking) {
            page.bookings.push_back(*row.booking);
        }
    }
    auto const queued = next_queued(page, waiting);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (is_waiting(rows[i], expected[i])) {
            auto const found = queued.find(subject_of(rows[i]));
            if (found != queued.end()) {
                page.add(found->second);
            }
        } else if (expected[i] && (expected[i]->basis == Basis::moment || !is_over(rows[i], now_))) {
            page.add(std::move(expected[i]->run), std::move(expected[i]->reason));
        }
    }
    return !rows.empty();
}

/* Of each subject with runs in the queue the one that will be done first. */
AutomationPreview::QueuedRuns AutomationPreview::next_queued(Page const &page, std::vector<core::LeadId> const &leads)
{
    QueuedRuns next;
    if (leads.empty()) {
        return next;
    }
    std::map<Subject, std::vector<engine::QueueRow>> queued;
    std::vector<engine::QueueRow> all = waiting_runs(automation_.key(), leads);
    std::erase_if(all, [](engine::QueueRow const &row) { return row.run.of_step(); });
    engine::Subjects subjects;
    subjects.load_unlocked(all, page.leads, page.bookings, automations_);
    for (engine::QueueRow &row : all) {
        queued[{row.run.lead, row.run.booking}].push_back(std::move(row));
    }
    for (auto const &[subject, runs] : queued) {
        next.emplace(subject, next_of(runs, subjects, automation_, now_));
    }
    return next;
}

/* The first step of a lead that the event lets in, and when it is due. */
std::string AutomationPreview::enter(Page const &page, core::Run const &run, core::RunForecast &seen) const
{
    core::Automation const &sequence = *automations_.at(run.automation_key()).automation;
    core::ReasonCode reason = why_not_enter(reason_of(seen.decision), run, sequence, page.subjects, seen.due);
    core::SequenceEntry entry = engine::entry_of(run, sequence, page.subjects, seen.due);
    if (reason.empty()) {
        engine::StepEvaluation const evaluation =
            engine::evaluate_step(engine::run_of_entry(run, entry, seen.due), sequence, entry, page.subjects, seen.due);
        seen.due = evaluation.kind == engine::StepEvaluation::Kind::stands ? evaluation.at : seen.due;
        reason = evaluation.reason;
    }
    if (!reason.empty() && seen.decision.verdict != core::Verdict::discard) {
        seen.decision = {.verdict = core::Verdict::skip, .reason = reason, .detail = {}, .until = {}};
    }
    return reason.empty() ? entry.step : std::string();
}

bool AutomationPreview::show(Page const &page, std::function<bool(PreviewRow const &)> const &visit)
{
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
        core::Run run = page.rows[i].run;
        if (!moments_) {
            run.run_at = core::after(now_, automation_.delay, page.subjects.zone(run));
        }
        core::RunForecast seen = core::forecast(page.subjects.decision_input(run, automation_, now_), run);
        if (!page.reasons[i].empty()) {
            seen.decision = {.verdict = core::Verdict::skip, .reason = page.reasons[i], .detail = {}, .until = {}};
            seen.due = page.rows[i].run.run_at;
        }
        std::string step = automation_.type == core::Type::sequence ? enter(page, run, seen) : std::string();
        core::DecisionInput const then = page.subjects.decision_input(run, automation_, std::max(now_, seen.due));
        bool const queued = number(run.id) > 0 && seen.decision.verdict != core::Verdict::discard;
        PreviewRow const preview_row{*then.lead, run.booking, !moments_, std::move(seen), std::move(step)};
        if ((queued || automation_.conditions.match(core::facts_of(then))) && !visit(preview_row)) {
            return false;
        }
    }
    return true;
}

void AutomationPreview::each(std::function<bool(PreviewRow const &)> const &visit)
{
    bool more = true;
    while (more) {
        pg::interrupts();
        // What a page has read goes with it.
        pg::Spi const session;
        Page page;
        more = next(page) && show(page, visit);
    }
}

core::ReasonCode reason_of(core::Decision const &decision)
{
    if (decision.verdict == core::Verdict::run) {
        return core::Reason::none;
    }
    return decision.reason.empty() ? core::Reason::gone : decision.reason;
}

}  // namespace automation::api
