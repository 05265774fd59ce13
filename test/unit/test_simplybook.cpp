/* test_simplybook.cpp — SimplyBook.me's wire format: calls, answers, troubles, bookings in all their spellings. */
#include "core/bookings/simplybook.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/bookings/simplybook_booking.hpp"
#include "core/base/strings.hpp"

namespace automation::core::simplybook {
namespace {

using namespace std::chrono_literals;
using Kind = ApiFailure::Kind;

FixedTimeZone const berlin(60min, "Berlin");

LocalTime local(char const *text)
{
    return read_local(text).value();
}

Instant at(char const *text)
{
    return berlin.to_instant(local(text));
}

json::Value parsed(std::string const &text)
{
    return json::parse(text).value();
}

ApiFailure trouble(Reply const &reply)
{
    auto const answer = read_bookings(reply, berlin);
    if (auto const *found = std::get_if<ApiFailure>(&answer)) return *found;
    ADD_FAILURE() << "no trouble in " << reply.body;
    return {};
}

Listing listing(std::string const &result)
{
    std::string const body = R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
    auto answer = read_bookings({.status = 200, .body = body}, berlin);
    if (auto *found = std::get_if<Listing>(&answer)) return std::move(*found);
    ADD_FAILURE() << std::get<ApiFailure>(answer).why;
    return {};
}

std::string error(int code, std::string const &message)
{
    return json::dump({{"error", {{"code", code}, {"message", message}}}, {"id", 1}});
}

TEST(SimplybookCall, login_sends_the_company_in_lower_case_and_no_header_of_a_session)
{
    auto const call = ask_for_token("SaLon", "api", "pa\"ss");
    EXPECT_EQ(call.path, "/login");
    EXPECT_EQ(parsed(call.body), parsed(R"({"jsonrpc":"2.0","method":"getUserToken","id":1,
                                            "params":["salon","api","pa\"ss"]})"));
    for (auto const &header : call.headers)
        EXPECT_FALSE(header.starts_with("X-")) << header;
}

TEST(SimplybookCall, changes_and_days_are_filters_of_getBookings)
{
    Login const login{"salon", "t0ken"};
    auto const open = ask_for_changes(login, local("2026-11-21 13:05:09"), std::nullopt);
    EXPECT_EQ(open.path, "/admin");
    EXPECT_EQ(open.headers.at(0), "X-Company-Login: salon");
    EXPECT_EQ(open.headers.at(1), "X-User-Token: t0ken");
    EXPECT_EQ(parsed(open.body)["params"], parsed(R"([{"edited_date_from":"2026-11-21","edited_time_from":"13:05:09",
                                                      "booking_type":"all","order":"start_date_asc"}])"));
    auto const cut = parsed(ask_for_changes(login, local("2026-11-21 13:05"), local("2026-12-01 00:00:00")).body);
    EXPECT_EQ(cut["params"][0]["edited_date_to"], "2026-12-01");
    EXPECT_EQ(cut["params"][0]["edited_time_to"], "00:00:00");
    auto const days = ask_for_days(login, std::chrono::local_days(std::chrono::year(2026) / 2 / 28),
                                   std::chrono::local_days(std::chrono::year(2026) / 3 / 1));
    EXPECT_EQ(parsed(days.body)["params"], parsed(R"([{"date_from":"2026-02-28","date_to":"2026-03-01",
                                                      "booking_type":"all","order":"start_date_asc"}])"));
    EXPECT_EQ(parsed(ask_for_booking(login, "77").body)["params"], parsed(R"(["77"])"));
}

TEST(SimplybookUrl, is_https_or_this_machine)
{
    EXPECT_EQ(service_url(std::nullopt), usual_url);
    EXPECT_EQ(service_url("  "), usual_url);
    EXPECT_EQ(service_url("https://user-api.simplybook.net//"), "https://user-api.simplybook.net");
    EXPECT_EQ(service_url("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    EXPECT_EQ(service_url("http://[::1]/x"), "http://[::1]/x");
    for (char const *const bad : {"http://example.com", "http://127.0.0.1.example.com", "http://localhost@example.com",
                                  "ftp://x", "example.com", "https://", "https://u:p@example.com",
                                  "https://example.com/?x=1", "https://exa mple.com", "https://example.com\r\nX: y"}) {
        try {
            static_cast<void>(service_url(bad));
            ADD_FAILURE() << bad;
        } catch (UserError const &refused) {
            EXPECT_FALSE(refused.hint().empty());
        }
    }
}

TEST(SimplybookTrouble, is_told_by_number_else_by_words)
{
    auto const kind = [](int code, char const *message) {
        return trouble({.status = 200, .body = error(code, message)}).kind;
    };
    EXPECT_EQ(kind(-33001, "x"), Kind::credentials);
    EXPECT_EQ(kind(-33003, "x"), Kind::credentials);
    EXPECT_EQ(kind(-33004, "x"), Kind::blocked);
    EXPECT_EQ(kind(-32603, "Access Denied"), Kind::expired);
    EXPECT_EQ(kind(0, "ACCESS DENIED!"), Kind::expired);
    EXPECT_EQ(kind(-32080, "x"), Kind::not_found);
    EXPECT_EQ(kind(-32602, "x"), Kind::refused);
    EXPECT_EQ(kind(-32001, "plugin"), Kind::transient);
    EXPECT_EQ(trouble({.status = 200, .body = R"({"error":"Access denied","id":1})"}).kind, Kind::expired);
    EXPECT_EQ(trouble({.status = 200, .body = R"({"error":{"code":1e300,"message":[]}})"}).kind, Kind::transient);
}

TEST(SimplybookTrouble, of_http_itself)
{
    EXPECT_EQ(trouble({.status = 403, .body = "<html>"}).kind, Kind::too_fast);
    EXPECT_EQ(trouble({.status = 429, .body = error(-1, "slow"), .retry_after = 7s}).wait, 7s);
    EXPECT_EQ(trouble({.status = 401, .body = ""}).kind, Kind::expired);
    EXPECT_EQ(trouble({.status = 502, .body = "", .retry_after = 9s}).wait, 9s);
    EXPECT_EQ(trouble({.status = 403, .body = error(-33004, "blocked")}).kind, Kind::blocked);
}

TEST(SimplybookTrouble, garbage_is_a_trouble_that_passes)
{
    std::string const deep(100'000, '[');
    for (std::string_view const body :
         {std::string_view(""), std::string_view("null"), std::string_view("[]"), std::string_view("{}"),
          std::string_view(R"({"result":null})"), std::string_view(R"({"result":"many"})"),
          std::string_view(R"({"result":{"a":1}})"), std::string_view("<html>"), std::string_view(deep)})
        EXPECT_EQ(trouble({.status = 200, .body = body}).kind, Kind::transient) << body.substr(0, 40);
}

TEST(SimplybookTrouble, words_are_one_clean_line_without_long_secrets)
{
    auto const why =
        trouble({.status = 200, .body = error(-32000, "bad\n token 0123456789abcdef0123456789abcdef\x1b!")}).why;
    EXPECT_EQ(why.find('\n'), std::string::npos);
    EXPECT_EQ(why.find('\x1b'), std::string::npos);
    EXPECT_EQ(why.find("0123456789abcdef"), std::string::npos);
    EXPECT_TRUE(why.ends_with("(-32000)"));
}

TEST(SimplybookToken, must_fit_into_a_header)
{
    auto const read = [](std::string const &result) {
        std::string const body = "{\"result\":" + result + "}";
        return read_token({.status = 200, .body = body});
    };
    EXPECT_EQ(std::get<std::string>(read("\"abc\"")), "abc");
    for (char const *const bad : {"\"\"", "\"a b\"", "\"a\\r\\nX: y\"", "7", "null", "[\"abc\"]"})
        EXPECT_TRUE(std::holds_alternative<ApiFailure>(read(bad))) << bad;
    std::string const denied = error(0, "Access denied");
    EXPECT_EQ(std::get<ApiFailure>(read_token({.status = 200, .body = denied})).kind, Kind::credentials);
}

TEST(SimplybookBooking, of_a_list_with_everything_as_text)
{
    auto const got = listing(R"([{"id":"123","record_date":"2026-11-20 10:11:12","client":" Ann  Lee ","client_id":"7",
        "client_email":"ann@example.com","client_phone":"0049 (30) 123-456","start_date":"2026-11-25 09:00:00",
        "end_date":"2026-11-25 10:00:00","unit":"Bob","unit_id":"2","event":"Massage","event_id":"3","is_confirm":"1",
        "status":null,"code":"x1","payment_status":null}])");
    ASSERT_EQ(got.bookings.size(), 1U);
    EXPECT_TRUE(got.unreadable.empty());
    auto const &booking = got.bookings[0];
    EXPECT_EQ(booking.id, "123");
    EXPECT_EQ(booking.client.id, "7");
    EXPECT_EQ(booking.client.email, "ann@example.com");
    EXPECT_EQ(booking.client.phone, "+4930123456");
    EXPECT_EQ(booking.starts_at, at("2026-11-25 09:00:00"));
    EXPECT_EQ(booking.ends_at, at("2026-11-25 10:00:00"));
    EXPECT_EQ(booking.recorded_at, at("2026-11-20 10:11:12"));
    EXPECT_EQ(booking.title, "Massage");
    EXPECT_FALSE(booking.cancelled);
    std::vector<std::pair<std::string, std::string>> const more{
        {"unit", "Bob"}, {"unit_id", "2"}, {"event_id", "3"}, {"code", "x1"}, {"client_id", "7"}, {"is_confirm", "1"}};
    EXPECT_EQ(booking.more, more);
}

TEST(SimplybookBooking, alone_has_other_names_numbers_and_objects)
{
    std::string const body =
        R"({"result":{"id":123,"client_id":7,"is_confirmed":false,"event_name":"Massage","unit_name":"Bob",
        "unit_id":2,"start_date_time":"2026-11-25 09:00:00","end_date_time":"2026-11-25 10:00","status":{"id":"4","name":"x"},
        "location":{"id":"1","title":"Main Street"},"approve_status":"approved"}})";
    auto const answer = read_booking({.status = 200, .body = body}, berlin);
    auto const &booking = std::get<RemoteBooking>(answer);
    EXPECT_EQ(booking.id, "123");
    EXPECT_EQ(booking.client.id, "7");
    EXPECT_TRUE(booking.cancelled);
    EXPECT_EQ(booking.location, "Main Street");
    EXPECT_EQ(booking.ends_at, at("2026-11-25 10:00:00"));
    EXPECT_FALSE(booking.client.name);
}

TEST(SimplybookBooking, flags_come_in_every_type)
{
    auto const cancelled = [](std::string const &flags) {
        return listing(R"([{"id":1,"start_date":"2026-11-25T09:00:00",)" + flags + "}]").bookings.at(0).cancelled;
    };
    for (char const *const no : {R"("is_confirm":"0")", R"("is_confirm":0)", R"("is_confirm":false)",
                                 R"("is_confirmed":"0")", R"("is_confirm":"1","approve_status":"cancelled_by_client")"})
        EXPECT_TRUE(cancelled(no)) << no;
    for (char const *const yes : {R"("is_confirm":"1")", R"("is_confirm":1)", R"("is_confirm":true)",
                                  R"("is_confirm":null)", R"("approve_status":"new")", R"("x":1)"})
        EXPECT_FALSE(cancelled(yes)) << yes;
}

TEST(SimplybookBooking, what_cannot_be_read_is_passed_by_and_named)
{
    auto const got = listing(R"([{"id":"1","start_date":"0000-00-00 00:00:00"},{"id":"2"},7,null,[],
        {"start_date":"2026-11-25 09:00:00"},{"id":"3","start_date":"2026-11-25 09:00:00"}])");
    ASSERT_EQ(got.bookings.size(), 1U);
    EXPECT_EQ(got.bookings[0].id, "3");
    EXPECT_EQ(got.unreadable, (std::vector<std::string>{"1", "2", "?", "?", "?", "?"}));
}

TEST(SimplybookBooking, a_list_may_be_an_object)
{
    EXPECT_EQ(listing(R"({"5":{"id":"5","start_date":"2026-11-25 09:00:00"}})").bookings.size(), 1U);
    EXPECT_TRUE(listing("{}").bookings.empty());
}

TEST(SimplybookBooking, texts_hold_nothing_that_a_table_or_a_line_could_not)
{
    auto const got = listing(R"([{"id":"1","start_date":"2026-11-25 09:00:00","event":"a\u0000b\nc","client":"  ",
        "client_email":"","client_id":"0","client_phone":null}])");
    auto const &booking = got.bookings.at(0);
    EXPECT_EQ(booking.title->find('\0'), std::string::npos);
    EXPECT_EQ(booking.title->find('\n'), std::string::npos);
    EXPECT_FALSE(booking.client.identified());
    EXPECT_FALSE(booking.client.name);
}

TEST(SimplybookTime, reads_what_is_a_moment_and_nothing_else)
{
    EXPECT_EQ(read_local("2024-02-29 23:59:59").value() - local("2024-02-29 23:59"), 59s);
    for (char const *const bad :
         {"", "2026-11-25", "2026-02-29 00:00:00", "2026-13-01 00:00:00", "2026-11-25 24:00:00", "2026-11-25 09:60:00",
          "2026-11-25 09:00:60", "2026-11-25 09:00:00Z", "26-11-25 09:00:00", "0000-00-00 00:00:00",
          "2026-11-25  9:00:00", "+026-11-25 09:00:00"})
        EXPECT_FALSE(read_local(bad)) << bad;
}

}  // namespace
}  // namespace automation::core::simplybook
