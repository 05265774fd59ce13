#include "pg/time/time_zone.hpp"

#include <cctype>
#include <deque>
#include <map>

#include "pg/boundary/boundary.hpp"
#include "pg/boundary/never_destroyed.hpp"
#include "pg/boundary/datum.hpp"

extern "C" {
#include "pgtime.h"
#include "utils/datetime.h"
}

namespace automation::pg {

namespace {

/* A zone's offsets, asked of PostgreSQL. */
class PostgresTimeZone final : public core::TimeZone {
 public:
    PostgresTimeZone(pg_tz *zone, std::string name) : zone_(zone), name_(std::move(name)) {}

    [[nodiscard]] std::string const &name() const noexcept override { return name_; }

    [[nodiscard]] core::LocalTime to_local(core::Instant moment) const override
    {
        auto const seconds = std::chrono::floor<std::chrono::seconds>(moment);
        pg_time_t const unix_time = seconds.time_since_epoch().count();
        pg_tm const *const local = pg_localtime(&unix_time, zone_);
        std::chrono::seconds const offset(local == nullptr ? 0 : local->tm_gmtoff);
        return core::LocalTime(moment.time_since_epoch() + offset);
    }

    [[nodiscard]] core::Instant to_instant(core::LocalTime local) const override
    {
        // The offset in force before and after: in an overlap the earlier moment counts, in a gap the time is moved
        // forward by the gap's length, as PostgreSQL does.
        core::Instant const guess(local.time_since_epoch());
        auto const before = guess - offset_at(guess - std::chrono::hours(24));
        auto const after = guess - offset_at(guess + std::chrono::hours(24));
        if (to_local(before) == local) {
            return before;
        }
        if (to_local(after) == local) {
            return after;
        }
        return before;
    }

 private:
    [[nodiscard]] core::Micros offset_at(core::Instant moment) const
    {
        return to_local(moment).time_since_epoch() - moment.time_since_epoch();
    }

    pg_tz *zone_;
    std::string name_;
};

struct KnownZone {
    std::deque<PostgresTimeZone> zones;
    std::map<std::string, core::TimeZone const *, std::less<>> by_name;
};

constinit NeverDestroyed<KnownZone> known;
constexpr std::size_t names_kept = 4096;  // leads may hold any text: the cache must not grow with them

/* POSIX specifications such as "EST5EDT4" are no zone names, and a path must never leave the zone folder. */
bool looks_like_zone_name(std::string_view name)
{
    if (name.empty() || name.size() > 64 || std::isalpha(static_cast<unsigned char>(name.front())) == 0) {
        return false;
    }
    bool slash = false;
    bool digit = false;
    for (char const c : name) {
        slash = slash || c == '/';
        digit = digit || (c >= '0' && c <= '9');
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '/' && c != '_' && c != '-' && c != '+') {
            return false;
        }
    }
    return slash || !digit;
}

core::TimeZone const *load(std::string_view name)
{
    if (!looks_like_zone_name(name)) {
        return nullptr;
    }
    std::string const terminated(name);
    pg_tz *const zone = call([&] {
        pg_tz *const found = pg_tzset(terminated.c_str());
        return found != nullptr && pg_tz_acceptable(found) ? found : nullptr;
    });
    if (zone == nullptr) {
        return nullptr;
    }
    return &known->zones.emplace_back(zone, pg_get_timezone_name(zone));
}

}  // namespace

core::TimeZone const *find_zone(std::string_view name)
{
    KnownZone &cache = *known;
    auto const at = cache.by_name.find(name);
    if (at != cache.by_name.end()) {
        return at->second;
    }
    if (cache.by_name.size() >= names_kept) {
        std::erase_if(cache.by_name, [](auto const &entry) { return entry.second == nullptr; });
    }
    core::TimeZone const *const zone = load(name);
    cache.by_name.emplace(name, zone);
    return zone;
}

core::TimeZone const &zone_or_utc(std::optional<std::string> const &name)
{
    return zone_or_utc(name, name);
}

core::TimeZone const &zone_or_utc(std::optional<std::string> const &first, std::optional<std::string> const &second)
{
    static constinit NeverDestroyed<core::FixedTimeZone> utc;
    for (auto const *name : {&first, &second}) {
        if (*name && !(*name)->empty()) {
            if (core::TimeZone const *const zone = find_zone(**name)) {
                return *zone;
            }
        }
    }
    return *utc;
}

}  // namespace automation::pg
