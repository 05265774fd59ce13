#include "pg/process/wait.hpp"

#include <algorithm>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

WaitResult wait(int descriptor, std::optional<std::chrono::milliseconds> time)
{
    int const events = call([&] {
        int wanted = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH;
        wanted |= descriptor >= 0 ? WL_SOCKET_READABLE : 0;
        wanted |= time ? WL_TIMEOUT : 0;
        constexpr long longest = 3'600'000;  // the caller looks again anyway
        long const milliseconds = time ? std::clamp<long>(static_cast<long>(time->count()), 0, longest) : -1;
        int const happened = WaitLatchOrSocket(MyLatch, wanted, descriptor >= 0 ? descriptor : PGINVALID_SOCKET,
                                               milliseconds, PG_WAIT_EXTENSION);
        if ((happened & WL_LATCH_SET) != 0) {
            ResetLatch(MyLatch);
        }
        return happened;
    });
    return {(events & WL_LATCH_SET) != 0, (events & WL_SOCKET_READABLE) != 0, (events & WL_TIMEOUT) != 0};
}

void interrupts()
{
    call([] { CHECK_FOR_INTERRUPTS(); });
}

bool postmaster_alive() noexcept
{
    return PostmasterIsAlive();
}

}  // namespace automation::pg
