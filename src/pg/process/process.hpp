/* process.hpp — what a process of ours says to the log, how it begins and how it ends. */
#pragma once
#include <string>

namespace automation::pg {

/** One line for the DBA. */
void log(std::string const &line);
/** One line for who looks closely (DEBUG1). */
void log_debug(std::string const &line);
/** A WARNING to the session, with a hint. */
void warn(std::string const &message, std::string const &hint);
/** A NOTICE to the session; no hint when it is empty. */
void notice(std::string const &message, std::string const &hint);
/** Has SIGHUP noted in ConfigReloadPending. It is set from the beginning: the configuration is that of the fork, and a
 * reload since then was lost, for PostgreSQL lets a new worker ignore the signal. */
void take_reloads();
/** Ends the process at once, in order, as a failure. */
[[noreturn]] void exit_process();

}  // namespace automation::pg
