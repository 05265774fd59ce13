/* phrase_set.hpp — phrases with gaps and alternatives, looked for in a clause.
 *
 * A phrase is written as words in the form of words.hpp, with one blank between them:
 *   stop|quit     either word          text*   words that begin so      *arreter  words that end so
 *   please?       may be missing       ~       up to three words        #         a word that begins with a digit
 *   @mail         a class of words     ^       the clause begins        $         the clause ends; both courtesy aside
 */
#pragma once
#include "core/inbound/words.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace automation::core::inbound {

/** The words that "@name" stands for, separated by blanks; each may end or begin with '*'. */
struct PhraseClass {
    std::string_view name;
    std::string_view words;
};

class PhraseSet {
 public:
    /** The texts must live as long as the program does. */
    explicit PhraseSet(std::span<std::string_view const> phrases);

    struct Found {
        std::size_t begin, end;  ///< words of the clause
    };
    /** The first match that begins at or behind `from`, the longest that begins there. */
    [[nodiscard]] std::optional<Found> find(std::span<TextWord const> words, std::size_t from = 0) const;
    [[nodiscard]] bool in(std::span<TextWord const> words) const { return find(words).has_value(); }
    [[nodiscard]] bool in(std::span<Clause const> clauses) const;

 private:
    enum class Kind { word, gap, begins, ends };
    struct Choices {
        std::vector<std::string_view> words;  ///< sorted
        std::vector<std::string_view> parts;  ///< those with '*' or '#'

        [[nodiscard]] bool fit(std::string_view word) const;
    };
    struct Element {
        Kind kind = Kind::word;
        bool optional = false;
        bool or_ends = false;  ///< the clause may end here instead
        Choices own;
        std::vector<Choices const *> classes;

        [[nodiscard]] bool fits(std::string_view word) const;
    };
    using Phrase = std::vector<Element>;

    static Element read_element(std::string_view text);
    void index(std::size_t phrase);
    void index(std::size_t phrase, Choices const &choices);
    static Choices read_choices(std::string_view text, char separator);
    static Choices const *class_choices(std::string_view name);
    static bool matches(std::string_view choice, std::string_view word) noexcept;
    [[nodiscard]] std::optional<std::size_t> match(std::span<Element const> elements, std::span<TextWord const> words,
                                                   std::size_t at, bool may_end = true) const;

    std::vector<Phrase> phrases_;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_word_;    ///< those that begin with this word
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_beginning_;  ///< with a word that begins so
    std::vector<std::size_t> others_;
};

/** True of "please", "thank you", greetings and closing formulas. */
[[nodiscard]] bool is_courtesy(std::string_view word);

}  // namespace automation::core::inbound
