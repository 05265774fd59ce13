/* session.hpp — what an SQL-callable function works with: the tables as their owner, and the caller's tenant. */
#pragma once
#include "core/error.hpp"
#include "core/facts.hpp"

#include <optional>
#include <string>

#include "pg/home.hpp"
#include "pg/owner_session.hpp"

namespace automation::api {

/** The tenant that automation.tenant_id names; "" when it is not set. */
[[nodiscard]] std::string current_tenant();

/** An SPI session as the owner of the tables, with search_path pinned. Right to call the function is the right. */
class Session {
 public:
    Session();

    /** Rows of this tenant only; none: of every tenant (a superuser or the owner, with no tenant set). */
    [[nodiscard]] core::Text const &only_tenant() const noexcept { return only_tenant_; }
    /** True when the caller is a superuser or owns the tables. */
    [[nodiscard]] bool owner_calls() const noexcept { return owner_calls_; }

 private:
    bool owner_calls_;
    core::Text only_tenant_;
    pg::OwnerSession session_;
};

/** The tenant of a lead; a UserError when the caller can see none by that id. */
[[nodiscard]] std::string tenant_of_lead(Session const &session, core::LeadId id);
/** The same for an automation. */
[[nodiscard]] std::string tenant_of_automation(Session const &session, core::AutomationId id);

}  // namespace automation::api
