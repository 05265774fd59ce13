/* timed_scan_rows.cpp — automation_watches, row by row. */
#include "enqueue/timed/date_fill.hpp"
#include "enqueue/timed/timed_scan.hpp"

#include <algorithm>

#include "pg/extension/added_columns.hpp"

extern "C" {
#include "utils/date.h"
}

namespace automation::enqueue {

namespace {

#define WATCH \
    "select w.since, w.since_days, w.since_hours, w.open_from, w.covered_at, w.covered_id, w.round_at, " \
    "w.round_until, w.round_xid, w.round_clean, w.read_at, w.read_id, " PG_ADDED_COLUMN(                 \
        "w",                                                                                             \
        "since_minutes") "::integer, " PG_ADDED_COLUMN("w", "since_at") ", " PG_ADDED_COLUMN("w", "dates_after") "::bigint, " PG_ADDED_COLUMN("w", "dates_xid") "::bigint from @home@.automation_watches w where w.automation_id = $1 and w.tenant_id = $2"

// By the primary key; a rule that is being saved is looked at later.
constinit pg::Statement lock(WATCH " for no key update skip locked", INT8OID, TEXTOID);
constinit pg::Statement wait_and_lock(WATCH " for no key update", INT8OID, TEXTOID);
constinit pg::Statement find(WATCH, INT8OID, TEXTOID);

#undef WATCH

constinit pg::Statement save(
    "update @home@.automation_watches set since = $3, since_days = $4, since_hours = $5, open_from = $6, "
    "covered_at = $7, covered_id = $8, round_at = $9, round_until = $10, round_xid = $11, round_clean = $12, "
    "read_at = $13, read_id = $14 where automation_id = $1 and tenant_id = $2",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT4OID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID,
    TIMESTAMPTZOID, INT8OID, BOOLOID, TIMESTAMPTZOID, INT8OID);
constinit pg::Statement begin(
    "insert into @home@.automation_watches (automation_id, tenant_id, since, since_days, since_hours, covered_at) "
    "values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT4OID, INT4OID, TIMESTAMPTZOID);

// Apart: tables of version 1.0 lack the column.
constinit pg::Statement save_minutes(
    "update @home@.automation_watches set since_minutes = $3 where automation_id = $1 and tenant_id = $2", INT8OID,
    TEXTOID, INT4OID);

/* Most delays have none, and had none. */
void save_minutes_of(ScanState const &watch)
{
    if (watch.since_delay.minutes != watch.saved_minutes) {
        pg::execute(save_minutes,
                    {pg::Param::of(number(watch.automation)), pg::Param::of(std::string_view(watch.tenant)),
                     Int32GetDatum(watch.since_delay.minutes)});
    }
}

pg::Param maybe(std::optional<core::Instant> moment)
{
    return moment ? pg::Param::of(*moment) : pg::Param(std::nullopt);
}

// Apart, too.
constinit pg::Statement save_dates(
    "update @home@.automation_watches set since_at = $3, dates_after = $4, dates_xid = $5 where automation_id = $1 "
    "and tenant_id = $2",
    INT8OID, TEXTOID, TIMEOID, INT8OID, INT8OID);

void save_dates_of(ScanState const &watch)
{
    auto const of_fill = [&](auto member) { return watch.fill ? std::optional((*watch.fill).*member) : std::nullopt; };
    pg::execute(save_dates, {pg::Param::of(number(watch.automation)), pg::Param::of(std::string_view(watch.tenant)),
                             pg::Param(TimeADTGetDatum(watch.since_at.count())),
                             pg::Param::of(of_fill(&ScanState::DateFill::after)),
                             pg::Param::of(of_fill(&ScanState::DateFill::xid))});
}

std::optional<ScanState> read_watch(pg::Statement &statement, core::AutomationId automation, std::string const &tenant)
{
    auto const rows =
        pg::execute(statement, {pg::Param::of(number(automation)), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        return std::nullopt;
    }
    pg::Row const row = rows[0];
    ScanState watch;
    watch.automation = automation;
    watch.tenant = tenant;
    watch.since = row.instant(1);
    watch.saved_minutes = row.null(13) ? 0 : row.int4(13);
    watch.since_delay = {.days = row.int4(2), .hours = row.int4(3), .minutes = watch.saved_minutes};
    watch.of_dates = !row.null(14);
    watch.since_at = core::time_of_day(row.opt_text(14)).value_or(core::DateTrigger().at);
    if (auto const xid = row.opt_int8(16)) {
        watch.fill = {.after = row.int8(15), .xid = *xid};
    }
    watch.open_from = row.maybe_instant(4);
    watch.covered = {row.instant(5), row.int8(6)};
    watch.evaluated_at = row.maybe_instant(7);
    if (!row.null(8) && watch.evaluated_at) {
        watch.pass = {.began = *watch.evaluated_at,
                      .until = row.instant(8),
                      .xid = row.int8(9),
                      .clean = row.boolean(10),
                      .read = {row.instant(11), row.int8(12)}};
    }
    return watch;
}

}  // namespace

std::optional<ScanState> lock_watch(core::AutomationId automation, std::string const &tenant)
{
    return read_watch(lock, automation, tenant);
}

std::optional<ScanState> wait_for_watch(core::AutomationId automation, std::string const &tenant)
{
    return read_watch(wait_and_lock, automation, tenant);
}

std::optional<ScanState> find_watch(core::AutomationId automation, std::string const &tenant)
{
    return read_watch(find, automation, tenant);
}

void save_watch(ScanState const &watch)
{
    bool const round = watch.pass.has_value();
    auto const of_round = [&](auto &&pick) {
        return round ? pg::Param::of(pick(*watch.pass)) : pg::Param(std::nullopt);
    };
    pg::execute(save, {pg::Param::of(number(watch.automation)), pg::Param::of(std::string_view(watch.tenant)),
                       pg::Param::of(watch.since), Int32GetDatum(watch.since_delay.days),
                       Int32GetDatum(watch.since_delay.hours), maybe(watch.open_from), pg::Param::of(watch.covered.at),
                       pg::Param::of(watch.covered.id), maybe(watch.evaluated_at),
                       of_round([](ScanState::ScanPass const &r) { return r.until; }),
                       of_round([](ScanState::ScanPass const &r) { return r.xid; }),
                       of_round([](ScanState::ScanPass const &r) { return r.clean; }),
                       of_round([](ScanState::ScanPass const &r) { return r.read.at; }),
                       of_round([](ScanState::ScanPass const &r) { return r.read.id; })});
    save_minutes_of(watch);
    if (watch.of_dates) {
        save_dates_of(watch);
    }
}

namespace {

/* Other dates are the business of the automation from now on; those of before by another delay or another time of day
 * are still ahead where they were. */
void renew_dates(ScanState &watch, core::Automation const &automation, core::Automation const *was, core::Instant now)
{
    auto const before = was != nullptr ? was->date : std::nullopt;
    bool const other_dates = !before || before->field != automation.date->field ||
                             before->after != automation.date->after || before->yearly != automation.date->yearly;
    watch.open_from = now;
    if (other_dates) {
        begin_dates(watch, automation, now);
    } else if (was->enabled && (was->delay != automation.delay || before->at != automation.date->at)) {
        watch.since = now;
        watch.since_delay = was->delay;
        watch.since_at = before->at;
    }
    watch.covered = {date_scan_start(automation, watch), 0};
}

}  // namespace

ScanState first_watch(core::Automation const &automation, core::Instant now)
{
    // Silence counts from the beginning of time; bookings from now on.
    bool const silence = automation.trigger == core::Trigger::no_contact_days;
    ScanState watch;
    watch.automation = automation.id;
    watch.tenant = automation.tenant;
    watch.since = now;
    watch.since_delay = automation.delay;
    watch.covered = {silence ? core::Instant::min() : now, 0};
    if (automation.date) {
        begin_fill(watch, automation);
    }
    return watch;
}

void begin_watch(core::Automation const &automation, core::Instant now)
{
    ScanState const watch = first_watch(automation, now);
    auto const begun =
        pg::execute(begin, {pg::Param::of(number(watch.automation)), pg::Param::of(std::string_view(watch.tenant)),
                            pg::Param::of(watch.since), Int32GetDatum(watch.since_delay.days),
                            Int32GetDatum(watch.since_delay.hours), pg::Param::of(watch.covered.at)});
    if (begun.affected() == 0) {
        return;  // there is one
    }
    save_minutes_of(watch);
    if (watch.of_dates) {
        save_dates_of(watch);
    }
}

void renew(ScanState &watch, core::Automation const &automation, core::Automation const *was, core::Instant now)
{
    bool const was_enabled = was != nullptr && was->enabled;
    if (automation.trigger == core::Trigger::no_contact_days) {
        watch.since = now;
        watch.covered = {core::Instant::min(), 0};
    } else if (automation.trigger == core::Trigger::booking_reminder_hours) {
        watch.open_from = now;
        if (was_enabled && was->delay != automation.delay) {
            watch.since = now;
            watch.since_delay = was->delay;
        }
        watch.covered = {now, 0};
    } else if (automation.date) {
        renew_dates(watch, automation, was, now);
    } else if (was_enabled) {
        watch.covered = {std::min(watch.covered.at, now), 0};
    } else {
        watch.since = now;
        watch.covered = {now, 0};
    }
    watch.pass.reset();
    watch.evaluated_at.reset();
}

}  // namespace automation::enqueue
