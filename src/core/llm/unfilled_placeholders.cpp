#include "core/llm/unfilled_placeholders.hpp"

#include <algorithm>
#include <array>

#include "core/base/strings.hpp"

namespace automation::core {

namespace {

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_tag_name(std::string_view word)
{
    static constexpr std::array<std::string_view, 44> names{
        "a",    "b",     "i",      "u",    "p",    "br",     "hr",     "h1",     "h2",    "h3",     "h4",
        "h5",   "h6",    "ul",     "ol",   "li",   "td",     "tr",     "th",     "em",    "div",    "span",
        "img",  "font",  "html",   "head", "body", "table",  "strong", "script", "style", "iframe", "svg",
        "form", "input", "button", "link", "meta", "center", "object", "embed",  "video", "audio",  "base"};
    return std::ranges::count(names, lower_ascii(word)) > 0;
}

/** What stands between an opening mark at `open` and its closing mark, when that is near. */
std::string_view enclosed(std::string_view text, std::size_t open, char close)
{
    constexpr std::size_t most = 64;
    auto const near = text.substr(open + 1, most + 1);
    auto const end = near.find(close);
    return end == std::string_view::npos ? std::string_view() : near.substr(0, end);
}

/** "/b", "!--", "br/", "a href=…": inside angle brackets. */
bool is_tag(std::string_view inside)
{
    if (inside.starts_with('!') || inside.starts_with('/') || inside.starts_with('?')) return true;
    auto const end = inside.find_first_of(" /\t\n");
    return is_tag_name(inside.substr(0, end)) || inside.find('=') != std::string_view::npos;
}

bool has_tag(std::string_view text)
{
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        auto const rest = text.substr(at + 1, 256);
        auto const inside = rest.substr(0, rest.find('>'));
        bool const opens = !inside.empty() && (is_letter(inside[0]) || inside[0] == '/' || inside[0] == '!');
        if (opens && is_tag(inside)) return true;
    }
    return false;
}

bool has_entity(std::string_view text)
{
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        auto const inside = enclosed(text, at, ';');
        bool const numeric = inside.starts_with('#') && inside.size() > 1 && inside.size() < 9;
        bool const named = inside.size() >= 2 && inside.size() < 9 && std::ranges::all_of(inside, is_letter);
        if (numeric || named) return true;
    }
    return false;
}

bool has_text(std::string_view inside)
{
    return std::ranges::any_of(inside, [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; });
}

bool is_blank_to_fill(char open, std::string_view inside)
{
    if (open == '<') return !inside.empty() && has_text(inside.substr(0, 1)) && !is_tag(inside);
    if (open == '%')
        return inside.size() >= 3 && std::ranges::all_of(inside, [](char c) { return is_letter(c) || c == '_'; });
    return has_text(inside);
}

}  // namespace

bool has_markup(std::string_view text)
{
    return has_tag(text) || has_entity(text) || text.find("](") != std::string_view::npos ||
           text.find("```") != std::string_view::npos || text.find("**") != std::string_view::npos;
}

std::vector<std::string> placeholders_in(std::string_view text)
{
    constexpr std::string_view opening = "{[<%";
    constexpr std::string_view closing = "}]>%";
    std::vector<std::string> found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const kind = opening.find(text[i]);
        if (kind == std::string_view::npos) continue;
        auto const inside = enclosed(text, i, closing[kind]);
        if (!is_blank_to_fill(text[i], inside)) continue;
        auto const after = i + inside.size() + 2;
        bool const is_link = text[i] == '[' && after < text.size() && text[after] == '(';
        if (!is_link) found.emplace_back(text.substr(i, inside.size() + 2));
    }
    if (text.find("___") != std::string_view::npos) found.emplace_back("___");
    return found;
}

}  // namespace automation::core
