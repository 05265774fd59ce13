/* phrases.hpp — a table of phrases, found in a text wherever their words follow each other.
 *
 * A pattern is words in the form of word_forms.hpp, between blanks: "a|b" is one or the other, "gratis*" any word that
 * begins so (three letters at least), "@price" any word of a class (word_classes.hpp), "the?" may be missing, ".." is
 * up to four words of the same sentence. The first word is never "..". What a text costs is linear: a pattern has few
 * words.
 */
#pragma once
#include "core/claims/word_forms.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace automation::core {

struct Phrase {
    std::string_view pattern, value;
};

class Phrases {
 public:
    explicit Phrases(std::initializer_list<std::span<Phrase const>> tables);

    struct Found {
        std::string_view value;
        std::size_t end = 0;  ///< the word behind it
    };
    /** The longest phrase that begins with the word at `i`. */
    [[nodiscard]] std::optional<Found> at(std::span<Word const> words, std::size_t i) const;

 private:
    struct Part {
        std::vector<std::string_view> words;
        bool optional = false;
        bool any = false;  ///< ".."
    };
    struct Pattern {
        std::vector<Part> parts;
        std::string_view value;
    };
    void add(Pattern pattern);
    static Part read_part(std::string_view token);
    static std::size_t end_of(std::span<Part const> parts, std::span<Word const> words, std::size_t i, bool loose);

    std::vector<Pattern> patterns_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_start_;  ///< the first three bytes of the first word
};

}  // namespace automation::core
