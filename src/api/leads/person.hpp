/* person.hpp — a lead as a person: what is held about it, and by which addresses it is known. In the session of the
 * function.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include "api/session.hpp"

#include <string>
#include <vector>

namespace automation::api {

struct Person {
    core::LeadKey lead;
    /** As they are written in the lead's row, and as messages to and from it have them. */
    std::vector<std::string> addresses;
};

/** The person behind the id of a lead, which may have been merged into another; holds the lead where `to_change`.
 *  Throws UserError when there is none. */
[[nodiscard]] Person find_person(Session const &session, core::LeadId id, bool to_change);

/** Leads of the tenant that have one of the addresses that the lead's row has, in the order of their ids. */
[[nodiscard]] std::vector<core::LeadId> other_leads_of(Person const &person);

}  // namespace automation::api
