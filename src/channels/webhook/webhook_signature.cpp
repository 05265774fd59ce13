#include "channels/webhook/webhook_signature.hpp"

#include "core/base/base64.hpp"
#include "core/base/hmac.hpp"
#include "core/base/strings.hpp"

#include <chrono>

namespace automation::channels::webhook {

std::string_view without_blanks_around(std::string_view secret)
{
    std::string_view const trimmed = core::trim(secret);
    return trimmed.starts_with("whsec_") ? trimmed : secret;
}

std::optional<std::string> signing_key(std::string_view secret)
{
    constexpr std::string_view prefix = "whsec_";
    if (!secret.starts_with(prefix)) return std::string(secret);
    auto key = core::from_base64(secret.substr(prefix.size()));
    return key && !key->empty() ? key : std::nullopt;
}

std::string timestamp_of(core::Instant now)
{
    return std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
}

std::string standard_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                               std::string_view body)
{
    std::string content(id);
    ((content += '.') += timestamp) += '.';
    content += body;
    return "v1," + core::base64(core::hmac_sha256(key, content));
}

std::string former_signature(std::string_view secret, std::string_view timestamp, std::string_view body)
{
    std::string const t(timestamp);
    return "t=" + t + ",v1=" + core::hex(core::hmac_sha256(secret, t + "." + std::string(body)));
}

}  // namespace automation::channels::webhook
