/* name_words.hpp — what a word of a stored name may be: an honorific, a title, a particle, a placeholder, a company's.
 *
 * The words stand in the tables name_words_*.hpp. A word may be of several classes; its position decides.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core::name_words {

enum Class : unsigned {
    honorific = 1U << 0U,         ///< Frau, Mr, Sig.ra
    with_first_name = 1U << 1U,   ///< an honorific before a first name: Don, Dona
    behind_name = 1U << 2U,       ///< an honorific behind a first name: Hanım
    title = 1U << 3U,             ///< Dr., Ing., h.c.
    degree = 1U << 4U,            ///< behind a name: PhD, MBA
    generation = 1U << 5U,        ///< behind a name: Jr., III
    particle = 1U << 6U,          ///< von, de, van der
    joiner = 1U << 7U,            ///< and, &, und
    joins_last_names = 1U << 8U,  ///< a joiner that may stand between two last names: y, e
    no_name = 1U << 9U,           ///< null, unknown: never a name
    role = 1U << 10U,             ///< guest, test: no name unless it is a last name
    organisation = 1U << 11U,     ///< GmbH, Ltd, Praxis
    family = 1U << 12U,           ///< Familie, Eheleute
    greeting = 1U << 13U,         ///< Sehr geehrte, Dear: of a letter's first line
    courtesy = 1U << 14U          ///< Exmo.: before another honorific
};

/** The classes of `word` as stored, for a person of that language ("de"). */
[[nodiscard]] unsigned classes_of(std::string_view word, std::string_view language);

/** The form in which words are compared: lower case, without a full stop at the end. */
[[nodiscard]] std::string key_of(std::string_view word);

/** True for texts of several words that stand for no name: "keine angabe", "first last"; `keys` has one blank between.
 */
[[nodiscard]] bool is_placeholder_phrase(std::string_view keys) noexcept;

/** A title that is written small in a name all in capitals: "med.", "inż.". */
[[nodiscard]] bool is_small_title(std::string_view key) noexcept;

/** A word that is a title behind another one even without a full stop: "Dr med". */
[[nodiscard]] bool is_title_behind_title(std::string_view key) noexcept;

}  // namespace automation::core::name_words
