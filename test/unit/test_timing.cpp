#include "core/decisions/timing.hpp"

#include "sample.hpp"

#include <limits>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::moment;

constexpr Delay three_days{3, 0};
FixedTimeZone const utc;

TEST(Silence, counts_from_the_last_contact_whoever_made_it)
{
    ContactTimes contacts{
        .last_contacted = {}, .last_inbound_at = {}, .created_at = moment(2026, 11, 1), .silent_since = {}};
    EXPECT_EQ(last_contact(contacts), moment(2026, 11, 1));
    contacts.last_contacted = moment(2026, 10, 1);  // an import: before the lead was created here
    EXPECT_EQ(last_contact(contacts), moment(2026, 10, 1));
    contacts.last_inbound_at = moment(2026, 11, 5);
    EXPECT_EQ(last_contact(contacts), moment(2026, 11, 5));
}

TEST(Silence, is_never_due_where_no_contact_is_known_or_it_lies_at_infinity)
{
    EXPECT_FALSE(silence_due(three_days, {}, {}, utc));
    ContactTimes never;
    never.last_contacted = Instant::max();
    EXPECT_FALSE(silence_due(three_days, never, {}, utc));
}

TEST(Silence, is_due_again_only_a_delay_after_the_last_run)
{
    ContactTimes contacts;
    contacts.last_contacted = moment(2026, 11, 1);
    EXPECT_EQ(silence_due(three_days, contacts, {}, utc), moment(2026, 11, 4));
    EXPECT_EQ(silence_due(three_days, contacts, moment(2026, 11, 4, 6), utc), moment(2026, 11, 7, 6));
}

TEST(Silence, a_stretch_is_named_by_its_beginning)
{
    ContactTimes contacts;
    contacts.created_at = moment(2026, 11, 1);
    EXPECT_EQ(silence_start(contacts), moment(2026, 11, 1));
    contacts.silent_since = moment(2026, 11, 9);
    EXPECT_EQ(silence_start(contacts), moment(2026, 11, 9));
}

TEST(Reminder, is_due_the_delay_before_the_start)
{
    EXPECT_EQ(reminder_due({1, 2}, moment(2026, 11, 24, 13), {}, utc), moment(2026, 11, 23, 11));
}

TEST(Reminder, goes_the_evening_before_where_quiet_hours_would_last_until_the_start)
{
    SendTimes const night{.quiet = QuietHours{21h, 8h}, .open = {}};
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 24, 7), night, utc), moment(2026, 11, 23, 20, 50));
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 24, 8), night, utc), moment(2026, 11, 23, 20, 50));
    // Here they end before the start: it is put off to their end when it is looked at.
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 24, 9), night, utc), moment(2026, 11, 24, 7));
}

TEST(Reminder, goes_before_its_window_closes_where_that_stays_closed_until_the_start)
{
    // Weekdays from 9 to 18; 21 and 22 November 2026 are a weekend.
    SendTimes const office{.quiet = {}, .open = OpenHours{{.days = 0b0011111, .from = 9h, .until = 18h}, {}}};
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 22, 10), office, utc), moment(2026, 11, 20, 17, 50));
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 23, 9), office, utc), moment(2026, 11, 20, 17, 50));
    // It opens before the start: it is put off when it is looked at.
    EXPECT_EQ(reminder_due({0, 2}, moment(2026, 11, 23, 10), office, utc), moment(2026, 11, 23, 8));
}

TEST(Reminder, goes_minutes_before_the_start)
{
    EXPECT_EQ(reminder_due({.minutes = 10}, moment(2026, 11, 24, 13), {}, utc), moment(2026, 11, 24, 12, 50));
}

TEST(Horizon, no_moment_beyond_it_comes_within_the_hour_whatever_the_zone)
{
    Instant const now = moment(2026, 11, 20, 12);
    for (int offset = -12; offset <= 14; ++offset) {
        FixedTimeZone const zone{std::chrono::hours(offset)};
        for (Delay const delay : {Delay{0, 5}, Delay{2, 0}, Delay{30, 7}}) {
            Instant const beyond = horizon(Trigger::no_contact_days, delay, false, now) + 1us;
            EXPECT_GT(after(beyond, delay, zone), now + look_ahead);
            Instant const start = horizon(Trigger::booking_reminder_hours, delay, false, now) + 1us;
            SendTimes const whole_day{.quiet = QuietHours{0h, 23h + 59min}, .open = {}};
            EXPECT_GT(reminder_due(delay, start, whole_day, zone), now + look_ahead);
            Instant const later = horizon(Trigger::booking_reminder_hours, delay, true, now) + 1us;
            SendTimes const mondays{.quiet = {}, .open = OpenHours{{.days = 1, .from = 9h, .until = 10h}, {}}};
            EXPECT_GT(reminder_due(delay, later, mondays, zone), now + look_ahead);
        }
    }
    EXPECT_EQ(horizon(Trigger::session_completed, {5, 0}, false, now), now + look_ahead);
    constexpr int most = std::numeric_limits<int>::max();  // of a row that was loaded without a check
    EXPECT_GT(horizon(Trigger::booking_reminder_hours, {most, most, most}, true, now), now);
}

TEST(Horizon, of_silence_never_reaches_what_is_still_to_be_written)
{
    Instant const now = moment(2026, 11, 20, 12);
    for (Delay const delay : {Delay{0, 1}, Delay{1, 0}, Delay{1, 2}, Delay{2, 5}}) {
        EXPECT_LE(horizon(Trigger::no_contact_days, delay, false, now), now);
    }
}

TEST(Memory, counts_silence_by_its_stretch_and_reminders_by_the_start)
{
    test::Sample sample;
    sample.lead.silent_since = moment(2026, 11, 9);
    EXPECT_EQ(counted_by(Trigger::no_contact_days, &sample.lead, nullptr), moment(2026, 11, 9));
    EXPECT_EQ(counted_by(Trigger::booking_reminder_hours, &sample.lead, &sample.booking), sample.booking.starts_at);
    EXPECT_EQ(counted_by(Trigger::session_completed, &sample.lead, &sample.booking), std::nullopt);
    EXPECT_EQ(counted_by(Trigger::no_contact_days, nullptr, nullptr), std::nullopt);
}

}  // namespace
}  // namespace automation::core
