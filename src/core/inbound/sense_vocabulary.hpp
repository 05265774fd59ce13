/* sense_vocabulary.hpp — the senses that the words of a clause have in each language. */
#pragma once
#include "core/inbound/senses.hpp"
#include "core/inbound/words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace automation::core::inbound {

using Senses = std::uint64_t;
using ByLanguage = std::array<Senses, language_count>;

constexpr Senses bit(Sense sense) noexcept
{
    return Senses{1} << static_cast<unsigned>(sense);
}

template <typename... More>
constexpr Senses any(Sense first, More... more) noexcept
{
    return (bit(first) | ... | bit(more));
}

/** For each word, what it means in each language; a word of no sense has none. */
[[nodiscard]] std::vector<ByLanguage> senses_of(std::span<TextWord const> words);

}  // namespace automation::core::inbound
