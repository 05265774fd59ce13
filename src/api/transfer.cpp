/* transfer.cpp — automation_export, automation_import: a tenant's automations as one document. */
#include "core/transfer.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

#include "api/jsonb_rows.hpp"
#include "api/named_rules.hpp"
#include "api/session.hpp"

namespace automation::api {
namespace {

// The index on (tenant_id, trigger).
std::string export_statement()
{
    std::string pairs;
    for (std::string_view const key : core::transferred_keys()) {
        pairs.append(pairs.empty() ? "" : ", ").append("'").append(key).append("', a.").append(key);
    }
    return "select jsonb_build_object('format', 1, 'automations', coalesce(jsonb_agg(jsonb_build_object(" + pairs +
           ") order by a.id), '[]'))::text from " + pg::home().prefix + "automations a where a.tenant_id = $1";
}

std::string exported()
{
    Session const session;
    return pg::execute_with(export_statement(), {TEXTOID}, {pg::Param::of(std::string_view(session.tenant()))})[0].text(
        1);
}

/* One automation of the document; the row as it is now. */
std::string import_rule(core::TransferredRule const &rule, core::OnConflict on_conflict, NamedRules &there)
{
    std::int64_t const id = there.take(rule.name);
    if (id == 0 || on_conflict == core::OnConflict::update) {
        return save_rule(id, rule.name, rule.config);
    }
    if (on_conflict == core::OnConflict::error) {
        throw core::UserError("automation " + core::in_quotes(rule.name) + " exists already",
                              "It has the id " + std::to_string(id) + "; nothing has been imported.",
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
    core::Transfer const document = core::read_transfer(args.jsonb(0, "config"));
    JsonbRows rows(args);
    NamedRules there;
    for (core::TransferredRule const &rule : document.rules) {
        rows.add(import_rule(rule, document.on_conflict, there));
    }
    return rows.done();
}
