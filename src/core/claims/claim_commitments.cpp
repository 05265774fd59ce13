/* Finds what a business would be bound by: refunds, guarantees, that a booking is confirmed or cancelled. */
#include "core/claims/claim_scan.hpp"
#include "core/claims/commitment_words.hpp"
#include "core/claims/pledge_words.hpp"
#include "core/claims/standing_words.hpp"

#include <algorithm>
#include <span>

namespace automation::core {

namespace {

/** Whether the word at `i` opens a condition; the Portuguese "para si" is "for you". */
bool is_conditional(std::span<Word const> words, std::size_t i) noexcept
{
    bool const pronoun = words[i].form == "si" && i > 0 && words[i - 1].form == "para";
    return !pronoun && std::ranges::find(words::conditional, words[i].form) != words::conditional.end();
}

bool holds_condition(std::span<Word const> words) noexcept
{
    for (std::size_t i = 0; i < words.size(); ++i)
        if (is_conditional(words, i)) return true;
    return false;
}

/** Whether the sentence that the byte `i` belongs to ends soon, and with a question mark. */
bool is_question(Scan const &scan, std::size_t i) noexcept
{
    constexpr std::size_t near = 200;
    auto const rest = std::string_view(scan.text).substr(i, near);
    auto const end = rest.find_first_of(".!?\n");
    return end != std::string_view::npos && rest[end] == '?';
}

/** "Your appointment is confirmed" says how it stands; "once it is confirmed" and "is it confirmed?" do not. */
void find_states(Scan &scan)
{
    static Phrases const phrases{words::confirmations, words::standings};
    bool conditional = false;
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        auto const &word = scan.words[i];
        conditional = (conditional && word.gap != Gap::sentence) || is_conditional(scan.words, i);
        auto const found = phrases.at(scan.words, i);
        if (!found) continue;
        auto const inside = std::span(scan.words).subspan(i, found->end - i);
        auto const end = scan.words[found->end - 1].end;
        if (!found->value.empty() && !conditional && !holds_condition(inside) && !is_question(scan, end))
            scan.claims.push_back({ClaimKind::commitment, std::string(found->value), true});
        i = found->end - 1;
    }
}

}  // namespace

void find_commitments(Scan &scan)
{
    static Phrases const phrases{words::promises, words::pledges};
    find_states(scan);
    find_phrases(scan, phrases, ClaimKind::commitment);
}

}  // namespace automation::core
