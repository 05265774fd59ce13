/* ticket.hpp — the caller's name for a request. */
#pragma once
#include "core/no_postgres.hpp"

#include <cstdint>

namespace automation::net {

using Ticket = std::uint64_t;

}  // namespace automation::net
