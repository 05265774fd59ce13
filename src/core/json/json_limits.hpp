/* json_limits.hpp — how large and how deeply nested JSON may be to be read. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>

namespace automation::core::json {

/** Of what other services answer. */
inline constexpr int default_depth = 32;
inline constexpr std::size_t default_bytes = std::size_t{16} << 20U;

/** Of what users store (attributes, details). Reading needs no stack, but comparing and writing take some for each
 *  level: with this many, a few hundred kilobytes. */
inline constexpr int document_depth = 1000;
/** Of the context of a run, which holds such documents as they were before and after an event. */
inline constexpr int context_depth = document_depth + 8;
inline constexpr std::size_t context_bytes = std::size_t{64} << 20U;

}  // namespace automation::core::json
