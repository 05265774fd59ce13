/* fallback_text.hpp — the text of each type when neither a template nor the model has one: plain, in the
 * lead's language, ready to send.
 *
 * It says nothing that is not in the subject: without a booking there is no sentence about one.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <string>

namespace automation::core {

struct FallbackText {
    std::string subject, body;
};

/** Empty for crm_update, which writes no message. */
[[nodiscard]] FallbackText builtin_text(Type type, Trigger trigger, Subject const &subject);
/** One line. */
[[nodiscard]] std::string builtin_subject(Type type, Trigger trigger, Subject const &subject);

/** What, when and where of the booking, a line each; empty without one. */
[[nodiscard]] std::string builtin_details(Subject const &subject);

/** The first line: "Hi Ann,", "Guten Tag Frau Müller,"; without a name where none can be read. */
[[nodiscard]] std::string builtin_greeting(Subject const &subject);

}  // namespace automation::core
