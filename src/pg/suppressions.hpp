/* suppressions.hpp — addresses that nothing is sent to any more: automation_suppressions.
 *
 * All of it inside an SPI session, as the owner of the tables. Addresses are compared in the form of
 * core/contact_address.hpp, so "Ann@Example.com" and "ann@example.com" are one.
 */
#pragma once
#include "core/facts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::pg {

struct Recipient {
    std::string tenant;
    std::string channel;
    std::string address;
};

/** From now on nothing goes there. `reason` is for people and must hold no secret; the latest one is kept. */
void suppress(Recipient const &recipient, std::string_view reason);

/** For each recipient why nothing goes there; none where it is fine. One statement, none for an empty list. */
[[nodiscard]] std::vector<core::Text> suppressions_of(std::vector<Recipient> const &recipients);

}  // namespace automation::pg
