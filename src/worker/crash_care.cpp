#include "worker/crash_care.hpp"

#include <algorithm>
#include <unordered_set>

#include "pg/settings.hpp"
#include "pg/spi.hpp"

namespace automation::worker {

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
// Not those that somebody else holds: nobody is waited for.
constinit pg::Statement mark_rows(
    "update @home@.automation_queue q set attempts = q.attempts + 1, last_error = coalesce($2, q.last_error) "
    "where q.id = any(array(select l.id from @home@.automation_queue l where l.id = any($1) for update skip locked)) "
    "returning q.id",
    INT8ARRAYOID, TEXTOID);

}  // namespace

void CrashCare::start()
{
    auto const rows = pg::execute(note_start, {Int32GetDatum(pg::settings::batch_size)});
    bool const died = !rows.empty() && rows[0].truth(1);
    limit_ = died && !rows[0].null(2) ? static_cast<std::size_t>(std::max(1, rows[0].small(2))) : 0;
}

void CrashCare::stop()
{
    pg::execute(note_stop);
}

std::size_t CrashCare::limit(std::size_t wanted) const noexcept
{
    return careful() ? std::min(limit_, wanted) : wanted;
}

std::vector<QueueRow> CrashCare::mark(std::vector<QueueRow> const &rows) const
{
    std::vector<std::int64_t> ids;
    for (QueueRow const &row : rows) {
        ids.push_back(number(row.run.id));
    }
    pg::Param const note = limit_ == 1 ? pg::Param::of(std::string_view(death_note)) : pg::Param(std::nullopt);
    std::unordered_set<std::int64_t> marked;
    for (pg::Row const row : pg::execute(mark_rows, {pg::int8_array(ids), note})) {
        marked.insert(row.integer(1));
    }
    std::vector<QueueRow> left;
    for (QueueRow const &row : rows) {
        if (!marked.contains(number(row.run.id))) {
            left.push_back(row);
        }
    }
    return left;
}

void CrashCare::survived()
{
    limit_ *= 2;
    if (limit_ >= static_cast<std::size_t>(pg::settings::batch_size)) {
        limit_ = 0;
    }
    pg::execute(note_limit,
                {limit_ == 0 ? pg::Param(std::nullopt) : pg::Param(Int32GetDatum(static_cast<int>(limit_)))});
}

bool CrashCare::killed_alone(QueueRow const &row) noexcept
{
    return row.run.last_error == death_note;
}

}  // namespace automation::worker
