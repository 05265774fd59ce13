/* clock.hpp — what time it is, for everything that decides. */
#pragma once
#include "core/base/types.hpp"

namespace automation::pg {

/** The clock on the wall, not the transaction's start: run_at must not lie before what a dispatcher has passed.
 *  A build for tests may have set it to another time, for all processes of the server. */
[[nodiscard]] core::Instant now() noexcept;

}  // namespace automation::pg
