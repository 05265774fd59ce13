#include "store/sequence_facts.hpp"

#include "core/decisions/lead_date.hpp"

#include "pg/sql/spi.hpp"
#include "store/lead_dates.hpp"

namespace automation::store {

namespace {

// The indexes on (lead_id, …) of bookings and enrollments. One may have been inserted long after the transaction began
// whose start is its created_at: an entry knows when it came.
constinit pg::Statement booked_since(
    "select exists (select from @home@.bookings b where b.lead_id = $1 and b.tenant_id = $2 "
    "and b.status = 'booked' and b.id is distinct from $4 and (b.created_at > $3 or exists (select "
    "from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $2 "
    "and (e.entry -> 'booked' ->> b.id::text)::bigint > $5)))",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT8OID, INT8OID);

}  // namespace

LoadedSequenceFacts::LoadedSequenceFacts(core::SequenceSubject const &subject, std::string tenant,
                                         core::TimeZone const &zone, core::Instant now,
                                         std::vector<std::string> const *inside)
    : subject_(subject),
      tenant_(std::move(tenant)),
      zone_(zone),
      reader_({.lead = subject.lead, .booking = subject.booking, .inside = inside, .now = now, .zone = &zone})
{}

bool LoadedSequenceFacts::has_replied(core::Instant since) const
{
    return subject_.lead.last_inbound_at && *subject_.lead.last_inbound_at > since;
}

bool LoadedSequenceFacts::has_booked(core::Instant since) const
{
    auto const own = subject_.booking_id ? std::optional(number(*subject_.booking_id)) : std::nullopt;
    return pg::execute(booked_since,
                       {pg::Param::of(number(subject_.lead.id)), pg::Param::of(std::string_view(tenant_)),
                        pg::Param::of(since), pg::Param::of(own), pg::Param::of(since.time_since_epoch().count())})[0]
        .boolean(1);
}

std::optional<core::Instant> LoadedSequenceFacts::moment(core::MomentWait const &wait) const
{
    if (wait.of_booking && wait.field.path.empty()) {
        core::Booking const *const booking = subject_.booking;
        return booking == nullptr                 ? std::nullopt
               : wait.field.column == "starts_at" ? booking->starts_at
                                                  : booking->ends_at;
    }
    auto const date = wait.of_booking ? date_of_booking(wait.field) : date_of_lead(wait.field);
    if (!date) {
        return std::nullopt;
    }
    core::DateTrigger trigger;
    trigger.at = wait.at;
    auto const moment = core::moment_on(trigger, *date, {}, zone_);
    return moment ? moment->moment : core::axis_of(*date);
}

std::optional<core::ParsedDateTime> LoadedSequenceFacts::date_of_booking(core::DateField const &field) const
{
    return subject_.booking == nullptr ? std::nullopt : core::read_lead_date(subject_.booking->details, field);
}

std::optional<core::ParsedDateTime> LoadedSequenceFacts::date_of_lead(core::DateField const &field) const
{
    // Of what is at hand, as it is there: what a step has changed in memory included.
    if (field.column == "attributes") {
        return core::read_lead_date(subject_.lead.attributes, field);
    }
    core::LeadKey const lead{subject_.lead.id, tenant_};
    auto const values = load_date_columns(field.column, {lead});
    auto const value = values.find(lead);
    return value == values.end() ? std::nullopt : core::read_lead_date(value->second, field);
}

}  // namespace automation::store
