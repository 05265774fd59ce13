/* source_sync.hpp — the sync of one booking source: sync_state.hpp has its steps.
 *
 * An expired token is renewed once; any other failure drops the work and tries again after a backoff, or pauses the
 * source. While no sync is due, bookings that the window no longer shows are asked for one by one: only a source that
 * says that a booking is gone or off cancels it. One question a second, and never two at once. Uses no socket: it gives
 * requests and takes replies.
 */
#pragma once
#include "core/bookings/booking_sync.hpp"
#include "core/bookings/simplybook.hpp"
#include "net/http/http_message.hpp"
#include "engine/bookings/booking_sources.hpp"
#include "engine/bookings/service_login.hpp"
#include "engine/bookings/sync_state.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

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
    void skip_locked() noexcept;

    /** A sync is due or under way. */
    [[nodiscard]] bool syncing(core::Instant now) const noexcept { return state_.plan || due(now); }
    /** Bookings that have vanished are being asked for. */
    [[nodiscard]] bool checking() const noexcept { return !state_.to_verify.empty(); }
    /** How long until something is to be done; none: nothing, or a reply is waited for. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> wait(core::Instant now) const noexcept;
    /** The row was found to be another one, or to be left alone: read the sources again. */
    [[nodiscard]] bool outdated() const noexcept { return outdated_; }

 private:
    using Steady = std::chrono::steady_clock;
    using Asked = SyncState::Asked;

    [[nodiscard]] bool due(core::Instant now) const noexcept
    {
        return !row_.next_sync_at || *row_.next_sync_at <= std::min(now, until_.value_or(now));
    }
    void begin(InSession const &in_session, core::Instant now);
    void end(InSession const &in_session, core::Instant now);
    void discard_work() noexcept;
    void store_page(InSession const &in_session, core::Instant now);
    void confirm_missing(InSession const &in_session, core::Instant now);

    [[nodiscard]] core::simplybook::Call next_call();
    void on_failure(core::simplybook::ApiFailure const &trouble, Asked asked, InSession const &in_session,
                    core::Instant now);
    void slow_down(core::simplybook::ApiFailure const &trouble, InSession const &in_session, core::Instant now);
    void fail(std::string const &why, std::optional<std::chrono::seconds> wait, bool pause, InSession const &in_session,
              core::Instant now);

    SourceRow row_;
    std::optional<core::Instant> until_;
    SyncState state_;
    ServiceLogin login_;
    Steady::time_point next_question_;
    Steady::time_point next_try_;  ///< of what was locked
    bool changes_work_ = true;     ///< the service reports edits
    bool outdated_ = false;
    std::string logged_note_;
};

}  // namespace automation::engine
