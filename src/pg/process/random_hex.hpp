/* random_hex.hpp — a few random characters that nobody can know beforehand. */
#pragma once
#include <array>
#include <stdexcept>
#include <string>

#include "pg/boundary/postgres.hpp"

namespace automation::pg {

/** Eight hexadecimal digits. Throws std::runtime_error when the system has no random numbers. */
[[nodiscard]] inline std::string random_hex()
{
    std::array<unsigned char, 8> random{};
    if (!pg_strong_random(random.data(), random.size())) {
        throw std::runtime_error("the system has no random numbers");
    }
    std::string digits;
    for (unsigned char const byte : random) {
        digits += "0123456789abcdef"[byte % 16];
    }
    return digits;
}

}  // namespace automation::pg
