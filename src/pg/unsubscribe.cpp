#include "pg/unsubscribe.hpp"

#include "pg/spi.hpp"

namespace automation::pg {

namespace {

constinit Statement secret("select i.secret from @home@.automation_instance i where i.tenant_id = ''");

/* Its bytes, copied; a bytea is laid out like a text. */
std::string signing_key()
{
    auto const rows = execute(secret);
    return rows.empty() ? std::string() : rows[0].text(1);
}

}  // namespace

std::string unsubscribe_token(std::string_view tenant, core::LeadId lead, std::string_view channel)
{
    return core::make_unsubscribe_token({std::string(tenant), lead, std::string(channel)}, signing_key());
}

std::optional<core::Unsubscription> read_unsubscribe_token(std::string_view token)
{
    return core::read_unsubscribe_token(token, signing_key());
}

}  // namespace automation::pg
