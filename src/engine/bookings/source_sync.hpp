/* source_sync.hpp — one booking source on its way through a sync.
 *
 *   resting ──due──▶ logging in ─▶ asking ─▶ storing ─▶ (next question) ─▶ resting, the row says how far it came
 *                        ▲           │ token expired: once
 *                        └───────────┘        any other trouble ─▶ resting until the backoff, or paused
 *
 * Afterwards, while nothing else is to be done, bookings that the window no longer shows are asked for one by one: only
 * who is told that a booking is gone or off cancels it. One question a second, and never two at once. Knows no socket:
 * it gives requests and takes replies.
 */
#pragma once
#include "core/bookings/booking_sync.hpp"
#include "core/bookings/simplybook.hpp"
#include "net/http/http_message.hpp"
#include "engine/bookings/booking_sources.hpp"
#include "engine/bookings/pending_bookings.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace automation::engine {

class SourceSync {
 public:
    /** With `until`, only a sync that is due by then is begun. */
    SourceSync(SourceRow row, std::optional<core::Instant> until) : row_(std::move(row)), until_(until) {}

    /** The row as it was read again. True when its account is another one now: what is under way is void. */
    bool renew(SourceRow row);
    [[nodiscard]] SourceRow const &row() const noexcept { return row_; }

    /** Does what can be done at once without the network: begins, stores a page, ends. True when there is more. */
    bool advance(InSession const &in_session, core::Instant now);
    /** The request to send now, or nothing. */
    [[nodiscard]] std::optional<net::HttpRequest> next_request(InSession const &in_session, core::Instant now);
    void on_response(net::HttpResponse const &response, InSession const &in_session, core::Instant now);
    /** Something that is not the service's fault stopped it: what is under way is dropped and tried again soon. */
    void reset_after_error(core::Instant now) noexcept;
    /** Its row is locked: what was tried is tried again in a moment. */
    void pass_by_lock() noexcept;

    /** A sync is due or under way. */
    [[nodiscard]] bool syncing(core::Instant now) const noexcept { return round_ || due(now); }
    /** Bookings that have vanished are being asked for. */
    [[nodiscard]] bool checking() const noexcept { return !to_verify_.empty(); }
    /** How long until something is to be done; none: nothing, or a reply is waited for. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> wait(core::Instant now) const noexcept;
    /** The row was found to be another one, or to be left alone: read the sources again. */
    [[nodiscard]] bool outdated() const noexcept { return outdated_; }

 private:
    using Steady = std::chrono::steady_clock;
    enum class Asked { nothing, token, question, doubt };

    [[nodiscard]] bool due(core::Instant now) const noexcept
    {
        return !row_.next_sync_at || *row_.next_sync_at <= std::min(now, until_.value_or(now));
    }
    [[nodiscard]] bool has_question() const noexcept
    {
        return round_ ? round_->next() != nullptr : !to_verify_.empty();
    }
    /** There is something to do without the network. */
    [[nodiscard]] bool has_own_work(core::Instant now) const noexcept;
    void begin(InSession const &in_session, core::Instant now);
    void end(InSession const &in_session, core::Instant now);
    void drop_work() noexcept;
    void store_some(InSession const &in_session, core::Instant now);
    void confirm_missing(InSession const &in_session, core::Instant now);
    [[nodiscard]] std::string note() const;

    [[nodiscard]] core::simplybook::Call next_call();
    void take_trouble(core::simplybook::ApiFailure const &trouble, Asked asked, InSession const &in_session,
                      core::Instant now);
    void slow_down(core::simplybook::ApiFailure const &trouble, InSession const &in_session, core::Instant now);
    void fail(std::string const &why, std::optional<std::chrono::seconds> wait, bool pause, InSession const &in_session,
              core::Instant now);
    [[nodiscard]] std::string without_secrets(std::string text) const;

    SourceRow row_;
    std::optional<core::Instant> until_;
    std::optional<core::SyncPlan> round_;
    std::deque<std::string> to_verify_;  ///< ids that the window has not shown
    bool gone_ = false;                  ///< the source does not know the first of them any more
    Asked asked_ = Asked::nothing;
    bool answered_ = false;  ///< the answer has come and is being stored
    PendingBookings pending_;
    std::vector<std::string> seen_;  ///< ids that the window has shown
    std::vector<std::string> unreadable_;
    std::string token_;
    bool token_proved_ = false;  ///< it has been accepted once
    std::string password_;       ///< while a login is under way: no error may repeat it
    Steady::time_point next_question_;
    Steady::time_point next_try_;  ///< of what was locked
    int locked_tries_ = 0;
    int throttle_count_ = 0;  ///< times in a row that we were told to slow down
    bool changes_work_ = true;
    bool outdated_ = false;
    std::string said_;  ///< the note that the log has
};

}  // namespace automation::engine
