#include "store/due_dates.hpp"

#include <algorithm>
#include <limits>

#include "pg/time/clock.hpp"
#include "pg/time/time_zone.hpp"
#include "store/lead_dates.hpp"
#include "store/lead_rows.hpp"
#include "store/lead_store.hpp"

namespace automation::store {

namespace {

using namespace std::chrono;

// No column of the user's is named, for its type could not be changed any more. By the index on (tenant_id, field,
// moment, lead_id); the limit is a literal, as in due_moments.cpp.
#define DATED_LEADS                                                                                            \
    "select " LEAD_COLUMNS                                                                                     \
    ", (pg_catalog.to_jsonb(l) -> $3)::text, d.written_at, d.moment from @home@.automation_lead_dates d join " \
    "@home@.leads l on l.id = d.lead_id and l.tenant_id = d.tenant_id where d.tenant_id = $1 and d.field = $2 "
constinit pg::Statement by_moment(DATED_LEADS
                                  "and (d.moment, d.lead_id) > ($4, $5) and d.moment <= $6 "
                                  "order by d.tenant_id, d.field, d.moment, d.lead_id limit 500",
                                  TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);
// By the index on (tenant_id, field, month_day, lead_id).
constinit pg::Statement by_day(DATED_LEADS
                               "and d.month_day = $4 and d.lead_id > $5 "
                               "order by d.tenant_id, d.field, d.month_day, d.lead_id limit 500",
                               TEXTOID, TEXTOID, TEXTOID, INT4OID, INT8OID);
#undef DATED_LEADS

// By the primary keys.
#define LEADS_WITH_DATES                                                                                   \
    "select " LEAD_COLUMNS                                                                                 \
    ", (pg_catalog.to_jsonb(l) -> $3)::text, d.written_at, d.moment from @home@.leads l " PG_DATE_OF_LEAD( \
        "$2") "where l.tenant_id = $1 "
constinit pg::Statement by_id(LEADS_WITH_DATES "and l.id > $4 order by l.id limit 500", TEXTOID, TEXTOID, TEXTOID,
                              INT8OID);
constinit pg::Statement of_lead(LEADS_WITH_DATES "and l.id = $4", TEXTOID, TEXTOID, TEXTOID, INT8OID);
#undef LEADS_WITH_DATES

// What is remembered of each moment, and what waits for it: the indexes on (lead_id, automation_id).
constinit pg::Statement memory_of(
    "select e.runs, e.last_run_at, e.looked_at, (select min(q.event_at) from @home@.automation_queue q "
    "where q.kind = 'run' and q.lead_id = n.lead_id and q.automation_id = $2 and q.tenant_id = $1 "
    "and q.context ->> 'anchor' = n.anchor) "
    "from unnest($3, $4, $5) with ordinality as n (lead_id, counted, anchor, ordinal) left join lateral (select "
    "(sum(e.runs) filter (where e.anchor = n.counted))::integer as runs, max(e.last_run_at) as last_run_at, "
    "max(e.looked_at) filter (where e.anchor = n.counted) as looked_at from @home@.automation_enrollments e "
    "where e.lead_id = n.lead_id and e.automation_id = $2 and e.tenant_id = $1) e on true order by n.ordinal",
    TEXTOID, INT8OID, INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID);

/* A lead with what it has in the field. */
struct Dated {
    TimedRow row;
    std::optional<core::Instant> on_axis;
};

Dated dated_from(pg::Row const &row, core::DateField const &field)
{
    Dated read;
    read.row.lead = lead_from(row);
    if (auto const json = row.opt_text(lead_columns + 1)) {
        read.row.written_as = core::read_lead_date(*json, field);
    }
    read.row.written_at = row.maybe_instant(lead_columns + 2);
    read.on_axis = row.maybe_instant(lead_columns + 3);
    return read;
}

void remember(core::Automation const &automation, std::vector<TimedRow> &rows)
{
    std::vector<std::int64_t> leads;
    std::vector<std::optional<core::Instant>> counted;
    std::vector<std::string> anchors;
    for (TimedRow const &row : rows) {
        core::Instant const anchor = row.date ? row.date->anchor : core::Instant{};
        leads.push_back(number(row.lead.id));
        counted.emplace_back(core::counted_anchor(anchor, automation.date->yearly));
        anchors.push_back(row.date ? std::to_string(anchor.time_since_epoch().count()) : "");
    }
    if (rows.empty()) {
        return;
    }
    auto const found = pg::execute(
        memory_of, {pg::Param::of(std::string_view(automation.tenant)), pg::Param::of(number(automation.id)),
                    pg::int8_array(leads), pg::timestamp_array(counted), pg::text_array(anchors)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].history = {found[i].int4(1), found[i].maybe_instant(2)};
        rows[i].evaluated_at = found[i].maybe_instant(3);
        rows[i].waits = found[i].maybe_instant(4);
    }
}

/* The days of anniversaries, each a place: a date of 29 February has one at noon of the 28th, in years without it. */
class Days {
 public:
    Days(AxisPlace from, core::Instant until) : day_(floor<days>(from.at)), until_(until)
    {
        bool const at_noon = from.at == day_ + noon;
        if (from.at == day_ || at_noon) {
            leap_ = at_noon;
            id_ = from.id;
        }
    }
    [[nodiscard]] bool over() const noexcept { return day_ > until_; }
    [[nodiscard]] core::Instant at() const noexcept { return leap_ ? day_ + noon : core::Instant(day_); }
    [[nodiscard]] std::int64_t after() const noexcept { return id_; }
    [[nodiscard]] sys_days day() const noexcept { return day_; }
    [[nodiscard]] int month_day() const
    {
        constexpr int leap_day = 229;
        return leap_ ? leap_day
                     : core::month_and_day({.local = local_days(day_.time_since_epoch()), .offset = std::nullopt});
    }
    void next()
    {
        id_ = std::numeric_limits<std::int64_t>::min();
        year_month_day const today(day_);
        bool const stands_for_leap_day =
            !leap_ && today.month() == February && today.day() == std::chrono::day(28) && !today.year().is_leap();
        day_ += days(stands_for_leap_day ? 0 : 1);
        leap_ = stands_for_leap_day;
    }

 private:
    static constexpr core::Micros noon = hours(12);
    sys_days day_;
    core::Instant until_;
    bool leap_ = false;
    std::int64_t id_ = std::numeric_limits<std::int64_t>::min();
};

class DateReader {
 public:
    explicit DateReader(core::Automation const &automation)
        : automation_(automation), settings_(load_settings(automation.tenant)), field_(automation.date->field.name())
    {}

    [[nodiscard]] std::vector<TimedRow> on_axis(AxisPlace from, core::Instant until)
    {
        for (pg::Row const row : pg::execute(by_moment, {tenant(), field(), column(), pg::Param::of(from.at),
                                                         pg::Param::of(from.id), pg::Param::of(until)})) {
            Dated read = dated_from(row, automation_.date->field);
            read.row.place = {read.on_axis.value_or(until), number(read.row.lead.id)};
            add_on(std::move(read), {});
        }
        return finish();
    }

    [[nodiscard]] std::vector<TimedRow> anniversaries(AxisPlace from, core::Instant until)
    {
        // Of an older one a year later nobody is told any more.
        from.at = std::max(from.at, until - days(366));
        for (Days days(from, until); !days.over() && rows_.size() < timed_page; days.next()) {
            for (pg::Row const row : pg::execute(by_day, {tenant(), field(), column(), Int32GetDatum(days.month_day()),
                                                          pg::Param::of(days.after())})) {
                Dated read = dated_from(row, automation_.date->field);
                read.row.place = {days.at(), number(read.row.lead.id)};
                add_on(std::move(read), days.day());
                if (rows_.size() == timed_page) {
                    break;
                }
            }
        }
        return finish();
    }

    [[nodiscard]] std::vector<TimedRow> about_now(pg::Statement &statement, std::int64_t id)
    {
        for (pg::Row const row : pg::execute(statement, {tenant(), field(), column(), pg::Param::of(id)})) {
            Dated read = dated_from(row, automation_.date->field);
            read.row.place = {read.on_axis.value_or(core::Instant::max()), number(read.row.lead.id)};
            add_about_now(std::move(read));
        }
        return finish();
    }

 private:
    void add_on(Dated read, sys_days day)
    {
        if (read.row.written_as) {
            read.row.date = core::moment_on(*automation_.date, *read.row.written_as, day, zone_of(read.row.lead));
        }
        rows_.push_back(std::move(read.row));
    }

    void add_about_now(Dated read)
    {
        auto const moments = read.row.written_as ? around_now(*read.row.written_as, zone_of(read.row.lead))
                                                 : std::vector<core::DateMoment>();
        for (core::DateMoment const &one : moments) {
            rows_.push_back(read.row);
            rows_.back().date = one;
            if (automation_.date->yearly) {
                rows_.back().place.at = floor<days>(one.anchor);
            }
        }
        // A page without a row would be the last.
        if (moments.empty()) {
            rows_.push_back(std::move(read.row));
        }
    }

    /* From the last one that is past to the first whose run is yet to come. */
    [[nodiscard]] std::vector<core::DateMoment> around_now(core::ParsedDateTime const &date,
                                                           core::TimeZone const &zone) const
    {
        core::Instant const now = pg::now();
        core::DateTrigger const &trigger = *automation_.date;
        std::vector<core::DateMoment> kept;
        for (core::DateMoment const &one : core::moments_about(trigger, automation_.delay, date, zone, now)) {
            core::Instant const due = core::date_due(trigger, automation_.delay, one.moment, zone);
            if (due <= now && one.moment <= now) {
                kept.clear();
            }
            kept.push_back(one);
            if (due > now) {
                break;
            }
        }
        return kept;
    }

    [[nodiscard]] std::vector<TimedRow> finish()
    {
        remember(automation_, rows_);
        return std::move(rows_);
    }
    [[nodiscard]] core::TimeZone const &zone_of(core::Lead const &lead) const
    {
        return pg::zone_or_utc(lead.timezone, settings_.timezone);
    }
    [[nodiscard]] pg::Param tenant() const { return pg::Param::of(std::string_view(automation_.tenant)); }
    [[nodiscard]] pg::Param field() const { return pg::Param::of(std::string_view(field_)); }
    [[nodiscard]] pg::Param column() const { return pg::Param::of(std::string_view(automation_.date->field.column)); }

    core::Automation const &automation_;
    core::TenantSettings settings_;
    std::string field_;
    std::vector<TimedRow> rows_;
};

}  // namespace

std::vector<TimedRow> read_dates(core::Automation const &automation, AxisPlace from, core::Instant until)
{
    DateReader reader(automation);
    return automation.date->yearly ? reader.anniversaries(from, until) : reader.on_axis(from, until);
}

std::vector<TimedRow> read_dates_after(core::Automation const &automation, std::int64_t after)
{
    return DateReader(automation).about_now(by_id, after);
}

std::vector<TimedRow> read_dates_of(core::Automation const &automation, core::LeadId lead)
{
    return DateReader(automation).about_now(of_lead, number(lead));
}

}  // namespace automation::store
