/* delivery_report.hpp — what is known of a message after a provider took it, whichever function has been told. */
#pragma once
#include "channels/common/delivery_report.hpp"

#include "api/session.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace automation::api {

/** Notes a report about the message with the provider's id, which is given as stored; the message's own id, nothing
 * when there is none. */
std::optional<std::int64_t> note_report(Session const &session, std::string const &channel,
                                        std::string const &provider_id, channels::ReceiptStatus receipt,
                                        std::string const &why);

/** The same about a message whose id is known. */
std::optional<std::int64_t> note_report(core::MessageId id, std::string const &tenant, std::string const &channel,
                                        channels::ReceiptStatus receipt, std::string const &why);

}  // namespace automation::api
