/* session.hpp — what an SQL-callable function works with: the tables as their owner, and the caller's tenant. */
#pragma once
#include "core/base/error.hpp"
#include "core/crm/entities.hpp"

#include <optional>
#include <string>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/extension/tenancy.hpp"

namespace automation::api {

/** An SPI session as the owner of the tables, with search_path pinned. Right to call the function is the right; a role
 *  that automation_grant() limits to tenants needs `level` there, and acts for one of them whatever it sets. */
class Session {
 public:
    explicit Session(pg::AccessLevel level = pg::AccessLevel::operate);

    /** The caller's tenant: the one it is limited to, else the one automation.tenant_id names; "" when it is not set.
     */
    [[nodiscard]] std::string const &tenant() const noexcept { return tenant_; }
    /** Rows of this tenant only; none: of every tenant (a superuser or the owner, with no tenant set). */
    [[nodiscard]] core::NullableText const &only_tenant() const noexcept { return only_tenant_; }
    /** True when the caller is a superuser or owns the tables. */
    [[nodiscard]] bool owner_calls() const noexcept { return owner_calls_; }

 private:
    // In this order: who calls is asked before we act as the owner.
    bool owner_calls_;
    std::string tenant_;
    core::NullableText only_tenant_;
    pg::OwnerSession session_;
};

/** While it lives, sessions find rows of this tenant only, for any caller. For functions that call others by SQL. */
class InTenant {
 public:
    explicit InTenant(std::string const &tenant) noexcept : outer_(innermost) { innermost = &tenant; }
    InTenant(InTenant const &) = delete;
    InTenant &operator=(InTenant const &) = delete;
    ~InTenant() { innermost = outer_; }

    /** The tenant; null where there is no such scope. */
    [[nodiscard]] static std::string const *current() noexcept { return innermost; }

 private:
    inline static constinit std::string const *innermost = nullptr;
    std::string const *outer_;
};

// The tenant of the row with an id, among those that the caller can see. A UserError when there is none, and when
// several tenants have it.
[[nodiscard]] std::string tenant_of_lead(Session const &session, core::LeadId id);
/** The same for a lead that may have been merged into another, with the id of that one. */
[[nodiscard]] core::LeadKey present_lead(Session const &session, core::LeadId id);
[[nodiscard]] std::string tenant_of_automation(Session const &session, core::AutomationId id);
/** The automation, which must be of the lead's tenant. */
[[nodiscard]] core::AutomationKey automation_for_lead(Session const &session, core::AutomationId automation,
                                                      core::LeadId lead);
[[nodiscard]] std::string tenant_of_message(Session const &session, core::MessageId id);
[[nodiscard]] std::string tenant_of_activity(Session const &session, std::int64_t id);
/** The same; nothing when there is none. */
[[nodiscard]] core::NullableText find_tenant_of_automation(Session const &session, core::AutomationId id);

/** Says that several tenants have what was named. */
[[noreturn]] void several_tenants_have(std::string const &what);

}  // namespace automation::api
