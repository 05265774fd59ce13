#include "store/inbound_states.hpp"

#include "core/inbound/absence_flag.hpp"

#include <algorithm>
#include <chrono>

#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"

namespace automation::store {

namespace {

// By the index on (tenant_id, lead_id) of these messages. No absence is longer than thirty days.
constinit pg::Statement states_of(
    "select m.lead_id, m.tenant_id, m.id, m.channel, m.created_at, m.flags from unnest($1, $2) as due (id, tenant_id) "
    "join @home@.messages m on m.lead_id = due.id and m.tenant_id = due.tenant_id where " PG_AWAITED_MESSAGE("m") " "
    "and ('maybe_stop' = any(m.flags) or m.created_at > $3) order by m.created_at, m.id",
    INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);

}  // namespace

std::unordered_map<core::LeadKey, core::InboundState> inbound_states(std::vector<core::LeadKey> const &leads)
{
    std::unordered_map<core::LeadKey, core::InboundState> found;
    if (leads.empty()) {
        return found;
    }
    pg::Keys const keys(leads);
    core::Instant const long_ago = pg::now() - std::chrono::days(32);
    for (pg::Row const row : pg::execute(states_of, {keys.ids(), keys.tenants(), pg::Param::of(long_ago)})) {
        core::InboundState &state = found[pg::key_from<core::LeadId>(row, 1)];
        for (std::string const &flag : row.texts(6)) {
            if (flag == "maybe_stop") {
                state.unclassified.push_back({core::MessageId{row.int8(3)}, row.text(4), row.instant(5)});
            } else if (auto const day = core::inbound::absence_from_flag(flag)) {
                state.absent_until = day;  // what was said last holds
            }
        }
    }
    return found;
}

}  // namespace automation::store
