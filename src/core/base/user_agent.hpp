/* user_agent.hpp — the name that requests to services give for their sender. */
#pragma once

namespace automation::core {

inline constexpr char user_agent_header[] = "User-Agent: pg_automation";

}  // namespace automation::core
