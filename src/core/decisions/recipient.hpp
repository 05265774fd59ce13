/* recipient.hpp — where a message is sent. */
#pragma once
#include "core/base/no_postgres.hpp"

#include "core/crm/entities.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** The address that a message is sent to, or why there is none. */
struct MessageRecipient {
    NullableText address;
    std::string problem;  ///< empty where there is one
};
/** The recipient that an application has set, where it is well formed, else the lead's address. Whoever sends a
 * message, or says whether it would be sent, asks here. */
[[nodiscard]] MessageRecipient recipient_for(NullableText const &set_by_application, Lead const &lead,
                                             std::string_view channel);

}  // namespace automation::core
