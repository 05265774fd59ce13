/* input.hpp — what every fuzzer needs: its bytes as text, cut into fields, and a check that ends the process. */
#pragma once
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace automation::fuzz {

[[nodiscard]] inline std::string_view text_of(std::uint8_t const *data, std::size_t size) noexcept
{
    return {reinterpret_cast<char const *>(data), size};
}

/** Takes the part before the next 0xFF byte (which no UTF-8 contains) off `rest`. */
[[nodiscard]] inline std::string_view next_field(std::string_view &rest) noexcept
{
    auto const end = rest.find('\xFF');
    auto const field = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return field;
}

inline void must(bool holds) noexcept
{
    if (!holds) std::abort();
}

}  // namespace automation::fuzz
