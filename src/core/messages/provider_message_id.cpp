#include "core/messages/provider_message_id.hpp"

#include "core/base/base64.hpp"
#include "core/base/hmac.hpp"

namespace automation::core {

std::string stored_message_id(std::string_view channel, std::string_view id)
{
    if (channel.size() + id.size() <= longest_message_id) return std::string(id);
    return "sha256:" + base64url(hmac_sha256("automation provider message id", id));
}

}  // namespace automation::core
