#include "engine/bookings/booking_sources.hpp"

#include "core/base/strings.hpp"

#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// Not the values themselves: parameters end up in places that secrets must not see.
#define ACCOUNT \
    "pg_catalog.hashtextextended((row(s.company, s.login, s.secret, s.base_url, s.timezone))::pg_catalog.text, 0)"

// All of a small table.
constinit pg::Statement sources(
    "select s.id, s.tenant_id, s.name, s.company, s.login, s.secret::text, s.base_url, s.timezone, "
    "least(s.sync_every, '30 days'), " ACCOUNT
    ", s.first_synced_at, s.synced_until, s.full_synced_at, s.next_sync_at, s.failures "
    "from @home@.automation_booking_sources s where s.enabled and s.paused_reason is null order by s.id");
// By the primary key.
constinit pg::Statement succeeded(
    "update @home@.automation_booking_sources s set first_synced_at = $4, synced_until = $5, full_synced_at = $6, "
    "failures = 0, last_error = $9, last_error_at = case when $9 is not null then $10 end, "
    "next_sync_at = case when s.next_sync_at > $7 then s.next_sync_at else $8 end "
    "where s.id = $1 and s.tenant_id = $2 and " ACCOUNT " = $3 returning s.next_sync_at",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID,
    TIMESTAMPTZOID);
constinit pg::Statement failed(
    "update @home@.automation_booking_sources s set failures = $4, last_error = $5, last_error_at = $6, "
    "next_sync_at = $7, paused_reason = case when $8 then $5 else s.paused_reason end, "
    "full_synced_at = case when not $9 then s.full_synced_at end "
    "where s.id = $1 and s.tenant_id = $2 and " ACCOUNT " = $3",
    INT8OID, TEXTOID, INT8OID, INT4OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, BOOLOID, BOOLOID);

SourceRow source_from(pg::Row const &row)
{
    SourceRow source;
    source.id = core::SourceId{row.int8(1)};
    source.tenant = row.text(2);
    source.name = row.text(3);
    source.company = row.text(4);
    source.login = row.text(5);
    source.secret = row.text(6);
    source.base_url = row.opt_text(7);
    source.timezone = row.text(8);
    source.every = row.maybe_span(9).value_or(std::chrono::minutes(5));
    source.account = row.int8(10);
    source.marks = {row.maybe_instant(11), row.maybe_instant(12), row.maybe_instant(13)};
    source.next_sync_at = row.maybe_instant(14);
    source.failures = row.int4(15);
    return source;
}

pg::Param maybe(std::optional<core::Instant> const &moment)
{
    return moment ? pg::Param::of(*moment) : pg::Param(std::nullopt);
}

}  // namespace

std::string SourceRow::described() const
{
    return "booking source " + core::quote_value(name) +
           (tenant.empty() ? "" : " of tenant " + core::quote_value(tenant));
}

std::vector<SourceRow> read_sources()
{
    std::vector<SourceRow> found;
    for (pg::Row const row : pg::execute(sources)) {
        found.push_back(source_from(row));
    }
    return found;
}

bool note_success(SourceRow &source, core::SyncCursor const &marks, core::Instant began, core::Instant next,
                  std::string const &note, core::Instant now)
{
    auto const rows =
        pg::execute(succeeded, {pg::Param::of(number(source.id)), pg::Param::of(std::string_view(source.tenant)),
                                pg::Param::of(source.account), maybe(marks.first), maybe(marks.until),
                                maybe(marks.full), pg::Param::of(began), pg::Param::of(next),
                                note.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(note)),
                                pg::Param::of(now)});
    if (rows.empty()) {
        return false;
    }
    source.marks = marks;
    source.failures = 0;
    source.next_sync_at = rows[0].maybe_instant(1);
    return true;
}

bool note_failure(SourceRow &source, SourceFailure const &failure, core::Instant now)
{
    int const failures = source.failures < 1'000'000 ? source.failures + 1 : source.failures;
    auto const rows = pg::execute(
        failed, {pg::Param::of(number(source.id)), pg::Param::of(std::string_view(source.tenant)),
                 pg::Param::of(source.account), pg::Param(Int32GetDatum(failures)),
                 pg::Param::of(std::string_view(failure.why)), pg::Param::of(now), pg::Param::of(failure.next),
                 pg::Param::of(failure.pause), pg::Param::of(failure.forget_window)});
    if (rows.affected() == 0) {
        return false;
    }
    source.failures = failures;
    source.next_sync_at = failure.next;
    if (failure.forget_window) {
        source.marks.full.reset();
    }
    return true;
}

}  // namespace automation::engine
