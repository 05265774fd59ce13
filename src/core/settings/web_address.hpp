/* web_address.hpp — an address that somebody wrote into a setting: may messages and secrets be sent there?
 *
 * By its form only. Where its name leads is judged when it is resolved, see net/private_address.hpp.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

/** What is wrong with it, as a sentence; empty when nothing is. It must be https, with `machine` or http on this
 * machine (localhost, 127.0.0.1, [::1]: what is sent there leaves no machine), without user, password and fragment, in
 * ASCII. */
[[nodiscard]] std::string_view problem_with_address(std::string_view url, bool machine) noexcept;

/** The host of an address without a problem, an IPv6 address without its brackets. */
[[nodiscard]] std::string_view host_of_address(std::string_view url) noexcept;

/** True for http:// */
[[nodiscard]] bool is_plain_http(std::string_view url) noexcept;

}  // namespace automation::core
