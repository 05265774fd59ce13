/* cost.hpp — what a megabyte of input costs, whatever it is. */
#pragma once
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

namespace automation::core::test {

inline constexpr std::size_t megabyte = std::size_t{1} << 20U;

/** What a megabyte may take: a second, and so much more where every access is checked and a neighbour on the same core
 *  slows it down further. What grows with the square of the length takes minutes. */
#ifdef __has_feature  // of Clang, which has no macro for it as GCC does
#if __has_feature(address_sanitizer)
#define AUTOMATION_CHECKS_ACCESSES
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define AUTOMATION_CHECKS_ACCESSES
#endif
#ifdef AUTOMATION_CHECKS_ACCESSES
inline constexpr double a_second = 5.0;
#else
inline constexpr double a_second = 1.0;
#endif

/** `piece` again and again, up to `bytes`. */
[[nodiscard]] inline std::string repeated(std::string_view piece, std::size_t bytes)
{
    std::string text;
    text.reserve(bytes);
    while (text.size() + piece.size() <= bytes)
        text += piece;
    return text;
}

/** Of this process: how busy the machine is does not count. */
[[nodiscard]] inline double processor_seconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

template <class Work>
[[nodiscard]] double seconds_of(Work &&work)
{
    auto const begin = processor_seconds();
    work();
    return processor_seconds() - begin;
}

}  // namespace automation::core::test
