/* test_decide_inbound.cpp — what waits for a reply that nobody has classified, and for the end of an absence. */
#include "core/decisions/decide.hpp"

#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;
using test::Due;

struct Asked : Due {
    explicit Asked(Type type = Type::lead_followup, Trigger trigger = Trigger::lead_status_changed,
                   std::string channel = "email")
        : Due(type, trigger)
    {
        if (trigger == Trigger::session_completed) sample.booking.status = BookingStatus::completed;
        inbound.unclassified = {{MessageId{31}, std::move(channel), now - 1h}};
    }
    [[nodiscard]] std::string delivery() const
    {
        Decision const decision = decide_delivery(decision_input(), automation.channel);
        return decision.verdict == Verdict::park ? "hold " + decision.reason.code() : decision.reason.code();
    }
};

TEST(UnclassifiedReply, holds_messages_on_its_channel_but_those_that_a_booking_needs)
{
    EXPECT_EQ(Asked().answer(), "hold maybe_stop");
    EXPECT_EQ(Asked().delivery(), "hold maybe_stop");
    EXPECT_EQ(Asked(Type::post_session, Trigger::session_completed).answer(), "hold maybe_stop");
    EXPECT_EQ(Asked(Type::lead_followup, Trigger::lead_status_changed, "sms").answer(), "run");
    EXPECT_EQ(Asked(Type::confirmation, Trigger::booking_created).answer(), "run");
    EXPECT_EQ(Asked(Type::confirmation, Trigger::booking_created).delivery(), "");
    EXPECT_EQ(Asked(Type::crm_update, Trigger::lead_status_changed).answer(), "run");
}

TEST(UnclassifiedReply, counts_as_lateness)
{
    Asked late;
    late.now += 25h;
    EXPECT_EQ(late.answer(), "skip too_late");
    EXPECT_EQ(late.delivery(), "too_late");
    late.automation.max_lateness = hours(48);
    EXPECT_EQ(late.answer(), "hold maybe_stop");
}

TEST(UnclassifiedReply, does_not_hold_what_a_person_wrote)
{
    Asked by_hand;
    by_hand.run.by_hand = true;
    EXPECT_EQ(by_hand.delivery(), "");
    EXPECT_EQ(by_hand.answer(), "hold maybe_stop") << "a run that a person triggers asks all the same";
}

struct Away : Due {
    explicit Away(Type type = Type::lead_followup, Trigger trigger = Trigger::lead_status_changed) : Due(type, trigger)
    {
        if (trigger == Trigger::session_completed) sample.booking.status = BookingStatus::completed;
        inbound.absent_until = sys_days(2026y / 11 / 25);
    }
};

TEST(Absence, defers_followups_to_the_day_after_it_on_the_clock_of_the_lead)
{
    Away away;
    EXPECT_EQ(away.answer().substr(0, 28), "defer absent 2026-11-26T00:0") << away.answer();
    away.now = decide(away.decision_input()).until.value();
    away.run.run_at = away.now;
    EXPECT_EQ(away.answer(), "run") << "lateness counts from the end of the absence";
    EXPECT_EQ(Away(Type::post_session, Trigger::session_completed).answer().substr(0, 12), "defer absent");
    EXPECT_EQ(Away(Type::confirmation, Trigger::booking_created).answer(), "run");
    EXPECT_EQ(Away(Type::crm_update, Trigger::lead_status_changed).answer(), "run");
}

}  // namespace
}  // namespace automation::core
