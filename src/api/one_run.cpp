#include "api/one_run.hpp"

#include "api/one_lead.hpp"

#include <limits>

#include "pg/clock.hpp"

namespace automation::api {

core::AutomationKey OneRun::key_of(Session const &session, core::AutomationId automation, core::LeadId lead)
{
    core::AutomationKey key{automation, tenant_of_automation(session, automation)};
    if (tenant_of_lead(session, lead) != key.tenant) {
        throw core::UserError("lead " + std::to_string(number(lead)) + " belongs to another tenant",
                              "An automation acts only on leads of its own tenant.",
                              "Name a lead and an automation of one tenant.");
    }
    return key;
}

OneRun::OneRun(Session const &session, core::AutomationId automation, core::LeadId lead,
               std::optional<core::BookingId> booking)
    : OneRun(key_of(session, automation, lead), lead, booking)
{}

OneRun::OneRun(core::AutomationKey const &automation, core::LeadId lead, std::optional<core::BookingId> booking)
{
    run_.automation = automation.id;
    run_.lead = lead;
    run_.tenant = automation.tenant;
    shelf_.fetch({run_.automation_key()});
    worker::Shelved const &shelved = shelf_.at(run_.automation_key());
    if (!shelved.automation) {
        throw core::UserError(core::Mistake::wrong_state,
                              "automation " + std::to_string(number(automation.id)) + " is broken: " + shelved.broken,
                              "", "Mend it with automation_update().");
    }
    run_.id = core::RunId{std::numeric_limits<std::int64_t>::max()};
    run_.event = core::name_of(shelved.automation->trigger);
    run_.event_at = run_.run_at = pg::now();
    run_.booking = booking_or_next(booking, lead, run_.tenant);
    subjects_.look(run_, shelf_);
    // As the dispatcher would have made it.
    core::Booking const *const about = subjects_.booking(run_);
    bool const on = about != nullptr && about->status == core::BookingStatus::booked;
    if (on && shelved.automation->trigger == core::Trigger::booking_reminder_hours) {
        run_.anchor = about->starts_at;
    } else if (on && shelved.automation->trigger == core::Trigger::session_completed) {
        run_.anchor = about->ends_at;
    }
}

std::vector<core::Conditions::Seen> OneRun::conditions() const
{
    auto const situation = subjects_.situation(run_, automation(), pg::now());
    return automation().conditions.look(core::facts_of(situation));
}

std::vector<core::Step> OneRun::explain() const
{
    return core::explain(subjects_.situation(run_, automation(), pg::now()));
}

}  // namespace automation::api
