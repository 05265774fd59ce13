/* sync_state.hpp — how far a sync of one booking source has come.
 *
 *   resting ──due──▶ begin ─▶ ask ─▶ await_reply ─▶ store_page ─▶ next_question ─▶ ask … ─▶ end ─▶ resting
 *                              ▲          │ an id that the window has not shown: the source does not know it
 *                              │          └───────────────────────▶ confirm_missing ─▶ ask …
 *                              └── ids that are to be verified, when no sync is due
 *
 * A state that is cleared is resting.
 */
#pragma once
#include "core/bookings/booking_sync.hpp"
#include "engine/bookings/pending_bookings.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace automation::engine {

/** What is to be done next. */
enum class SyncStep { resting, begin, ask, await_reply, store_page, next_question, confirm_missing, end };

struct SyncState {
    enum class Asked { nothing, token, bookings, one_booking };

    std::optional<core::SyncPlan> plan;  ///< of the sync that is under way
    std::deque<std::string> to_verify;   ///< ids that the window has not shown
    bool gone = false;                   ///< the source does not know the first of them any more
    Asked asked = Asked::nothing;        ///< a reply is awaited
    bool answered = false;               ///< the reply has come; its page is being stored
    PendingBookings pending;
    std::vector<std::string> seen;        ///< ids that the window has shown
    std::vector<std::string> unreadable;  ///< of these
    int locked_tries = 0;
    int throttle_count = 0;  ///< times in a row that the service asked to slow down

    /** `due`: a sync is to begin if none is under way. */
    [[nodiscard]] SyncStep step(bool due) const noexcept;
    /** Drops everything; allocates nothing. */
    void clear() noexcept;
    /** A new sync: what was seen before belongs to the last one. */
    void begin(core::SyncPlan new_plan);
    /** Ends the sync; ids that are not known yet are to be verified. */
    void end(std::vector<std::string> missing);
    /** The reply to the current question has been stored. */
    void next_question();
    /** What a complete sync left out, in words; empty: nothing. */
    [[nodiscard]] std::string left_out() const;
};

}  // namespace automation::engine
