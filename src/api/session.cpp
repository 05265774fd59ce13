#include "api/session.hpp"

namespace automation::api {

namespace {

// By the primary keys; a second row is one of another tenant.
#define TENANTS_OF(table) \
    "select tenant_id from @home@." table " where id = $1 and ($2 is null or tenant_id = $2) limit 2"
constinit pg::Statement lead_tenants(TENANTS_OF("leads"), INT8OID, TEXTOID);
constinit pg::Statement automation_tenants(TENANTS_OF("automations"), INT8OID, TEXTOID);
constinit pg::Statement message_tenants(TENANTS_OF("messages"), INT8OID, TEXTOID);
constinit pg::Statement activity_tenants(TENANTS_OF("activities"), INT8OID, TEXTOID);
#undef TENANTS_OF
// By the index on external_ids.
constinit pg::Statement merged_leads(
    "select l.id, l.tenant_id from @home@.leads l where ($2 is null or l.tenant_id = $2) and l.external_ids <> '{}' "
    "and l.external_ids @> pg_catalog.jsonb_build_object('merged_leads', pg_catalog.jsonb_build_array($1)) limit 2",
    INT8OID, TEXTOID);

bool caller_is_owner()
{
    Oid const owner = pg::require_extension().owner;
    return pg::call([&] { return superuser() || has_privs_of_role(GetUserId(), owner); });
}

core::NullableText find_tenant(pg::Statement &statement, Session const &session, std::int64_t id, char const *what)
{
    auto const rows = pg::execute(statement, {pg::Param::of(id), pg::Param::of(session.only_tenant())});
    if (rows.size() > 1) {
        several_tenants_have(std::string(what) + " " + std::to_string(id));
    }
    return rows.empty() ? core::NullableText() : core::NullableText(rows[0].text(1));
}

std::string tenant_of(pg::Statement &statement, Session const &session, std::int64_t id, char const *what,
                      char const *hint)
{
    if (auto tenant = find_tenant(statement, session, id, what)) {
        return *std::move(tenant);
    }
    auto const &tenant = session.only_tenant();
    throw core::UserError(std::string(what) + " " + std::to_string(id) + " does not exist",
                          tenant ? "The lookup was limited to tenant \"" + *tenant + "\"." : "", hint);
}

core::NullableText only_tenant_of(bool owner_calls, std::string const &acting)
{
    if (std::string const *const tenant = InTenant::current()) {
        return *tenant;
    }
    return owner_calls && acting.empty() ? core::NullableText() : core::NullableText(acting);
}

}  // namespace

Session::Session(pg::AccessLevel level)
    : owner_calls_(caller_is_owner()),
      tenant_(pg::acting_tenant(level)),
      only_tenant_(only_tenant_of(owner_calls_, tenant_)),
      session_(pg::require_extension().owner)
{}

std::string tenant_of_lead(Session const &session, core::LeadId id)
{
    return tenant_of(lead_tenants, session, number(id), "lead", "Use an id of table leads.");
}

core::LeadKey present_lead(Session const &session, core::LeadId id)
{
    if (auto tenant = find_tenant(lead_tenants, session, number(id), "lead")) {
        return {id, *std::move(tenant)};
    }
    auto const rows = pg::execute(merged_leads, {pg::Param::of(number(id)), pg::Param::of(session.only_tenant())});
    if (rows.size() == 1) {
        return {core::LeadId{rows[0].int8(1)}, rows[0].text(2)};
    }
    return {id, tenant_of_lead(session, id)};
}

std::string tenant_of_automation(Session const &session, core::AutomationId id)
{
    return tenant_of(automation_tenants, session, number(id), "automation", "Use an id that automation_list() shows.");
}

core::NullableText find_tenant_of_automation(Session const &session, core::AutomationId id)
{
    return find_tenant(automation_tenants, session, number(id), "automation");
}

std::string tenant_of_message(Session const &session, core::MessageId id)
{
    return tenant_of(message_tenants, session, number(id), "message", "Use an id of table messages.");
}

std::string tenant_of_activity(Session const &session, std::int64_t id)
{
    return tenant_of(activity_tenants, session, id, "activity", "Use an id of table activities.");
}

void several_tenants_have(std::string const &what)
{
    throw core::UserError("several tenants have " + what, "Ids are unique within a tenant only.",
                          "Set automation.tenant_id to the intended tenant.");
}

core::AutomationKey automation_for_lead(Session const &session, core::AutomationId automation, core::LeadId lead)
{
    core::AutomationKey key{automation, tenant_of_automation(session, automation)};
    if (present_lead(session, lead).tenant != key.tenant) {
        throw core::UserError("lead " + std::to_string(number(lead)) + " belongs to another tenant",
                              "An automation acts only on leads of its own tenant.",
                              "Use a lead and an automation of the same tenant.");
    }
    return key;
}

}  // namespace automation::api
