/* history.hpp — rows that tell what happened elsewhere, before anybody asked us.
 *
 * The first sync of a booking source brings years of bookings and their people: nobody is welcomed, confirmed or asked
 * for feedback because of it. What lies ahead (reminders) is found all the same.
 */
#pragma once

namespace automation::signals {

/** While it lives, this process's writes fire no new_lead, booking_created and session_completed, and begin no stretch
 *  of silence. */
class History {
 public:
    History() noexcept : outer_(told) { told = true; }
    History(History const &) = delete;
    History &operator=(History const &) = delete;
    ~History() { told = outer_; }

    [[nodiscard]] static bool being_told() noexcept { return told; }

 private:
    inline static constinit bool told = false;
    bool outer_;
};

}  // namespace automation::signals
