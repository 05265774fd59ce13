/* lead_references.hpp — tables of the user's own whose foreign keys name a lead. */
#pragma once
#include <string>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::api {

/** A foreign key on the lead's id, alone or with the tenant; names are quoted. */
struct LeadReference {
    Oid table;
    std::string name, id, tenant;  ///< the table, and its columns; `tenant` may be empty
    bool same_owner;               ///< of the table and of leads: another role's table is not ours to read or write

    /** A WHERE of the rows, as `t`, of lead `lead` of tenant `of_tenant`, which are parameters of a statement. */
    [[nodiscard]] std::string rows_of(std::string const &lead, std::string const &of_tenant) const
    {
        return " where t." + id + " = " + lead + " and " +
               (tenant.empty() ? of_tenant + " is not null" : "t." + tenant + " = " + of_tenant);
    }
};

/** In the order of their names; without the tables of the extension. In an SPI session. */
[[nodiscard]] std::vector<LeadReference> references_to_leads();

}  // namespace automation::api
