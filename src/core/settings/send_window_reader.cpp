#include "core/settings/send_window_reader.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/json/node_checks.hpp"
#include "core/time/iso8601.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

using namespace std::chrono_literals;

namespace {

using json::Kind;
using json::Node;

constexpr std::array<std::string_view, 7> day_words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 3> window_keys{"days", "from", "until"};
constexpr std::string_view example =
    R"(Write {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "until": "18:00"}.)";

[[noreturn]] void refuse(Node const &node, std::string hint)
{
    throw UserError("\"" + node.key + "\" of send_window cannot be " + json::shown(node), "", std::move(hint));
}

/* "09:00"; a whole day ends at "24:00". */
Micros clock_from(Node const &node)
{
    std::string const &text = node.text;
    auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (node.kind == Kind::string && text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) &&
        digit(4)) {
        auto const number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
        Micros const time = std::chrono::hours(number(0)) + std::chrono::minutes(number(3));
        if (number(3) < 60 && time <= 24h) {
            return time;
        }
    }
    refuse(node, R"(Write hours and minutes, as in "09:00"; "24:00" is the end of the day.)");
}

Node const &needed(Node const &root, std::string_view key)
{
    Node const *const found = root.member(key);
    if (found == nullptr) {
        throw UserError("send_window has no \"" + std::string(key) + "\"", "", std::string(example));
    }
    return *found;
}

}  // namespace

std::uint8_t read_weekdays(Node const &node, std::string_view where)
{
    std::string const of = "\"" + node.key + "\" of " + std::string(where);
    if (node.kind != Kind::array || node.children.empty()) {
        throw UserError(of + " cannot be " + json::shown(node), "",
                        R"(Write a list of weekdays, as in ["mon", "tue"].)");
    }
    unsigned days = 0;
    for (Node const &day : node.children) {
        auto const found = std::ranges::find(day_words, std::string_view(day.text));
        if (day.kind != Kind::string || found == day_words.end()) {
            throw UserError(of + " cannot contain " + json::shown(day), "",
                            hint_for(day.text, day_words, "Weekdays are"));
        }
        days |= 1U << static_cast<unsigned>(found - day_words.begin());
    }
    return static_cast<std::uint8_t>(days);
}

SendWindow read_send_window(std::string_view json)
{
    auto const root = json::parse_exact(json);
    if (!root || root->kind != Kind::object) {
        throw UserError("send_window cannot be " + (root ? json::shown(*root) : quote_value(json)), "",
                        std::string(example));
    }
    json::check_keys(*root, window_keys, " in send_window");
    SendWindow window;
    if (Node const *const days = root->member("days")) {
        window.days = read_weekdays(*days, "send_window");
    }
    window.from = clock_from(needed(*root, "from"));
    window.until = clock_from(needed(*root, "until"));
    if (window.from % 24h == window.until % 24h && !(window.from == 0h && window.until == 24h)) {
        throw UserError("send_window is never open: it ends when it begins", "",
                        R"(For whole days write "from": "00:00", "until": "24:00".)");
    }
    return window;
}

Holidays read_holidays(std::string_view json)
{
    Holidays holidays;
    auto const root = json::parse_exact(json);
    if (!root || root->kind != Kind::array) {
        return holidays;
    }
    for (Node const &day : root->children) {
        auto const date = day.kind == Kind::string ? parse_iso8601(day.text) : std::nullopt;
        if (date && date->date_only) {
            holidays.push_back(std::chrono::floor<std::chrono::days>(date->local));
        }
    }
    std::ranges::sort(holidays);
    return holidays;
}

std::string in_words(SendWindow const &window)
{
    std::string words;
    for (std::size_t i = 0; i < day_words.size() && window.days != 0b1111111; ++i) {
        if ((window.days >> i & 1U) != 0) {
            words.append(day_words[i]).append(" ");
        }
    }
    auto const clock = [](Micros time) {
        auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
        auto const two = [](long long number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
        return two(minutes / 60) + ":" + two(minutes % 60);
    };
    return words + clock(window.from) + "-" + clock(window.until);
}

}  // namespace automation::core
