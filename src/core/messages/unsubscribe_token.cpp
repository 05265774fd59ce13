#include "core/messages/unsubscribe_token.hpp"

#include "core/base/base64.hpp"
#include "core/crm/contact_address.hpp"
#include "core/base/hmac.hpp"

#include <cstdint>
#include <utility>

namespace automation::core {

namespace {

// version (1 byte), lead (8), length of the tenant (2), tenant, hash of the address (22, not in version 1), channel,
// signature. Numbers in network order.
constexpr char without_address = 1;
constexpr char with_address = 2;
constexpr std::size_t hash_bytes = 22;
constexpr std::size_t lead_bytes = 8;
constexpr std::size_t length_bytes = 2;
constexpr std::size_t before_tenant = 1 + lead_bytes + length_bytes;
constexpr std::size_t signature_bytes = 16;  // 128 bits of the 256
constexpr std::size_t longest_tenant = 1024;
constexpr std::size_t longest_channel = 255;
constexpr std::size_t longest_token =
    (before_tenant + longest_tenant + hash_bytes + longest_channel + signature_bytes + 2) / 3 * 4;

void append_number(std::string &out, std::uint64_t number, std::size_t bytes)
{
    for (std::size_t i = bytes; i > 0; --i)
        out += static_cast<char>(number >> (8 * (i - 1)) & 0xFFU);
}

std::uint64_t number_at(std::string_view bytes, std::size_t from, std::size_t count)
{
    std::uint64_t number = 0;
    for (char const c : bytes.substr(from, count))
        number = number << 8U | static_cast<unsigned char>(c);
    return number;
}

/** The same key may sign other things one day: this one begins with what it is. */
std::string signature_of(std::string_view payload, std::string_view key)
{
    return hmac_sha256(key, "automation unsubscribe\n" + std::string(payload)).substr(0, signature_bytes);
}

std::optional<std::string> bytes_of(std::string_view token)
{
    auto bytes = from_base64url(token);
    // One spelling only: no stray bits at the end.
    return bytes && base64url(*bytes) == token ? std::move(bytes) : std::nullopt;
}

}  // namespace

std::string make_unsubscribe_token(Unsubscription const &whom, std::string_view key)
{
    if (key.empty() || whom.channel.empty() || whom.tenant.size() > longest_tenant ||
        whom.channel.size() > longest_channel)
        return {};
    bool const hashed = whom.address.size() == hashed_prefix.size() + hash_bytes;
    std::string payload(1, hashed ? with_address : without_address);
    append_number(payload, static_cast<std::uint64_t>(number(whom.lead)), lead_bytes);
    append_number(payload, whom.tenant.size(), length_bytes);
    payload += whom.tenant;
    if (hashed) payload += whom.address.substr(hashed_prefix.size());
    payload += whom.channel;
    return base64url(payload + signature_of(payload, key));
}

std::optional<Unsubscription> read_unsubscribe_token(std::string_view token, std::string_view key)
{
    if (key.empty() || token.size() > longest_token) return std::nullopt;
    auto const bytes = bytes_of(token);
    if (!bytes || bytes->size() <= before_tenant + signature_bytes) return std::nullopt;
    std::string_view const payload(bytes->data(), bytes->size() - signature_bytes);
    if (!same_bytes(signature_of(payload, key), std::string_view(*bytes).substr(payload.size()))) return std::nullopt;
    // From here on it is our own writing.
    std::size_t const tenant_size = number_at(payload, 1 + lead_bytes, length_bytes);
    if (payload[0] != without_address && payload[0] != with_address) return std::nullopt;
    std::size_t const hash_size = payload[0] == with_address ? hash_bytes : 0;
    if (payload.size() <= before_tenant + tenant_size + hash_size) return std::nullopt;
    std::string_view const hash = payload.substr(before_tenant + tenant_size, hash_size);
    return Unsubscription{std::string(payload.substr(before_tenant, tenant_size)),
                          LeadId{static_cast<std::int64_t>(number_at(payload, 1, lead_bytes))},
                          std::string(payload.substr(before_tenant + tenant_size + hash_size)),
                          hash.empty() ? std::string() : std::string(hashed_prefix) + std::string(hash)};
}

}  // namespace automation::core
