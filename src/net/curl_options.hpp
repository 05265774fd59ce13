/* curl_options.hpp — how options are set on a transfer handle, whatever its protocol. */
#pragma once
#include "net/curl_handle.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string_view>

#include <sys/socket.h>

namespace automation::net {

/** A refused option is our own bug or an empty heap: the request does not go out without it. Throws
 *  std::runtime_error. */
template <class Value>
void set(CURL *handle, CURLoption option, Value value)
{
    CURLcode const code = curl_easy_setopt(handle, option, value);
    if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

[[nodiscard]] inline long whole_milliseconds(std::chrono::milliseconds time) noexcept
{
    // 0 would mean "no limit" to libcurl
    return static_cast<long>(std::clamp<std::int64_t>(time.count(), 1, std::numeric_limits<int>::max()));
}

/** For CURLOPT_OPENSOCKETFUNCTION: a program that the server process starts must not inherit our connections. */
[[nodiscard]] inline curl_socket_t open_socket(void *, curlsocktype, curl_sockaddr *address) noexcept
{
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

[[nodiscard]] inline bool has_break(std::string_view text) noexcept
{
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace automation::net
