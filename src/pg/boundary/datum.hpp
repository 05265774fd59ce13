/* datum.hpp — text, numbers and times across the border: copied, never shared.
 *
 * palloc memory belongs to a context and is owned by no C++ object; C++ memory is never handed to the backend.
 */
#pragma once
#include "core/base/types.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** A copy of a text datum. */
[[nodiscard]] std::string to_string(Datum text);
/** The same without a copy, while the datum lives; `text` must be plain (not toasted). Raises nothing. */
[[nodiscard]] std::string_view view_of(Datum text) noexcept;

[[nodiscard]] Datum text_datum(std::string_view text);
/** The jsonb of a JSON text; an Error with 22P02 when it is none. */
[[nodiscard]] Datum jsonb_datum(std::string_view json);
[[nodiscard]] std::string jsonb_to_string(Datum jsonb);

/** PostgreSQL counts from 2000-01-01, std::chrono from 1970-01-01. */
inline constexpr core::Micros epochs_apart = std::chrono::hours(24 * (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE));

/** 'infinity' and '-infinity' are the last and the first Instant. */
[[nodiscard]] inline core::Instant to_instant(TimestampTz moment) noexcept
{
    if (TIMESTAMP_NOT_FINITE(moment)) {
        return TIMESTAMP_IS_NOEND(moment) ? core::Instant::max() : core::Instant::min();
    }
    return core::Instant(core::Micros(moment) + epochs_apart);
}
[[nodiscard]] inline TimestampTz to_timestamp(core::Instant moment) noexcept
{
    if (moment == core::Instant::max()) {
        return DT_NOEND;
    }
    return moment == core::Instant::min() ? DT_NOBEGIN : (moment.time_since_epoch() - epochs_apart).count();
}
/** The length of an interval, months as 30 days. */
[[nodiscard]] core::Micros to_micros(Datum interval);

[[nodiscard]] Datum int8_array(std::span<std::int64_t const> values);
[[nodiscard]] Datum int8_array(std::span<std::optional<std::int64_t> const> values);
[[nodiscard]] Datum timestamp_array(std::span<std::optional<core::Instant> const> values);
[[nodiscard]] Datum text_array(std::span<std::string const> values);
[[nodiscard]] Datum text_array(std::span<std::optional<std::string> const> values);
[[nodiscard]] std::vector<std::string> strings_of(Datum text_array);

}  // namespace automation::pg
