#include "core/base/transfer_error.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

using Problem = TransferProblem;

constexpr std::array errors{
    TransferError{1, Problem::address, "unsupported protocol"},
    TransferError{3, Problem::address, "malformed address"},
    TransferError{4, Problem::settings, "libcurl was built without a feature that the settings require"},
    TransferError{5, Problem::settings, "name of the proxy not resolved"},
    TransferError{6, Problem::unreachable, "host name not resolved"},
    TransferError{7, Problem::unreachable, "connection refused or host unreachable"},
    TransferError{16, Problem::interrupted, "HTTP/2 error"},
    TransferError{18, Problem::interrupted, "reply truncated"},
    TransferError{23, Problem::interrupted, "reply too large"},
    TransferError{27, Problem::interrupted, "out of memory"},
    TransferError{28, Problem::interrupted, "timed out"},
    TransferError{35, Problem::unreachable, "TLS handshake failed (wrong port, or no TLS version in common)"},
    TransferError{43, Problem::request, "an address or a setting contains characters that cannot be sent"},
    TransferError{52, Problem::interrupted, "empty reply"},
    TransferError{53, Problem::settings, "libcurl was built without TLS"},
    TransferError{54, Problem::settings, "libcurl was built without TLS"},
    TransferError{55, Problem::interrupted, "connection lost while sending"},
    TransferError{56, Problem::interrupted, "connection lost while receiving"},
    TransferError{58, Problem::settings, "client certificate not usable"},
    TransferError{59, Problem::settings, "no TLS cipher in common"},
    TransferError{60, Problem::trust, "server certificate not trusted, or of another host"},
    TransferError{66, Problem::settings, "TLS engine not usable"},
    TransferError{67, Problem::settings, "login rejected"},
    TransferError{77, Problem::trust, "file of trusted certificates not readable"},
    TransferError{82, Problem::settings, "certificate revocation list not readable"},
    TransferError{83, Problem::trust, "issuer of the server certificate does not match"},
    TransferError{90, Problem::settings, "key of the server is not the pinned one"},
    TransferError{91, Problem::trust, "server certificate revoked"},
    TransferError{92, Problem::interrupted, "HTTP/2 stream error"},
};

}  // namespace

TransferError transfer_error(int curl_code) noexcept
{
    auto const *const known = std::ranges::find(errors, curl_code, &TransferError::curl_code);
    return known != errors.end() ? *known : TransferError{curl_code, Problem::interrupted, "network error"};
}

}  // namespace automation::core
