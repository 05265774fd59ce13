/* automations.hpp — automations from their table, as core/ wants them. */
#pragma once
#include "core/validate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/spi.hpp"

namespace automation::pg {

/** Drafts by id and tenant, in an SPI session; those that are gone are missing. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts(std::vector<std::int64_t> const &ids,
                                                             std::vector<std::string> const &tenants);
/** Their versions alone, by id; those that are gone are missing. */
[[nodiscard]] std::unordered_map<core::AutomationId, std::int64_t> load_versions(
    std::vector<std::int64_t> const &ids, std::vector<std::string> const &tenants);
/** Every draft of a tenant, in order of id. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts_of(std::string const &tenant);

}  // namespace automation::pg
