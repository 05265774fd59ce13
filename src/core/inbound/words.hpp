/* words.hpp — a text as sentences of words, in the form in which phrases are compared with it.
 *
 * Lower case, Latin letters without their accents, no apostrophes: "Arrêtez s'il vous plaît" is "arretez sil vous
 * plait".
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::core::inbound {

struct TextWord {
    std::string text;
    bool capital = false;  ///< it was written with a capital letter, as names are
};

/** The words between two marks of punctuation. */
struct Clause {
    std::vector<TextWord> words;
    bool asks = false;        ///< its sentence ends with a question mark
    bool ends_line = false;   ///< the last one of its line
    bool first_line = false;  ///< stands in the first line
    bool ends_sentence = false;
    bool address = false;  ///< has an address of mail or a number
};

/** At most `most` words; the rest of a longer text is left out. */
[[nodiscard]] std::vector<Clause> split_clauses(std::string_view text, std::size_t most = 600);

/** Lower case without accents, for one code point; may be more than one letter ("ß"). */
void append_folded(std::string &out, char32_t code);

/** A whole text in that form; everything that is no letter stays. */
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace automation::core::inbound
