/* cause.hpp — which automations led to the write that is being made.
 *
 * An automation's own writes set off others; the chain goes along in the context of their runs, so that no automation
 * appears twice in it for one lead.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <vector>

namespace automation::enqueue {

/** While it lives, events fired by this process carry the chain. */
class Cause {
 public:
    explicit Cause(std::vector<core::AutomationKey> const &chain) noexcept : outer_(innermost) { innermost = &chain; }
    Cause(Cause const &) = delete;
    Cause &operator=(Cause const &) = delete;
    ~Cause() { innermost = outer_; }

    /** The chain, null where a person's write is under way. */
    [[nodiscard]] static std::vector<core::AutomationKey> const *current() noexcept { return innermost; }

 private:
    inline static constinit std::vector<core::AutomationKey> const *innermost = nullptr;
    std::vector<core::AutomationKey> const *outer_;
};

}  // namespace automation::enqueue
