#include "core/settings/retention.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/json/json_node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

constexpr std::array<std::string_view, 2> retention_keys{"messages", "activities"};
constexpr char const *example =
    R"(Write numbers of days, as in {"messages": 400, "activities": 90}; 0 keeps everything.)";

std::string shown(Node const &node)
{
    return sanitized(truncated(json::to_text(node), 80));
}

std::optional<int> days_from(Node const &root, std::string_view key)
{
    Node const *const node = root.member(key);
    if (node == nullptr || node->kind == Kind::null) {
        return std::nullopt;
    }
    int days = -1;
    auto const [end, error] = std::from_chars(node->text.data(), node->text.data() + node->text.size(), days);
    bool const whole =
        node->kind == Kind::number && error == std::errc() && end == node->text.data() + node->text.size();
    if (!whole || (days != 0 && (days < least_retention_days || days > most_retention_days))) {
        throw UserError("\"" + std::string(key) + "\" of retention cannot be " + shown(*node),
                        "What came of a message is counted for 31 days.",
                        "Write a number of days from " + std::to_string(least_retention_days) + " to " +
                            std::to_string(most_retention_days) + ", or 0 to keep everything.");
    }
    return days;
}

}  // namespace

Retention read_retention(std::string_view json)
{
    auto const root = json::parse_exact(json);
    if (!root || root->kind != Kind::object) {
        throw UserError("retention cannot be " + (root ? shown(*root) : quote_value(json)), "", example);
    }
    for (Node const &member : root->children) {
        if (std::ranges::find(retention_keys, std::string_view(member.key)) == retention_keys.end()) {
            throw UserError("unknown key " + quote_value(member.key) + " in retention",
                            "The value is " + shown(member) + ".", hint_for(member.key, retention_keys, "Keys are"));
        }
    }
    return {days_from(*root, "messages"), days_from(*root, "activities")};
}

}  // namespace automation::core
