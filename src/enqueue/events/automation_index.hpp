/* automation_index.hpp — the enabled automations of one tenant and trigger, cached in the backend that writes.
 *
 * Loaded per (tenant, trigger), so that 100,000 rules do not sit in every backend; dropped when a rule or a setting is
 * saved (a relcache invalidation of `automations`, which statistics do not cause).
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/send_times.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** What matching needs of an automation. */
struct MatchRule {
    core::AutomationId id{};
    core::Delay delay;
    core::Conditions conditions;
    std::optional<core::SendWindow> send_window;
    std::optional<core::DateTrigger> date = {};  ///< of lead_date; null where it cannot be read
    bool burst_limited = false;                  ///< automation.burst_limit is for its messages
    /** Its conditions or its window cannot be read: it matches, and the run fails with the reason, so that the write
     * does not. */
    bool broken = false;
};

struct AutomationIndex {
    std::vector<MatchRule> rules;  ///< in order of id
    core::NullableText timezone;   ///< of the tenant
    core::TenantSettings clock;    ///< quiet hours and holidays only
    /** Of lead_changed: where another value may be an event. */
    std::vector<core::Column> watched = {};
    /** Of lead_date: the dates that automations name, disabled ones included. */
    std::vector<core::DateField> dates = {};

    /** When reminders of a rule may be sent. */
    [[nodiscard]] core::SendTimes reminder_times(MatchRule const &rule) const
    {
        return core::send_times_of(core::Type::booking_reminder, rule.send_window, clock);
    }
};

/** The index of a tenant. The cache may be emptied by any statement that is executed, so it is held while it is used.
 */
[[nodiscard]] std::shared_ptr<AutomationIndex const> automation_index(std::string_view tenant, core::Trigger trigger);

/** Another number after each change of the rules or settings. */
[[nodiscard]] std::uint64_t index_generation() noexcept;

/** Makes every backend, this one included, load its books anew once this transaction has committed. */
void invalidate_indexes();

/** Registers the invalidation callback. Once per process, from _PG_init. */
void watch_rules();

}  // namespace automation::enqueue
