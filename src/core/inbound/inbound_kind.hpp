/* inbound_kind.hpp — what an incoming message is: an answer, a request to stop or restart, or a machine's.
 *
 * A reply is judged by what it says as a whole: courtesy, a name and a reason belong to a request to stop; a limit, a
 * condition, a question or another matter makes it doubtful. Nothing that is quoted below the reply counts.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/inbound/mail_headers.hpp"

#include <string_view>

namespace automation::core {

enum class InboundKind {
    message,     ///< a person's answer
    stop,        ///< no more on this channel
    maybe_stop,  ///< an answer that speaks of stopping: a person must read it
    start,       ///< takes back a stop
    auto_reply   ///< an absence note, a bounce, a receipt: nobody has answered
};

/** Anything in a language that it does not know is a message. Header lines in front of the body are read, too. */
[[nodiscard]] InboundKind inbound_kind(std::string_view channel, NullableText const &subject, NullableText const &body,
                                       inbound::MailHeaders const &headers = {});

/** How messages.flags says so; empty for a message. */
[[nodiscard]] std::string_view flag_of(InboundKind kind) noexcept;

}  // namespace automation::core
