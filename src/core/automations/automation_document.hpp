/* automation_document.hpp — the document of automation_export() and automation_import().
 *
 *   {"format": 1, "automations": [{"name": …, "type": …, every key of automation_create()}, …]}
 *
 * An automation in it is complete: a key that is not there has its default, also where it replaces one that exists.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What happens to an automation of the document whose name exists already. */
enum class OnConflict {
    update,  ///< it becomes what the document says
    skip,    ///< it stays as it is
    error    ///< nothing at all is imported
};

struct ExportedAutomation {
    std::string name;
    std::string config;  ///< JSON text with every key
};

struct AutomationDocument {
    OnConflict on_conflict = OnConflict::update;
    std::vector<ExportedAutomation> rules;
};

/** The keys of automation_create(), in the order in which they are exported. */
[[nodiscard]] std::span<std::string_view const> transferred_keys() noexcept;

/** Reads a document (JSON text) and checks all of it but the channels. Throws UserError, with the automation's name
 * where it is about one. */
[[nodiscard]] AutomationDocument read_transfer(std::string_view text);

}  // namespace automation::core
