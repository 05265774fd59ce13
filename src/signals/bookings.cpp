/* bookings.cpp — bookings made, cancelled, missed and completed. */
#include "signals/match.hpp"
#include "signals/trigger_call.hpp"

#include "pg/clock.hpp"
#include "pg/facts.hpp"
#include "pg/owner_session.hpp"

namespace automation::signals {
namespace {

std::optional<core::Trigger> event_of_status(std::string_view status) noexcept
{
    if (status == "cancelled") {
        return core::Trigger::booking_cancelled;
    }
    if (status == "no_show") {
        return core::Trigger::booking_no_show;
    }
    if (status == "completed") {
        return core::Trigger::session_completed;
    }
    return std::nullopt;
}

void fire(core::Trigger event, RowValues const &booking, core::Instant now)
{
    std::string const tenant = booking.text("tenant_id").value_or("");
    RuleBook const &book = rule_book(tenant, event);
    if (book.rules.empty()) {
        return;
    }
    core::LeadId const id{booking.integer("lead_id")};
    std::optional<core::Lead> lead;
    {
        pg::OwnerSession const session(pg::home().owner);
        lead = pg::load_lead(id, tenant);
    }
    if (lead) {
        Matcher matcher;
        matcher.match(book, core::LeadSource(*lead),
                      {.trigger = event,
                       .at = now,
                       .lead = id,
                       .tenant = tenant,
                       .booking = core::BookingId{booking.integer("id")}});
        matcher.finish();
    }
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* After a booking was inserted. One that lies in the past is history, and confirms nothing. */
PG_CPP_FUNCTION(automation_on_booking_insert)
{
    TriggerCall const trigger(args);
    if (!ready()) {
        return PointerGetDatum(nullptr);
    }
    RowValues const booking(trigger.new_row(), trigger.shape());
    core::Instant const now = pg::now();
    auto const starts_at = booking.instant("starts_at");
    if (booking.text("status") == "booked" && (!starts_at || *starts_at > now)) {
        fire(core::Trigger::booking_created, booking, now);
    }
    return PointerGetDatum(nullptr);
}

/* After an update that changed a booking's status or times. */
PG_CPP_FUNCTION(automation_on_booking_update)
{
    TriggerCall const trigger(args);
    if (!ready()) {
        return PointerGetDatum(nullptr);
    }
    RowValues const before(trigger.old_row(), trigger.shape());
    RowValues const booking(trigger.new_row(), trigger.shape());
    auto const status = booking.text("status");
    if (status && status != before.text("status")) {
        if (auto const event = event_of_status(*status)) {
            fire(*event, booking, pg::now());
        }
    }
    return PointerGetDatum(nullptr);
}
