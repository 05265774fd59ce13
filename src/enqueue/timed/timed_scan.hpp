/* timed_scan.hpp — finds what timed triggers will want within the next hour, by reading on in an index.
 *
 * A row of automation_watches says how far. A round reads from what is covered to the horizon; if a transaction was
 * open when it began, it is read again once all of those have ended, and only then is its stretch covered. docs/time.md
 * has the argument why nothing is missed.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/timing.hpp"

#include <cstddef>
#include <optional>
#include <string>

#include "store/due_moments.hpp"

namespace automation::enqueue {

/** A row of automation_watches. */
struct ScanState {
    core::AutomationId automation{};
    std::string tenant;
    core::Instant since;  ///< moments before it, by `since_delay` and by the present one, are not the rule's business
    core::Delay since_delay;
    int saved_minutes = 0;                   ///< of since_delay, as the row has them
    core::Micros since_at{};                 ///< of lead_date, the time of day that goes with since_delay
    std::optional<core::Instant> open_from;  ///< bookings that began before it are not caught up on
    store::AxisPlace covered;
    struct ScanPass {
        core::Instant began;
        core::Instant until;
        std::int64_t xid = 0;  ///< transactions before it may have been open when it began
        bool clean = false;    ///< none of them is any more: what the round reads is all there is
        store::AxisPlace read;
        /** Reads again what was covered, because rows were loaded there that fired no events (loaded_rows.hpp). */
        [[nodiscard]] bool goes_back() const noexcept { return xid == 0; }
    };
    /** Of lead_date: the leads whose dates are yet to be written down, since the automation goes by them. */
    struct DateFill {
        std::int64_t after = 0;  ///< the last lead that was read
        std::int64_t xid = 0;    ///< transactions before it may not know of the automation; 0: not asked yet
    };
    std::optional<DateFill> fill;
    bool of_dates = false;                      ///< of lead_date
    std::optional<core::Instant> evaluated_at;  ///< when the last round began
    std::optional<ScanPass> pass;               ///< under way
};

/** Locks the row for the transaction, or nothing: there is none, or somebody else has it. */
[[nodiscard]] std::optional<ScanState> lock_watch(core::AutomationId automation, std::string const &tenant);
/** The same, waiting for a page that is being read. */
[[nodiscard]] std::optional<ScanState> wait_for_watch(core::AutomationId automation, std::string const &tenant);
/** The same without a lock: to show. */
[[nodiscard]] std::optional<ScanState> find_watch(core::AutomationId automation, std::string const &tenant);
void save_watch(ScanState const &watch);
/** That of an automation that is new to its trigger. */
[[nodiscard]] ScanState first_watch(core::Automation const &automation, core::Instant now);
/** Writes it, unless there is one. */
void begin_watch(core::Automation const &automation, core::Instant now);
/** What saving `automation` makes of its watch; `was` is null where the row before cannot be read any more. */
void renew(ScanState &watch, core::Automation const &automation, core::Automation const *was, core::Instant now);

/** Which transactions are open. Asked first: what begins later has an id from `next` on. */
struct OpenTransactions {
    std::int64_t oldest = 0;
    std::int64_t next = 0;
};
[[nodiscard]] OpenTransactions read_open_transactions();

/** When the next round is to begin where the last one, which is over, began then; nothing: there was none. */
[[nodiscard]] core::Instant next_round(std::optional<core::Instant> last, core::Instant now) noexcept;

/** What a look has brought. */
struct ScanResult {
    core::Instant next;                          ///< when to look again
    std::optional<core::Instant> earliest = {};  ///< the first moment that a run was made for
    bool waits_for_others = false;               ///< transactions are open that may bring more
};

/** One page of a round: at most `most` runs. Begins the round when it is time. `watch` is locked, and the automation
 * was read afterwards. */
[[nodiscard]] ScanResult continue_scan(core::Automation const &automation, ScanState watch, OpenTransactions open,
                                       std::size_t most, core::Instant now);

/** Everything within the horizon that no round has found yet, for an automation that is about to change. `watch` is
 * locked. */
void catch_up(core::Automation const &automation, ScanState const &watch, core::Instant now);

/** How many leads the silence rule reaches now, counted up to a limit. */
inline constexpr std::size_t reach_counted = 100'000;
[[nodiscard]] std::size_t count_reached(core::Automation const &automation, core::Instant now);

}  // namespace automation::enqueue
