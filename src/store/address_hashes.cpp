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

constinit pg::Statement keys("select coalesce(" PG_HASH_KEYS ", '')");
// All rows of the table.
constinit pg::Statement of_other_keys(
    "select count(*) from @home@.automation_suppressions s where s.address like 'hashed:%:%' "
    "and pg_catalog.split_part(s.address, ':', 2) || ':' <> $1",
    TEXTOID);

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

HashKeys hash_keys_from(std::string_view column)
{
    auto const between = std::min(column.find(':'), column.size());
    return {bytes_of(column.substr(0, between)), bytes_of(column.substr(std::min(between + 1, column.size())))};
}

HashKeys hash_keys()
{
    return hash_keys_from(pg::execute(keys)[0].text(1));
}

std::string hash_of_person(std::string_view tenant, std::string_view comparable, std::string_view key)
{
    return core::hashed_address(tenant, comparable, key, core::key_fingerprint(key));
}

std::vector<std::string> hashes_of(std::string_view tenant, std::vector<std::string> const &forms, HashKeys const &keys)
{
    std::vector<std::string> hashes;
    for (std::string const &form : forms) {
        if (!keys.links.empty()) {
            hashes.push_back(core::hashed_address(tenant, form, keys.links));
        }
        if (!keys.people.empty()) {
            hashes.push_back(hash_of_person(tenant, form, keys.people));
        }
    }
    return hashes;
}

std::int64_t count_unknown_hashes()
{
    std::string const key = hash_keys().people;
    std::string const known = key.empty() ? std::string() : core::key_fingerprint(key);
    return pg::execute(of_other_keys, {pg::Param::of(std::string_view(known))})[0].int8(1);
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
