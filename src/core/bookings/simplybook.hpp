/* simplybook.hpp — SimplyBook.me's JSON-RPC: what is asked, and what an answer makes us do.
 *
 * Every answer has HTTP status 200; what went wrong stands in its "error", partly by number, partly only in words.
 * Times are the company's local time without a zone. A booking itself is read by simplybook_booking.hpp.
 */
#pragma once
#include "core/bookings/remote_booking.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace automation::core::simplybook {

/** Where the service of most companies is; others have a cluster of their own. */
inline constexpr char usual_url[] = "https://user-api.simplybook.me";

/** The address to call, without a slash at its end. Throws UserError unless it is https, or http on this machine. */
[[nodiscard]] std::string service_url(NullableText const &base_url);

/** One POST: `path` goes behind the service's address. */
struct Call {
    std::string path;
    std::vector<std::string> headers;
    std::string body;
};

/** Who has logged in, for every call but the login. The token lives for about an hour. */
struct Login {
    std::string company;
    std::string token;
};

[[nodiscard]] Call ask_for_token(std::string_view company, std::string_view user, std::string_view password);
/** Bookings edited from `from` on, up to `to` where it is given; both as the company's clock shows them. */
[[nodiscard]] Call ask_for_changes(Login const &login, LocalTime from, std::optional<LocalTime> to);
/** Bookings that start on these days, both included. */
[[nodiscard]] Call ask_for_days(Login const &login, std::chrono::local_days first, std::chrono::local_days last);
[[nodiscard]] Call ask_for_booking(Login const &login, std::string_view id);

struct ApiFailure {
    enum class Kind {
        expired,      ///< the token is no longer good: log in again
        credentials,  ///< company, user or password is wrong: somebody must mend it
        blocked,      ///< the account may not log in
        too_fast,     ///< asked too often
        not_found,    ///< there is no such booking
        refused,      ///< the question is not understood
        too_large,    ///< more than may be read at once
        transient     ///< anything else: later
    };
    Kind kind = Kind::transient;
    std::string why;  ///< for people; one line, what looks like a secret taken out
    std::optional<std::chrono::seconds> wait = std::nullopt;  ///< what the service asks for
};

/** What came back over HTTP. */
struct Reply {
    int status = 0;
    std::string_view body;
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

[[nodiscard]] std::variant<std::string, ApiFailure> read_token(Reply const &reply);

struct Listing {
    std::vector<RemoteBooking> bookings;
    std::vector<std::string> unreadable;  ///< ids (or "?") of what lacks a start or is no booking
};
[[nodiscard]] std::variant<Listing, ApiFailure> read_bookings(Reply const &reply, TimeZone const &zone);
[[nodiscard]] std::variant<RemoteBooking, ApiFailure> read_booking(Reply const &reply, TimeZone const &zone);

}  // namespace automation::core::simplybook
