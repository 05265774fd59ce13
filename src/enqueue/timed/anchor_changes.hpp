/* anchor_changes.hpp — dates that are the same moment in another form: with an offset from UTC instead of the wall
 * clock's time, or with the time of day that the automation gives them. What is remembered of the moment, and what
 * waits for it, goes by its anchor (core/decisions/lead_date.hpp), which is another one then.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace automation::enqueue {

class AnchorChanges {
 public:
    /** The moment of the automation that had the anchor `from` has `to` now; nothing where they are one. */
    void add(core::AutomationId automation, core::Instant from, core::Instant to, bool yearly);
    /** Enrollments, runs and deliveries of the lead get the new anchors, as one who owns the tables. */
    void write(core::LeadKey const &lead) const;

 private:
    std::vector<std::int64_t> automations_, to_;
    std::vector<std::string> from_;
    std::vector<std::optional<core::Instant>> counted_from_, counted_to_;
};

}  // namespace automation::enqueue
