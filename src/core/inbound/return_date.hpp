/* return_date.hpp — until when an out-of-office note says that its writer is away. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace automation::core::inbound {

/** The last date that the note names, when it is ahead of `today` by at most 30 days. Of a date that may be read in two
 *  ways ("05/06"), the later one; a note that names a date further ahead has none. */
[[nodiscard]] std::optional<std::chrono::sys_days> return_date(std::string_view subject, std::string_view body,
                                                               std::chrono::sys_days today);

}  // namespace automation::core::inbound
