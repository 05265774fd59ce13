/* retention_policy.hpp — before which moment rows are pruned, by tenant: automation.retention, and
 * automation_settings.retention over it.
 */
#pragma once
#include "core/base/types.hpp"

#include <map>
#include <string>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::engine {

/** Rows of one table: those of tenants that are named, and those of all others. */
struct Cutoffs {
    core::Instant others = core::Instant::min();  ///< min(): they are kept
    std::map<std::string, core::Instant> tenants = {};

    [[nodiscard]] bool any() const;
    /** As parameters: the cutoff of the others, the tenants and the cutoffs of these. */
    [[nodiscard]] std::vector<pg::Param> params() const;
};

struct RetentionPolicy {
    Cutoffs messages, activities;

    [[nodiscard]] bool any() const { return messages.any() || activities.any(); }
};

/** In an SPI session as the owner of the tables. Settings that cannot be read keep everything of their tenant. */
[[nodiscard]] RetentionPolicy read_retention_policy(core::Instant now);

}  // namespace automation::engine
