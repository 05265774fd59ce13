/* tenant_queues.hpp — runs in the order in which they came, tenants in turn.
 *
 * Plain C++, no PostgreSQL, so that it can be tested alone.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace automation::engine {

class TenantQueues {
 public:
    void push(core::RunKey const &run) { queues_[run.tenant].push_back(run); }
    [[nodiscard]] bool empty() const noexcept { return queues_.empty(); }
    [[nodiscard]] std::size_t size_of(std::string const &tenant) const
    {
        auto const found = queues_.find(tenant);
        return found == queues_.end() ? 0 : found->second.size();
    }
    /** The first run of the tenant whose turn it is; nothing when there is none of any. */
    std::optional<core::RunKey> pop()
    {
        if (queues_.empty()) {
            return std::nullopt;
        }
        auto at = queues_.upper_bound(last_);
        at = at == queues_.end() ? queues_.begin() : at;
        core::RunKey run = at->second.front();
        at->second.pop_front();
        last_ = at->first;
        if (at->second.empty()) {
            queues_.erase(at);
        }
        return run;
    }

 private:
    std::map<std::string, std::deque<core::RunKey>> queues_;  ///< none is empty
    std::string last_;                                        ///< whose turn it was
};

}  // namespace automation::engine
