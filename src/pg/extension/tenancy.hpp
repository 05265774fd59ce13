/* tenancy.hpp — which tenants the current role is limited to, by automation_grant().
 *
 * Row security asks the same question for tables that are read directly: the policies call automation_tenants(). What
 * is known here is kept until a grant, a role or a membership changes. A role without a grant for a tenant is limited
 * to none: its rights are what they are.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <array>
#include <string>
#include <vector>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** What automation_grant() can make of a role; each may do what the ones before it may. */
enum class AccessLevel { app, operate, administer };
inline constexpr std::array<char const *, 3> level_names{"app", "operator", "admin"};

struct TenantScope {
    bool limited = false;
    std::array<std::vector<std::string>, level_names.size()> tenants;  ///< by the level that is needed; sorted

    [[nodiscard]] std::vector<std::string> const &of(AccessLevel level) const noexcept
    {
        return tenants[static_cast<std::size_t>(level)];
    }
};

/** Those of the current role, as in GetUserId(): what SECURITY DEFINER made of it counts. Superusers and the owner of
 *  the tables are not limited, nor is anybody while the tables are not there. Valid until the next call. */
[[nodiscard]] TenantScope const &limits();

/** The tenant that the current role acts for: the one it is limited to, else what automation.tenant_id says. Throws
 *  UserError (42501) when it is limited to several and the setting names none of them, or to none at this level. */
[[nodiscard]] std::string acting_tenant(AccessLevel level);

/** What automation.tenant_id reads as: the one tenant that the current role is limited to, else what is set. */
[[nodiscard]] char const *shown_tenant();

/** Tells every session that grants have changed. */
void grants_changed(Oid grants);

/** Registers the invalidation callbacks. Once per process, from _PG_init. */
void watch_grants();

}  // namespace automation::pg
