/* automation_document.cpp — automation_export, automation_import: a tenant's automations as one document. */
#include "core/automations/automation_document.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include "api/jsonb_rows.hpp"
#include "api/rules/automation_names.hpp"
#include "api/session.hpp"

namespace automation::api {
namespace {

// The index on (tenant_id, trigger).
std::string export_statement()
{
    std::string pairs;
    for (std::string_view const key : core::transferred_keys()) {
        pairs.append(pairs.empty() ? "" : ", ").append("'").append(key).append("', a.\"").append(key).append("\"");
    }
    return "select jsonb_build_object('format', 1, 'automations', coalesce(jsonb_agg(jsonb_build_object(" + pairs +
           ") order by a.id), '[]'))::text from " + pg::require_extension().prefix +
           "automations a where a.tenant_id = $1";
}

std::string exported()
{
    Session const session;
    return pg::execute_with(export_statement(), {TEXTOID}, {pg::Param::of(std::string_view(session.tenant()))})[0].text(
        1);
}

/* One automation of the document; the row as it is now. */
std::string import_rule(core::ExportedAutomation const &rule, core::OnConflict on_conflict, AutomationNames &there)
{
    std::int64_t const id = there.take(rule.name);
    if (id == 0 || on_conflict == core::OnConflict::update) {
        return save_rule(id, rule.name, rule.config);
    }
    if (on_conflict == core::OnConflict::error) {
        throw core::UserError("automation " + core::quote_value(rule.name) + " exists already",
                              "It has the id " + std::to_string(id) + "; nothing was imported.",
                              "Import with \"on_conflict\": \"update\" or \"skip\", or rename one of them.");
    }
    return rule_row(id);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_export)
{
    return pg::jsonb_datum(exported());
}

PG_CPP_FUNCTION(automation_import)
{
    core::AutomationDocument const document = core::read_transfer(args.jsonb(0, "config"));
    JsonbRows rows(args);
    AutomationNames there;
    for (core::ExportedAutomation const &rule : document.rules) {
        rows.add(import_rule(rule, document.on_conflict, there));
    }
    return rows.done();
}
