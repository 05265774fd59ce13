/* needs.hpp — what a run waits for: columns and attributes that the lead must have. */
#pragma once
#include "core/conditions/condition_fields.hpp"
#include "core/crm/entities.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace automation::core {

struct Need {
    std::string name;  ///< as written: email, attributes.plan
    FieldName field;
};

/** Throws UserError: what no run can wait for (with the nearest name). Each once. */
[[nodiscard]] std::vector<Need> read_needs(std::span<std::string const> names);

/** The strings of a JSON list; none where it is null or no list. */
[[nodiscard]] std::vector<std::string> names_of_needs(std::optional<std::string> const &json);

/** The first that the lead has not: absent, blank, or an address or number that is not well formed. */
[[nodiscard]] Need const *first_missing(std::span<Need const> needs, Lead const &lead);

}  // namespace automation::core
