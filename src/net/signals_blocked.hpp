/* signals_blocked.hpp — no signal reaches this thread, nor a thread it starts, while one of these lives.
 *
 * libcurl resolves names in threads of its own, which inherit the mask: PostgreSQL's signal handlers must never run
 * there.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <csignal>

namespace automation::net {

class SignalsBlocked {
 public:
    SignalsBlocked() noexcept
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(SignalsBlocked const &) = delete;
    SignalsBlocked &operator=(SignalsBlocked const &) = delete;

 private:
    sigset_t before_{};
};

}  // namespace automation::net
