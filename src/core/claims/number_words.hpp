/* number_words.hpp — numbers written in words: "two hundred and fifty", "fünfundzwanzig", "duecentocinquanta".
 */
#pragma once
#include "core/claims/word_forms.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace automation::core {

/** The number that one word says, which may be put together of several ("zweihundertfünfzig"). Below a million. */
[[nodiscard]] std::optional<int> number_word(std::string_view form);

struct SpokenNumber {
    int value = 0;
    std::size_t end = 0;  ///< the word behind it
};
/** Words from `i` on that say one number; "and" may stand between them. */
[[nodiscard]] std::optional<SpokenNumber> number_in_words(std::span<Word const> words, std::size_t i);

}  // namespace automation::core
