/* delivery_activity.hpp — the activities of messages that leave, or do not. */
#pragma once
#include "core/decisions/decide.hpp"
#include "store/activities.hpp"

#include <string>
#include <string_view>

namespace automation::engine {

/** What is told beside the message itself. */
struct ActivityFields {
    core::ReasonCode reason = {};  ///< none: it was sent
    std::string detail = {};
    std::string code = {};  ///< the provider's
    std::string provider_message_id = {};
    int attempts = 0;         ///< of which this was the last; 0: not told
    bool maybe_sent = false;  ///< an attempt before may have arrived as well
};

/** An activity of that type about the run's message. */
[[nodiscard]] store::Activity make_activity(core::Run const &run, std::string_view channel, char const *type,
                                            ActivityFields const &note);

}  // namespace automation::engine
