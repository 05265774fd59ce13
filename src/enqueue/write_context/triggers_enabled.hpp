/* triggers_enabled.hpp — whether a write of this session may trigger automations, and the warning where it may not. */
#pragma once
#include <string>

namespace automation::enqueue {

/** True when events are to be matched here: nothing is being loaded, and the extension's tables are all there (where
 *  not, a warning says so once a session, and the write goes on). */
[[nodiscard]] bool triggers_enabled();

/** Warns that a write triggered no automations; once a session and reason. */
void warn_untriggered(std::string const &why, std::string const &hint);

}  // namespace automation::enqueue
