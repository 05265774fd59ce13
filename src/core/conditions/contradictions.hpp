/* contradictions.hpp — conditions that no lead can meet, found without a lead, and the statuses that conditions
 * require.
 *
 * For a field that must have one of few values, or be a number within bounds, each value that makes a difference is
 * tried, with everything else as favourable as it may be.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** The keys of conditions that no value of their field meets: the conditions, as JSON text, never hold. Not all such
 * are found: only those of fields that name values, and bounds that are numbers. Throws UserError as Conditions::parse.
 */
[[nodiscard]] std::vector<std::string> contradictions(std::string_view conditions);

/** The statuses of which the lead must have one; none where it may have any, or no status. */
[[nodiscard]] std::optional<std::vector<std::string>> required_statuses(std::string_view conditions);

}  // namespace automation::core
