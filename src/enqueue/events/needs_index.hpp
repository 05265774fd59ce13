/* needs_index.hpp — the columns that runs of a tenant may wait for, cached in the backend that writes. */
#pragma once
#include "core/automations/needs.hpp"
#include "core/base/types.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** Of the enabled automations that need something. */
struct NeedsIndex {
    struct Entry {
        core::AutomationId automation{};
        std::vector<core::Need> needs;
    };
    std::vector<Entry> automations;
    std::vector<core::Column> columns;  ///< each once
};

/** Held while it is used, as automation_index(). */
[[nodiscard]] std::shared_ptr<NeedsIndex const> needs_index(std::string_view tenant);

}  // namespace automation::enqueue
