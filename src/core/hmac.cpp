#include "core/hmac.hpp"

#include <array>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace automation::core {

namespace {

unsigned char const *bytes_of(std::string_view text) noexcept
{
    return static_cast<unsigned char const *>(static_cast<void const *>(text.data()));
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    // A null key would mean "the one before" to OpenSSL.
    std::string_view const some_key = key.data() == nullptr ? std::string_view("") : key;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), some_key.data(), static_cast<int>(some_key.size()), bytes_of(text), text.size(),
             digest.data(), &size) == nullptr)
        throw std::runtime_error("OpenSSL computes no HMAC-SHA256");
    return {digest.begin(), digest.begin() + size};
}

bool same_bytes(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace automation::core
