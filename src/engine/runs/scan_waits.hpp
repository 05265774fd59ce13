/* scan_waits.hpp — timed runs of a tenant wait while scans of its automations are due.
 *
 * After a downtime or a late commit many moments have passed, and each scan finds those of one automation: without a
 * wait, a run would be decided before an earlier one of the same lead is found.
 */
#pragma once
#include "core/base/types.hpp"
#include "engine/queue/claims.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace automation::engine {

class ScanWaits {
 public:
    /** Given the tenants whose scans are due: the earliest moment from which rows may be read again; nothing: none. No
     *  tenant waits for more than five seconds. */
    [[nodiscard]] std::optional<core::Instant> update(std::set<std::string> due, core::Instant now);
    /** Whether runs of the tenant wait. */
    [[nodiscard]] bool waits(std::string const &tenant) const { return waiting_.contains(tenant); }
    /** A row that has been read and waits. */
    void add(ClaimKey const &row);

 private:
    struct Wait {
        core::Instant since;
        std::optional<core::Instant> from;  ///< the earliest row
    };
    std::set<std::string> waiting_;
    std::map<std::string, Wait> waits_;
};

}  // namespace automation::engine
