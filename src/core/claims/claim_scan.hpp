/* claim_scan.hpp — the text that claims are looked for in, and the claims found so far.
 *
 * A finder blanks what it has claimed, so that no later one sees the digits of a date as a number.
 */
#pragma once
#include "core/claims/claims.hpp"
#include "core/claims/phrases.hpp"
#include "core/claims/word_forms.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct Scan {
    /** Folds what looks alike: digits of other scripts, full-width forms, odd blanks, typographic dashes. */
    explicit Scan(std::string_view source);

    std::string text;         ///< folded, case as it was
    std::string lowered;      ///< the same in lower case; claimed parts are blanked with '\0'
    std::vector<Word> words;  ///< of `text`
    std::vector<Claim> claims;

    struct Range {
        std::size_t at, length;
        bool contact;
    };
    std::vector<Range> ranges;  ///< one for each claim

    void claim(ClaimKind kind, std::string value, std::size_t from, std::size_t length, bool in_words = false);
    [[nodiscard]] bool is_claimed(Word const &word) const noexcept { return at(word.begin) == '\0'; }

    [[nodiscard]] char at(std::size_t i) const noexcept { return i < lowered.size() ? lowered[i] : '\0'; }
    [[nodiscard]] bool digit(std::size_t i) const noexcept { return at(i) >= '0' && at(i) <= '9'; }
    /** A letter or digit of any script, as part of a word. */
    [[nodiscard]] bool in_word(std::size_t i) const noexcept;
    [[nodiscard]] bool starts_word(std::size_t i) const noexcept { return in_word(i) && (i == 0 || !in_word(i - 1)); }
    [[nodiscard]] bool letter(std::size_t i) const noexcept { return at(i) >= 'a' && at(i) <= 'z'; }
    /** A digit with no Latin letter or digit before it; in Chinese a number follows its noun without a blank. */
    [[nodiscard]] bool starts_number(std::size_t i) const noexcept
    {
        return digit(i) && (i == 0 || !(letter(i - 1) || digit(i - 1)));
    }
    [[nodiscard]] bool has(std::size_t i, std::string_view word) const noexcept
    {
        return std::string_view(lowered).substr(i <= lowered.size() ? i : lowered.size()).starts_with(word);
    }
    /** The same, and the word ends there. */
    [[nodiscard]] bool has_word(std::size_t i, std::string_view word) const noexcept
    {
        return has(i, word) && !in_word(i + word.size());
    }
    [[nodiscard]] std::size_t skip(std::size_t i, std::string_view any_of) const noexcept;

    struct Number {
        int value = 0;
        std::size_t length = 0;  ///< 0: none
    };
    /** Up to `most` digits at `i` that no further digit follows. */
    [[nodiscard]] Number number(std::size_t i, std::size_t most) const noexcept;
};

/** Claims every phrase of the table that has a value. */
void find_phrases(Scan &scan, Phrases const &phrases, ClaimKind kind);

/** A card number by its length, its first digit and Luhn's check. */
[[nodiscard]] bool is_card_number(std::string_view digits) noexcept;

/** The finders, in the order they run. */
void find_links(Scan &scan);
void find_accounts(Scan &scan);
void find_spelled_addresses(Scan &scan);
void find_handles(Scan &scan);
void find_dates(Scan &scan);
void find_relative_dates(Scan &scan);
void find_weekdays(Scan &scan);
void find_times(Scan &scan);
void find_money(Scan &scan);
void find_codes(Scan &scan);
void find_spoken_phones(Scan &scan);
void find_spoken_prices(Scan &scan);
void find_price_words(Scan &scan);
void find_commitments(Scan &scan);
void find_people(Scan &scan);
void find_phones(Scan &scan);
void find_numbers(Scan &scan);

}  // namespace automation::core
