/* suggest.hpp — which known word a user probably meant.
 *
 * Damerau-Levenshtein distance (insert, delete, replace, swap two neighbours), ASCII case aside. Bounded: words of more
 * than 64 bytes are near nothing.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace automation::core {

/** The nearest known word, the first of several; none when it takes more than max(2, a third of `wrong`) edits, or as
 *  many as writing it anew. */
[[nodiscard]] std::optional<std::string_view> suggest(std::string_view wrong,
                                                      std::span<std::string_view const> known) noexcept;

/** "a, b, c" */
[[nodiscard]] std::string join(std::span<std::string_view const> words);

/** `Did you mean "x"? `, or nothing. */
[[nodiscard]] std::string did_you_mean(std::optional<std::string_view> word);

/** A hint: `Did you mean "x"? <intro>: a, b, c.` */
[[nodiscard]] std::string hint_for(std::string_view wrong, std::span<std::string_view const> known,
                                   std::string_view intro);

}  // namespace automation::core
