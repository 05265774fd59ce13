#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::Due;
using test::moment;

/* Ann was created on 1 November; it is noon of the 20th in UTC, 13:00 on her wall. */

struct SilenceOf : Due {
    explicit SilenceOf(int days) : Due(Type::lead_followup, Trigger::no_contact_days)
    {
        automation.delay = {days, 0};
        automation.max_runs = 1;
    }
};

TEST(SilenceMoment, has_come_when_the_silence_is_long_enough)
{
    EXPECT_EQ(SilenceOf(7).first_look().answer(), "run");
    EXPECT_EQ(SilenceOf(30).first_look().answer(), "defer not_due 2026-12-01T09:00:00+01:00 anew");
}

TEST(SilenceMoment, moves_away_when_somebody_writes_even_after_it_was_put_off)
{
    SilenceOf due(7);
    due.sample.lead.last_contacted = due.now - 24h;
    EXPECT_EQ(due.answer(), "defer not_due 2026-11-26T13:00:00+01:00 anew");
}

TEST(SilenceMoment, comes_to_nothing_without_a_word_where_conditions_fail_or_runs_are_used_up)
{
    SilenceOf used_up(7);
    used_up.history.runs = 1;
    EXPECT_EQ(used_up.first_look().answer(), "drop max_runs");
    SilenceOf unmet(7);
    unmet.automation.conditions = Conditions::parse(R"({"status":"won"})");
    EXPECT_EQ(unmet.first_look().answer(), "drop conditions");
    SilenceOf twice(7);
    twice.newer_waits = true;
    EXPECT_EQ(twice.first_look().answer(), "drop superseded");
}

TEST(SilenceMoment, put_off_before_tells_why_it_is_skipped)
{
    SilenceOf unmet(7);
    unmet.automation.conditions = Conditions::parse(R"({"status":"won"})");
    EXPECT_EQ(unmet.answer(), "skip conditions");
}

TEST(SilenceMoment, that_became_later_before_anybody_looked_is_late_from_then_on)
{
    SilenceOf due(7);
    due.automation.max_lateness = 24h;
    due.sample.lead.last_contacted = due.now - std::chrono::days(7) - 1h;
    due.run.run_at = due.run.event_at = due.now - 30h;
    EXPECT_EQ(due.answer(), "run");
    due.now += 24h;
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(SilenceMoment, is_not_asked_of_a_run_by_hand)
{
    SilenceOf due(30);
    due.run.by_hand = true;
    EXPECT_EQ(due.first_look().answer(), "run");
}

TEST(SilenceMoment, of_a_lead_without_any_contact_never_comes)
{
    SilenceOf due(7);
    due.sample.lead.created_at.reset();
    EXPECT_EQ(due.first_look().answer(), "drop not_due");
}

struct ReminderOf : Due {
    explicit ReminderOf(int hours) : Due(Type::booking_reminder, Trigger::booking_reminder_hours)
    {
        automation.delay = {0, hours};
        now = *sample.booking.starts_at - std::chrono::hours(hours);
    }
};

TEST(ReminderMoment, has_come_the_delay_before_the_start)
{
    ReminderOf due(24);
    EXPECT_EQ(due.first_look().answer(), "run");
    due.now -= 1h;
    EXPECT_EQ(due.first_look().answer(), "defer not_due 2026-11-23T14:30:00+01:00 anew");
}

TEST(ReminderMoment, of_a_booking_that_moved_or_was_cancelled_comes_to_nothing)
{
    ReminderOf moved(24);
    moved.first_look();
    moved.sample.booking.starts_at = *moved.sample.booking.starts_at + 1h;
    EXPECT_EQ(moved.answer(), "drop booking_moved");
    ReminderOf cancelled(24);
    cancelled.first_look();
    cancelled.sample.booking.status = BookingStatus::cancelled;
    EXPECT_EQ(cancelled.answer(), "drop booking_cancelled");
}

TEST(ReminderMoment, that_had_passed_when_the_booking_was_made_is_told_of)
{
    ReminderOf due(2);
    due.run.inside_window = true;
    EXPECT_EQ(due.first_look().answer(), "skip inside_window");
    due.run.unmet = true;  // conditions were those of the moment when it was written
    EXPECT_EQ(due.answer(), "drop conditions");
}

TEST(ReminderMoment, after_the_start_is_too_late)
{
    ReminderOf due(2);
    due.first_look();
    due.now = *due.sample.booking.starts_at;
    EXPECT_EQ(due.answer(), "skip too_late");
}

struct SessionOf : Due {
    explicit SessionOf(int days) : Due(Type::post_session, Trigger::session_completed)
    {
        automation.delay = {days, 0};
        automation.max_runs = 1;
        now = *sample.booking.ends_at;
    }
};

TEST(SessionEnd, by_the_clock_needs_a_booking_that_is_still_on_and_ends_then)
{
    EXPECT_EQ(SessionOf(0).first_look().answer(), "run");
    SessionOf moved(0);
    moved.first_look();
    moved.sample.booking.ends_at = *moved.sample.booking.ends_at + 1h;
    EXPECT_EQ(moved.answer(), "drop booking_moved");
    SessionOf completed(0);
    completed.first_look();
    completed.sample.booking.status = BookingStatus::completed;
    EXPECT_EQ(completed.answer(), "drop booking_moved");
}

TEST(SessionEnd, by_its_status_needs_a_completed_booking)
{
    SessionOf due(0);
    due.first_look();
    due.run.anchor.reset();
    EXPECT_EQ(due.answer(), "drop booking_moved");
    due.sample.booking.status = BookingStatus::completed;
    EXPECT_EQ(due.answer(), "run");
}

TEST(SessionEnd, is_where_the_delay_begins)
{
    SessionOf due(2);
    due.first_look();
    EXPECT_EQ(due.answer(), "defer not_due 2026-11-26T15:30:00+01:00");
    due.run.run_at = due.now + 48h;
    due.now += 48h;
    EXPECT_EQ(due.answer(), "run");
}

TEST(SessionEnd, counts_once)
{
    SessionOf other(0);
    other.first_look();
    other.newer_waits = true;
    EXPECT_EQ(other.answer(), "drop superseded");
    SessionOf ran(0);
    ran.first_look();
    ran.history.runs = 1;
    EXPECT_EQ(ran.answer(), "drop max_runs");
}

TEST(QuietHours, put_a_message_off_to_their_end_and_a_little)
{
    Due due;
    due.sample.tenant.quiet_from = 12h;
    due.sample.tenant.quiet_until = 15h;
    due.automation.type = Type::crm_update;
    EXPECT_EQ(due.answer(), "run") << "nobody hears a crm_update";
    due.automation.type = Type::lead_followup;
    Decision const decision = decide(due.decision_input());
    ASSERT_EQ(decision.verdict, Verdict::defer);
    EXPECT_EQ(decision.reason, "quiet_hours");
    EXPECT_FALSE(decision.event_moves);
    EXPECT_EQ(*decision.until, moment(2026, 11, 20, 14) + jitter_of(due.sample.lead.id, due.automation.id));
}

TEST(Lateness, never_counts_from_before_the_last_edit)
{
    Due due;
    due.run.event_at = due.now - 5 * 24h;
    due.run.run_at = due.now - 2 * 24h;
    EXPECT_EQ(due.answer(), "skip too_late");
    due.automation.edited_at = due.now - 1h;
    EXPECT_EQ(due.answer(), "run");
    due.automation.max_lateness = 30min;
    EXPECT_EQ(due.answer(), "skip too_late");
    due.sample.tenant.edited_at = due.now - 10min;
    EXPECT_EQ(due.answer(), "run");
    due.sample.tenant.edited_at = due.now + 1h;  // a clock that was wrong
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(Lateness, of_an_event_after_the_edit_counts_from_its_moment)
{
    Due due;
    due.run.event_at = due.run.run_at = due.now - 2 * 24h;
    due.automation.edited_at = due.now - 3 * 24h;
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(Bookings, of_another_lead_than_the_run_is_for_stop_it)
{
    Due reminder(Type::booking_reminder, Trigger::booking_reminder_hours);
    reminder.sample.booking.lead = LeadId{8};
    EXPECT_EQ(reminder.answer(), "skip booking_moved");
    EXPECT_EQ(reminder.first_look().answer(), "drop booking_moved");
    Due cancelled(Type::lead_followup, Trigger::booking_cancelled);
    cancelled.sample.booking.status = BookingStatus::cancelled;
    cancelled.sample.booking.lead = LeadId{8};
    EXPECT_EQ(cancelled.answer(), "skip booking_moved");
    cancelled.sample.booking.lead = LeadId{7};
    EXPECT_EQ(cancelled.answer(), "run");
}

TEST(QuietHours, of_a_reminder_end_in_time_or_it_is_too_late)
{
    ReminderOf due(2);  // 12:30 on her wall; the start is at 14:30
    due.sample.tenant.quiet_from = 11h;
    due.sample.tenant.quiet_until = 14h + 29min + 59s;
    EXPECT_EQ(due.answer(), "defer quiet_hours 2026-11-24T14:29:59+01:00") << "the spread would be too much";
    due.sample.tenant.quiet_until = 14h + 30min;
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(Lateness, counts_from_the_end_of_the_quiet_hours)
{
    Due due(Type::confirmation, Trigger::booking_created);
    due.sample.tenant.quiet_from = 1h;
    due.sample.tenant.quiet_until = 12h;
    due.run.run_at = due.now - 9h;  // 04:00 on her wall; two hours after 12:00 are allowed
    EXPECT_EQ(due.answer(), "run");
    due.now += 61min;
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(DailyCap, puts_a_message_off_to_the_next_day_but_no_reminder)
{
    Due due;
    due.sample.tenant.daily_cap = 2;
    due.messages_today = 1;
    EXPECT_EQ(due.answer(), "run");
    due.messages_today = 2;
    Decision const decision = decide(due.decision_input());
    EXPECT_EQ(decision.reason, "daily_cap");
    EXPECT_EQ(*decision.until, moment(2026, 11, 20, 23) + jitter_of(due.sample.lead.id, due.automation.id));
    ReminderOf reminds(24);
    reminds.sample.tenant.daily_cap = 1;
    reminds.messages_today = 5;
    EXPECT_EQ(reminds.first_look().answer(), "run");
}

}  // namespace
}  // namespace automation::core
