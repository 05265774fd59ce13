#include "store/lead_rows.hpp"

#include "core/crm/booking_status.hpp"
#include "core/crm/lead_contact.hpp"
#include "store/tenant_country.hpp"

namespace automation::store {

core::Lead lead_from(pg::Row const &row)
{
    core::Lead lead;
    lead.id = core::LeadId{row.int8(1)};
    lead.tenant = row.text(2);
    lead.name = row.opt_text(3);
    lead.email = row.opt_text(4);
    lead.phone = row.opt_text(5);
    lead.status = row.opt_text(6);
    lead.source = row.opt_text(7);
    lead.timezone = row.opt_text(8);
    lead.language = row.opt_text(9);
    lead.last_contacted = row.maybe_instant(10);
    lead.silent_since = row.maybe_instant(11);
    lead.last_inbound_at = row.maybe_instant(12);
    lead.created_at = row.maybe_instant(13);
    lead.opted_out = row.texts(14);
    lead.ai_allowed = row.null(15) || row.boolean(15);
    lead.attributes = row.opt_text(16).value_or("{}");
    lead.status_since = row.maybe_instant(17);
    lead.external_ids = row.opt_text(18).value_or("{}");
    lead.country = country_of(lead.tenant);
    if (!row.null(19)) {
        core::apply_contacts(lead, row.text(19));
    }
    return lead;
}

core::Booking booking_from(pg::Row const &row)
{
    return booking_after(0, row);
}

core::Booking booking_after(int before, pg::Row const &row)
{
    core::Booking booking;
    booking.id = core::BookingId{row.int8(before + 1)};
    booking.title = row.opt_text(before + 2);
    booking.location = row.opt_text(before + 3);
    booking.starts_at = row.maybe_instant(before + 4);
    booking.ends_at = row.maybe_instant(before + 5);
    booking.status = core::booking_status_from(row.text(before + 6));
    booking.details = row.opt_text(before + 7).value_or("{}");
    booking.tenant = row.text(before + 8);
    booking.lead = core::LeadId{row.int8(before + 9)};
    return booking;
}

}  // namespace automation::store
