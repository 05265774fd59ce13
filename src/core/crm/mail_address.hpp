/* mail_address.hpp — whether an e-mail address can be written to, and how it stands on the wire.
 *
 * RFC 5321 without quoted local parts, address literals and SMTPUTF8: what is left cannot carry a command or a header.
 * A domain in other letters becomes its ASCII form (IDNA 2008); a local part in other letters has none.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** One of both is there. */
struct MailAddress {
    std::string wire;     ///< local@domain in ASCII, at most 254 bytes; empty: not usable
    std::string problem;  ///< why not, in words that quote nothing: "has no @"

    [[nodiscard]] bool usable() const noexcept { return !wire.empty(); }
};

/** Reads an address as it is stored, in UTF-8. */
[[nodiscard]] MailAddress mail_address(std::string_view stored);
[[nodiscard]] bool usable_mail_address(std::string_view stored);

/** A host's name in the letters that its ASCII form stands for; none where it stands for itself. */
[[nodiscard]] std::optional<std::string> unicode_host(std::string_view ascii);

/** The ASCII form of a host's name, which may be a single label; none when it has none. */
[[nodiscard]] std::optional<std::string> ascii_host(std::string_view name);

}  // namespace automation::core
