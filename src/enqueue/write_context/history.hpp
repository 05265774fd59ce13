/* history.hpp — rows that tell what happened elsewhere, before anybody asked us.
 *
 * The first sync of a booking source brings years of bookings and their people: nobody is welcomed, confirmed or asked
 * for feedback because of it. What lies ahead (reminders) is found all the same.
 */
#pragma once

namespace automation::enqueue {

/** While it lives, this process's writes fire no new_lead, booking_created and session_completed, and begin no stretch
 *  of silence. */
class HistoricalImport {
 public:
    HistoricalImport() noexcept : outer_(told) { told = true; }
    HistoricalImport(HistoricalImport const &) = delete;
    HistoricalImport &operator=(HistoricalImport const &) = delete;
    ~HistoricalImport() { told = outer_; }

    [[nodiscard]] static bool set_visible() noexcept { return told; }

 private:
    inline static constinit bool told = false;
    bool outer_;
};

}  // namespace automation::enqueue
