#include "api/session.hpp"

namespace automation::api {

namespace {

// By the primary keys.
constinit pg::Statement lead_tenant(
    "select tenant_id from @home@.leads where id = $1 and ($2 is null or tenant_id = $2) limit 1", INT8OID, TEXTOID);
constinit pg::Statement automation_tenant(
    "select tenant_id from @home@.automations where id = $1 and ($2 is null or tenant_id = $2) limit 1", INT8OID,
    TEXTOID);

bool caller_is_owner()
{
    Oid const owner = pg::home().owner;
    return pg::call([&] { return superuser() || has_privs_of_role(GetUserId(), owner); });
}

std::string found_tenant(pg::Statement &statement, Session const &session, std::int64_t id, char const *what,
                         char const *hint)
{
    auto const rows = pg::execute(statement, {pg::Param::of(id), pg::Param::of(session.only_tenant())});
    if (rows.empty()) {
        std::string const tenant = session.only_tenant().value_or("");
        throw core::UserError(std::string(what) + " " + std::to_string(id) + " does not exist",
                              session.only_tenant() ? "Looked for it in the tenant \"" + tenant + "\"." : "", hint);
    }
    return rows[0].text(1);
}

}  // namespace

Session::Session(pg::Level level)
    : owner_calls_(caller_is_owner()),
      tenant_(pg::acting_tenant(level)),
      only_tenant_(owner_calls_ && tenant_.empty() ? core::Text() : core::Text(tenant_)),
      session_(pg::home().owner)
{}

std::string tenant_of_lead(Session const &session, core::LeadId id)
{
    return found_tenant(lead_tenant, session, number(id), "lead", "The ids are those of the table leads.");
}

std::string tenant_of_automation(Session const &session, core::AutomationId id)
{
    return found_tenant(automation_tenant, session, number(id), "automation", "automation_list() shows the ids.");
}

}  // namespace automation::api
