/* lead_dates.hpp — dates of leads that lead_date automations name: written down with the lead, and their runs moved.
 *
 * Without such an automation of the tenant none of it costs more than a look into the cached index.
 */
#pragma once
#include "enqueue/events/match.hpp"
#include "store/lead_dates.hpp"
#include "triggers/lead_changes.hpp"

#include <string>
#include <vector>

namespace automation::triggers {

/** The dates of new leads, of one statement. */
class NewDates {
 public:
    /** `imported`: no event fires, and the scans find what lies ahead. */
    NewDates(core::Instant now, bool imported) noexcept : now_(now), imported_(imported) {}
    /** Adds the runs that are near. */
    void see(enqueue::Matcher &matcher, TupleDesc shape, TupleTableSlot *row, TupleFieldReader &lead);
    /** Writes the dates. */
    void finish();

 private:
    void open(std::string_view tenant);
    void write();

    core::Instant now_;
    bool imported_;
    std::string tenant_;
    std::shared_ptr<enqueue::AutomationIndex const> index_;
    std::vector<store::LeadDate> dates_;
};

/** An update of a lead has changed dates, or the clock on the lead's wall. */
void follow_dates(enqueue::Matcher &matcher, TupleDesc shape, LeadUpdate const &update, bool imported);

}  // namespace automation::triggers
