#include "signals/consent.hpp"

#include "pg/clock.hpp"
#include "pg/spi.hpp"

namespace automation::signals {

namespace {

// By the primary key. What refuses everything refuses this channel too.
constinit pg::Statement add_refusal(
    "update @home@.leads l set opted_out = l.opted_out || $3, updated_at = $4 where l.id = $1 and l.tenant_id = $2 "
    "and not exists (select from unnest(l.opted_out) o (channel) where lower(btrim(o.channel)) in ($3, 'all'))",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID);
// The index on (lead_id, id). By the time: ids come from the caches of many sessions.
constinit pg::Statement last_refusal(
    "select a.details ->> 'reason' from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 "
    "and a.type = 'lead_opted_out' and a.details -> 'channels' ? $3 order by a.created_at desc, a.id desc limit 1",
    INT8OID, TEXTOID, TEXTOID);
constinit pg::Statement remove_refusal(
    "update @home@.leads l set opted_out = array(select o.channel from unnest(l.opted_out) with ordinality as "
    "o (channel, place) where lower(btrim(o.channel)) <> $3 order by o.place), updated_at = $4 "
    "where l.id = $1 and l.tenant_id = $2 "
    "and exists (select from unnest(l.opted_out) o (channel) where lower(btrim(o.channel)) = $3)",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

}  // namespace

bool refuse(core::LeadId lead, std::string const &tenant, std::string_view channel)
{
    return pg::execute(add_refusal, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)),
                                     pg::Param::of(channel), pg::Param::of(pg::now())})
               .affected() > 0;
}

bool undo_stop(core::LeadId lead, std::string const &tenant, std::string_view channel)
{
    pg::Param const id = pg::Param::of(number(lead));
    pg::Param const its_tenant = pg::Param::of(std::string_view(tenant));
    auto const last = pg::execute(last_refusal, {id, its_tenant, pg::Param::of(channel)});
    if (last.empty() || last[0].text(1) != "stop_word") {
        return false;
    }
    return pg::execute(remove_refusal, {id, its_tenant, pg::Param::of(channel), pg::Param::of(pg::now())}).affected() >
           0;
}

}  // namespace automation::signals
