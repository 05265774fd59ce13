#include "api/rules/automation_names.hpp"

#include "core/base/strings.hpp"

#include "api/session.hpp"

namespace automation::api {
namespace {

// The index on (tenant_id, trigger).
constinit pg::Statement names_of_tenant(
    "select a.id, a.name from @home@.automations a where a.tenant_id = $1 order by a.id desc", TEXTOID);
// By the primary key.
constinit pg::Statement row_of(
    "select to_jsonb(a)::text from @home@.automations a where a.id = $1 and a.tenant_id = $2", INT8OID, TEXTOID);
constinit pg::Statement create_rule("select @home@.automation_create($1)::text", JSONBOID);
constinit pg::Statement update_rule("select @home@.automation_update($1, $2)::text", INT8OID, JSONBOID);

std::string or_nothing(char const *text)
{
    return text == nullptr ? "" : text;
}

/* A mistake in one of many has to say which one. Anything else (rights, a full disk) goes on as it is. */
[[noreturn]] void log_once(std::string const &name, pg::Error const &error)
{
    ErrorData const &data = *error.data();
    auto const mistake = error.sqlstate() == ERRCODE_CHECK_VIOLATION           ? core::ErrorCode::check_violation
                         : error.sqlstate() == ERRCODE_INVALID_PARAMETER_VALUE ? core::ErrorCode::invalid_value
                                                                               : throw error;
    throw core::UserError(mistake, "automation " + core::quote_value(name) + ": " + or_nothing(data.message),
                          or_nothing(data.detail), or_nothing(data.hint));
}

}  // namespace

AutomationNames::AutomationNames()
{
    Session const session;
    for (pg::Row const row : pg::execute(names_of_tenant, {pg::Param::of(std::string_view(session.tenant()))})) {
        ids_[row.text(2)].push_back(row.int8(1));
    }
}

std::int64_t AutomationNames::take(std::string const &name)
{
    auto const found = ids_.find(name);
    if (found == ids_.end() || found->second.empty()) {
        return 0;
    }
    std::int64_t const id = found->second.back();
    found->second.pop_back();
    return id;
}

std::string rule_row(std::int64_t id)
{
    Session const session;
    auto const rows = pg::execute(row_of, {pg::Param::of(id), pg::Param::of(std::string_view(session.tenant()))});
    return rows.empty() ? "" : rows[0].text(1);
}

std::string save_rule(std::int64_t id, std::string const &name, std::string_view config)
{
    // An id that was looked up among those of the current tenant means the row of that tenant.
    std::string const tenant = Session().tenant();
    InTenant const scope(tenant);
    pg::Spi const session;
    try {
        return id == 0 ? pg::execute(create_rule, {pg::jsonb_datum(config)})[0].text(1)
                       : pg::execute(update_rule, {pg::Param::of(id), pg::jsonb_datum(config)})[0].text(1);
    } catch (pg::Error const &error) {
        log_once(name, error);
    }
}

}  // namespace automation::api
