/* random.hpp — chance, for waits that should not fall together. */
#pragma once
#include <random>

namespace automation::engine {

/** In [0, 1). */
[[nodiscard]] inline double unit_random()
{
    static thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace automation::engine
