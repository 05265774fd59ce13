/* test_decide_delivery.cpp — may a message that is written leave, now? */
#include "core/decisions/decide.hpp"

#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::Due;

/** Verdict and reason; "go" when nothing speaks against it. */
std::string again(Due const &due)
{
    Decision const decision = decide_delivery(due.decision_input(), due.automation.channel);
    switch (decision.verdict) {
        case Verdict::run:
            return "go";
        case Verdict::skip:
            return "skip " + decision.reason.code();
        case Verdict::block:
            return "block " + decision.reason.code();
        case Verdict::defer:
            return "defer " + decision.reason.code();
        case Verdict::park:
            return "hold " + decision.reason.code();
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

TEST(DecideDelivery, lets_a_message_go_that_nothing_speaks_against)
{
    EXPECT_EQ(again(Due()), "go");
    EXPECT_EQ(again(Reminder()), "go");
}

TEST(DecideDelivery, asks_for_consent_the_booking_the_time_and_an_address)
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

TEST(DecideDelivery, of_a_reminder_looks_at_the_booking_it_was_written_for)
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

TEST(DecideDelivery, does_not_ask_what_was_settled_when_it_was_written)
{
    Due due;
    due.newer_waits = true;
    due.automation.max_runs = 1;
    due.history.runs = 1;
    due.run.event = "message_received";
    EXPECT_EQ(again(due), "go");
}

TEST(DecideDelivery, holds_what_a_disabled_automation_has_written_and_stops_what_a_deleted_one_has)
{
    Due disabled;
    disabled.automation.enabled = false;
    EXPECT_EQ(again(disabled), "hold disabled");
    Due deleted;
    deleted.with_automation = false;
    EXPECT_EQ(again(deleted), "skip automation_deleted");
}

TEST(DecideDelivery, stops_when_the_lead_has_answered_meanwhile)
{
    Due answered;
    answered.sample.lead.last_inbound_at = answered.now;
    answered.run.event_at = answered.run.run_at = answered.now - 1min;
    EXPECT_EQ(again(answered), "skip replied");
}

TEST(DecideDelivery, asks_the_conditions_again)
{
    Due due;
    due.automation.conditions = Conditions::parse(R"({"status":"new"})");
    EXPECT_EQ(decide_delivery(due.decision_input(), "email").verdict, Verdict::run);
    due.sample.lead.status = "customer";
    EXPECT_EQ(decide_delivery(due.decision_input(), "email").reason, "conditions");
    due.run.by_hand = true;
    EXPECT_EQ(decide_delivery(due.decision_input(), "email").verdict, Verdict::run);
}

TEST(DecideDelivery, of_silence_stops_when_the_lead_has_written)
{
    Due due(Type::lead_followup, Trigger::no_contact_days);
    due.automation.stop_on_reply = false;
    due.run.event_at = due.run.run_at = due.now - 1h;
    EXPECT_EQ(decide_delivery(due.decision_input(), "email").verdict, Verdict::run);
    due.sample.lead.last_inbound_at = due.now - 1min;
    EXPECT_EQ(decide_delivery(due.decision_input(), "email").reason, "replied");
}

TEST(DecideDelivery, asks_only_for_consent_where_a_person_wants_it_to_leave)
{
    Due due;
    due.run.by_hand = true;
    due.with_automation = false;
    due.now += 25h;
    EXPECT_EQ(again(due), "go");
    due.sample.lead.opted_out = {"all"};
    EXPECT_EQ(again(due), "block opted_out");
}

TEST(Suppression, skips_what_would_go_to_an_address_that_bounced)
{
    Due due;
    DecisionInput decision_input = due.decision_input();
    decision_input.suppressed.undeliverable =
        Suppression{"email", "ann@example.com", "provider", "550 5.1.1 no such user", {}};
    EXPECT_EQ(decide(decision_input).verdict, Verdict::run);
    decision_input.channel_configured = true;
    Decision const decision = decide(decision_input);
    EXPECT_EQ(decision.verdict, Verdict::skip);
    EXPECT_EQ(decision.reason, "no_recipient");
    EXPECT_EQ(decision.detail, "no messages are sent to ann@example.com: 550 5.1.1 no such user");
    EXPECT_EQ(decide_delivery(decision_input, "email").reason, "no_recipient");
}

}  // namespace
}  // namespace automation::core
