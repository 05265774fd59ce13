/* automation_crud.cpp — automation_create, update, enable, delete, list. */
#include "core/automations/automation_json.hpp"
#include "core/base/strings.hpp"
#include "core/json/json.hpp"

#include "api/session.hpp"

#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/extension/added_columns.hpp"
#include "store/automations.hpp"
#include "pg/sql/result_set.hpp"

namespace automation::api {
namespace {

/* PostgreSQL knows what an interval is; its word for a bad one becomes ours. */
void check_interval(char const *key, core::NullableText const &text)
{
    if (!text) {
        return;
    }
    try {
        pg::call([&] {
            (void)DirectFunctionCall3(interval_in, CStringGetDatum(text->c_str()), ObjectIdGetDatum(InvalidOid),
                                      Int32GetDatum(-1));
        });
    } catch (pg::Error const &error) {
        if (ERRCODE_TO_CATEGORY(error.sqlstate()) != ERRCODE_DATA_EXCEPTION) {
            throw;
        }
        throw core::UserError("invalid " + std::string(key) + " \"" + *text + "\"", "The value is not an interval.",
                              "Write an interval such as \"2 hours\" or \"1 day 12 hours\".");
    }
}

/* The keys that are given and not null: for null the column's default holds. */
std::vector<std::string> keys_with_values(core::ParsedConfig const &applied, std::string const &config,
                                          bool with_values)
{
    std::vector<std::string> keys;
    auto const json = core::json::parse(config, core::json::document_depth);
    for (std::string const &key : applied.keys) {
        if (json->at(key).is_null() == with_values) {
            continue;
        }
        if (with_values && !pg::has_column(pg::TableName::automations, key)) {
            throw core::UserError(core::ErrorCode::wrong_state,
                                  "table automations has no column " + core::quote_value(key),
                                  "The tables are of an older version than the library.", "Call automation_install().");
        }
        keys.push_back(key);
    }
    return keys;
}

core::ParsedConfig read_config(std::string const &config)
{
    core::ParsedConfig applied = core::parse_config({}, config);
    check_interval("cooldown", applied.draft.cooldown_text);
    check_interval("max_lateness", applied.draft.max_lateness_text);
    return applied;
}

/* As an identifier: "to" is a reserved word. Keys are checked against the known ones. */
std::string quoted(std::string const &key)
{
    return '"' + key + '"';
}

std::string listed(std::vector<std::string> const &keys, std::string const &before, std::string const &after = "")
{
    std::string text;
    for (std::string const &key : keys) {
        text.append(", ").append(before).append(quoted(key)).append(after);
    }
    return text;
}

std::string create(std::string const &config)
{
    core::ParsedConfig const applied = read_config(config);
    auto const keys = keys_with_values(applied, config, true);
    std::string const &extension = pg::require_extension().prefix;
    std::string const sql = "insert into " + extension + "automations as a (tenant_id" + listed(keys, "") +
                            ") select $2" + listed(keys, "p.") + " from jsonb_populate_record(null::" + extension +
                            "automations, $1) p returning to_jsonb(a)::text";
    Session const session;
    return pg::execute_writing(pg::TableName::automations, sql, {JSONBOID, TEXTOID},
                               {pg::jsonb_datum(config), pg::Param::of(std::string_view(session.tenant()))})[0]
        .text(1);
}

std::string update(core::AutomationId id, std::string const &changes)
{
    core::ParsedConfig const applied = read_config(changes);
    Session const session;
    std::string const tenant = tenant_of_automation(session, id);
    std::string sets;
    for (std::string const &key : keys_with_values(applied, changes, true)) {
        sets.append(", ").append(quoted(key)).append(" = p.").append(quoted(key));
    }
    for (std::string const &key : keys_with_values(applied, changes, false)) {
        if (pg::has_column(pg::TableName::automations, key)) {
            sets.append(", ").append(quoted(key)).append(" = default");
        }
    }
    std::string const &extension = pg::require_extension().prefix;
    std::string const sql = sets.empty() ? "select to_jsonb(a)::text from " + extension +
                                               "automations a where a.id = $1 and a.tenant_id = $2 and $3 is not null"
                                         : "update " + extension + "automations a set " + sets.substr(2) +
                                               " from jsonb_populate_record(null::" + extension +
                                               "automations, $3) p where a.id = $1 and a.tenant_id = $2 "
                                               "returning to_jsonb(a)::text";
    return pg::execute_writing(
               pg::TableName::automations, sql, {INT8OID, TEXTOID, JSONBOID},
               {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant)), pg::jsonb_datum(changes)})[0]
        .text(1);
}

constinit pg::Statement delete_one("delete from @home@.automations where id = $1 and tenant_id = $2", INT8OID, TEXTOID);
// The index on (tenant_id, trigger).
constinit pg::Statement list(
    "select a.id, a.name, a.type, a.trigger, a.delay_days, a.delay_hours, " PG_ADDED_COLUMN(
        "a",
        "delay_minutes") "::integer, a.channel, a.conditions, a.enabled, "
    "a.times_triggered + coalesce((select sum(d.ran) from @home@.automation_stat_deltas d "
    "where d.automation_id = a.id and d.tenant_id = a.tenant_id), 0), "
    "greatest(a.last_triggered, (select max(d.last_run_at) from @home@.automation_stat_deltas d "
    "where d.automation_id = a.id and d.tenant_id = a.tenant_id)) "
    "from @home@.automations a where a.tenant_id = $1 and ($2 is null or a.enabled = $2) order by a.id",
    TEXTOID, BOOLOID);

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_create)
{
    return pg::jsonb_datum(create(args.jsonb(0, "config")));
}

PG_CPP_FUNCTION(automation_update)
{
    return pg::jsonb_datum(update(core::AutomationId{args.integer(0, "id")}, args.jsonb(1, "changes")));
}

PG_CPP_FUNCTION(automation_enable)
{
    return pg::jsonb_datum(update(core::AutomationId{args.integer(0, "id")},
                                  args.boolean(1, "enabled") ? R"({"enabled":true})" : R"({"enabled":false})"));
}

PG_CPP_FUNCTION(automation_delete)
{
    core::AutomationId const id{args.integer(0, "id")};
    Session const session;
    auto const tenant = find_tenant_of_automation(session, id);
    return BoolGetDatum(tenant &&
                        pg::execute(delete_one, {pg::Param::of(number(id)), pg::Param::of(tenant)}).affected() > 0);
}

PG_CPP_FUNCTION(automation_list)
{
    pg::ResultSet result(args);
    pg::Param const enabled = args.given(0) ? pg::Param::of(args.boolean(0, "enabled")) : pg::Param(std::nullopt);
    Session const session;
    for (pg::Row const row : pg::execute(list, {pg::Param::of(std::string_view(session.tenant())), enabled})) {
        core::Delay const delay{.days = row.int4(5), .hours = row.int4(6), .minutes = row.null(7) ? 0 : row.int4(7)};
        result.add({row.param(1), row.param(2), row.param(3), row.param(4),
                    pg::Param::of(std::string_view(core::in_words(delay))), row.param(8), row.param(9), row.param(10),
                    row.param(11), row.param(12)});
    }
    return result.done();
}
