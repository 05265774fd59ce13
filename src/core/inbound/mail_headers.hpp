/* mail_headers.hpp — the header fields of a mail that say whether a machine sent it. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::core::inbound {

/** Names in lower case, values as they are. */
using MailHeaders = std::vector<std::pair<std::string, std::string>>;

/** Of a JSON document: {"Name": "value" or ["value", …]}, [{"name": …, "value": …}, …] or [["Name", "value"], …], the
 *  forms in which gateways hand them on. Anything else has none. */
[[nodiscard]] MailHeaders read_headers(std::string_view text);

/** Takes the header lines in front of a text off it, if there are any and a blank line behind them, or nothing but
 *  them. */
[[nodiscard]] MailHeaders take_headers(std::string_view &body);

enum class Sender { unknown, person, machine };

/** RFC 3834, RFC 3464 and those that were in use before: Auto-Submitted, Precedence, Return-Path <>, List-Id … */
[[nodiscard]] Sender sender_of(MailHeaders const &headers);

/** X-Auto-Response-Suppress: machines write it, and Exchange writes it on mails of persons, too. */
[[nodiscard]] bool suppresses_replies(MailHeaders const &headers);

}  // namespace automation::core::inbound
