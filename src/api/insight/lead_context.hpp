/* lead_context.hpp — one lead with a booking and the settings of its tenant, as they are now: what a text may speak of.
 *
 * Nothing is locked and nothing is written here.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <optional>
#include <string>

#include "api/session.hpp"

namespace automation::api {

/** `given`, which must be the lead's, else its next booking, else its last; none when it has no booking. */
[[nodiscard]] std::optional<core::BookingId> booking_or_next(std::optional<core::BookingId> given, core::LeadId lead,
                                                             std::string const &tenant);

class LeadContext {
 public:
    /** Loads; a UserError when the lead or the booking is none the caller can see. */
    LeadContext(Session const &session, core::LeadId asked, std::optional<core::BookingId> booking);

    [[nodiscard]] core::Subject subject() const { return {lead_, booking_ ? &*booking_ : nullptr, settings_, *zone_}; }

 private:
    core::Lead lead_;
    std::optional<core::Booking> booking_;
    core::TenantSettings settings_;
    core::TimeZone const *zone_;
};

}  // namespace automation::api
