#include "core/base/hmac.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace automation::core {

namespace {

unsigned char const *bytes_of(std::string_view text) noexcept
{
    return static_cast<unsigned char const *>(static_cast<void const *>(text.data()));
}

constexpr std::size_t block_size = 64;
using Digest = std::array<unsigned char, 32>;

/** SHA-256, of one text after the other. */
class Sha256 {
 public:
    Digest of(std::initializer_list<std::string_view> parts)
    {
        static EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
        Digest digest{};
        bool good = context_ && algorithm != nullptr && EVP_DigestInit_ex2(context_.get(), algorithm, nullptr) == 1;
        for (std::string_view const part : parts)
            good = good && EVP_DigestUpdate(context_.get(), bytes_of(part), part.size()) == 1;
        if (!good || EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1)
            throw std::runtime_error("OpenSSL computes no SHA-256");
        return digest;
    }

 private:
    struct Free {
        void operator()(EVP_MD_CTX *context) const noexcept { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    // HMAC() of OpenSSL 3 looks its algorithms up at every call, which takes ten times as long as the hash.
    Sha256 hash;
    std::array<unsigned char, block_size> block{};
    if (key.size() > block_size) {
        Digest const short_key = hash.of({key});
        std::ranges::copy(short_key, block.begin());
    } else {
        std::ranges::copy(key, block.begin());
    }
    auto const padded = [&](unsigned char pad) {
        std::string bytes;
        for (unsigned char const byte : block)
            bytes += static_cast<char>(byte ^ pad);
        return bytes;
    };
    Digest const inner = hash.of({padded(0x36), text});
    Digest const outer =
        hash.of({padded(0x5c), std::string_view(reinterpret_cast<char const *>(inner.data()), inner.size())});
    return {outer.begin(), outer.end()};
}

bool same_bytes(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace automation::core
