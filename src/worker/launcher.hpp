/* launcher.hpp — starts a dispatcher for every served database, and stops it when it is served no more.
 *
 * The launcher itself is connected to no database, so that it stands in the way of none; which ones are served it
 * learns from a scanner that connects, reports and ends (scanner.cpp).
 */
#pragma once

namespace automation::worker {

/** Registers the launcher; not in a binary upgrade. From _PG_init, while libraries are preloaded. */
void register_launcher();

/** Names of the entry points, looked up in this library. */
inline constexpr char const *launcher_entry = "automation_launcher_main";
inline constexpr char const *scanner_entry = "automation_scanner_main";
inline constexpr char const *dispatcher_entry = "automation_dispatcher_main";
inline constexpr char const *retention_entry = "automation_retention_main";

}  // namespace automation::worker
