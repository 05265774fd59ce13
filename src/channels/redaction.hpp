/* redaction.hpp — what a provider says may quote what we sent: no secret goes on into a table or the log. */
#pragma once
#include "channels/common/delivery.hpp"

#include <span>
#include <string>

namespace automation::channels {

/** The outcome with "[removed]" wherever its words quote one of the secrets. */
[[nodiscard]] SendOutcome without_secrets(SendOutcome outcome, std::span<std::string const> secrets);

}  // namespace automation::channels
