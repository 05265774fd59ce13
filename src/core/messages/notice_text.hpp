/* notice_text.hpp — the built-in text of a notice to somebody of the business: what is known of the lead, a line each.
 *
 * It greets nobody: its reader is not the lead, and the business needs no signature of its own.
 */
#pragma once
#include "core/messages/fallback_text.hpp"

#include <string>

namespace automation::core {

/** The name of the automation says what has happened. */
[[nodiscard]] FallbackText notice_text(Automation const &automation, Subject const &subject);
/** "New lead: Ann Lee". One line. */
[[nodiscard]] std::string notice_subject(Automation const &automation, Subject const &subject);

}  // namespace automation::core
