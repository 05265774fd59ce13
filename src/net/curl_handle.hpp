/* curl_handle.hpp — libcurl's handles as owned values.
 *
 * Nothing here may run in the postmaster: start_curl() is called by the process that talks to the network.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <memory>
#include <string>

#include <curl/curl.h>

namespace automation::net {

struct EasyCleanup {
    void operator()(CURL *handle) const noexcept { curl_easy_cleanup(handle); }
};
struct MultiCleanup {
    void operator()(CURLM *handle) const noexcept { curl_multi_cleanup(handle); }
};
using EasyHandle = std::unique_ptr<CURL, EasyCleanup>;
using MultiHandle = std::unique_ptr<CURLM, MultiCleanup>;

/** Prepares libcurl for this process, once however often it is called. Throws std::runtime_error. */
void start_curl();

/** New handles; throw std::runtime_error when libcurl has none to give. start_curl() comes first. */
[[nodiscard]] EasyHandle make_easy();
[[nodiscard]] MultiHandle make_multi();

/** Header lines in the form that libcurl reads. */
class HeaderLines {
 public:
    /** Throws std::bad_alloc. */
    void add(std::string const &line);
    [[nodiscard]] curl_slist *get() const noexcept { return lines_.get(); }

 private:
    struct Free {
        void operator()(curl_slist *lines) const noexcept { curl_slist_free_all(lines); }
    };
    std::unique_ptr<curl_slist, Free> lines_;
};

}  // namespace automation::net
