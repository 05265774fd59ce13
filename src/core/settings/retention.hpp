/* retention.hpp — for how many days messages and activities are kept. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string_view>

namespace automation::core {

/** Fewer days are refused: what came of a message is counted for 31 days. */
inline constexpr int least_retention_days = 31;
inline constexpr int most_retention_days = 36500;

/** Of one tenant, in days; 0: for ever. Nothing: as the default says. */
struct Retention {
    std::optional<int> messages;
    std::optional<int> activities;
};

/** From {"messages": 400, "activities": 90}. Throws UserError. */
[[nodiscard]] Retention read_retention(std::string_view json);

}  // namespace automation::core
