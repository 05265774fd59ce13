#include "enqueue/timed/loaded_rows.hpp"

#include "enqueue/write_context/attempt.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pg/time/clock.hpp"
#include "pg/boundary/never_destroyed.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wake.hpp"

namespace automation::enqueue {

namespace {

using Loaded = std::map<std::pair<std::string, core::Trigger>, core::Instant>;

constinit pg::NeverDestroyed<Loaded> loaded;
constexpr int most_tries = 5;

// A round of its own for each watch: from the first loaded row to what has been covered, round_xid 0. Where another
// such round is under way the two become one, and a round that goes ahead is begun anew. In the order of the ids, as
// whoever else locks several. The index on (tenant_id, trigger) and the primary key.
constinit pg::Statement rewind(
    "with held as (select w.automation_id, w.tenant_id, l.at from unnest($1, $2, $3) as l (tenant_id, trigger, at) "
    "join @home@.automations a on a.tenant_id = l.tenant_id and a.trigger = l.trigger "
    "join @home@.automation_watches w on w.automation_id = a.id and w.tenant_id = a.tenant_id "
    "where l.at <= greatest(w.covered_at, w.round_until) order by w.automation_id, w.tenant_id "
    "for no key update of w) "
    "update @home@.automation_watches w set "
    "round_at = case when w.round_xid = 0 then w.round_at else $4 end, "
    "round_until = case when w.round_xid = 0 then w.round_until else w.covered_at end, "
    "read_at = case when w.round_xid = 0 then least(w.read_at, h.at) else h.at end, "
    "read_id = case when w.round_xid = 0 and w.read_at < h.at then w.read_id else -9223372036854775808 end, "
    "round_xid = 0, round_clean = true from held h "
    "where w.automation_id = h.automation_id and w.tenant_id = h.tenant_id",
    TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZOID);

void move_scans_back(Loaded const &rows)
{
    std::vector<std::string> tenants, triggers;
    std::vector<std::optional<core::Instant>> moments;
    for (auto const &[place, at] : rows) {
        tenants.push_back(place.first);
        triggers.emplace_back(core::name_of(place.second));
        moments.emplace_back(at);
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    pg::execute_latest(rewind, {pg::text_array(tenants), pg::text_array(triggers), pg::timestamp_array(moments),
                                pg::Param::of(pg::now())});
    pg::wake_at_commit();
}

/* A round may move on between the snapshot and the lock; a transaction that keeps one snapshot sees that as an error.
 */
void before_commit()
{
    Loaded const rows = std::exchange(*loaded, {});
    if (pg::find_extension() == nullptr) {
        return;
    }
    for (int tries = 1;; ++tries) {
        GuardedAttempt attempt;
        try {
            move_scans_back(rows);
            attempt.keep();
            return;
        } catch (std::exception const &error) {
            attempt.undo();
            if (is_conflict(error) && tries < most_tries) {
                continue;
            }
            if (!is_of_definition(error) && !is_conflict(error)) {
                throw;
            }
            pg::warn(std::string("timed automations will not find the rows that were imported: ") + error.what(),
                     "Save the automations again to scan all rows.");
            return;
        }
    }
}

void on_transaction_end(XactEvent event, void *)
{
    if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE) {
        if (!loaded->empty()) {
            pg::boundary(before_commit);
        }
    } else if (event == XACT_EVENT_ABORT) {
        loaded->clear();
    }
}

}  // namespace

void note_loaded(std::string_view tenant, core::Trigger trigger, core::Instant at)
{
    auto const [place, added] = loaded->try_emplace({std::string(tenant), trigger}, at);
    place->second = std::min(place->second, at);
}

void watch_loaded_rows()
{
    pg::call([] { RegisterXactCallback(on_transaction_end, nullptr); });
}

}  // namespace automation::enqueue
