/* automation_names.hpp — automations of the current tenant by their names, for the installation and import of several.
 *
 * Names need not be unique: the first of a name in one list stands for the first that exists, the second for the
 * second.
 */
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::api {

class AutomationNames {
 public:
    /** Reads what there is, as the owner of the tables. */
    AutomationNames();
    /** The id of the automation that the next one of this name stands for; 0: there is none. */
    [[nodiscard]] std::int64_t take(std::string const &name);

 private:
    std::map<std::string, std::vector<std::int64_t>> ids_;  ///< last first
};

/** The row of an automation of the current tenant, as JSON text; "" when it is gone. */
[[nodiscard]] std::string rule_row(std::int64_t id);

/** Saves through automation_create() or, with an id, automation_update(), with the caller's rights; the row as JSON
 *  text. What is wrong with it is told with the automation's name before it. */
[[nodiscard]] std::string save_rule(std::int64_t id, std::string const &name, std::string_view config);

}  // namespace automation::api
