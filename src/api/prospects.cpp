#include "api/prospects.hpp"

#include <algorithm>
#include <map>

#include "pg/clock.hpp"
#include "pg/facts.hpp"
#include "pg/wait.hpp"

namespace automation::api {

namespace {

core::Automation automation_from(worker::Shelf &shelf, core::AutomationKey const &key)
{
    shelf.fetch({key});
    worker::Shelved const &shelved = shelf.at(key);
    if (!shelved.automation) {
        throw core::UserError(core::Mistake::wrong_state,
                              "automation " + std::to_string(number(key.id)) + " is broken: " + shelved.broken, "",
                              "Mend it with automation_update().");
    }
    core::Automation automation = *shelved.automation;
    automation.enabled = true;  // what it would do, before it is let loose
    return automation;
}

}  // namespace

namespace {

/* Nothing is reminded of or ends any more. */
bool is_over(pg::TimedRow const &row, core::Instant now)
{
    auto const end = !row.booking ? std::nullopt : row.booking->ends_at ? row.booking->ends_at : row.booking->starts_at;
    return end && *end <= now;
}

}  // namespace

struct Prospects::Page {
    std::vector<worker::QueueRow> rows;
    std::vector<std::string> reasons;  ///< why no run is made, by the rows; empty: one is
    std::vector<core::Lead> leads;
    std::vector<core::Booking> bookings;
    worker::Subjects subjects;

    void add(core::Run run, std::string reason = {})
    {
        rows.push_back({std::move(run), {}});
        reasons.push_back(std::move(reason));
    }
    [[nodiscard]] std::int64_t next_number() const { return static_cast<std::int64_t>(rows.size()) + 1; }
};

Prospects::Prospects(Session const &session, core::AutomationId automation)
    : automation_(automation_from(shelf_, {automation, tenant_of_automation(session, automation)})), now_(pg::now())
{
    if (core::is_timed(automation_.trigger)) {
        moments_.emplace(*shelf_.at(automation_.key()).automation, now_);
    }
}

/* Takes the next five hundred; false when there are none left. */
bool Prospects::next(Page &page)
{
    bool const more = moments_ ? next_by_moment(page) : next_by_event(page);
    page.subjects.look(page.rows, std::move(page.leads), std::move(page.bookings), shelf_);
    return more;
}

bool Prospects::next_by_event(Page &page)
{
    if (concerns_booking(automation_.trigger)) {
        for (auto &[booking, lead] : pg::load_bookings_after(core::BookingId{after_}, automation_.tenant)) {
            after_ = number(booking.id);
            let_happen(automation_.trigger, booking);
            page.add(run_of_event(automation_, lead, &booking, now_, page.next_number()));
            page.leads.push_back(std::move(lead));
            page.bookings.push_back(std::move(booking));
        }
    } else {
        for (core::Lead &lead : pg::load_leads_after(core::LeadId{after_}, automation_.tenant)) {
            after_ = number(lead.id);
            page.add(run_of_event(automation_, lead, nullptr, now_, page.next_number()));
            page.leads.push_back(std::move(lead));
        }
    }
    return !page.rows.empty();
}

bool Prospects::next_by_moment(Page &page)
{
    auto const rows = pg::read_timed_after(automation_, after_);
    std::vector<pg::TimedRow> waiting;
    for (pg::TimedRow const &row : rows) {
        after_ = row.place.id;
        auto expected = moments_->expect(row, page.next_number());
        bool const moment = expected && expected->basis == Basis::moment;
        if (!moment && row.waits) {
            waiting.push_back(row);
        } else if (moment || (expected && !is_over(row, now_))) {
            page.add(std::move(expected->run), std::move(expected->reason));
        } else {
            continue;
        }
        page.leads.push_back(row.lead);
        if (row.booking) {
            page.bookings.push_back(*row.booking);
        }
    }
    add_waiting(page, waiting);
    return !rows.empty();
}

/* Those whose run is in the queue. */
void Prospects::add_waiting(Page &page, std::vector<pg::TimedRow> const &rows)
{
    std::vector<core::LeadId> leads;
    for (pg::TimedRow const &row : rows) {
        leads.push_back(row.lead.id);
    }
    if (leads.empty()) {
        return;
    }
    using Subject = std::pair<core::LeadId, std::optional<core::BookingId>>;
    std::map<Subject, std::vector<worker::QueueRow>> queued;
    std::vector<worker::QueueRow> all = waiting_runs(automation_.key(), leads);
    worker::Subjects subjects;
    subjects.look(all, page.leads, page.bookings, shelf_);
    for (worker::QueueRow &row : all) {
        queued[{row.run.lead, row.run.booking}].push_back(std::move(row));
    }
    for (pg::TimedRow const &row : rows) {
        auto const found = queued.find({row.lead.id, row.booking ? std::optional(row.booking->id) : std::nullopt});
        if (found != queued.end()) {
            page.add(next_of(found->second, subjects, automation_, now_));
        }
    }
}

bool Prospects::show(Page const &page, std::function<bool(Prospect const &)> const &visit)
{
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
        core::Run run = page.rows[i].run;
        if (!moments_) {
            run.run_at = core::after(now_, automation_.delay, page.subjects.zone(run));
        }
        core::Outlook seen = core::outlook(page.subjects.situation(run, automation_, now_), run);
        if (!page.reasons[i].empty()) {
            seen.decision = {.verdict = core::Verdict::skip, .reason = page.reasons[i], .detail = {}, .until = {}};
            seen.due = page.rows[i].run.run_at;
        }
        core::Situation const then = page.subjects.situation(run, automation_, std::max(now_, seen.due));
        bool const queued = number(run.id) > 0 && seen.decision.verdict != core::Verdict::drop;
        Prospect const prospect{*then.lead, run.booking, !moments_, std::move(seen)};
        if ((queued || automation_.conditions.hold(core::facts_of(then))) && !visit(prospect)) {
            return false;
        }
    }
    return true;
}

void Prospects::each(std::function<bool(Prospect const &)> const &visit)
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

std::string reason_of(core::Decision const &decision)
{
    if (decision.verdict == core::Verdict::run) {
        return "";
    }
    return decision.reason.empty() ? "gone" : decision.reason;
}

}  // namespace automation::api
