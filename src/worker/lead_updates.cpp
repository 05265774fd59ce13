#include "worker/lead_updates.hpp"

#include "signals/cause.hpp"

#include "pg/home.hpp"
#include "pg/spi.hpp"

namespace automation::worker {

namespace {

// By the primary key. No volatile function: the moment is a parameter.
constinit pg::Statement contacted(
    "update @home@.leads l set last_contacted = $3, updated_at = $3 "
    "from unnest($1, $2) as due (id, tenant_id) where l.id = due.id and l.tenant_id = due.tenant_id "
    "and (l.last_contacted is null or l.last_contacted < $3)",
    INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);

void update_lead(Completed const &done, core::Instant now)
{
    std::vector<core::AutomationId> chain = done.run->chain;
    chain.push_back(done.run->automation);
    signals::Cause const cause(chain);
    std::vector<int> types{INT8OID, TEXTOID, TIMESTAMPTZOID};
    std::vector<pg::Param> params{pg::Param::of(number(done.run->lead)),
                                  pg::Param::of(std::string_view(done.run->tenant)), pg::Param::of(now)};
    std::string sets = "updated_at = $3";
    auto const set = [&](std::string const &column, int type, pg::Param value) {
        types.push_back(type);
        params.push_back(value);
        sets += ", " + column + " = $" + std::to_string(params.size());
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
    pg::execute_writing(pg::TableName::leads,
                        "update " + pg::home().prefix + "leads set " + sets + " where id = $1 and tenant_id = $2",
                        types, params);
}

}  // namespace

void update_leads(std::vector<Completed> const &completed, core::Instant now)
{
    for (Completed const &done : completed) {
        if (done.change && done.change->any()) {
            update_lead(done, now);
        }
    }
}

void move_last_contacted(std::vector<std::int64_t> const &leads, std::vector<std::string> const &tenants,
                         core::Instant now)
{
    if (!leads.empty()) {
        pg::execute(contacted, {pg::int8_array(leads), pg::text_array(tenants), pg::Param::of(now)});
    }
}

}  // namespace automation::worker
