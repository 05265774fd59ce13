#include "core/json/node_checks.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"

#include <algorithm>
#include <charconv>

namespace automation::core::json {

std::string shown(Node const &node)
{
    constexpr std::size_t most = 80;
    return sanitized(truncated(to_text(node), most));
}

void check_keys(Node const &object, std::span<std::string_view const> known, std::string_view where,
                std::string_view intro)
{
    for (Node const &member : object.children) {
        if (std::ranges::find(known, std::string_view(member.key)) == known.end()) {
            throw UserError("unknown key " + quote_value(member.key) + std::string(where),
                            "The value is " + shown(member) + ".", hint_for(member.key, known, intro));
        }
    }
}

std::optional<int> whole_number(Node const &node) noexcept
{
    int value = 0;
    std::string_view const text = node.text;
    std::string_view const whole = text.substr(0, text.find('.'));
    auto const [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
    bool const read = node.kind == Kind::number && error == std::errc() && end == whole.data() + whole.size();
    return read && same_number(text, std::to_string(value)) ? std::optional(value) : std::nullopt;
}

}  // namespace automation::core::json
