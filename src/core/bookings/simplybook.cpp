#include "core/bookings/simplybook.hpp"

#include "core/base/error.hpp"
#include "core/llm/gemini_errors.hpp"
#include "core/json/json.hpp"
#include "core/bookings/simplybook_booking.hpp"
#include "core/base/strings.hpp"
#include "core/base/user_agent.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core::simplybook {

namespace {

using Kind = ApiFailure::Kind;

constexpr std::size_t most_bytes = std::size_t{16} << 20U;

Call call(char const *path, std::vector<std::string> headers, char const *method, json::Value params)
{
    headers.emplace_back("Content-Type: application/json; charset=UTF-8");
    headers.emplace_back("Accept: application/json");
    headers.emplace_back(user_agent_header);
    json::Value const body = {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}, {"id", 1}};
    return {path, std::move(headers), json::dump(body)};
}

Call admin_call(Login const &login, char const *method, json::Value params)
{
    return call("/admin", {"X-Company-Login: " + login.company, "X-User-Token: " + login.token}, method,
                std::move(params));
}

Call ask_for_list(Login const &login, json::Value filter)
{
    filter["booking_type"] = "all";
    filter["order"] = "start_date_asc";
    return admin_call(login, "getBookings", json::Value::array({std::move(filter)}));
}

/* The loopback is as safe as https: what is sent there leaves no machine. */
bool on_this_machine(std::string_view rest) noexcept
{
    for (std::string_view const host : {"127.0.0.1", "localhost", "[::1]"}) {
        if (rest.starts_with(host)) {
            rest.remove_prefix(host.size());
            return rest.empty() || rest.front() == ':' || rest.front() == '/';
        }
    }
    return false;
}

bool mentions(std::string const &message, std::string_view words)
{
    return lower_ascii(message).find(words) != std::string::npos;
}

/* By the service's numbers: -33xxx are those of a login, -326xx JSON-RPC's own. */
Kind kind_of(int code, std::string const &message) noexcept
{
    switch (code) {
        case -33001:  // no such company
        case -33002:  // wrong key
        case -33003:  // wrong user or password
            return Kind::credentials;
        case -33004:  // blocked
        case -33005:  // asks for a confirmation that only a person can give
            return Kind::blocked;
        case -32080:
            return Kind::not_found;
        case -32010:
        case -32011:
        case -32600:
        case -32601:
        case -32602:
            return Kind::refused;
        default:
            return mentions(message, "access denied") ? Kind::expired : Kind::transient;
    }
}

ApiFailure trouble_in(json::Value const &error)
{
    int code = 0;
    std::string message;
    if (error.is_object()) {
        if (auto const at = error.find("code"); at != error.end() && at->is_number_integer()) {
            auto const number = at->get<std::int64_t>();
            code = number > -100'000 && number < 100'000 ? static_cast<int>(number) : 0;
        }
        if (auto const at = error.find("message"); at != error.end()) {
            message = json::scalar_text(*at).value_or("");
        }
    } else {
        message = json::scalar_text(error).value_or("");
    }
    std::string why = safe_message(message);
    if (is_blank(why)) why = "an error without a message";
    if (code != 0) why += " (" + std::to_string(code) + ")";
    return {kind_of(code, message), std::move(why)};
}

ApiFailure trouble_of_status(Reply const &reply)
{
    std::string const why = "HTTP status " + std::to_string(reply.status);
    switch (reply.status) {
        case 401:
            return {Kind::expired, why};
        case 403:
        case 429:
            return {Kind::too_fast, why + ": too many requests, or not allowed", reply.retry_after};
        default:
            return {Kind::transient, why, reply.retry_after};
    }
}

/** The "result" of an answer, or what is wrong with it. */
std::variant<json::Value, ApiFailure> result_of(Reply const &reply)
{
    auto document = json::parse(reply.body, json::default_depth, most_bytes);
    bool const object = document && document->is_object();
    if (object) {
        if (auto const error = document->find("error"); error != document->end() && !error->is_null()) {
            ApiFailure trouble = trouble_in(*error);
            bool const is_specific = trouble.kind != Kind::transient || reply.status == 200;
            return is_specific ? std::move(trouble) : trouble_of_status(reply);
        }
    }
    if (reply.status != 200) {
        return trouble_of_status(reply);
    }
    if (object) {
        if (auto const result = document->find("result"); result != document->end()) {
            return std::move(*result);
        }
    }
    return ApiFailure{Kind::transient, "a reply that is not JSON-RPC"};
}

}  // namespace

std::string service_url(NullableText const &base_url)
{
    std::string url(trim(base_url ? *base_url : std::string()));
    if (url.empty()) return usual_url;
    while (url.ends_with('/'))
        url.pop_back();
    bool const https = lower_ascii(url).starts_with("https://") && url.size() > 8;
    bool const plain = lower_ascii(url).starts_with("http://") && on_this_machine(std::string_view(url).substr(7));
    bool const odd = url.find_first_of("?#@\\ \t\r\n") != std::string::npos;
    if ((!https && !plain) || odd || url.size() > 500) {
        throw UserError("invalid base_url " + quote_value(url),
                        "The password is sent there: the address must be https, without user, query or fragment.",
                        std::string("Write an address such as ") + usual_url + ", or null for the default.");
    }
    return url;
}

Call ask_for_token(std::string_view company, std::string_view user, std::string_view password)
{
    return call("/login", {}, "getUserToken", json::Value::array({lower_ascii(company), user, password}));
}

Call ask_for_changes(Login const &login, LocalTime from, std::optional<LocalTime> to)
{
    using std::chrono::days;
    json::Value filter = {{"edited_date_from", date_text(std::chrono::floor<days>(from))},
                          {"edited_time_from", time_text(from)}};
    if (to) {
        filter["edited_date_to"] = date_text(std::chrono::floor<days>(*to));
        filter["edited_time_to"] = time_text(*to);
    }
    return ask_for_list(login, std::move(filter));
}

Call ask_for_days(Login const &login, std::chrono::local_days first, std::chrono::local_days last)
{
    return ask_for_list(login, {{"date_from", date_text(first)}, {"date_to", date_text(last)}});
}

Call ask_for_booking(Login const &login, std::string_view id)
{
    return admin_call(login, "getBookingDetails", json::Value::array({id}));
}

std::variant<std::string, ApiFailure> read_token(Reply const &reply)
{
    auto result = result_of(reply);
    if (auto *trouble = std::get_if<ApiFailure>(&result)) {
        // Words that mean an old token elsewhere can only mean wrong credentials here.
        if (trouble->kind == Kind::expired) trouble->kind = Kind::credentials;
        return std::move(*trouble);
    }
    auto const &value = std::get<json::Value>(result);
    auto const fits = [](char c) { return c > ' ' && c < '\x7f'; };
    if (value.is_string()) {
        auto const &token = value.get_ref<std::string const &>();
        if (!token.empty() && token.size() <= 1'000 && std::ranges::all_of(token, fits)) return token;
    }
    return ApiFailure{Kind::transient, "a reply to the login that contains no token"};
}

std::variant<Listing, ApiFailure> read_bookings(Reply const &reply, TimeZone const &zone)
{
    auto result = result_of(reply);
    if (auto *trouble = std::get_if<ApiFailure>(&result)) return std::move(*trouble);
    auto const &value = std::get<json::Value>(result);
    // A list with holes in its numbering is an object in PHP's JSON.
    bool const list =
        value.is_array() ||
        (value.is_object() && std::ranges::all_of(value, [](json::Value const &one) { return one.is_object(); }));
    if (!list) return ApiFailure{Kind::transient, "a reply that is not a list of bookings"};
    Listing listing;
    for (json::Value const &one : value) {
        if (auto booking = read_remote(one, zone)) {
            listing.bookings.push_back(std::move(*booking));
        } else {
            std::string id = id_of(one);
            listing.unreadable.push_back(id.empty() ? "?" : std::move(id));
        }
    }
    return listing;
}

std::variant<RemoteBooking, ApiFailure> read_booking(Reply const &reply, TimeZone const &zone)
{
    auto result = result_of(reply);
    if (auto *trouble = std::get_if<ApiFailure>(&result)) return std::move(*trouble);
    if (auto booking = read_remote(std::get<json::Value>(result), zone)) return std::move(*booking);
    return ApiFailure{Kind::transient, "a reply that is not a booking"};
}

}  // namespace automation::core::simplybook
