#include "core/provider_codes.hpp"

#include <algorithm>
#include <string>

namespace automation::core {

CodeRule const *rule_for(int code, std::span<CodeRule const> rules) noexcept
{
    auto const found =
        std::ranges::find_if(rules, [code](CodeRule const &rule) { return rule.first <= code && code <= rule.last; });
    return found == rules.end() ? nullptr : &*found;
}

SendOutcome outcome_of(CodeRule const &rule, int code, std::optional<std::chrono::milliseconds> asked)
{
    SendOutcome outcome{.kind = rule.kind, .code = std::to_string(code), .detail = std::string(rule.means)};
    outcome.wait = asked;
    if (!asked && rule.wait.count() > 0) outcome.wait = rule.wait;
    outcome.bad_address = rule.note == CodeNote::bad_address;
    outcome.opted_out = rule.note == CodeNote::opted_out;
    outcome.blocked_window = rule.note == CodeNote::window;
    outcome.once_more = rule.note == CodeNote::once;
    return outcome;
}

}  // namespace automation::core
