#include "core/base/suggest.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::size_t longest = 64;
using DistanceRow = std::array<std::size_t, longest + 1>;

bool same(char a, char b) noexcept
{
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
}

/** Both at most `longest` bytes. Three rows are enough, as a swap looks two rows back. */
std::size_t distance(std::string_view a, std::string_view b) noexcept
{
    DistanceRow before{};
    DistanceRow previous{};
    DistanceRow current{};
    for (std::size_t j = 0; j <= b.size(); ++j)
        previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const replaced = previous[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                current[j] = std::min(current[j], before[j - 2] + 1);
        }
        before = previous;
        previous = current;
    }
    return previous[b.size()];
}

}  // namespace

std::optional<std::string_view> suggest(std::string_view wrong, std::span<std::string_view const> known) noexcept
{
    if (wrong.empty() || wrong.size() > longest) return std::nullopt;
    std::size_t best = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    std::optional<std::string_view> found;
    for (auto const word : known) {
        if (word.size() > longest) continue;
        auto const edits = distance(wrong, word);
        if (edits >= best || edits >= std::max(wrong.size(), word.size())) continue;
        best = edits;
        found = word;
    }
    return found;
}

std::string join(std::span<std::string_view const> words)
{
    std::string joined;
    for (auto const word : words) {
        if (!joined.empty()) joined += ", ";
        joined += word;
    }
    return joined;
}

std::string did_you_mean(std::optional<std::string_view> word)
{
    return word ? "Did you mean \"" + std::string(*word) + "\"? " : std::string();
}

std::string hint_for(std::string_view wrong, std::span<std::string_view const> known, std::string_view intro)
{
    return did_you_mean(suggest(wrong, known)) + std::string(intro) + ": " + join(known) + ".";
}

}  // namespace automation::core
