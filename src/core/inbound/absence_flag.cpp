#include "core/inbound/absence_flag.hpp"

#include "core/inbound/return_date.hpp"
#include "core/time/iso8601.hpp"

#include <algorithm>
#include <cstdio>

namespace automation::core::inbound {

namespace {

constexpr std::string_view prefix = "absent_until:";

}  // namespace

std::string iso_day(std::chrono::sys_days day)
{
    std::chrono::year_month_day const date(day);
    char text[32];
    int const size = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text, static_cast<std::size_t>(size)};
}

std::string absence_flag(std::chrono::sys_days last_day)
{
    return std::string(prefix) + iso_day(last_day);
}

std::optional<std::chrono::sys_days> absence_from_flag(std::string_view flag) noexcept
{
    if (!flag.starts_with(prefix)) {
        return std::nullopt;
    }
    auto const parsed = parse_iso8601(flag.substr(prefix.size()));
    if (!parsed || !parsed->date_only) {
        return std::nullopt;
    }
    return std::chrono::sys_days(std::chrono::floor<std::chrono::days>(parsed->local).time_since_epoch());
}

void append_absence(std::vector<std::string> &flags, NullableText const &subject, NullableText const &body,
                    std::chrono::sys_days today)
{
    if (std::ranges::find(flags, absent_flag) != flags.end()) {
        return;
    }
    if (auto const day = return_date(subject.value_or(""), body.value_or(""), today)) {
        flags.emplace_back(absent_flag);
        flags.push_back(absence_flag(*day));
    }
}

}  // namespace automation::core::inbound
