#include "pg/unsubscribe.hpp"

#include "pg/spi.hpp"

namespace automation::pg {

namespace {

constinit Statement secret("select i.secret from @home@.automation_instance i where i.tenant_id = ''");

}  // namespace

std::string installation_secret()
{
    auto const rows = execute(secret);
    return rows.empty() ? std::string() : rows[0].text(1);  // a bytea is laid out like a text
}

std::string unsubscribe_token(std::string_view tenant, core::LeadId lead, std::string_view channel)
{
    return core::make_unsubscribe_token({std::string(tenant), lead, std::string(channel)}, installation_secret());
}

std::optional<core::Unsubscription> read_unsubscribe_token(std::string_view token)
{
    return core::read_unsubscribe_token(token, installation_secret());
}

}  // namespace automation::pg
