#include "core/messages/idempotency_key.hpp"

#include "core/base/hmac.hpp"

namespace automation::core {

std::string message_key(std::string_view installation_secret, std::string_view tenant, MessageId id, Instant written_at)
{
    std::string mac =
        hmac_sha256(installation_secret, "message\n" + std::string(tenant) + "\n" + std::to_string(number(id)) + "\n" +
                                             std::to_string(written_at.time_since_epoch().count()));
    mac[6] = static_cast<char>((static_cast<unsigned char>(mac[6]) & 0x0fU) | 0x80U);  // version 8: our own making
    mac[8] = static_cast<char>((static_cast<unsigned char>(mac[8]) & 0x3fU) | 0x80U);  // the variant of RFC 9562
    constexpr std::string_view digits = "0123456789abcdef";
    std::string uuid;
    for (std::size_t i = 0; i < 16; ++i) {
        uuid += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
        auto const byte = static_cast<unsigned char>(mac[i]);
        uuid += digits[byte >> 4U];
        uuid += digits[byte & 0x0fU];
    }
    return uuid;
}

}  // namespace automation::core
