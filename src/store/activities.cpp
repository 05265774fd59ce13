#include "store/activity_writer.hpp"

#include <array>

#include "pg/sql/row_builder.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

constexpr std::array<char const *, 10> columns{"id",         "type",          "description", "details",
                                               "lead_id",    "automation_id", "message_id",  "booking_id",
                                               "created_at", "tenant_id"};

constinit pg::Statement insert_one(INSERT_ACTIVITIES "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", TEXTOID, TEXTOID,
                                   JSONBOID, INT8OID, INT8OID, INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement insert_several(
    INSERT_ACTIVITIES
    "select type, description, details::jsonb, lead_id, automation_id, message_id, booking_id, tenant_id, $9 "
    "from unnest($1, $2, $3, $4, $5, $6, $7, $8) as s (type, description, details, lead_id, automation_id, message_id, "
    "booking_id, tenant_id)",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID,
    TIMESTAMPTZOID);

template <class Id>
std::optional<std::int64_t> maybe(std::optional<Id> id)
{
    return id ? std::optional(number(*id)) : std::nullopt;
}

}  // namespace

void insert_activities(std::vector<Activity> const &activities, core::Instant now)
{
    if (activities.empty()) {
        return;
    }
    std::vector<std::string> types, descriptions, details, tenants;
    std::vector<std::optional<std::int64_t>> leads, automations, messages, bookings;
    for (Activity const &activity : activities) {
        types.emplace_back(activity.type);
        descriptions.push_back(activity.description);
        details.push_back(activity.details);
        leads.push_back(maybe(activity.lead));
        automations.push_back(maybe(activity.automation));
        messages.push_back(maybe(activity.message));
        bookings.push_back(maybe(activity.booking));
        tenants.push_back(activity.tenant);
    }
    pg::execute(insert_several, {pg::text_array(types), pg::text_array(descriptions), pg::text_array(details),
                                 pg::int8_array(leads), pg::int8_array(automations), pg::int8_array(messages),
                                 pg::int8_array(bookings), pg::text_array(tenants), pg::Param::of(now)});
}

void insert_activity(Activity const &activity, core::Instant now)
{
    pg::execute(insert_one, {pg::Param::of(activity.type), pg::Param::of(std::string_view(activity.description)),
                             pg::jsonb_datum(activity.details), pg::Param::of(maybe(activity.lead)),
                             pg::Param::of(maybe(activity.automation)), pg::Param::of(maybe(activity.message)),
                             pg::Param::of(maybe(activity.booking)), pg::Param::of(std::string_view(activity.tenant)),
                             pg::Param::of(now)});
}

ActivityWriter::ActivityWriter(core::Instant now) : table_(pg::TableName::activities, columns), now_(now) {}

void ActivityWriter::add(Activity const &activity)
{
    std::int64_t const id = table_.next_id();
    pg::ContextScope const scope(table_.memory());
    pg::RowBuilder<columns.size()> row;
    row.number(id);
    row.text(activity.type);
    row.text(activity.description);
    row.json(activity.details);
    row.maybe(maybe(activity.lead));
    row.maybe(maybe(activity.automation));
    row.maybe(maybe(activity.message));
    row.maybe(maybe(activity.booking));
    row.moment(now_);
    row.text(activity.tenant);
    row.write(table_);
}

}  // namespace automation::store
