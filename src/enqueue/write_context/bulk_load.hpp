/* bulk_load.hpp — sessions whose rows come from a dump, a restore or a bulk import, and trigger no automations. */
#pragma once

namespace automation::enqueue {

/** True when this session's rows come from a dump, a restore or a bulk import, which set off nothing: pg_dump's scripts
 *  turn check_function_bodies off and empty search_path; imports set automation.restoring. */
[[nodiscard]] bool loading() noexcept;

/** True when they come from a bulk import alone: it triggers no automations, but who refuses messages is written down.
 */
[[nodiscard]] bool importing() noexcept;

/** To be called where loading() kept a write from triggering anything. A WARNING once a session, unless the statement
 * is one of those that such a session is for: a COPY, an INSERT as pg_dump writes it, or one in the very transaction
 * that turned automation.restoring on. A connection pool may have handed the session to another application since. */
void warn_of_untriggered_write();

}  // namespace automation::enqueue
