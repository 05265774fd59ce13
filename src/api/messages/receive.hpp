/* receive.hpp — stores what a lead has written, whichever function has been given it. */
#pragma once
#include "core/inbound/inbound_kind.hpp"

#include "api/session.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace automation::api {

struct Incoming {
    std::string channel;
    std::string sender;
    core::NullableText subject;
    core::NullableText body;
    core::NullableText provider_id;                       ///< as the index on messages has it
    core::InboundKind kind = core::InboundKind::message;  ///< with the headers, which are not stored
};

/** The lead of the tenant with that address; of several the one last written to. */
[[nodiscard]] std::optional<std::int64_t> find_lead(Incoming const &message, std::string const &tenant);

/** The id of the message; nothing when no lead has the address. */
std::optional<std::int64_t> receive(Session const &session, Incoming const &message);

}  // namespace automation::api
