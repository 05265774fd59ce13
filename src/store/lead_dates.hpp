/* lead_dates.hpp — automation_lead_dates: where the dates of leads that lead_date automations name stand on the axis
 * that is scanned. The date itself is read from the lead; a row here only finds it.
 *
 * All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/automations/date_trigger.hpp"
#include "core/base/tenant_key.hpp"
#include "core/time/iso8601.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::store {

/** The row of lead `l` for a field, as a table of a FROM clause named d. Looked up by the primary key, one by one: of a
 * table that is being filled the planner knows nothing, and would go through all of it for each lead. */
#define PG_DATE_OF_LEAD(field_parameter)                                                        \
    "left join lateral (select x.* from @home@.automation_lead_dates x where x.lead_id = l.id " \
    "and x.field || '' = " field_parameter " and x.tenant_id || '' = l.tenant_id limit 1) d on true "

/** A date of a lead, or that it has none. */
struct LeadDate {
    core::LeadId lead{};
    std::string field;
    std::optional<core::ParsedDateTime> date;
};

/** Writes the dates of leads of one tenant as their rows have them now. */
void write_lead_dates(std::string const &tenant, std::vector<LeadDate> const &dates, core::Instant now);

/** The JSON text of one column of leads, by their keys; of a lead that has nothing there, nothing. */
[[nodiscard]] std::unordered_map<core::LeadKey, std::string> load_date_columns(std::string const &column,
                                                                               std::vector<core::LeadKey> leads);

/** What one page of fill_lead_dates has brought. */
struct DatePage {
    std::optional<core::LeadId> last;  ///< nothing: there are no more leads
    bool passed_by = false;            ///< a lead was somebody else's, and is to be read again
};

/** Whether leads have other dates than their rows here say, judged by a few of them: the type of the column was
 * changed, which fires no triggers. */
[[nodiscard]] bool dates_are_outdated(std::string const &tenant, core::DateField const &field);

/** A page of the tenant's leads in the order of their ids: writes the dates of the field that automation_lead_dates
 *  lacks or has otherwise. Waits for no lock: a session that writes a date has locked the lead. */
[[nodiscard]] DatePage fill_lead_dates(std::string const &tenant, core::DateField const &field, core::LeadId after,
                                       core::Instant now);

/** Removes those of a lead that is about to go. */
void remove_lead_dates(core::LeadKey const &lead);

/** Removes the rows of a field whose lead is gone. */
void remove_orphaned_dates(std::string const &tenant, std::string const &field);

}  // namespace automation::store
