/* name_tokens.hpp — a visible name cut into words, each with its classes and its letters.
 */
#pragma once
#include "core/crm/name_text.hpp"
#include "core/crm/name_words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct NameToken {
    std::string text;
    unsigned classes = 0;  ///< of name_words::Class
    Letters letters;
    bool comma = false;  ///< a comma stands behind it

    [[nodiscard]] bool is(unsigned any_of) const noexcept { return (classes & any_of) != 0; }
    [[nodiscard]] bool in_capitals() const noexcept { return letters.count > 1 && letters.upper && !letters.lower; }
    /** A user name, a number with letters, a sign: no word that a name is made of. */
    [[nodiscard]] bool odd() const;
};

struct NameTokens {
    std::vector<NameToken> words;
    bool separated = false;  ///< a dash or a bar stands between words
};

/** Without numbers, addresses and links; "Dr.Müller" is two words, "Anna/Tom" three. */
[[nodiscard]] NameTokens name_tokens(std::string_view visible, std::string_view language);

}  // namespace automation::core
