#include "store/address_hashes.hpp"

#include "core/base/error.hpp"
#include "core/crm/contact_address.hpp"

#include <algorithm>

#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

constinit pg::Statement make_key(
    "insert into @home@.automation_instance as i (tenant_id) values ('') on conflict (tenant_id) do update set "
    "suppression_key = excluded.suppression_key, updated_at = now() where coalesce(i.suppression_key, '') = ''");
constinit pg::Statement key("select i.suppression_key from @home@.automation_instance i where i.tenant_id = ''");

std::string bytes_of(std::string_view hex)
{
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    }
    return bytes;
}

}  // namespace

std::vector<std::string> hash_keys_from(std::string_view column)
{
    std::vector<std::string> keys;
    while (!column.empty()) {
        auto const end = std::min(column.find(':'), column.size());
        if (end > 0) {
            keys.push_back(bytes_of(column.substr(0, end)));
        }
        column.remove_prefix(std::min(end + 1, column.size()));
    }
    return keys;
}

std::vector<std::string> hashes_of(std::string_view tenant, std::vector<std::string> const &forms,
                                   std::vector<std::string> const &keys)
{
    std::vector<std::string> hashes;
    for (std::string const &key : keys) {
        for (std::string const &form : forms) {
            hashes.push_back(core::hashed_address(tenant, form, key));
        }
    }
    return hashes;
}

std::string suppression_key()
{
    pg::execute(make_key);
    auto const rows = pg::execute(key);
    pg::Param const value = rows.empty() ? pg::Param(std::nullopt) : rows[0].param(1);
    if (value.null || value.type != BYTEAOID) {
        throw core::UserError(core::ErrorCode::wrong_shape, "automation_instance.suppression_key is not of type bytea",
                              "", "Restore the type and the default of the column.");
    }
    return pg::to_string(value.value);  // a bytea is laid out like a text
}

}  // namespace automation::store
