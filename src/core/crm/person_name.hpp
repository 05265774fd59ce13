/* person_name.hpp — what a message may call a person, from the name that a form, an import or a phone stored.
 *
 * A wrong greeting is worse than none: where the first name would be a guess, there is none, and the template's
 * fallback is used. The rules stand at the top of test/data/names.tsv, which the unit test reads.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct PersonName {
    std::optional<std::string> first;       ///< "Anna"
    std::optional<std::string> last;        ///< "von Berg"
    std::optional<std::string> salutation;  ///< "Frau Dr. von Berg", else the full name
};

/** Reads a name of a person whose language is `tag`, as in BCP 47. Nothing is known of a text that is no name. */
[[nodiscard]] PersonName person_name(std::string_view stored, std::string_view tag);

/** The first name alone; a plain "Ann Lee" costs no more than the search for its blank and two searches in the tables.
 */
[[nodiscard]] std::optional<std::string> first_name(std::string_view stored, std::string_view tag);

}  // namespace automation::core
