/* activities.hpp — inserts rows into the table activities; no other file names the columns it writes.
 *
 * In an SPI session, as the owner of the tables. The batches of the dispatcher use store/activity_writer.hpp.
 */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::store {

/** The beginning of a statement that inserts activities about rows that it deletes or changes itself: a SELECT of these
 *  columns follows. */
#define INSERT_ACTIVITIES                                                                                         \
    "insert into @home@.activities (type, description, details, lead_id, automation_id, message_id, booking_id, " \
    "tenant_id, created_at) "

/** A row of activities, without its id and time. */
struct Activity {
    std::string_view type;  ///< a literal
    std::string description;
    std::string details;  ///< JSON
    std::optional<core::LeadId> lead = {};
    std::optional<core::AutomationId> automation = {};
    std::optional<core::MessageId> message = {};
    std::optional<core::BookingId> booking = {};
    std::string tenant;
};

/** Inserts them with one statement, which is not executed when there are none. */
void insert_activities(std::vector<Activity> const &activities, core::Instant now);
/** Inserts one. */
void insert_activity(Activity const &activity, core::Instant now);

}  // namespace automation::store
