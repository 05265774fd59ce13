#include "engine/runs/lead_updates.hpp"

#include "enqueue/write_context/write_context.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"
#include "pg/tables/table_shape.hpp"

namespace automation::engine {

namespace {

// By the primary key. No volatile function: the moment is a parameter.
#define MOVE_CONTACT "update @home@.leads l set last_contacted = $3, updated_at = $3 "
#define ONLY_FORWARD " and (l.last_contacted is null or l.last_contacted < $3)"
constinit pg::KeyedStatement contacted(
    MOVE_CONTACT "where l.id = any($1) and l.tenant_id = $2" ONLY_FORWARD,
    MOVE_CONTACT
    "from unnest($1, $2) as k (id, tenant_id) where l.id = k.id and l.tenant_id = k.tenant_id" ONLY_FORWARD,
    TIMESTAMPTZOID);
#undef MOVE_CONTACT
#undef ONLY_FORWARD

void update_lead(FinishedRun const &done, core::Instant now)
{
    std::vector<core::AutomationKey> chain = done.run->chain;
    chain.push_back(done.run->automation_key());
    enqueue::ChainScope const scope(chain);
    std::vector<int> types{INT8OID, TEXTOID, TIMESTAMPTZOID};
    std::vector<pg::Param> params{pg::Param::of(number(done.run->lead)),
                                  pg::Param::of(std::string_view(done.run->tenant)), pg::Param::of(now)};
    std::string sets = "updated_at = $3";
    Oid const leads = pg::require_extension().table(pg::TableName::leads);
    auto const set = [&](std::string const &column, int type, pg::Param value) {
        types.push_back(type);
        params.push_back(value);
        sets += ", " + column + " = $" + std::to_string(params.size()) +
                pg::cast_to_column(leads, column.c_str(), static_cast<Oid>(type));
    };
    for (auto const &[column, value] : done.change->columns) {
        set(column, TEXTOID, pg::Param::of(value));
    }
    if (done.change->attributes) {
        set("attributes", JSONBOID, pg::jsonb_datum(*done.change->attributes));
    }
    if (done.change->last_contacted) {
        set("last_contacted", TIMESTAMPTZOID, pg::Param::of(*done.change->last_contacted));
    }
    pg::execute_writing(
        pg::TableName::leads,
        "update " + pg::require_extension().prefix + "leads set " + sets + " where id = $1 and tenant_id = $2", types,
        params);
}

}  // namespace

void update_leads(std::vector<FinishedRun> const &completed, core::Instant now)
{
    for (FinishedRun const &done : completed) {
        if (done.change && done.change->any()) {
            update_lead(done, now);
        }
    }
}

void move_last_contacted(std::vector<core::LeadKey> const &leads, core::Instant now)
{
    (void)contacted.execute(pg::Keys(leads), {pg::Param::of(now)});
}

}  // namespace automation::engine
