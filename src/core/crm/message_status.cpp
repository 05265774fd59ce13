#include "core/crm/message_status.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace automation::core {

namespace {

constexpr std::array<std::string_view, 9> outbound_statuses{"draft", "held",      "recorded", "queued",   "sending",
                                                            "sent",  "delivered", "failed",   "cancelled"};

}  // namespace

std::string initial_message_status(NullableText const &written, bool inbound)
{
    if (!inbound) {
        return written.value_or("recorded");
    }
    bool const replaced = !written || std::ranges::find(outbound_statuses, *written) != outbound_statuses.end();
    return replaced ? "received" : *written;
}

}  // namespace automation::core
