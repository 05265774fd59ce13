/* channel_state.hpp — whether messages leave by a channel. */
#pragma once
#include "core/decisions/decide.hpp"

#include <string>

namespace automation::api {

/** The step of explain: not ok where messages wait in the queue before somebody acts. A missing channel is ok, for the
 *  message is recorded, and has a reason for those that wait already. In an SPI session, as the owner of the tables. */
[[nodiscard]] core::Step channel_step(std::string const &tenant, std::string const &channel);

/** What keeps a queued message of the channel until somebody acts; empty: nothing. In the same session. */
[[nodiscard]] std::string why_messages_wait(std::string const &tenant, std::string const &channel);

}  // namespace automation::api
