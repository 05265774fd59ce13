/* word_forms.hpp — the words of a text in the form that tables of words are compared in.
 *
 * Lower case and without accents ("Fünfzig" and "funfzig" are one), so that a table needs ASCII only and a text typed
 * without accents is read the same. Apostrophes and hyphens part words: "I'm" is "i", "m".
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What stands between a word and the one before it, the strongest of it. */
enum class Gap { soft, comma, sentence };

struct Word {
    std::size_t begin = 0, end = 0;  ///< bytes of the text
    std::string form;
    Gap gap = Gap::sentence;
    bool new_line = true;  ///< a line ends before it
    bool capital = false;
    bool digits = false;  ///< nothing else
};

[[nodiscard]] std::vector<Word> words_of(std::string_view text);

}  // namespace automation::core
