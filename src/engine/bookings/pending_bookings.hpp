/* pending_bookings.hpp — fetched bookings that wait to be stored, a page a transaction.
 *
 * What somebody has locked is tried again later; a booking that the database refuses (a check or trigger of the user's)
 * is found by halving its page, told, and left out: it holds up no other.
 */
#pragma once
#include "engine/bookings/booking_writer.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace automation::engine {

/** Runs what it is given in a transaction of its own. */
using InSession = std::function<void(std::function<void()> const &)>;

class PendingBookings {
 public:
    void put(std::vector<core::simplybook::RemoteBooking> bookings);
    void clear() noexcept;
    [[nodiscard]] bool empty() const noexcept { return ready_.empty() && locked_.empty(); }
    /** All that is left is locked: wait a little before the next page. */
    [[nodiscard]] bool all_locked() const noexcept { return ready_.empty() && !locked_.empty(); }

    /** Stores a page; errors that are nobody's fault come through. */
    void store_page(SourceRow const &source, PageRule const &rule, InSession const &in_session, core::Instant now);

    /** Bookings without a client, since the last clear(). */
    [[nodiscard]] std::size_t without_client() const noexcept { return without_client_; }
    /** Why a booking was refused; the last one. */
    [[nodiscard]] std::string const &refusal() const noexcept { return refusal_; }

 private:
    using Bookings = std::vector<core::simplybook::RemoteBooking>;
    void store(std::span<core::simplybook::RemoteBooking> page, SourceRow const &source, PageRule const &rule,
               InSession const &in_session, core::Instant now);

    Bookings ready_;
    Bookings locked_;
    std::size_t without_client_ = 0;
    std::string refusal_;
    bool stored_any_ = false;  ///< of this round
};

}  // namespace automation::engine
