#include "channels/common/error_codes.hpp"

#include <algorithm>
#include <string>

namespace automation::channels {

ErrorCodeRule const *error_code_rule(int code, std::span<ErrorCodeRule const> rules) noexcept
{
    auto const found = std::ranges::find_if(
        rules, [code](ErrorCodeRule const &rule) { return rule.first <= code && code <= rule.last; });
    return found == rules.end() ? nullptr : &*found;
}

SendOutcome outcome_of(ErrorCodeRule const &rule, int code, std::optional<std::chrono::milliseconds> asked)
{
    SendOutcome outcome{.kind = rule.kind, .code = std::to_string(code), .detail = std::string(rule.means)};
    outcome.wait = asked;
    if (!asked && rule.wait.count() > 0) outcome.wait = rule.wait;
    outcome.bad_address = rule.note == ErrorFlag::bad_address;
    outcome.opted_out = rule.note == ErrorFlag::opted_out;
    outcome.blocked_window = rule.note == ErrorFlag::window;
    outcome.once_more = rule.note == ErrorFlag::once;
    return outcome;
}

}  // namespace automation::channels
