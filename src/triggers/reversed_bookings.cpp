#include "triggers/reversed_bookings.hpp"

#include "core/time/time_format.hpp"
#include "core/time/time_zone.hpp"

#include <string>

#include "pg/process/process.hpp"
#include "pg/sql/statement_end.hpp"

namespace automation::triggers {

namespace {

class ReversedBookings final : public pg::StatementWork {
 public:
    void add(core::Booking const &booking)
    {
        core::FixedTimeZone const utc;
        if (++count_ == 1) {
            first_ = "booking " + std::to_string(number(booking.id)) + " ends at " +
                     core::iso_8601(*booking.ends_at, utc) + ", before it starts at " +
                     core::iso_8601(*booking.starts_at, utc);
        }
    }
    void finish() override
    {
        pg::notice(first_ + (count_ == 1 ? "" : "; so do " + std::to_string(count_ - 1) + " others"),
                   "Correct starts_at or ends_at: session_completed goes by the end, reminders by the start.");
    }

 private:
    std::string first_;
    int count_ = 0;
};

}  // namespace

void notice_reversed(core::Booking const &booking)
{
    if (!booking.starts_at || !booking.ends_at || *booking.ends_at >= *booking.starts_at) {
        return;
    }
    if (auto *const statement = pg::statement_work<ReversedBookings>()) {
        statement->add(booking);
    } else {
        ReversedBookings at_once;
        at_once.add(booking);
        at_once.finish();
    }
}

}  // namespace automation::triggers
