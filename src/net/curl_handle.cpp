#include "net/curl_handle.hpp"

#include <mutex>
#include <new>
#include <stdexcept>

#include "net/signals_blocked.hpp"

namespace automation::net {

void start_curl()
{
    static std::once_flag once;
    std::call_once(once, [] {
        SignalsBlocked const quiet;
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl does not start");
    });
}

EasyHandle make_easy()
{
    EasyHandle handle(curl_easy_init());
    if (!handle) throw std::runtime_error("libcurl gives no transfer handle");
    return handle;
}

MultiHandle make_multi()
{
    MultiHandle handle(curl_multi_init());
    if (!handle) throw std::runtime_error("libcurl gives no multi handle");
    return handle;
}

void HeaderLines::add(std::string const &line)
{
    curl_slist *const longer = curl_slist_append(lines_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    if (!lines_) lines_.reset(longer);  // appending to a list leaves its head where it is
}

}  // namespace automation::net
