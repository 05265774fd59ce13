/* The table of transfer errors has libcurl's numbers. */
#include "core/base/transfer_error.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <utility>

using namespace automation::core;

namespace {

using Problem = TransferProblem;

TEST(TransferError, HasTheNumbersOfLibcurl)
{
    for (auto const &[code, problem] : {std::pair{CURLE_UNSUPPORTED_PROTOCOL, Problem::address},
                                        {CURLE_URL_MALFORMAT, Problem::address},
                                        {CURLE_NOT_BUILT_IN, Problem::settings},
                                        {CURLE_COULDNT_RESOLVE_PROXY, Problem::settings},
                                        {CURLE_COULDNT_RESOLVE_HOST, Problem::unreachable},
                                        {CURLE_COULDNT_CONNECT, Problem::unreachable},
                                        {CURLE_SSL_CONNECT_ERROR, Problem::unreachable},
                                        {CURLE_BAD_FUNCTION_ARGUMENT, Problem::request},
                                        {CURLE_SSL_CERTPROBLEM, Problem::settings},
                                        {CURLE_SSL_CIPHER, Problem::settings},
                                        {CURLE_LOGIN_DENIED, Problem::settings},
                                        {CURLE_SSL_PINNEDPUBKEYNOTMATCH, Problem::settings},
                                        {CURLE_PEER_FAILED_VERIFICATION, Problem::trust},
                                        {CURLE_SSL_CACERT_BADFILE, Problem::trust},
                                        {CURLE_SSL_ISSUER_ERROR, Problem::trust},
                                        {CURLE_SSL_INVALIDCERTSTATUS, Problem::trust},
                                        {CURLE_PARTIAL_FILE, Problem::interrupted},
                                        {CURLE_WRITE_ERROR, Problem::interrupted},
                                        {CURLE_OPERATION_TIMEDOUT, Problem::interrupted},
                                        {CURLE_GOT_NOTHING, Problem::interrupted},
                                        {CURLE_SEND_ERROR, Problem::interrupted},
                                        {CURLE_RECV_ERROR, Problem::interrupted},
                                        {CURLE_HTTP2_STREAM, Problem::interrupted}}) {
        EXPECT_EQ(transfer_error(code).problem, problem) << code;
        EXPECT_NE(transfer_error(code).words, "network error") << code;
    }
}

TEST(TransferError, CallsAnUnknownNumberANetworkError)
{
    TransferError const error = transfer_error(9999);
    EXPECT_EQ(error.problem, Problem::interrupted);
    EXPECT_EQ(error.words, "network error");
}

}  // namespace
