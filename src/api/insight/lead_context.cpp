#include "api/insight/lead_context.hpp"

#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::api {

std::optional<core::BookingId> booking_or_next(std::optional<core::BookingId> given, core::LeadId lead,
                                               std::string const &tenant)
{
    if (!given) {
        auto const next = store::load_next_booking(lead, tenant, pg::now());
        return next ? std::optional(next->id) : std::nullopt;
    }
    if (!store::is_booking_of(lead, *given, tenant)) {
        throw core::UserError("booking " + std::to_string(number(*given)) + " does not exist",
                              "The lookup was limited to the bookings of lead " + std::to_string(number(lead)) + ".",
                              "Use an id of table bookings.");
    }
    return given;
}

LeadContext::LeadContext(Session const &session, core::LeadId asked, std::optional<core::BookingId> booking)
{
    auto const [lead, tenant] = present_lead(session, asked);
    lead_ = store::load_lead(lead, tenant).value();
    if (auto const id = booking_or_next(booking, lead, tenant)) {
        booking_ = store::load_booking(*id, tenant);
    }
    settings_ = store::load_settings(tenant);
    zone_ = &pg::zone_or_utc(lead_.timezone, settings_.timezone);
}

}  // namespace automation::api
