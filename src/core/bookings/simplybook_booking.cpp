#include "core/bookings/simplybook_booking.hpp"

#include "core/crm/contact_address.hpp"
#include "core/time/time_format.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace automation::core::simplybook {

namespace {

using namespace std::chrono;

constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_text = 300;

/* The first of these members that holds a text or a number that is not blank; of an object its `inner` member. */
NullableText first_text(json::Value const &object, std::initializer_list<char const *> names,
                        char const *inner = "name")
{
    for (char const *const name : names) {
        auto const found = object.find(name);
        if (found == object.end()) continue;
        json::Value const *value = &*found;
        if (value->is_object()) {
            auto const part = value->find(inner);
            if (part == value->end()) continue;
            value = &*part;
        }
        if (auto const text = json::scalar_text(*value)) {
            std::string const whole = sanitized(*text);
            if (auto const kept = truncated(trim(whole), longest_text); !kept.empty()) return std::string(kept);
        }
    }
    return std::nullopt;
}

/* PHP's ways to say no. */
bool says_no(std::string_view flag) noexcept
{
    return flag == "0" || flag == "false";
}

bool is_cancelled(json::Value const &booking)
{
    if (auto const confirmed = first_text(booking, {"is_confirm", "is_confirmed"}); confirmed && says_no(*confirmed)) {
        return true;
    }
    auto const approval = first_text(booking, {"approve_status"});
    return approval && lower_ascii(*approval).starts_with("cancel");
}

std::optional<Instant> moment(json::Value const &booking, std::initializer_list<char const *> names, char const *time,
                              TimeZone const &zone)
{
    auto text = first_text(booking, names);
    if (!text) return std::nullopt;
    constexpr std::size_t date_only = 10;
    if (text->size() == date_only) {
        auto const clock = first_text(booking, {time});
        if (!clock) return std::nullopt;
        *text += " " + *clock;
    }
    auto const local = read_local(*text);
    return local ? std::optional(zone.to_instant(*local)) : std::nullopt;
}

RemoteClient client_of(json::Value const &booking)
{
    RemoteClient client;
    client.name = first_text(booking, {"client", "client_name"});
    client.email = first_text(booking, {"client_email"}, "email");
    if (!client.email) client.email = first_text(booking, {"client"}, "email");
    if (client.email == client.name) client.email.reset();  // "client" was a plain name
    client.phone = first_text(booking, {"client_phone"}, "phone");
    // A number at home stays as it is written: a guess at the country would reach somebody else.
    if (client.phone) client.phone = phone_number(*client.phone, {}, NoPrefix::local).value_or(*client.phone);
    std::string const id = first_text(booking, {"client_id"}).value_or("");
    if (id != "0" && id.size() <= longest_id) client.id = id;
    return client;
}

void note(RemoteBooking &booking, char const *key, NullableText value)
{
    if (value) booking.more.emplace_back(key, std::move(*value));
}

/* A number of exactly `digits` digits at the front of `text`, which it is taken off. */
std::optional<int> take_number(std::string_view &text, std::size_t digits) noexcept
{
    if (text.size() < digits ||
        !std::ranges::all_of(text.substr(0, digits), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    int number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view &text, std::string_view any_of) noexcept
{
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::string two_digits(std::int64_t number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string id_of(json::Value const &value)
{
    if (!value.is_object()) return {};
    std::string id = first_text(value, {"id"}).value_or("");
    return id.size() <= longest_id && id != "0" ? id : std::string();
}

std::optional<RemoteBooking> read_remote(json::Value const &value, TimeZone const &zone)
{
    RemoteBooking booking;
    booking.id = id_of(value);
    if (booking.id.empty()) return std::nullopt;
    auto const starts_at = moment(value, {"start_date_time", "start_datetime", "start_date"}, "start_time", zone);
    if (!starts_at) return std::nullopt;
    booking.starts_at = *starts_at;
    booking.ends_at = moment(value, {"end_date_time", "end_datetime", "end_date"}, "end_time", zone);
    if (booking.ends_at && *booking.ends_at < booking.starts_at) booking.ends_at.reset();
    booking.client = client_of(value);
    booking.title = first_text(value, {"event", "event_name"});
    booking.location = first_text(value, {"location", "location_name"}, "title");
    if (!booking.location) booking.location = first_text(value, {"location"});
    booking.cancelled = is_cancelled(value);
    booking.recorded_at = moment(value, {"record_date"}, "record_time", zone);
    note(booking, "unit", first_text(value, {"unit", "unit_name"}));
    note(booking, "unit_id", first_text(value, {"unit_id"}));
    note(booking, "event_id", first_text(value, {"event_id"}));
    note(booking, "code", first_text(value, {"code"}));
    if (!booking.client.id.empty()) note(booking, "client_id", booking.client.id);
    note(booking, "is_confirm", first_text(value, {"is_confirm", "is_confirmed"}));
    note(booking, "status_id", first_text(value, {"status"}, "id"));
    note(booking, "approve_status", first_text(value, {"approve_status"}));
    return booking;
}

std::optional<LocalTime> read_local(std::string_view text) noexcept
{
    auto const year_number = take_number(text, 4);
    if (!year_number || !take(text, "-")) return std::nullopt;
    auto const month_number = take_number(text, 2);
    if (!month_number || !take(text, "-")) return std::nullopt;
    auto const day_number = take_number(text, 2);
    if (!day_number || !take(text, " T")) return std::nullopt;
    auto const hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    auto const minute = take_number(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0;
    if (take(text, ":")) {
        auto const shown_second = take_number(text, 2);
        if (!shown_second || *shown_second > 59) return std::nullopt;
        second = *shown_second;
    }
    year_month_day const date{year(*year_number), month(static_cast<unsigned>(*month_number)),
                              day(static_cast<unsigned>(*day_number))};
    // A year 0 is how the service's database says "none"; the last day of 9999 may lie outside the calendar elsewhere.
    if (!text.empty() || !date.ok() || *year_number < 1 || *year_number > 9998) return std::nullopt;
    return LocalTime(local_days(date)) + hours(*hour) + minutes(*minute) + seconds(second);
}

std::string date_text(local_days day)
{
    year_month_day const date(day);
    std::string year_digits = std::to_string(static_cast<int>(date.year()));
    year_digits.insert(0, 4 - std::min<std::size_t>(year_digits.size(), 4), '0');
    return year_digits + "-" + two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day()));
}

std::string time_text(LocalTime local)
{
    hh_mm_ss const time(floor<seconds>(local - floor<days>(local)));
    return two_digits(time.hours().count()) + ":" + two_digits(time.minutes().count()) + ":" +
           two_digits(time.seconds().count());
}

}  // namespace automation::core::simplybook
