#include "engine/delivery/auto_disable.hpp"

#include "core/json/json.hpp"
#include "store/activities.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

constexpr std::int64_t fewest = 20;

// Both by an index on (automation_id, created_at): one holds what has left, the other what has failed.
constinit pg::Statement count_outcomes(
    "with rule as materialized (select updated_at from @home@.automations where id = $1 and tenant_id = $2), newest as "
    "((select m.created_at, false as failed from @home@.messages m, rule r where m.automation_id = $1 "
    "and m.tenant_id = $2 and m.direction = 'outbound' and m.status in ('recorded', 'sent', 'delivered') "
    "and m.created_at > r.updated_at order by m.created_at desc limit 100) union all "
    "(select m.created_at, true from @home@.messages m, rule r where m.automation_id = $1 and m.tenant_id = $2 "
    "and m.direction = 'outbound' and m.status = 'failed' and m.created_at > r.updated_at "
    "order by m.created_at desc limit 100)), latest as (select failed from newest order by created_at desc limit 100) "
    "select count(*), count(*) filter (where failed) from latest",
    INT8OID, TEXTOID);
constinit pg::Statement disable(
    "update @home@.automations a set enabled = false where a.id = $1 and a.tenant_id = $2 and a.enabled "
    "and a.id = any(array(select l.id from @home@.automations l where l.id = $1 and l.tenant_id = $2 "
    "for no key update skip locked)) returning a.name",
    INT8OID, TEXTOID);

}  // namespace

void disable_if_failing(core::AutomationId automation, std::string const &tenant, core::Instant now)
{
    pg::Param const id = pg::Param::of(number(automation));
    pg::Param const whose = pg::Param::of(std::string_view(tenant));
    auto const counts = pg::execute(count_outcomes, {id, whose});
    std::int64_t const messages = counts[0].int8(1);
    std::int64_t const failed = counts[0].int8(2);
    if (messages < fewest || failed * 10 < messages) {
        return;
    }
    auto const disabled = pg::execute(disable, {id, whose});
    if (disabled.empty()) {
        return;
    }
    std::string const detail =
        std::to_string(failed) + " of its last " + std::to_string(messages) + " messages have failed permanently";
    core::json::Value const details{
        {"automation_id", number(automation)}, {"event", "message_failed"}, {"reason", "error"}, {"detail", detail}};
    store::insert_activity({.type = "automation_failed",
                            .description = disabled[0].text(1) + " was disabled: " + detail,
                            .details = core::json::dump(details),
                            .automation = automation,
                            .tenant = tenant},
                           now);
}

}  // namespace automation::engine
