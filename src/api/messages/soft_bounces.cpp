#include "api/messages/soft_bounces.hpp"

#include "core/json/json.hpp"

#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"

namespace automation::api {

namespace {

// The index on (lead_id, id) of activities.
constinit pg::Statement known(
    "select 1 from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 and a.message_id = $3 "
    "and a.type = 'message_bounced' limit 1",
    INT8OID, TEXTOID, INT8OID);
// The index on (lead_id, created_at) of messages. A message that has not bounced was accepted, and so was one that was
// delivered after a bounce; what was sent after the last bounce is not known yet.
constinit pg::Statement in_a_row(
    "with bounced as (select distinct a.message_id from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 "
    "and a.type = 'message_bounced' and a.created_at > $5), outbound as (select m.id, m.status = 'delivered' or "
    "m.status = 'sent' and m.id not in (select b.message_id from bounced b) as accepted, coalesce(m.sent_at, "
    "m.created_at) as at, m.id in (select b.message_id from bounced b) as bounced from @home@.messages m "
    "where m.lead_id = $1 and m.tenant_id = $2 and m.created_at > $5 - interval '30 days' and m.direction = 'outbound' "
    "and m.channel = $3 and m.recipient = $4 and m.status in ('sending', 'sent', 'delivered', 'failed')), "
    "refused as (select o.at from outbound o where o.bounced and not o.accepted) "
    "select count(*) from refused r where r.at > coalesce((select max(p.at) from outbound p where p.accepted "
    "and p.at < (select max(l.at) from refused l)), '-infinity')",
    INT8OID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

}  // namespace

int count_soft_bounce(SoftBounce const &bounce, std::string const &why)
{
    pg::Param const lead = pg::Param::of(number(bounce.lead.id));
    pg::Param const tenant = pg::Param::of(std::string_view(bounce.lead.tenant));
    core::Instant const now = pg::now();
    if (pg::execute(known, {lead, tenant, pg::Param::of(number(bounce.message))}).empty()) {
        core::json::Value details{{"message_id", number(bounce.message)},
                                  {"event", "delivery_report"},
                                  {"reason", "soft_bounce"},
                                  {"channel", bounce.channel},
                                  {"detail", why}};
        store::insert_activity({.type = "message_bounced",
                                .description = "the message was refused for the time being: " + why,
                                .details = core::json::dump(details),
                                .lead = bounce.lead.id,
                                .automation = std::nullopt,
                                .message = bounce.message,
                                .booking = std::nullopt,
                                .tenant = bounce.lead.tenant},
                               now);
    }
    auto const rows = pg::execute(
        in_a_row, {lead, tenant, pg::Param::of(std::string_view(bounce.channel)),
                   pg::Param::of(std::string_view(bounce.recipient)), pg::Param::of(now - std::chrono::days(30))});
    return static_cast<int>(rows[0].int8(1));
}

}  // namespace automation::api
