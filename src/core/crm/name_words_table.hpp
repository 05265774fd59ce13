/* name_words_table.hpp — a list of words, sorted by the compiler, so that tables may be written by language.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace automation::core::name_words {

template <std::size_t size>
consteval std::array<std::string_view, size> sorted(std::array<std::string_view, size> words)
{
    std::sort(words.begin(), words.end());
    return words;
}

template <std::size_t size>
bool holds(std::array<std::string_view, size> const &words, std::string_view key) noexcept
{
    return std::binary_search(words.begin(), words.end(), key);
}

/** A word that has its meaning only in the languages named, between blanks; empty: in all. */
struct LanguageWord {
    std::string_view word, languages;
};

template <std::size_t size>
bool holds(std::array<LanguageWord, size> const &words, std::string_view key, std::string_view language) noexcept
{
    return std::any_of(words.begin(), words.end(), [&](LanguageWord const &entry) {
        return entry.word == key && entry.languages.find(language) != std::string_view::npos;
    });
}

}  // namespace automation::core::name_words
