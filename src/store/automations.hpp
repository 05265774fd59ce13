/* automations.hpp — automations from their table, as core/ wants them. */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/automations/validate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::store {

/** Drafts by their keys, in an SPI session; those that are gone are missing. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts(std::vector<core::AutomationKey> const &keys);
/** Their versions alone; those that are gone are missing. */
[[nodiscard]] std::unordered_map<core::AutomationKey, std::int64_t> load_versions(
    std::vector<core::AutomationKey> const &keys);
/** The same, of those that nobody is editing: they stay as they are until the transaction ends. */
[[nodiscard]] std::unordered_map<core::AutomationKey, std::int64_t> share_versions(
    std::vector<core::AutomationKey> const &keys);
/** Every draft of a tenant, in order of id. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts_of(std::string const &tenant);

}  // namespace automation::store
