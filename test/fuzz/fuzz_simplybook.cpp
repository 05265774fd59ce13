/* fuzz_simplybook.cpp — an answer of any content: read without harm, and what is read fits into the tables.
 *
 * Input: the whole HTTP body; the same bytes are taken for the texts of a booking, too.
 */
#include "core/bookings/booking_change.hpp"
#include "core/json/json.hpp"
#include "core/time/time_format.hpp"
#include "core/bookings/simplybook.hpp"
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"

#include <cstdint>
#include <string>

using namespace automation::core;
using automation::fuzz::must;

namespace {

FixedTimeZone const zone(std::chrono::minutes(330), "Kolkata");

void check_text(NullableText const &text)
{
    if (!text) return;
    must(is_utf8(*text) && !is_blank(*text) && text->size() <= 1'200);
    must(text->find('\0') == std::string::npos && text->find('\n') == std::string::npos);
}

void check(simplybook::RemoteBooking const &booking)
{
    check_text(booking.id);
    for (NullableText const &text : {booking.title, booking.location, booking.client.name, booking.client.email})
        check_text(text);
    must(in_calendar(booking.starts_at));
    must(!booking.ends_at || *booking.ends_at >= booking.starts_at);
    BookingChange const change = new_booking(booking);
    Booking row;
    row.title = change.title;
    row.location = change.location;
    row.starts_at = change.starts_at;
    row.ends_at = change.ends_at;
    row.status = change.status;
    row.details = change.details;
    must(!change_of(row, booking, booking.starts_at));
    auto const cancelled = gone(row);
    must(cancelled.has_value() == !booking.cancelled);
}

void check(simplybook::ApiFailure const &trouble)
{
    must(is_utf8(trouble.why) && !trouble.why.empty() && trouble.why.size() < 2'000);
    must(trouble.why.find_first_of(std::string_view("\0\n\r\x1b", 4)) == std::string::npos);
}

void check(std::string const &token)
{
    must(!token.empty() && token.find_first_of(std::string_view("\0\r\n ", 4)) == std::string::npos);
}

void check(simplybook::Listing const &listing)
{
    for (auto const &booking : listing.bookings)
        check(booking);
}

void read(std::string_view body)
{
    for (int const status : {200, 403, 500}) {
        simplybook::Reply const reply{.status = status, .body = body};
        auto const look = [](auto const &answer) { std::visit([](auto const &what) { check(what); }, answer); };
        look(simplybook::read_token(reply));
        look(simplybook::read_bookings(reply, zone));
        look(simplybook::read_booking(reply, zone));
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    std::string const bytes(data, data + size);
    read(bytes);
    json::Value const booking = {{"id", bytes},          {"start_date", "2026-11-25 09:00:00"},
                                 {"end_date", bytes},    {"event", bytes},
                                 {"client", bytes},      {"client_email", bytes},
                                 {"client_phone", bytes}};
    read(json::dump({{"result", json::Value::array({booking})}}));
    read(json::dump({{"error", {{"code", static_cast<int>(size)}, {"message", bytes}}}}));
    read(json::dump({{"result", bytes}}));
    return 0;
}
