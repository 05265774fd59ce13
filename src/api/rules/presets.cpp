/* presets.cpp — automation_presets, automation_install_preset. */
#include "core/automations/presets.hpp"

#include "core/base/error.hpp"
#include "core/json/json_node.hpp"

#include "api/jsonb_rows.hpp"
#include "api/rules/automation_names.hpp"
#include "api/session.hpp"
#include "store/lead_store.hpp"

#include "pg/sql/result_set.hpp"

namespace automation::api {
namespace {

/* The config of an automation as it is installed: as it stands, but switched off. */
std::string switched_off(core::json::Node config)
{
    core::json::Node off;
    off.kind = core::json::Kind::boolean;
    off.key = "enabled";
    off.text = "false";
    config.children.push_back(std::move(off));
    return core::json::to_text(config);
}

/* What the current tenant writes in. Read as the owner: a role that makes automations need not see the settings. */
core::TextLanguage language_of_tenant()
{
    Session const session;
    return core::tenant_text_language(store::load_settings(session.tenant()));
}

/* The automations of before there were sequences, which had the names of its steps: a sequence beside them would write
 * everything twice. */
std::vector<std::int64_t> automations_in_place_of(core::json::Node const &sequence, AutomationNames &there)
{
    std::vector<std::int64_t> ids;
    for (std::string const &name : core::preset_steps(sequence)) {
        if (std::int64_t const id = there.take(name); id != 0) {
            ids.push_back(id);
        }
    }
    return ids;
}

void install(core::Preset const &preset, JsonbRows &rows)
{
    auto const list = core::json::parse_exact(core::preset_automations(preset, language_of_tenant()));
    AutomationNames there;
    for (core::json::Node const &config : list->children) {
        std::string const &name = config.member("name")->text;
        std::int64_t const id = there.take(name);
        auto const before = id == 0 ? automations_in_place_of(config, there) : std::vector<std::int64_t>();
        for (std::int64_t const one : before) {
            rows.add(rule_row(one));
        }
        if (before.empty()) {
            rows.add(id != 0 ? rule_row(id) : save_rule(0, name, switched_off(config)));
        }
    }
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_presets)
{
    pg::ResultSet result(args);
    for (core::Preset const &preset : core::presets()) {
        result.add({pg::Param::of(preset.name), pg::Param::of(preset.title), pg::Param::of(preset.description),
                    pg::jsonb_datum(preset.automations)});
    }
    return result.done();
}

PG_CPP_FUNCTION(automation_install_preset)
{
    core::Preset const &preset = core::preset_named(args.text(0, "name"));
    JsonbRows rows(args);
    install(preset, rows);
    return rows.done();
}
