#include "core/automations/automation.hpp"

#include "core/time/time_format.hpp"

#include <algorithm>

namespace automation::core {
namespace {

/** The names stand in the order of the enumerators, so the position is the value. */
template <class Enum, std::size_t Count>
std::optional<Enum> from_word(std::array<std::string_view, Count> const &names, std::string_view word) noexcept
{
    auto const found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

constexpr std::array followup_triggers{
    Trigger::new_lead,  Trigger::no_contact_days,  Trigger::lead_status_changed, Trigger::lead_changed,
    Trigger::lead_date, Trigger::message_received, Trigger::booking_cancelled,   Trigger::booking_no_show};
constexpr std::array reminder_triggers{Trigger::booking_reminder_hours, Trigger::booking_created};
constexpr std::array confirmation_triggers{Trigger::booking_created};
constexpr std::array session_triggers{Trigger::session_completed};
constexpr std::array sequence_triggers{
    Trigger::new_lead,          Trigger::no_contact_days,  Trigger::lead_status_changed,    Trigger::lead_changed,
    Trigger::lead_date,         Trigger::message_received, Trigger::booking_reminder_hours, Trigger::booking_created,
    Trigger::booking_cancelled, Trigger::booking_no_show,  Trigger::session_completed};
constexpr std::array update_triggers{
    Trigger::new_lead,        Trigger::no_contact_days,  Trigger::lead_status_changed, Trigger::lead_changed,
    Trigger::lead_date,       Trigger::message_received, Trigger::booking_created,     Trigger::booking_cancelled,
    Trigger::booking_no_show, Trigger::session_completed};

}  // namespace

std::optional<Type> type_from(std::string_view word) noexcept
{
    return from_word<Type>(type_names, word);
}

std::optional<Trigger> trigger_from(std::string_view word) noexcept
{
    return from_word<Trigger>(trigger_names, word);
}

std::optional<Review> review_from(std::string_view word) noexcept
{
    return from_word<Review>(review_names, word);
}

std::string_view name_of(Type type) noexcept
{
    return type_names[static_cast<std::size_t>(type)];
}

std::string_view name_of(Trigger trigger) noexcept
{
    return trigger_names[static_cast<std::size_t>(trigger)];
}

std::string_view name_of(Review review) noexcept
{
    return review_names[static_cast<std::size_t>(review)];
}

std::span<Trigger const> triggers_of(Type type) noexcept
{
    switch (type) {
        case Type::lead_followup:
            return followup_triggers;
        case Type::booking_reminder:
            return reminder_triggers;
        case Type::confirmation:
            return confirmation_triggers;
        case Type::post_session:
            return session_triggers;
        case Type::crm_update:
            return update_triggers;
        case Type::sequence:
            return sequence_triggers;
    }
    return {};
}

bool is_burst_limited(Type type, Trigger trigger) noexcept
{
    return type != Type::crm_update && type != Type::sequence && type != Type::booking_reminder &&
           trigger != Trigger::message_received;
}

bool concerns_booking(Trigger trigger) noexcept
{
    switch (trigger) {
        case Trigger::booking_reminder_hours:
        case Trigger::booking_created:
        case Trigger::booking_cancelled:
        case Trigger::booking_no_show:
        case Trigger::session_completed:
            return true;
        case Trigger::new_lead:
        case Trigger::no_contact_days:
        case Trigger::lead_status_changed:
        case Trigger::lead_changed:
        case Trigger::lead_date:
        case Trigger::message_received:
            return false;
    }
    return false;
}

std::string in_words(Delay const &delay)
{
    std::string words;
    auto const add = [&](int number, std::string_view unit) {
        if (number != 0) {
            words.append(words.empty() ? "" : " ").append(std::to_string(number)).append(" ").append(unit);
            words.append(number == 1 ? "" : "s");
        }
    };
    add(delay.days, "day");
    add(delay.hours, "hour");
    add(delay.minutes, "minute");
    return words.empty() ? "none" : words;
}

Instant after(Instant start, Delay delay, TimeZone const &zone)
{
    using namespace std::chrono;
    if (!in_calendar(start)) return start;  // infinity stays infinity
    // No delay that validate lets through comes near these bounds; they keep the sum from overflowing.
    days const whole(std::clamp(delay.days, -4'000'000, 4'000'000));
    Micros const elapsed = std::clamp<Micros>(delay.elapsed(), -hours(96'000'000), hours(96'000'000));
    auto moment = start;
    // Without days the wall clock is not asked: in an autumn overlap it would move the second hour to the first.
    if (whole.count() != 0) {
        auto const day_later = start + whole;
        moment = in_calendar(day_later) ? zone.to_instant(zone.to_local(start) + whole) : day_later;
    }
    return moment + elapsed;
}

}  // namespace automation::core
