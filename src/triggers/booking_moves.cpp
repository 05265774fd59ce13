#include "triggers/booking_moves.hpp"

#include "enqueue/timed/reassignment.hpp"
#include "enqueue/write_context/attempt.hpp"

#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/statement_end.hpp"
#include "pg/time/clock.hpp"

namespace automation::triggers {

namespace {

/* Statements that have moved bookings; one that ended meanwhile may have moved the same ones on. */
constinit unsigned finished = 0;

class StatementMoves final : public pg::StatementWork {
 public:
    void add(BookingMove move, bool guarded)
    {
        bookings_[{std::move(move.tenant), move.from, move.to}].push_back(move.booking);
        guarded_ = guarded_ || guarded;
    }

    void finish() override
    {
        if (guarded_) {
            enqueue::attempt([&] { move(); });
        } else {
            move();
        }
        ++finished;
    }

 private:
    using Leads = std::tuple<std::string, core::LeadId, core::LeadId>;

    void move()
    {
        pg::OwnerSession const session(pg::require_extension().owner);
        if (finished != began_) {
            follow_on();
        }
        for (auto const &[leads, bookings] : bookings_) {
            auto const &[tenant, from, to] = leads;
            enqueue::reassign_bookings(bookings, {from, to, tenant}, pg::now());
        }
    }

    /* A trigger of the user's has given some of them to yet another lead, or back. */
    void follow_on()
    {
        std::map<Leads, std::vector<core::BookingId>> now;
        for (auto const &[leads, bookings] : bookings_) {
            auto const &[tenant, from, to] = leads;
            for (auto const &[booking, lead] : enqueue::leads_of(bookings, tenant)) {
                if (lead != from) {
                    now[{tenant, from, lead}].push_back(booking);
                }
            }
        }
        bookings_ = std::move(now);
    }

    std::map<Leads, std::vector<core::BookingId>> bookings_;
    unsigned began_ = finished;
    bool guarded_ = false;
};

}  // namespace

void move_at_end(BookingMove move, bool guarded)
{
    if (auto *const statement = pg::statement_work<StatementMoves>()) {
        statement->add(std::move(move), guarded);
    } else {
        StatementMoves at_once;
        at_once.add(std::move(move), guarded);
        at_once.finish();
    }
}

}  // namespace automation::triggers
