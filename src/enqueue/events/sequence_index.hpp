/* sequence_index.hpp — the sequences of a tenant, cached in the backend that writes. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/base/tenant_key.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** Whether they are enabled or not: leads are inside of both. Sorted. */
using SequenceIndex = std::vector<core::AutomationId>;

/** Held while it is used, as automation_index(). */
[[nodiscard]] std::shared_ptr<SequenceIndex const> sequence_index(std::string_view tenant);

/** One of them with its steps, read once; null where it cannot be read. Inside a session of the tables' owner. */
[[nodiscard]] std::shared_ptr<core::Automation const> indexed_sequence(core::AutomationKey const &key);

}  // namespace automation::enqueue
