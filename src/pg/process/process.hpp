/* process.hpp — what a process of ours says to the log, and how it ends. */
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
/** Ends the process at once, in order, as a failure. */
[[noreturn]] void exit_process();

}  // namespace automation::pg
