/* presets.hpp — the ready-made sets of automations that come with the extension.
 *
 * They are data: the JSON of automation_create() as a user would write it. A unit test keeps every one of them valid.
 */
#pragma once
#include "core/crm/text_language.hpp"
#include "core/json/json_node.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct Preset {
    std::string_view name;         ///< what automation_install_preset() is given
    std::string_view title;        ///< for people
    std::string_view description;  ///< when it suits, in a sentence or two
    std::string_view automations;  ///< JSON list of configs, in the order in which they are made; texts are English
};

/** All of them, in the order in which they are shown. */
[[nodiscard]] std::span<Preset const> presets() noexcept;

/** The list with its texts in that language; the names of the automations are English in all, so that a set is found
 *  again by them. */
[[nodiscard]] std::string preset_automations(Preset const &preset, TextLanguage language);

/** The names of the steps of an automation of a preset, those within branches, too; none where it is no sequence. */
[[nodiscard]] std::vector<std::string> preset_steps(json::Node const &config);

/** The preset of that name. Throws UserError with the nearest name. */
[[nodiscard]] Preset const &preset_named(std::string_view name);

}  // namespace automation::core
