/* tenant_key.hpp — the name of a row: its id and its tenant.
 *
 * Primary keys are (id, tenant_id) and applications may give ids, so two tenants may hold the same one. An id alone
 * names a row only where the tenant is fixed; everywhere else, and in every map, the key is this.
 */
#pragma once
#include "core/base/types.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

namespace automation::core {

template <class Id>
struct TenantKey {
    Id id{};
    std::string tenant = {};
    friend auto operator<=>(TenantKey const &, TenantKey const &) = default;
};

using AutomationKey = TenantKey<AutomationId>;
using LeadKey = TenantKey<LeadId>;
using BookingKey = TenantKey<BookingId>;
using RunKey = TenantKey<RunId>;
using ChannelKey = TenantKey<ChannelId>;
using SourceKey = TenantKey<SourceId>;

}  // namespace automation::core

template <class Id>
struct std::hash<automation::core::TenantKey<Id>> {
    std::size_t operator()(automation::core::TenantKey<Id> const &key) const noexcept
    {
        // Ids hash to themselves: multiplied, they spread over all bits before the tenant is mixed in.
        return std::hash<std::int64_t>()(number(key.id)) * 0x9e3779b97f4a7c15U ^ std::hash<std::string>()(key.tenant);
    }
};
