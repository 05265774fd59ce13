/* grants.cpp — automation_grant, automation_tenants, automation_acting_tenant: which role may do what, for which
 * tenant.
 *
 * Rights are given in the name of whoever owns the thing, so that a dump and a later owner find them as if that one had
 * granted them: tables may belong to somebody else than functions do. Only for what does not belong to the caller is
 * another role acted as.
 */
#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include "api/session.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/extension/tenancy.hpp"

namespace automation::api {
namespace {

constinit pg::Statement lock_grants("lock table @home@.automation_grants in share row exclusive mode");
// All of a small table.
constinit pg::Statement current(
    "select coalesce(max(array_position('{app,operator,admin,viewer}'::text[], g.level)), 0), "
    "coalesce(bool_or(g.every_tenant), false), "
    "coalesce(bool_or(not g.every_tenant), false), "
    "coalesce(bool_or(g.level = 'viewer') and bool_or(g.level <> 'viewer'), false) "
    "from @home@.automation_grants g where g.role = $1::name",
    TEXTOID);
constinit pg::Statement forget(
    "delete from @home@.automation_grants g where g.role = $1::name and ($2 is null or g.tenant_id = $2 and not "
    "g.every_tenant)",
    TEXTOID, TEXTOID);
constinit pg::Statement save_grant(
    "insert into @home@.automation_grants (role, level, tenant_id, every_tenant) values ($1, $2, coalesce($3, ''), "
    "$3 is null)",
    TEXTOID, TEXTOID, TEXTOID);
constinit pg::Statement rights_steps(
    "select s.statement, s.owner from @internal@.automation_grant_steps(rtrim($1, '.'), $2, $3, $4, $5) s", TEXTOID,
    OIDOID, INT4OID, INT4OID, BOOLOID);
constinit pg::Statement policy_steps(
    "select s.statement, s.owner from @internal@.automation_policy_steps(rtrim($1, '.'), "
    "case when $3 then array[$2] else '{}' end, case when $3 then 0::oid else $2 end) s",
    TEXTOID, OIDOID, BOOLOID);

constinit pg::Statement owner_of("select p.proowner from pg_catalog.pg_proc p where p.oid = $1", OIDOID);

/* What a role is granted, all in all. */
struct CurrentGrant {
    int level = 0;  ///< the highest; 0: none; 4: viewer
    bool everywhere = false;
    bool limited = false;
    bool mixed = false;  ///< viewer, and another level
};

struct GrantStep {
    std::string statement;
    Oid owner = InvalidOid;
};

struct RequestedGrant {
    Oid role = InvalidOid;
    std::string name;
    std::string level;
    core::NullableText tenant;

    [[nodiscard]] bool takes_back() const { return level == "none"; }
};

CurrentGrant current_of(RequestedGrant const &requested)
{
    auto const row = pg::execute(current, {pg::Param::of(std::string_view(requested.name))})[0];
    return {row.int4(1), row.boolean(2), row.boolean(3), row.boolean(4)};
}

void check_level(std::string const &level)
{
    static constexpr std::array<std::string_view, 5> words{"app", "operator", "admin", "viewer", "none"};
    if (std::ranges::find(words, level) == words.end()) {
        throw core::UserError("unknown level " + core::quote_value(level), "",
                              core::hint_for(level, words, "Levels are"));
    }
}

pg::AccessLevel level_named(std::string const &word)
{
    auto const level = std::ranges::find(pg::level_names, word);
    if (level == pg::level_names.end()) {
        check_level(word == "none" || word == "viewer" ? "" : word);
    }
    return static_cast<pg::AccessLevel>(level - pg::level_names.begin());
}

/* A limit that does not hold would be worse than none. */
void check_can_be_limited(RequestedGrant const &requested)
{
    Oid const owner = pg::require_extension().owner;
    bool const above = pg::call([&] {
        HeapTuple const row = SearchSysCache1(AUTHOID, ObjectIdGetDatum(requested.role));
        bool const bypasses = HeapTupleIsValid(row) && reinterpret_cast<Form_pg_authid>(GETSTRUCT(row))->rolbypassrls;
        if (HeapTupleIsValid(row)) {
            ReleaseSysCache(row);
        }
        return bypasses || superuser_arg(requested.role) || has_privs_of_role(requested.role, owner);
    });
    if (above) {
        throw core::UserError("role \"" + requested.name + "\" cannot be limited to a tenant",
                              "It is a superuser, has BYPASSRLS or owns the tables: row security does not apply to it.",
                              "Grant the level to another role.");
    }
}

void check_fits(RequestedGrant const &requested, CurrentGrant const &now)
{
    if (requested.takes_back() || !(requested.tenant ? now.everywhere : now.limited)) {
        return;
    }
    throw core::UserError(
        core::ErrorCode::wrong_state,
        "role \"" + requested.name + "\" is " + (requested.tenant ? "granted every tenant" : "limited to tenants"),
        "A role is either limited to tenants or to none.",
        "Revoke the grant first: SELECT automation_grant('" + requested.name + "', 'none').");
}

/* Writes down the grant; what the role was and has become. */
std::pair<CurrentGrant, CurrentGrant> record(RequestedGrant const &requested)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    pg::execute(lock_grants);
    CurrentGrant const before = current_of(requested);
    check_fits(requested, before);
    pg::Param const name = pg::Param::of(std::string_view(requested.name));
    pg::Param const tenant = pg::Param::of(requested.tenant);
    pg::execute(forget, {name, tenant});
    if (!requested.takes_back()) {
        pg::execute(save_grant, {name, pg::Param::of(std::string_view(requested.level)), tenant});
    }
    CurrentGrant const after = current_of(requested);
    if (after.mixed) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "role \"" + requested.name + "\" is granted level viewer and another one",
                              "A viewer of one tenant could write there what it may write for another.",
                              "Revoke the grants first: SELECT automation_grant('" + requested.name + "', 'none').");
    }
    return {before, after};
}

std::vector<GrantStep> steps_from(pg::Rows const &rows)
{
    std::vector<GrantStep> steps;
    for (pg::Row const row : rows) {
        steps.push_back({row.text(1), row.object(2)});
    }
    return steps;
}

Oid owner_of_function(Oid function)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    return pg::execute(owner_of, {pg::Param(ObjectIdGetDatum(function))})[0].object(1);
}

/* A caller who may act for the owner runs the statement by itself: PostgreSQL grants in the owner's name all the same,
 * and an event trigger finds the role and the search_path that ran the command. Everything in the statements is
 * qualified, and none of them runs anything of the owner's. */
void take(std::vector<GrantStep> const &steps)
{
    for (GrantStep const &step : steps) {
        if (pg::call([&] { return has_privs_of_role(GetUserId(), step.owner); })) {
            pg::Spi const session;
            (void)pg::execute_plain(step.statement);
        } else {
            pg::OwnerSession const session(step.owner);
            (void)pg::execute_plain(step.statement);
        }
    }
}

/* Only catalogs are read as the owner of the functions, and nothing of the tables' owner is run. */
void give(RequestedGrant const &requested, CurrentGrant const &before, CurrentGrant const &after,
          Oid owner_of_functions)
{
    std::vector<GrantStep> steps;
    {
        pg::OwnerSession const session(owner_of_functions);
        pg::Param const extension = pg::Param::of(std::string_view(pg::require_extension().prefix));
        pg::Param const role(ObjectIdGetDatum(requested.role));
        if (before.limited || after.limited) {
            steps = steps_from(pg::execute(policy_steps, {extension, role, pg::Param::of(after.limited)}));
        }
        auto const rights = steps_from(
            pg::execute(rights_steps, {extension, role, pg::Param(Int32GetDatum(before.level)),
                                       pg::Param(Int32GetDatum(after.level)), pg::Param::of(after.limited)}));
        steps.insert(after.level > before.level ? steps.end() : steps.begin(), rights.begin(), rights.end());
    }
    take(steps);
}

/* What was given in another way is not ours to take. */
void warn_of_other_rights(RequestedGrant const &requested)
{
    Oid const leads = pg::require_extension().table(pg::TableName::leads);
    pg::call([&] {
        if (pg_class_aclcheck(leads, requested.role, ACL_SELECT) == ACLCHECK_OK) {
            ereport(WARNING, (errmsg("role \"%s\" can still read the leads of every tenant", requested.name.c_str()),
                              errhint("It has the privilege through another role, through PUBLIC or by a GRANT.")));
        }
    });
}

void require_owner()
{
    Oid const owner = pg::require_extension().owner;
    if (!pg::call([&] { return superuser() || has_privs_of_role(GetUserId(), owner); })) {
        throw core::UserError(core::ErrorCode::not_permitted, "permission denied to grant",
                              "Only a superuser and the owner of the tables may grant levels.", "");
    }
}

RequestedGrant requested_from(pg::Args const &args)
{
    RequestedGrant requested;
    requested.role = args.given(0) ? DatumGetObjectId(args.info()->args[0].value) : InvalidOid;
    requested.level = args.text(1, "level");
    requested.tenant = args.given(2) ? core::NullableText(args.text(2, "tenant_id")) : std::nullopt;
    check_level(requested.level);
    char const *const name =
        OidIsValid(requested.role) ? pg::call([&] { return GetUserNameFromId(requested.role, true); }) : nullptr;
    if (name == nullptr) {
        throw core::UserError("role must not be PUBLIC", "", "Name a role, as in 'webapp'.");
    }
    requested.name = name;
    return requested;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_grant)
{
    require_owner();
    RequestedGrant const requested = requested_from(args);
    if (requested.tenant && !requested.takes_back()) {
        check_can_be_limited(requested);
    }
    auto const [before, after] = record(requested);
    give(requested, before, after, owner_of_function(args.info()->flinfo->fn_oid));
    if (before.limited && after.level == 0) {
        warn_of_other_rights(requested);
    }
    return Datum{0};
}

PG_CPP_FUNCTION(automation_tenants)
{
    pg::AccessLevel const level = level_named(args.text(0, "level"));
    pg::TenantScope const &limits = pg::limits();
    if (!limits.limited) {
        return args.null();
    }
    return pg::text_array(limits.of(level));
}

PG_CPP_FUNCTION(automation_acting_tenant)
{
    return pg::text_datum(pg::acting_tenant(level_named(args.text(0, "level"))));
}
