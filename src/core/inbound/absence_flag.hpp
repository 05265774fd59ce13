/* absence_flag.hpp — how messages.flags stores until when the writer of an automatic reply is away. */
#pragma once
#include "core/crm/entities.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core::inbound {

/** Stands beside the flag with the day, so that an index finds the message. */
inline constexpr std::string_view absent_flag = "absent";

/** "2026-12-05" */
[[nodiscard]] std::string iso_day(std::chrono::sys_days day);

/** "absent_until:2026-12-05" */
[[nodiscard]] std::string absence_flag(std::chrono::sys_days last_day);

/** The day of such a flag; nothing for any other flag. */
[[nodiscard]] std::optional<std::chrono::sys_days> absence_from_flag(std::string_view flag) noexcept;

/** Adds both flags where the text of an automatic reply names a return date that is ahead of `today`. */
void append_absence(std::vector<std::string> &flags, NullableText const &subject, NullableText const &body,
                    std::chrono::sys_days today);

}  // namespace automation::core::inbound
