/* contradictions.hpp — conditions that no lead can meet, found without a lead, those that need a booking, a message or
 * values from before, and the statuses that conditions require.
 *
 * For a field that must have one of few values, or be a number within bounds, each value that makes a difference is
 * tried, with everything else as favourable as it may be.
 */
#pragma once
#include "core/conditions/condition_fields.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** The keys of conditions that no value of their field meets: the conditions, as JSON text, never hold. Not all such
 * are found: only those of fields that name values, and bounds that are numbers. Throws UserError as Conditions::parse.
 */
[[nodiscard]] std::vector<std::string> contradictions(std::string_view conditions);

/** A condition, by its key, that must hold and does not where nothing of its scope exists: no booking, no message, no
 *  values from before. */
struct UnmetCondition {
    std::string key;
    Scope scope;
};
/** The first of those on one of the scopes `absent`. Throws UserError as Conditions::parse. */
[[nodiscard]] std::optional<UnmetCondition> first_unmet_without(std::string_view conditions,
                                                                std::span<Scope const> absent);

/** The statuses of which the lead must have one; none where it may have any, or no status. */
[[nodiscard]] std::optional<std::vector<std::string>> required_statuses(std::string_view conditions);

}  // namespace automation::core
