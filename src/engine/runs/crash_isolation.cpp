#include "engine/runs/crash_isolation.hpp"

#include <algorithm>
#include <unordered_set>

#include "pg/sql/keys.hpp"
#include "pg/extension/settings.hpp"

namespace automation::engine {

namespace {

// One row, by its primary key.
constinit pg::Statement note_start(
    "with before as (select running, batch_limit from @home@.automation_instance where tenant_id = '') "
    "update @home@.automation_instance i set running = true, batch_limit = case when b.running "
    "then greatest(1, coalesce(b.batch_limit, $1) / 2) end, updated_at = now() "
    "from before b where i.tenant_id = '' returning b.running, i.batch_limit",
    INT4OID);
constinit pg::Statement note_stop(
    "update @home@.automation_instance set running = false, batch_limit = null, updated_at = now() "
    "where tenant_id = ''");
constinit pg::Statement note_limit(
    "update @home@.automation_instance set batch_limit = $1, updated_at = now() where tenant_id = ''", INT4OID);
constinit pg::Statement mark_rows(
    "update @home@.automation_queue q set attempts = q.attempts + 1, last_error = coalesce($3, q.last_error) "
    "where q.id = any($1) and q.tenant_id = $2",
    INT8ARRAYOID, TEXTOID, TEXTOID);

constexpr std::string_view crash_code = "worker crash:";
static_assert(CrashIsolation::crash_note.starts_with(crash_code));
/* What version 1.0 wrote, in rows that were in the queue at the update. */
constexpr std::string_view note_of_version_1_0 = "the worker died while it ran this alone";

}  // namespace

void CrashIsolation::start()
{
    auto const rows = pg::execute(note_start, {Int32GetDatum(pg::settings::batch_size)});
    bool const died = !rows.empty() && rows[0].boolean(1);
    limit_ = died && !rows[0].null(2) ? static_cast<std::size_t>(std::max(1, rows[0].int4(2))) : 0;
}

void CrashIsolation::stop()
{
    pg::execute(note_stop);
}

std::size_t CrashIsolation::limit(std::size_t wanted) const noexcept
{
    return is_active() ? std::min(limit_, wanted) : wanted;
}

std::vector<QueueRow> CrashIsolation::mark_attempt(std::vector<QueueRow> const &rows) const
{
    std::vector<core::RunKey> keys;
    for (QueueRow const &row : rows) {
        keys.push_back(row.run.key());
    }
    // Not those that somebody else holds: nobody is waited for.
    std::vector<core::RunKey> const locked = lock_rows(keys);
    pg::Param const note = limit_ == 1 ? pg::Param::of(crash_note) : pg::Param(std::nullopt);
    for (pg::Keys const &part : pg::Keys(locked).by_tenant()) {
        pg::execute(mark_rows, {part.ids(), part.tenant(), note});
    }
    std::unordered_set<core::RunKey> const marked(locked.begin(), locked.end());
    std::vector<QueueRow> left;
    for (QueueRow const &row : rows) {
        if (!marked.contains(row.run.key())) {
            left.push_back(row);
        }
    }
    return left;
}

void CrashIsolation::on_success()
{
    limit_ *= 2;
    if (limit_ >= static_cast<std::size_t>(pg::settings::batch_size)) {
        limit_ = 0;
    }
    pg::execute(note_limit,
                {limit_ == 0 ? pg::Param(std::nullopt) : pg::Param(Int32GetDatum(static_cast<int>(limit_)))});
}

bool CrashIsolation::is_poison(QueueRow const &row) noexcept
{
    auto const &error = row.run.last_error;
    return error && (error->starts_with(crash_code) || *error == note_of_version_1_0);
}

}  // namespace automation::engine
