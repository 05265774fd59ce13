#include "engine/runs/scan_waits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// A scan of millions may take minutes.
constexpr core::Micros longest_wait = 5s;

}  // namespace

std::optional<core::Instant> ScanWaits::update(std::set<std::string> due, core::Instant now)
{
    std::optional<core::Instant> earliest;
    auto const read_again = [&](Wait &wait) {
        if (wait.from) {
            earliest = std::min(earliest.value_or(*wait.from), *wait.from);
            wait.from.reset();
        }
    };
    for (auto next = waits_.begin(); next != waits_.end();) {
        if (due.contains(next->first)) {
            ++next;
        } else {
            read_again(next->second);
            next = waits_.erase(next);
        }
    }
    waiting_ = std::move(due);
    for (std::string const &tenant : waiting_) {
        waits_.try_emplace(tenant, Wait{.since = now, .from = {}});
    }
    for (auto &[tenant, wait] : waits_) {
        // The clock may have been set back.
        if (now - wait.since > longest_wait || now < wait.since) {
            read_again(wait);
            waiting_.erase(tenant);
        }
    }
    return earliest;
}

void ScanWaits::add(ClaimKey const &row)
{
    auto &from = waits_[row.run.tenant].from;
    from = std::min(from.value_or(row.run_at), row.run_at);
}

}  // namespace automation::engine
