/* entities.hpp — what is known about a person, a booking and a business at one moment.
 *
 * Plain values: the worker loads them under lock, tests write them down. An absent value is SQL NULL; a value that is
 * not well formed (an unknown time zone, a bad address) is kept as it is and counts as absent where it is used.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/time/send_window.hpp"
#include "core/time/time_zone.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::core {

using NullableText = std::optional<std::string>;

struct Lead {
    LeadId id{};
    std::string tenant;
    NullableText name, email, phone, status, source, timezone, language;
    std::optional<Instant> last_contacted, silent_since, last_inbound_at, status_since, created_at;
    std::vector<std::string> opted_out;  ///< channel names, or "all"
    bool ai_allowed = true;
    std::string attributes = "{}";    ///< JSON text; parsed only by what asks for an attribute
    std::string external_ids = "{}";  ///< JSON text
    std::string country = {};         ///< of its tenant: whose a number without a country code is; empty: not known
    [[nodiscard]] LeadKey key() const { return {id, tenant}; }
};

enum class BookingStatus { booked, completed, cancelled, no_show };

struct Booking {
    BookingId id{};
    NullableText title, location;
    std::optional<Instant> starts_at, ends_at;
    BookingStatus status = BookingStatus::booked;
    std::string details = "{}";  ///< JSON text
    std::string tenant = {};
    std::optional<LeadId> lead = {};  ///< whose it is, where that is known
    [[nodiscard]] BookingKey key() const { return {id, tenant}; }
};

/** automation_settings of a tenant, absent values already filled from the default row. */
struct TenantSettings {
    NullableText business_name, voice, signature, timezone, fallback_name, language;
    std::optional<Micros> quiet_from, quiet_until;  ///< time of day
    std::optional<SendWindow> send_window = {};
    Holidays holidays = {};
    std::optional<int> daily_cap;
    std::optional<Instant> edited_at = {};  ///< the later of the tenant's row and the default row
};

/** Everything a template, a prompt or a built-in text may speak of. Refers to values that outlive it. */
struct Subject {
    Lead const &lead;
    Booking const *booking = nullptr;  ///< null: none
    TenantSettings const &tenant;
    TimeZone const &zone;      ///< the lead's, else the tenant's, else UTC; of a notice not the lead's
    bool names_zones = false;  ///< times in a zone that neither has set name it
    bool notice = false;       ///< the reader is somebody of the business: its language, its zone
};

}  // namespace automation::core
