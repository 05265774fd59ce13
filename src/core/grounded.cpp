#include "core/grounded.hpp"

#include <charconv>
#include <chrono>
#include <string_view>

#include "core/claim_dates.hpp"
#include "core/moment.hpp"

namespace automation::core {

namespace {

constexpr int half_day = 12 * 60;

bool is_contact(ClaimKind kind) noexcept
{
    return kind == ClaimKind::link || kind == ClaimKind::email || kind == ClaimKind::phone;
}

}  // namespace

Grounded::Grounded(Subject const &about, Prompt const &prompt)
{
    add(prompt.grounds.business, true, true);
    add(prompt.grounds.lead, false, true);
    add(prompt.grounds.inbound, false, false);
    if (about.booking == nullptr) return;
    for (auto const &moment : {about.booking->starts_at, about.booking->ends_at})
        if (moment && in_calendar(*moment)) add_moment(*moment, about.zone);
}

/** Takes over the claims of a text: plain numbers always, facts and contact details where it may vouch for them. */
void Grounded::add(std::string_view text, bool contacts, bool facts)
{
    for (auto const &claim : claims_in(text)) {
        if (claim.kind != ClaimKind::number && !(is_contact(claim.kind) ? contacts : facts)) continue;
        known_.emplace(claim.kind, claim.value);
        if (claim.kind == ClaimKind::date) add_date(claim.value);
        if (claim.kind == ClaimKind::time) add_time(claim.value);
    }
}

void Grounded::add_date(std::string const &value)
{
    for (auto const &day : days_meant(value))
        for (auto &form : values_of(day))
            known_.emplace(form.starts_with('w') ? ClaimKind::weekday : ClaimKind::date, std::move(form));
    if (auto const year = value.find(" y"); value.starts_with('m') && year != std::string::npos)
        known_.emplace(ClaimKind::date, value.substr(0, year));
}

void Grounded::add_time(std::string const &value)
{
    int minutes = 0;
    std::from_chars(value.data(), value.data() + value.size(), minutes);
    for (int const other : {minutes, minutes % half_day + half_day})
        if (other == minutes || value.ends_with('?'))
            for (auto &form : values_of_time(other))
                known_.emplace(ClaimKind::time, std::move(form));
}

void Grounded::add_moment(Instant moment, Zone const &zone)
{
    using namespace std::chrono;
    auto const local = zone.to_local(moment);
    auto const date = floor<days>(local);
    auto const minutes = static_cast<int>(floor<std::chrono::minutes>(local - date).count());
    year_month_day const day{date};
    for (auto &form : values_of(day))
        known_.emplace(form.starts_with('w') ? ClaimKind::weekday : ClaimKind::date, std::move(form));
    for (auto &form : values_of_time(minutes))
        known_.emplace(ClaimKind::time, std::move(form));
    int const hour = minutes / 60;
    for (int const number : {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
                             static_cast<int>(static_cast<unsigned>(day.day())), hour, hour % 12, minutes % 60})
        known_.emplace(ClaimKind::number, std::to_string(number));
}

bool Grounded::holds(Claim const &claim) const
{
    return known_.contains({claim.kind, claim.value});
}

}  // namespace automation::core
