/* Finds what a business would be bound by: refunds, guarantees, that a booking is confirmed or cancelled. */
#include "core/claim_scan.hpp"
#include "core/commitment_words.hpp"

#include <algorithm>
#include <span>

namespace automation::core {

namespace {

bool is_conditional(Word const &word) noexcept
{
    return std::ranges::find(words::conditional, word.form) != words::conditional.end();
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
    static Phrases const phrases{words::confirmations};
    bool conditional = false;
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        auto const &word = scan.words[i];
        conditional = (conditional && word.gap != Gap::sentence) || is_conditional(word);
        auto const found = phrases.at(scan.words, i);
        if (!found) continue;
        auto const inside = std::span(scan.words).subspan(i, found->end - i);
        auto const end = scan.words[found->end - 1].end;
        if (!found->value.empty() && !conditional && std::ranges::none_of(inside, is_conditional) &&
            !is_question(scan, end))
            scan.claims.push_back({ClaimKind::commitment, std::string(found->value), true});
        i = found->end - 1;
    }
}

}  // namespace

void find_commitments(Scan &scan)
{
    static Phrases const phrases{words::promises};
    find_states(scan);
    find_phrases(scan, phrases, ClaimKind::commitment);
}

}  // namespace automation::core
