#include "core/templates/misspelled_tag.hpp"

#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/templates/variables.hpp"

#include <algorithm>

namespace automation::core {
namespace {

constexpr std::size_t longest_tag = 80;

bool is_of_name(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/** "Lead-Name" and "lead name" are lead_name; keys of attributes stay as they are. */
std::string as_name(std::string_view written)
{
    std::string name(written);
    auto const end = std::min(name.find('.'), name.size());
    for (std::size_t i = 0; i < end; ++i)
        name[i] = is_of_name(name[i]) ? lower_ascii(name.substr(i, 1)).front() : '_';
    return name;
}

/** The known variable; words that only resemble one are meant where nothing else stands in the braces. */
std::optional<std::string> meant_by(std::string_view written, bool closed)
{
    if (!std::ranges::all_of(written, [](char c) { return is_of_name(c) || c == ' ' || c == '-'; }))
        return std::nullopt;
    auto const name = as_name(written);
    if (name.find(' ') == std::string::npos && variable_named(name)) return name;
    auto const near = closed ? suggest(name, variable_names()) : std::nullopt;
    return near ? std::optional<std::string>(*near) : std::nullopt;
}

}  // namespace

std::optional<MisspelledTag> misspelled_tag(std::string_view text)
{
    text = text.substr(0, longest_tag);
    auto const begin = std::min(text.find_first_not_of("{ "), text.size());
    auto const end = std::min(text.find_first_of("{}|\n", begin), text.size());
    bool const closed = end < text.size() && (text[end] == '}' || text[end] == '|');
    auto const inside = text.substr(begin, end - begin);
    // An open brace: the name is as long as its characters go on.
    auto const rest = std::ranges::find_if_not(inside, is_of_name);
    auto const written = trim(closed ? inside : std::string_view(inside.begin(), rest));
    auto const meant = written.empty() ? std::nullopt : meant_by(written, closed);
    if (!meant) return std::nullopt;
    auto const shown = text.substr(0, closed ? end + 1 : static_cast<std::size_t>(rest - text.begin()));
    return MisspelledTag{std::string(shown), "{" + *meant + "}"};
}

}  // namespace automation::core
