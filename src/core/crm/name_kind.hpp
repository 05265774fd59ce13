/* name_kind.hpp — whether the words of a stored name are one person's, several people's, a company's or none.
 */
#pragma once
#include "core/crm/name_tokens.hpp"

#include <vector>

namespace automation::core {

/** "Anna null": takes a field away that was empty. True when that was the first name's. */
[[nodiscard]] bool drop_empty_fields(std::vector<NameToken> &words);

/** "Ann Lee." is a sentence, "Robert Hill Jr." is not. */
void drop_full_stop(std::vector<NameToken> &words);

/** "Graf", "Professor": not "Dr." */
[[nodiscard]] bool is_written_out(NameToken const &title);

/** No name at all: "unknown", "keine Angabe", "Herr", "Dr." */
[[nodiscard]] bool is_placeholder(std::vector<NameToken> const &words);

/** Several people, or no person: called as they are stored. */
[[nodiscard]] bool is_group(NameTokens const &tokens);

}  // namespace automation::core
