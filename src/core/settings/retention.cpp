#include "core/settings/retention.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/json/node_checks.hpp"

#include <array>
#include <string>

namespace automation::core {

namespace {

using json::Kind;
using json::Node;

constexpr std::array<std::string_view, 2> retention_keys{"messages", "activities"};
constexpr char const *example =
    R"(Write numbers of days, as in {"messages": 400, "activities": 90}; 0 keeps everything.)";

std::optional<int> days_from(Node const &root, std::string_view key)
{
    Node const *const node = root.member(key);
    if (node == nullptr || node->kind == Kind::null) {
        return std::nullopt;
    }
    auto const days = json::whole_number(*node);
    if (!days || (*days != 0 && (*days < least_retention_days || *days > most_retention_days))) {
        throw UserError("\"" + std::string(key) + "\" of retention cannot be " + json::shown(*node),
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
        throw UserError("retention cannot be " + (root ? json::shown(*root) : quote_value(json)), "", example);
    }
    json::check_keys(*root, retention_keys, " in retention");
    return {days_from(*root, "messages"), days_from(*root, "activities")};
}

}  // namespace automation::core
