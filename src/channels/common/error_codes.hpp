/* error_codes.hpp — the numbers by which a provider says what went wrong, and what each makes us do.
 *
 * Its numbers decide before its HTTP status does, and we say in our own words what they mean: a provider's may quote
 * anything.
 */
#pragma once
#include "channels/common/delivery.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace automation::channels {

enum class ErrorFlag { none, bad_address, opted_out, window, once };

struct ErrorCodeRule {
    int first = 0;
    int last = 0;  ///< both included
    SendOutcome::Kind kind = SendOutcome::Kind::refused;
    std::string_view means = {};
    ErrorFlag note = ErrorFlag::none;
    std::chrono::duration<int, std::ratio<3600>> wait{0};  ///< when the provider names none; 0: as the desk thinks best
};

/** The rule for a code; the first of several. None: unknown. */
[[nodiscard]] ErrorCodeRule const *error_code_rule(int code, std::span<ErrorCodeRule const> rules) noexcept;

/** What the rule says, with the code. `asked` is what the provider asked for. */
[[nodiscard]] SendOutcome outcome_of(ErrorCodeRule const &rule, int code,
                                     std::optional<std::chrono::milliseconds> asked);

}  // namespace automation::channels
