/* claim_set.hpp — what the dispatcher has in its hands, and how far it has read the queue.
 *
 * The claim lives here and nowhere else: no lease row, no state that a crash leaves behind. A row is either in the
 * table or done; a row that waits for something is remembered by its key until its time comes.
 * Plain C++, no PostgreSQL, so that it can be tested alone.
 */
#pragma once
#include "engine/queue/tenant_queues.hpp"

#include <compare>
#include <cstddef>
#include <deque>
#include <optional>
#include <queue>
#include <unordered_map>
#include <vector>

namespace automation::engine {

/** How far the queue was read: rows up to and including this one. Rows of several tenants may stand at one place. */
struct Cursor {
    core::Instant run_at = core::Instant::min();
    core::RunId id{};
    friend auto operator<=>(Cursor const &, Cursor const &) = default;
};

/** A row of the queue, and when it is due. */
struct ClaimKey {
    core::Instant run_at = core::Instant::min();
    core::RunKey run;
    [[nodiscard]] Cursor cursor() const noexcept { return {run_at, run.id}; }
    friend auto operator<=>(ClaimKey const &, ClaimKey const &) = default;
};

class ClaimSet {
 public:
    /** How far the queue was read. */
    [[nodiscard]] Cursor cursor() const noexcept { return cursor_; }
    /** Everything up to `cursor` has been read. */
    void advance(Cursor cursor) noexcept;
    /** Rows due at `moment` or later may have appeared behind the cursor. */
    void rewind(core::Instant moment) noexcept;

    /** True when the row is in our hands already. */
    [[nodiscard]] bool is_claimed(core::RunKey const &run) const { return claimed_.contains(run); }
    [[nodiscard]] std::size_t size() const noexcept { return claimed_.size(); }

    /** To be tried again at `until`. Each time in a row waits longer: 20 ms doubling up to a second, unless `until`
     *  says otherwise. */
    void delay(ClaimKey const &key, core::Instant now);
    void delay_until(ClaimKey const &key, core::Instant until);
    /** Waits for a place at the model; tenants get them in turn. */
    void queue_for_model(ClaimKey const &key, core::Instant now);
    /** The model has been asked, or its text waits to be written. */
    void claim(ClaimKey const &key);
    /** Taken, and not tried after all: a second later. */
    void requeue(std::vector<core::RunKey> const &runs, core::Instant now);
    /** Ready to be tried now. */
    void mark_ready(core::RunKey const &run);
    /** Done, or not ours any more. */
    void release(core::RunKey const &run);

    /** Rows to try now: those that are ready, whose wait is over, and at most `model_places` of those that wait for
     *  the model; at most `most` in all. */
    [[nodiscard]] std::vector<core::RunKey> take_ready(core::Instant now, std::size_t most, std::size_t model_places);
    /** When the next wait is over. */
    [[nodiscard]] std::optional<core::Instant> next_time() const;
    [[nodiscard]] bool any_ready() const noexcept { return !ready_.empty(); }
    [[nodiscard]] bool any_for_model() const noexcept { return !for_model_.empty(); }

    /** Rows beyond this many are not remembered but found again: the cursor goes back for them a second later. */
    static constexpr std::size_t most_held = 100'000;
    /** One tenant's rows that wait for the model leave room for those of others. */
    static constexpr std::size_t most_for_model = 80'000;

 private:
    struct ClaimedRow {
        ClaimKey key;
        int times_put_off = 0;
    };
    struct Wait {
        core::Instant until;
        core::RunKey run;
        friend bool operator>(Wait const &a, Wait const &b) { return a.until > b.until; }
    };
    /** False when there is no room: the key is then looked for again later. */
    bool keep(ClaimKey const &key, core::Instant now);
    void note_lost(ClaimKey const &key, core::Instant now);

    Cursor cursor_;
    std::unordered_map<core::RunKey, ClaimedRow> claimed_;
    std::priority_queue<Wait, std::vector<Wait>, std::greater<>> waiting_;
    std::deque<core::RunKey> ready_;
    TenantQueues for_model_;
    std::optional<core::Instant> lost_from_;   ///< the earliest key that found no room
    std::optional<core::Instant> lost_retry_;  ///< when to go back for it
};

}  // namespace automation::engine
