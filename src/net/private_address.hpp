/* private_address.hpp — addresses that a request to a user's URL must never reach: this machine, its network, the
 * cloud's metadata service, and every form in which IPv6 carries an IPv4 address.
 *
 * Judged where the connection is made, after the name is resolved: what the name was, and how a number was written
 * (2130706433, 0x7f.1), makes no difference.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>

#include <sys/socket.h>

namespace automation::net {

/** By IANA's registries of special-purpose addresses. True for what is neither IPv4 nor IPv6. The reference must be to
 * the beginning of an address as long as its family says. */
[[nodiscard]] bool is_private_address(sockaddr const &address) noexcept;

/** The same of an address as text, "10.0.0.1" or "fe80::1%eth0"; true for what is none. */
[[nodiscard]] bool is_private_address(char const *numeric) noexcept;

/** True for a host that cannot be anything else, whatever its name is resolved to: localhost, or such an address. Other
 *  names are judged when they are resolved. */
[[nodiscard]] bool names_private_address(std::string const &host);

}  // namespace automation::net
