/* inbound_kind.hpp — what an incoming message is: something a person wrote, a word that stops or restarts, or a
 * machine.
 *
 * Words count only when they are the whole message: "please stop by at five" stops nothing. Where a gateway hands on
 * only the text of a mail, what was quoted below the answer is left out, and headers in front of it are read.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <string_view>

namespace automation::core {

enum class InboundKind {
    message,    ///< somebody wrote
    stop,       ///< no more on this channel
    start,      ///< takes back a stop
    auto_reply  ///< out of office, a vacation notice, a bounce: nobody has answered
};

/** Words of two dozen languages; anything it does not know is a message. */
[[nodiscard]] InboundKind inbound_kind(std::string_view channel, NullableText const &subject, NullableText const &body);

/** How messages.flags says so; empty for a message. */
[[nodiscard]] std::string_view flag_of(InboundKind kind) noexcept;

}  // namespace automation::core
