/* soft_bounces.hpp — how often an address has refused messages for the time being. */
#pragma once
#include "core/base/tenant_key.hpp"

#include <string>

namespace automation::api {

/** So many in thirty days, and no message accepted between them, make an address undeliverable. */
inline constexpr int most_soft_bounces = 5;

struct SoftBounce {
    core::MessageId message{};
    core::LeadKey lead;
    std::string channel;
    std::string recipient;
};

/** Records the bounce, once for a message, and returns how many messages in a row have bounced. In an SPI session as
 * the owner of the tables, with the lead locked. */
[[nodiscard]] int count_soft_bounce(SoftBounce const &bounce, std::string const &why);

}  // namespace automation::api
