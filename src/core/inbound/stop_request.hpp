/* stop_request.hpp — whether a reply asks for no more messages. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core::inbound {

enum class Request {
    none,        ///< says nothing of it
    courtesy,    ///< says nothing at all: blank, a greeting, a name
    start,       ///< asks for messages again
    stop,        ///< asks for no more messages, and nothing else
    maybe_stop,  ///< speaks of it, with a limit, a condition, a question or another matter
};

struct RequestText {
    std::string_view text;
    std::string_view signature;  ///< of a mail
    std::string_view channel;    ///< "sms": the carriers' words count
};

/** What a reply asks for, without quotes and signature. */
[[nodiscard]] Request judge_request(RequestText const &reply);

}  // namespace automation::core::inbound
