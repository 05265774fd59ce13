#include "enqueue/timed/timed_scan.hpp"

#include "core/decisions/lead_date.hpp"
#include "enqueue/timed/date_fill.hpp"
#include "enqueue/timed/moment_check.hpp"
#include "enqueue/timed/timed_enqueue.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"

#include <algorithm>
#include <limits>

#include "pg/time/clock.hpp"
#include "store/lead_dates.hpp"
#include "store/lead_store.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::enqueue {

using namespace std::chrono_literals;

namespace {

/* A little before the hour is over that a round looks ahead, and as soon as may be after a transaction has ended that
 * was open. */
constexpr core::Micros between_rounds = core::look_ahead - 5min;
constexpr core::Micros until_next_try = 5s;

constinit pg::Statement open_transactions(
    "select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint from pg_current_snapshot() s");

core::Instant horizon_of(core::Automation const &automation, core::Instant now)
{
    return automation.date
               ? core::date_horizon(*automation.date, automation.delay, now)
               : core::horizon(automation.trigger, automation.delay, automation.send_window.has_value(), now);
}

void add_run(Matcher &matcher, core::Automation const &automation, store::TimedRow const &row, core::Instant due)
{
    NewRun run;
    run.automation = automation.id;
    run.lead = row.lead.id;
    run.event = automation.trigger;
    run.tenant = automation.tenant;
    run.event_at = run.run_at = due;
    std::string context;
    if (row.booking) {
        run.booking = row.booking->id;
        context = context_of(row.place.at);
        run.context = context;
    } else if (row.date) {
        context = context_of(row.date->anchor, automation.date->yearly ? "yearly" : "");
        run.context = context;
    }
    matcher.add(run);
}

// The index on (lead_id, automation_id).
constinit pg::Statement drop_later(
    "delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.lead_id = $1 and q.automation_id = $2 and q.tenant_id = $3 and q.kind = 'run' "
    "and q.booking_id is not distinct from $4 and q.context ->> 'anchor' = $5 and q.event_at > $6 and " PG_UNEVALUATED
    " for update of q skip locked)) and d.tenant_id = $3",
    INT8OID, INT8OID, TEXTOID, INT8OID, TEXTOID, TIMESTAMPTZOID);

/* What waits for a later moment was made by settings that are others now, in a transaction that had not committed when
 * they changed: the one that is found takes its place. */
void take_the_place_of_later(core::Automation const &automation, store::TimedRow const &row, core::Instant due)
{
    if (!row.waits || *row.waits <= due || !(row.booking || row.date)) {
        return;
    }
    core::Instant const anchor = row.booking ? row.place.at : row.date->anchor;
    std::optional<std::int64_t> const booking = row.booking ? std::optional(number(row.booking->id)) : std::nullopt;
    pg::execute(drop_later, {pg::Param::of(number(row.lead.id)), pg::Param::of(number(automation.id)),
                             pg::Param::of(std::string_view(automation.tenant)), pg::Param::of(booking),
                             pg::Param::of(std::string_view(std::to_string(anchor.time_since_epoch().count()))),
                             pg::Param::of(due)});
}

/* What one page has brought. */
struct Read {
    store::AxisPlace place;  ///< up to here
    bool whole = false;      ///< nothing is left up to the end
    std::size_t runs = 0;
    std::optional<core::Instant> earliest = {};
};

Read read_page(core::Automation const &automation, ScanState const &watch, store::AxisPlace from, core::Instant until,
               std::size_t most)
{
    MomentCheck const check(automation, watch);
    auto const rows = store::read_timed(automation, from, until);
    Read read{.place = from, .whole = rows.size() < store::timed_page};
    Matcher matcher;
    for (store::TimedRow const &row : rows) {
        if (read.runs >= most) {
            read.whole = false;
            break;
        }
        read.place = row.place;
        if (auto const due = check.ask(row).due) {
            take_the_place_of_later(automation, row, *due);
            add_run(matcher, automation, row, *due);
            read.earliest = std::min(read.earliest.value_or(*due), *due);
            ++read.runs;
        }
    }
    matcher.finish();
    return read;
}

ScanState::ScanPass begin_round(core::Automation const &automation, ScanState const &watch, OpenTransactions open,
                                core::Instant now)
{
    return {.began = now,
            .until = horizon_of(automation, now),
            .xid = open.next,
            .clean = open.oldest >= open.next,
            .read = watch.covered};
}

constexpr std::int64_t last_id = std::numeric_limits<std::int64_t>::max();

/* Begins a round, or has the one under way read what it could not see before. */
void go_on(core::Automation const &automation, ScanState &watch, OpenTransactions open, core::Instant now)
{
    bool const waits = watch.pass && watch.pass->read.id == last_id;
    // What comes within the horizon meanwhile must not wait for a transaction that stays open.
    bool const too_long = waits && now >= watch.pass->began + between_rounds;
    bool const of_another_server = watch.pass && watch.pass->xid > open.next;
    if (!watch.pass || too_long || of_another_server) {
        watch.pass = begin_round(automation, watch, open, now);
    } else if (!watch.pass->clean && waits && open.oldest >= watch.pass->xid) {
        watch.pass->clean = true;
        watch.pass->read = watch.covered;
    }
}

/* Nothing is left up to the end of the round. When to look again. */
core::Instant end_round(ScanState &watch, core::Instant now)
{
    if (watch.pass->goes_back()) {
        // The next one begins where the rounds had come to.
        watch.pass.reset();
        watch.evaluated_at.reset();
        return now;
    }
    if (!watch.pass->clean) {
        watch.pass->read = {watch.pass->until, last_id};
        return now + until_next_try;
    }
    // A horizon may lie behind what was covered by a shorter delay.
    watch.covered = {watch.pass->until, last_id};
    core::Instant const next = watch.pass->began + between_rounds;
    watch.pass.reset();
    return next;
}

}  // namespace

core::Instant next_round(std::optional<core::Instant> last, core::Instant now) noexcept
{
    // A clock that was set back begins anew.
    return last && *last <= now ? std::max(*last + between_rounds, now) : now;
}

OpenTransactions read_open_transactions()
{
    auto const rows = pg::execute(open_transactions);
    return {rows[0].int8(1), rows[0].int8(2)};
}

ScanResult continue_scan(core::Automation const &automation, ScanState watch, OpenTransactions open, std::size_t most,
                         core::Instant now)
{
    FillStep const fill = continue_fill(automation, watch, open);
    if (fill == FillStep::page) {
        save_watch(watch);
        return {.next = now};
    }
    bool const fills = fill == FillStep::waits;
    auto const looked_at_again = [&](core::Instant next) {
        return fills ? std::min(next, now + until_next_try) : next;
    };
    core::Instant const next_one = next_round(watch.evaluated_at, now);
    if (!watch.pass && next_one > now) {
        return {.next = looked_at_again(next_one), .waits_for_others = fills};
    }
    if (!watch.pass && !fills && automation.date &&
        store::dates_are_outdated(automation.tenant, automation.date->field)) {
        begin_dates(watch, automation, now);
        save_watch(watch);
        return {.next = now};
    }
    go_on(automation, watch, open, now);
    watch.evaluated_at = watch.pass->began;
    Read const read = read_page(automation, watch, watch.pass->read, watch.pass->until, most);
    watch.pass->read = read.place;
    core::Instant const next = read.whole ? looked_at_again(end_round(watch, now)) : now;
    save_watch(watch);
    return {.next = next, .earliest = read.earliest, .waits_for_others = fills || (read.whole && watch.pass)};
}

void catch_up(core::Automation const &automation, ScanState const &watch, core::Instant now)
{
    core::Instant const until = horizon_of(automation, now);
    Read read{.place = watch.covered};
    while (!read.whole) {
        read = read_page(automation, watch, read.place, until, std::numeric_limits<std::size_t>::max());
    }
}

std::size_t count_reached(core::Automation const &automation, core::Instant now)
{
    core::TenantSettings const settings = store::load_settings(automation.tenant);
    core::Instant const until = horizon_of(automation, now);
    store::AxisPlace place;
    std::size_t reached = 0;
    bool whole = false;
    while (!whole && reached < reach_counted) {
        auto const rows = store::read_timed(automation, place, until);
        whole = rows.size() < store::timed_page;
        for (store::TimedRow const &row : rows) {
            place = row.place;
            core::TimeZone const &zone = pg::zone_or_utc(row.lead.timezone, settings.timezone);
            auto const due =
                core::silence_due(automation.delay, core::contacts_of(row.lead), row.history.last_run, zone);
            bool const may = !automation.max_runs || row.history.runs < *automation.max_runs;
            if (due && *due <= now && may &&
                automation.conditions.match(core::FactFieldReader({.lead = row.lead, .now = now, .zone = &zone}))) {
                ++reached;
            }
        }
    }
    return reached;
}

}  // namespace automation::enqueue
