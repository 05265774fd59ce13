/* tenant_country.hpp — the country that a tenant's telephone numbers without a country code belong to.
 *
 * automation_settings.country, cached in the process until a setting is saved.
 */
#pragma once
#include <string>
#include <string_view>

namespace automation::store {

/** Two letters of ISO 3166, of the tenant or else of the default row; empty where neither has one. Inside a
 *  transaction, as any role. */
[[nodiscard]] std::string country_of(std::string_view tenant);

/** Another statement reads them anew. Called from a callback: it reads nothing. */
void forget_countries() noexcept;

}  // namespace automation::store
