#include "store/tenant_country.hpp"

#include "core/base/strings.hpp"

#include <cstdint>
#include <map>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::store {

namespace {

struct Countries {
    std::map<std::string, std::string, std::less<>> of_tenants;
    std::uint64_t loaded_at = 0;  ///< the change they were loaded after
};

constinit pg::NeverDestroyed<Countries> countries;
constinit std::uint64_t changes = 1;
constexpr std::size_t most_kept = 1024;

// The primary key. As JSON: tables of 1.0 have no such column, and no write fails for that. The tenant's row after the
// default one, so that its value comes over it.
constinit pg::Statement country(
    "select pg_catalog.to_jsonb(s) ->> 'country' from @home@.automation_settings s where s.tenant_id in ($1, '') "
    "order by s.tenant_id",
    TEXTOID);

std::string load(std::string_view tenant)
{
    std::string found;
    pg::ExtensionSchema const &where = pg::require_extension();
    if (!OidIsValid(where.table(pg::TableName::automation_settings))) {
        return found;  // a table that was dropped or renamed fails no write
    }
    pg::OwnerSession const session(where.owner);
    for (pg::Row const row : pg::execute_fresh(country, {pg::Param::of(tenant)})) {
        if (auto value = row.opt_text(1); core::nonblank(value)) {
            found = core::trim(*value);
        }
    }
    return found;
}

}  // namespace

std::string country_of(std::string_view tenant)
{
    Countries &known = *countries;
    if (known.loaded_at != changes || known.of_tenants.size() > most_kept) {
        known.of_tenants.clear();
        known.loaded_at = changes;
    }
    auto const found = known.of_tenants.find(tenant);
    if (found != known.of_tenants.end()) {
        return found->second;
    }
    // A setting saved while we read leaves loaded_at behind, and the next call reads again.
    std::string value = load(tenant);
    return known.of_tenants.insert_or_assign(std::string(tenant), std::move(value)).first->second;
}

void forget_countries() noexcept
{
    ++changes;
}

}  // namespace automation::store
