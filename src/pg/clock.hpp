/* clock.hpp — what time it is, for everything that decides. */
#pragma once
#include "core/types.hpp"

#include "pg/text.hpp"

namespace automation::pg {

/** The clock on the wall, not the transaction's start: run_at must not lie before what a dispatcher has passed. */
[[nodiscard]] inline core::Instant now() noexcept
{
    return to_instant(GetCurrentTimestamp());
}

}  // namespace automation::pg
