#include "core/json.hpp"

#include "api/prospects.hpp"

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

/* As if the lead had just become what it is. */
std::string images_of(core::Lead const &lead)
{
    core::json::Value images{{"old", {{"status", nullptr}}}, {"new", {{"status", nullptr}}}};
    if (lead.status) {
        images["new"]["status"] = *lead.status;
    }
    return core::json::dump(images);
}

}  // namespace

struct Prospects::Page {
    std::vector<worker::QueueRow> rows;
    worker::Subjects subjects;
};

Prospects::Prospects(Session const &session, core::AutomationId automation)
    : automation_(automation_from(shelf_, {automation, tenant_of_automation(session, automation)})), now_(pg::now())
{}

core::Run Prospects::run_for(core::Lead const &lead, core::Booking const *booking) const
{
    core::Run run;
    // A number of its own among the runs of a page: what is known of a run is looked up by it.
    run.id = core::RunId{booking != nullptr ? number(booking->id) : number(lead.id)};
    run.automation = automation_.id;
    run.lead = lead.id;
    run.tenant = automation_.tenant;
    run.event = core::name_of(automation_.trigger);
    if (automation_.trigger == core::Trigger::lead_status_changed) {
        run.images = images_of(lead);
    }
    if (booking != nullptr) {
        run.booking = booking->id;
        run.anchor = automation_.trigger == core::Trigger::session_completed ? booking->ends_at : booking->starts_at;
    }
    return run;
}

/* Takes the next five hundred; false when there are none left. */
bool Prospects::next(Page &page)
{
    std::vector<core::Lead> leads;
    std::vector<core::Booking> bookings;
    if (concerns_booking(automation_.trigger)) {
        for (auto &[booking, lead] : pg::load_bookings_after(core::BookingId{after_}, automation_.tenant)) {
            after_ = number(booking.id);
            page.rows.push_back({run_for(lead, &booking), {}});
            leads.push_back(std::move(lead));
            bookings.push_back(std::move(booking));
        }
    } else {
        for (core::Lead &lead : pg::load_leads_after(core::LeadId{after_}, automation_.tenant)) {
            after_ = number(lead.id);
            page.rows.push_back({run_for(lead, nullptr), {}});
            leads.push_back(std::move(lead));
        }
    }
    page.subjects.look(page.rows, std::move(leads), std::move(bookings), shelf_);
    return !page.rows.empty();
}

bool Prospects::show(Page const &page, std::function<bool(Prospect const &)> const &visit)
{
    for (worker::QueueRow const &row : page.rows) {
        core::Situation situation = page.subjects.situation(row.run, automation_, now_);
        auto const moment = core::moment_of(automation_, *situation.lead, situation.booking, situation.tenant,
                                            situation.history, situation.zone, now_);
        if (!moment) {
            continue;
        }
        core::Run run = row.run;
        run.event_at = run.run_at = *moment;
        if (!core::is_timed(automation_.trigger)) {
            run.event_at = now_;
        }
        core::Situation const later = page.subjects.situation(run, automation_, now_);
        Prospect const prospect{*situation.lead, core::outlook(later, run)};
        bool const matches = automation_.conditions.hold(core::facts_of(later));
        if (matches && !visit(prospect)) {
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
