/* booking_sync.hpp — one sync of a booking source: which question comes next, and how far it has come in the end.
 *
 * Pure. A sync asks for what was edited since the last one, and once a day for the whole window of days around today,
 * which also finds what the edits did not tell. A question whose answer is too large is cut in halves.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

namespace automation::core {

/** How far a source has been fetched; what its row keeps. */
struct SyncCursor {
    std::optional<Instant> first;  ///< when the first sync that succeeded began
    std::optional<Instant> until;  ///< edits up to then have been fetched
    std::optional<Instant> full;   ///< when the whole window was last fetched
};

/** What was edited from `from` on, up to `to` where a question has been cut. */
struct ChangesQuery {
    Instant from;
    std::optional<Instant> to;
};
/** What starts on these days, both included. */
struct WindowQuery {
    std::chrono::local_days first, last;
};
using SyncQuestion = std::variant<ChangesQuery, WindowQuery>;

class SyncPlan {
 public:
    /** `changes_work`: the service understands the question for edits. */
    SyncPlan(SyncCursor const &marks, Instant now, TimeZone const &zone, bool changes_work);

    /** The question to ask next; null when there is none left. */
    [[nodiscard]] SyncQuestion const *next() const noexcept
    {
        return questions_.empty() ? nullptr : &questions_.front();
    }
    /** Its answer has been stored. */
    void answered() { questions_.pop_front(); }
    /** Its answer is too large. False when it cannot be cut any more. */
    [[nodiscard]] bool cut();
    /** The service does not understand questions for edits: the window must do. */
    void without_changes();

    [[nodiscard]] Instant began() const noexcept { return now_; }
    /** Nothing has been fetched before: what this sync brings is history. */
    [[nodiscard]] bool first() const noexcept { return !marks_.first; }
    /** What was made before that moment is no news, however late we hear of it: the first sync or the whole window, a
     *  day ago or earlier, has shown it already, or would have. */
    [[nodiscard]] Instant events_since() const noexcept;
    /** The moments that the whole window covers, where this sync asks for it. */
    [[nodiscard]] std::optional<std::pair<Instant, Instant>> window() const;
    /** How far the source has come once everything is answered. */
    [[nodiscard]] SyncCursor marks_after() const noexcept;

 private:
    void ask_for_window();

    SyncCursor marks_;
    Instant now_;
    TimeZone const *zone_;
    bool whole_window_ = false;
    std::deque<SyncQuestion> questions_;
};

/** Bounds of a question for edits on the company's clock, which names an hour twice when it is put back: wide enough to
 *  cover all of it. `to` is now where the question has no end. */
[[nodiscard]] std::pair<LocalTime, LocalTime> on_the_clock(Instant from, Instant to, TimeZone const &zone);

/** When to try again after the `failures`-th failure in a row; `asked_wait` is the service's wish. */
[[nodiscard]] Instant retry_sync_at(Instant now, int failures, std::optional<std::chrono::seconds> asked_wait,
                                    double unit_random);

}  // namespace automation::core
