/* remote_booking.hpp — a booking as its source tells it, in our terms.
 *
 * Plain values, cleaned of what no text may hold. What is absent is unknown, not empty.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace automation::core::simplybook {

struct RemoteClient {
    std::string id;  ///< empty: not told
    NullableText name, email;
    NullableText phone;  ///< in E.164 where it can be brought into that form, else as told

    /** Enough to know the person again. */
    [[nodiscard]] bool identified() const noexcept { return !id.empty() || email || phone; }
};

struct RemoteBooking {
    std::string id;
    RemoteClient client;
    NullableText title;
    Instant starts_at;
    std::optional<Instant> ends_at;
    bool cancelled = false;
    NullableText location;
    std::optional<Instant> recorded_at;                     ///< when it was made
    std::vector<std::pair<std::string, std::string>> more;  ///< unit, code … for bookings.details
};

}  // namespace automation::core::simplybook
