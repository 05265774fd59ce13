/* request_id.hpp — the caller's name for a request. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstdint>

namespace automation::net {

using RequestId = std::uint64_t;

}  // namespace automation::net
