/* automations.hpp — automations from their table, as core/ wants them. */
#pragma once
#include "core/validate.hpp"

#include <optional>
#include <string>
#include <vector>

#include "pg/spi.hpp"

namespace automation::pg {

/** Drafts by id and tenant, in an SPI session; those that are gone are missing. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts(std::vector<std::int64_t> const &ids,
                                                             std::vector<std::string> const &tenants);
/** Every draft of a tenant, in order of id. */
[[nodiscard]] std::vector<core::AutomationDraft> load_drafts_of(std::string const &tenant);

}  // namespace automation::pg
