#include "store/unsubscribe.hpp"

#include "core/base/error.hpp"

#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

constinit pg::Statement secret("select i.secret from @home@.automation_instance i where i.tenant_id = ''");

}  // namespace

std::string installation_secret()
{
    auto const rows = pg::execute(secret);
    if (rows.empty() || rows[0].null(1)) {
        return {};
    }
    pg::Param const value = rows[0].param(1);
    if (value.type != BYTEAOID) {
        throw core::UserError(core::ErrorCode::wrong_shape, "automation_instance.secret is not of type bytea", "",
                              "Restore the type of the column.");
    }
    return pg::to_string(value.value);  // a bytea is laid out like a text
}

std::string unsubscribe_token(std::string_view tenant, core::LeadId lead, std::string_view channel)
{
    return core::make_unsubscribe_token({std::string(tenant), lead, std::string(channel)}, installation_secret());
}

std::optional<core::Unsubscription> read_unsubscribe_token(std::string_view token)
{
    return core::read_unsubscribe_token(token, installation_secret());
}

}  // namespace automation::store
