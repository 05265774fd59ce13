/* channel_manner.hpp — what the settings of a channel say about how its messages are sent, whatever the provider. */
#pragma once
#include "core/no_postgres.hpp"

namespace automation::core {

struct ChannelManner {
    /** When the line broke before the answer, so that the provider may have the message. */
    enum class Doubt {
        retry,  ///< send it again: it may arrive twice
        hold    ///< wait for a person
    };
    Doubt on_doubt = Doubt::retry;
    int max_connections = 8;  ///< messages under way at once
};

}  // namespace automation::core
