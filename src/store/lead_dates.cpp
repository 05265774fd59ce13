#include "store/lead_dates.hpp"

#include "core/decisions/lead_date.hpp"
#include "core/time/time_format.hpp"

#include <algorithm>

#include "pg/sql/current_rows.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

// By the primary key. written_at says since when the lead has the date.
constinit pg::Statement upsert(
    "insert into @home@.automation_lead_dates as d (lead_id, field, tenant_id, moment, month_day, written_at) "
    "select n.lead_id, n.field, $1, n.moment, n.month_day, $6 "
    "from unnest($2, $3, $4, $5) as n (lead_id, field, moment, month_day) "
    "on conflict (lead_id, field, tenant_id) do update set moment = excluded.moment, month_day = excluded.month_day, "
    "written_at = excluded.written_at",
    TEXTOID, INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, INT8ARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement remove(
    "delete from @home@.automation_lead_dates d using unnest($2, $3) as n (lead_id, field) "
    "where d.lead_id = n.lead_id and d.field = n.field and d.tenant_id = $1",
    TEXTOID, INT8ARRAYOID, TEXTARRAYOID);

constinit pg::Statement remove_all(
    "delete from @home@.automation_lead_dates d where d.lead_id = $1 and d.tenant_id = $2", INT8OID, TEXTOID);

// By the primary keys. No column of the user's is named, for its type could not be changed any more.
#define DATE_COLUMN "(pg_catalog.to_jsonb(l) -> $3)::text"
constinit pg::KeyedStatement columns(PG_SELECT_BY_KEYS("l.id, l.tenant_id, " DATE_COLUMN, "leads", "l", "", ""),
                                     TEXTOID);
constinit pg::KeyedStatement lock_columns(PG_SELECT_BY_KEYS("l.id, l.tenant_id, " DATE_COLUMN, "leads", "l", "",
                                                            "for no key update skip locked"),
                                          TEXTOID);
#undef DATE_COLUMN
// In one snapshot: a lead and its row here are written in one transaction, or by one that knew of no such automation.
constinit pg::Statement to_fill(
    "select l.id, (pg_catalog.to_jsonb(l) -> $3)::text, d.moment, d.month_day from @home@.leads l " PG_DATE_OF_LEAD(
        "$4") "where l.id > $2 and l.tenant_id = $1 order by l.id limit 1000",
    TEXTOID, INT8OID, TEXTOID, TEXTOID);
// By the index on (tenant_id, field, moment, lead_id), and in one snapshot, too.
constinit pg::Statement samples(
    "select (pg_catalog.to_jsonb(l) -> $3)::text, d.moment from @home@.automation_lead_dates d join @home@.leads l "
    "on l.id = d.lead_id and l.tenant_id = d.tenant_id where d.tenant_id = $1 and d.field = $2 "
    "order by d.tenant_id desc, d.field desc, d.moment desc, d.lead_id desc limit 20",
    TEXTOID, TEXTOID, TEXTOID);
constinit pg::Statement remove_orphans(
    "delete from @home@.automation_lead_dates d where d.tenant_id = $1 and d.field = $2 and not exists (select "
    "from @home@.leads l where l.id = d.lead_id and l.tenant_id = d.tenant_id)",
    TEXTOID, TEXTOID);

bool on_axis(std::optional<core::ParsedDateTime> const &date)
{
    return date && core::in_calendar(core::axis_of(*date));
}

/* Dates as parameters of the statements that write them. */
class Parameters {
 public:
    void add(LeadDate const &date)
    {
        leads_.push_back(number(date.lead));
        fields_.push_back(date.field);
        if (on_axis(date.date)) {
            moments_.emplace_back(core::axis_of(*date.date));
            month_days_.push_back(core::month_and_day(*date.date));
        }
    }
    [[nodiscard]] bool empty() const noexcept { return leads_.empty(); }
    void write(pg::Statement &statement, std::string const &tenant, core::Instant now) const
    {
        if (!empty()) {
            (void)pg::execute_current(
                statement, {pg::Param::of(std::string_view(tenant)), pg::int8_array(leads_), pg::text_array(fields_),
                            pg::timestamp_array(moments_), pg::int8_array(month_days_), pg::Param::of(now)});
        }
    }
    void remove_from(std::string const &tenant) const
    {
        if (!empty()) {
            (void)pg::execute_current(
                remove, {pg::Param::of(std::string_view(tenant)), pg::int8_array(leads_), pg::text_array(fields_)});
        }
    }

 private:
    std::vector<std::int64_t> leads_, month_days_;
    std::vector<std::string> fields_;
    std::vector<std::optional<core::Instant>> moments_;
};

/* What the present rows of these leads say, while nobody changes them. False: some were somebody else's. */
bool rewrite(std::string const &tenant, core::DateField const &field, std::vector<core::LeadKey> leads,
             core::Instant now)
{
    std::size_t const asked = leads.size();
    std::vector<LeadDate> dates;
    for (pg::Row const row :
         lock_columns.execute(pg::Keys(std::move(leads)), {pg::Param::of(std::string_view(field.column))})) {
        auto const json = row.opt_text(3);
        dates.push_back(
            {core::LeadId{row.int8(1)}, field.name(), json ? core::read_lead_date(*json, field) : std::nullopt});
    }
    write_lead_dates(tenant, dates, now);
    return dates.size() == asked;
}

}  // namespace

void write_lead_dates(std::string const &tenant, std::vector<LeadDate> const &dates, core::Instant now)
{
    Parameters written;
    Parameters removed;
    for (LeadDate const &date : dates) {
        (on_axis(date.date) ? written : removed).add(date);
    }
    written.write(upsert, tenant, now);
    removed.remove_from(tenant);
}

std::unordered_map<core::LeadKey, std::string> load_date_columns(std::string const &column,
                                                                 std::vector<core::LeadKey> leads)
{
    std::unordered_map<core::LeadKey, std::string> found;
    for (pg::Row const row : columns.execute(pg::Keys(std::move(leads)), {pg::Param::of(std::string_view(column))})) {
        if (auto json = row.opt_text(3)) {
            found.emplace(pg::key_from<core::LeadId>(row, 1), *std::move(json));
        }
    }
    return found;
}

bool dates_are_outdated(std::string const &tenant, core::DateField const &field)
{
    std::string const name = field.name();
    for (pg::Row const row :
         pg::execute(samples, {pg::Param::of(std::string_view(tenant)), pg::Param::of(std::string_view(name)),
                               pg::Param::of(std::string_view(field.column))})) {
        auto const json = row.opt_text(1);
        auto const date = json ? core::read_lead_date(*json, field) : std::nullopt;
        if (on_axis(date) && core::axis_of(*date) != row.instant(2)) {
            return true;
        }
    }
    return false;
}

DatePage fill_lead_dates(std::string const &tenant, core::DateField const &field, core::LeadId after, core::Instant now)
{
    DatePage page;
    std::string const name = field.name();
    std::vector<core::LeadKey> different;
    for (pg::Row const row :
         pg::execute(to_fill, {pg::Param::of(std::string_view(tenant)), pg::Param::of(number(after)),
                               pg::Param::of(std::string_view(field.column)), pg::Param::of(std::string_view(name))})) {
        page.last = core::LeadId{row.int8(1)};
        auto const json = row.opt_text(2);
        auto const date = json ? core::read_lead_date(*json, field) : std::nullopt;
        bool const has = on_axis(date);
        bool const same =
            has && !row.null(3) && row.instant(3) == core::axis_of(*date) && row.int4(4) == core::month_and_day(*date);
        if (has != !row.null(3) || (has && !same)) {
            different.push_back({*page.last, tenant});
        }
    }
    page.passed_by = !different.empty() && !rewrite(tenant, field, std::move(different), now);
    return page;
}

void remove_lead_dates(core::LeadKey const &lead)
{
    (void)pg::execute(remove_all, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant))});
}

void remove_orphaned_dates(std::string const &tenant, std::string const &field)
{
    (void)pg::execute(remove_orphans,
                      {pg::Param::of(std::string_view(tenant)), pg::Param::of(std::string_view(field))});
}

}  // namespace automation::store
