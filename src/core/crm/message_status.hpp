/* message_status.hpp — the status of a message that is inserted. */
#pragma once
#include "core/crm/entities.hpp"

#include <string>

namespace automation::core {

/** As written, or the default of the direction. An inbound message has only one status, whatever its gateway calls it:
 * a status of outbound ones is replaced. A word that is no status is left to the constraint. */
[[nodiscard]] std::string initial_message_status(NullableText const &written, bool inbound);

}  // namespace automation::core
