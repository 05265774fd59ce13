#include "core/decide.hpp"

#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::Due;

/** Verdict and reason; "go" when nothing speaks against it. */
std::string again(Due const &due)
{
    Decision const decision = recheck(due.situation());
    switch (decision.verdict) {
        case Verdict::run:
            return "go";
        case Verdict::skip:
            return "skip " + decision.reason;
        case Verdict::block:
            return "block " + decision.reason;
        case Verdict::defer:
            return "defer " + decision.reason;
        default:
            return "?";
    }
}

struct Reminder : Due {
    Reminder() : Due(Type::booking_reminder, Trigger::booking_reminder_hours)
    {
        run.event_at = now;
        run.anchor = sample.booking.starts_at;
    }
};

TEST(Recheck, lets_a_message_go_that_nothing_speaks_against)
{
    EXPECT_EQ(again(Due()), "go");
    EXPECT_EQ(again(Reminder()), "go");
}

TEST(Recheck, asks_for_consent_the_booking_the_time_and_an_address)
{
    Due refused;
    refused.sample.lead.opted_out = {"Email"};
    EXPECT_EQ(again(refused), "block opted_out");

    Due late;
    late.now += 25h;
    EXPECT_EQ(again(late), "skip too_late");

    Due unreachable;
    unreachable.channel_configured = true;
    EXPECT_EQ(again(unreachable), "go");
    unreachable.sample.lead.email.reset();
    EXPECT_EQ(again(unreachable), "skip no_recipient");

    Due quiet;
    quiet.sample.tenant.quiet_from = Micros(12h);
    quiet.sample.tenant.quiet_until = Micros(14h);
    EXPECT_EQ(again(quiet), "defer quiet_hours");
}

TEST(Recheck, of_a_reminder_looks_at_the_booking_it_was_written_for)
{
    Reminder cancelled;
    cancelled.sample.booking.status = BookingStatus::cancelled;
    EXPECT_EQ(again(cancelled), "skip booking_cancelled");
    Reminder moved;
    *moved.sample.booking.starts_at += 1h;
    EXPECT_EQ(again(moved), "skip booking_moved");
    Reminder begun;
    begun.now = *begun.sample.booking.starts_at;
    EXPECT_EQ(again(begun), "skip too_late");
    Reminder gone;
    gone.with_booking = false;
    EXPECT_EQ(again(gone), "skip booking_cancelled");
}

TEST(Recheck, does_not_ask_what_was_settled_when_it_was_written)
{
    Due due;
    due.automation.enabled = false;
    due.newer_waits = true;
    due.automation.max_runs = 1;
    due.history.runs = 1;
    due.run.event = "message_received";
    EXPECT_EQ(again(due), "go");
}

TEST(Suppression, skips_what_would_go_to_an_address_that_bounced)
{
    Due due;
    Situation situation = due.situation();
    situation.suppressed = "550 5.1.1 no such user";
    EXPECT_EQ(decide(situation).verdict, Verdict::run);
    situation.channel_configured = true;
    Decision const decision = decide(situation);
    EXPECT_EQ(decision.verdict, Verdict::skip);
    EXPECT_EQ(decision.reason, "no_recipient");
    EXPECT_EQ(decision.detail, "nothing goes to ann@example.com any more: 550 5.1.1 no such user");
    EXPECT_EQ(recheck(situation).reason, "no_recipient");
}

}  // namespace
}  // namespace automation::core
