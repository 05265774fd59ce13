#include "net/http_client.hpp"

#include <algorithm>

namespace automation::net {

HttpClient::HttpClient(ConnectionLimits limits) : limits_(limits)
{
    curl_multi_setopt(loop().handle(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(loop().handle(), CURLMOPT_MAXCONNECTS, std::max(limits_.http1, limits_.http2));
    allow_connections(limits_.http2);
}

void HttpClient::starting(Transfer &transfer)
{
    keep_apart(transfer);
    if (transfer.plain_http()) allow_connections(limits_.http1);
}

void HttpClient::keep_apart(Transfer const &transfer)
{
    if (refuses_private_.value_or(transfer.refuses_private_addresses()) != transfer.refuses_private_addresses())
        throw std::logic_error("requests with and without a look at the address need clients of their own");
    refuses_private_ = transfer.refuses_private_addresses();
}

void HttpClient::done(Transfer &transfer)
{
    if (transfer.spoke_http1()) allow_connections(limits_.http1);
}

void HttpClient::allow_connections(long number) noexcept
{
    curl_multi_setopt(loop().handle(), CURLMOPT_MAX_HOST_CONNECTIONS, number);
}

}  // namespace automation::net
