/* transfer_error.hpp — what libcurl's result codes mean for us, in one table; core/ does not include libcurl. */
#pragma once
#include <cstdint>
#include <string_view>

namespace automation::core {

/** What a failed transfer asks for. */
enum class TransferProblem : std::uint8_t {
    address,      ///< the address in the settings is wrong
    settings,     ///< another setting is wrong, or libcurl lacks a feature
    trust,        ///< the server's certificate is not trusted
    request,      ///< the request itself cannot be sent
    unreachable,  ///< the server does not answer at the moment
    interrupted   ///< the connection or the reply broke off
};

struct TransferError {
    int curl_code;  ///< a CURLcode
    TransferProblem problem;
    std::string_view words;  ///< lower case, without a subject
};

/** The entry of a CURLcode other than 0; one that the table does not have is `interrupted`, with the words "network
 *  error". */
[[nodiscard]] TransferError transfer_error(int curl_code) noexcept;

}  // namespace automation::core
