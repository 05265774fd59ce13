/* send_policy.hpp — what the settings of a channel say about how its messages are sent, whatever the provider. */
#pragma once
#include "core/base/no_postgres.hpp"

namespace automation::core {

struct SendPolicy {
    /** When the line broke before the answer, so that the provider may have the message. */
    enum class OnAmbiguous {
        retry,  ///< send it again: it may arrive twice
        hold    ///< wait for a person
    };
    OnAmbiguous on_ambiguous = OnAmbiguous::retry;
    int max_connections = 8;  ///< messages under way at once
};

}  // namespace automation::core
