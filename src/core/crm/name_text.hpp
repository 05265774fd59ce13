/* name_text.hpp — a stored name as text: what is visible of it, and its letters in upper and lower case.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** On one line, with single blanks; without control characters, emoji and signs, notes in brackets or in quotes, and
 *  addresses in <>. */
[[nodiscard]] std::string visible_name(std::string_view stored);

/** What the letters of a word show. */
struct Letters {
    int count = 0;              ///< letters and marks of any script
    bool upper = false;         ///< has a capital
    bool lower = false;         ///< has a small letter
    bool family_first = false;  ///< has a letter of Han, Kana or Hangul
    bool others = false;        ///< has what no name is written with: digits, signs, bytes that are no UTF-8
    bool vowel = false;         ///< has a vowel, or a letter outside ASCII
};
[[nodiscard]] Letters letters_of(std::string_view word);

/** "A", "A.", "J.R.", "J.-P.": letters with full stops, or a single letter of a script that has cases. */
[[nodiscard]] bool is_initial(std::string_view word);

/** "MCDONALD" is "McDonald", "o'brien" is "O'Brien"; in Turkish "ismail" is "İsmail". */
[[nodiscard]] std::string capitalized_name(std::string_view word, std::string_view language);

}  // namespace automation::core
