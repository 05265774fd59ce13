#include "api/new_activity.hpp"

#include "pg/time/clock.hpp"
#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

constinit pg::Statement activity_insert(
    "insert into @home@.activities (type, description, details, lead_id, automation_id, message_id, booking_id, "
    "tenant_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    TEXTOID, TEXTOID, JSONBOID, INT8OID, INT8OID, INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);

}  // namespace

void insert_activity(NewActivity const &activity)
{
    pg::execute(activity_insert,
                {pg::Param::of(activity.type), pg::Param::of(activity.description),
                 pg::jsonb_datum(core::json::dump(activity.details)), pg::Param::of(number(activity.lead)),
                 pg::Param::of(activity.automation), pg::Param::of(activity.message), pg::Param::of(activity.booking),
                 pg::Param::of(std::string_view(activity.tenant)), pg::Param::of(pg::now())});
}

}  // namespace automation::api
