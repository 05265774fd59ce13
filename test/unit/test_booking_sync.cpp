/* test_booking_sync.cpp — which questions a sync asks, and what a fetched booking changes in the row of it. */
#include "core/bookings/booking_sync.hpp"

#include <gtest/gtest.h>

#include "core/bookings/booking_change.hpp"
#include "core/json/json.hpp"
#include "core/settings/secret_reference.hpp"
#include "core/base/error.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using simplybook::RemoteBooking;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::sys_days;
using std::chrono::year;

FixedTimeZone const utc;
Instant const noon = sys_days(year(2026) / 11 / 22) + 12h;

SyncCursor synced(Instant when)
{
    return {when - days(30), when, when};
}

/** Puts its clock back by an hour at a moment. */
class BackZone final : public TimeZone {
 public:
    explicit BackZone(Instant moment) : moment_(moment) {}
    std::string const &name() const noexcept override { return name_; }
    LocalTime to_local(Instant t) const override
    {
        return LocalTime(t.time_since_epoch() + (t < moment_ ? Micros(2h) : Micros(1h)));
    }
    Instant to_instant(LocalTime local) const override { return Instant(local.time_since_epoch() - 2h); }

 private:
    Instant moment_;
    std::string name_ = "Back";
};

TEST(SyncRound, the_first_asks_for_the_window_only_and_is_history)
{
    SyncPlan round({}, noon, utc, true);
    EXPECT_TRUE(round.first());
    EXPECT_EQ(round.events_since(), Instant::max());
    auto const &question = std::get<WindowQuery>(*round.next());
    EXPECT_EQ(question.first, local_days(year(2026) / 11 / 20));
    EXPECT_EQ(question.last, local_days(year(2027) / 1 / 21));
    round.answered();
    EXPECT_EQ(round.next(), nullptr);
    auto const marks = round.marks_after();
    EXPECT_EQ(marks.first, noon);
    EXPECT_EQ(marks.until, noon);
    EXPECT_EQ(marks.full, noon);
}

TEST(SyncRound, later_ones_ask_for_edits_with_an_overlap_of_ten_minutes)
{
    SyncPlan round(synced(noon - 5min), noon, utc, true);
    auto const &question = std::get<ChangesQuery>(*round.next());
    EXPECT_EQ(question.from, noon - 15min);
    EXPECT_FALSE(question.to);
    round.answered();
    EXPECT_EQ(round.next(), nullptr);
    EXPECT_FALSE(round.window());
    EXPECT_EQ(round.marks_after().full, noon - 5min);
    EXPECT_EQ(round.marks_after().first, noon - 5min - days(30));
}

TEST(SyncRound, once_a_day_the_whole_window_follows)
{
    SyncCursor marks = synced(noon - 5min);
    marks.full = noon - 24h;
    SyncPlan round(marks, noon, utc, true);
    EXPECT_TRUE(std::holds_alternative<ChangesQuery>(*round.next()));
    round.answered();
    EXPECT_TRUE(std::holds_alternative<WindowQuery>(*round.next()));
    EXPECT_EQ(round.window()->first, Instant(sys_days(year(2026) / 11 / 20)));
    EXPECT_EQ(round.window()->second, Instant(sys_days(year(2027) / 1 / 22)));
    EXPECT_EQ(round.marks_after().full, noon);
}

TEST(SyncRound, a_mark_from_the_future_does_not_keep_the_window_away)
{
    SyncCursor marks = synced(noon - 5min);
    marks.full = noon + 1h;
    EXPECT_TRUE(SyncPlan(marks, noon, utc, true).window());
}

TEST(SyncRound, a_service_that_cannot_tell_edits_is_asked_for_the_window_each_time)
{
    SyncPlan round(synced(noon - 5min), noon, utc, true);
    round.without_changes();
    EXPECT_TRUE(std::holds_alternative<WindowQuery>(*round.next()));
    SyncPlan const next(synced(noon), noon + 5min, utc, false);
    EXPECT_TRUE(std::holds_alternative<WindowQuery>(*next.next()));
}

TEST(SyncRound, what_is_too_large_is_cut_until_it_fits_and_nothing_is_left_out)
{
    SyncPlan round({}, noon, utc, true);
    local_days expected = local_days(year(2026) / 11 / 20);
    int asked = 0;
    while (auto const *question = round.next()) {
        auto const days_asked = std::get<WindowQuery>(*question);
        ASSERT_LT(++asked, 1000);
        if (days_asked.last - days_asked.first >= days(3)) {
            ASSERT_TRUE(round.cut());
            continue;
        }
        EXPECT_EQ(days_asked.first, expected);
        expected = days_asked.last + days(1);
        round.answered();
    }
    EXPECT_EQ(expected, local_days(year(2027) / 1 / 22));
}

TEST(SyncRound, a_day_and_a_minute_cannot_be_cut)
{
    SyncPlan round({}, noon, utc, true);
    int cuts = 0;
    while (round.cut())
        ASSERT_LT(++cuts, 100);
    auto const one = std::get<WindowQuery>(*round.next());
    EXPECT_EQ(one.first, one.last);

    SyncPlan edits(synced(noon - 5min), noon, utc, true);
    cuts = 0;
    while (edits.cut())
        ASSERT_LT(++cuts, 100);
    Instant expected = noon - 15min;
    while (auto const *question = edits.next()) {
        auto const silence = std::get<ChangesQuery>(*question);
        EXPECT_EQ(silence.from, expected);
        expected = silence.to.value_or(noon);
        edits.answered();
    }
    EXPECT_EQ(expected, noon);
}

TEST(SyncRound, what_was_made_before_the_first_sync_or_seen_by_a_window_is_no_news)
{
    SyncCursor marks{noon - days(30), noon - 5min, noon - 10h};
    EXPECT_EQ(SyncPlan(marks, noon, utc, true).events_since(), noon - 34h);
    marks.first = noon - 1h;
    EXPECT_EQ(SyncPlan(marks, noon, utc, true).events_since(), noon - 1h);
}

TEST(OnTheClock, an_hour_that_comes_twice_is_covered_whole)
{
    BackZone const zone(noon);
    auto const [from, to] = on_the_clock(noon - 10min, noon + 30min, zone);
    // 13:50 to 14:00, then 13:00 to 13:30: every edit in between bears a time from 13:00 to 14:00.
    EXPECT_LE(from, LocalTime(noon.time_since_epoch() + 1h));
    EXPECT_GE(to, LocalTime(noon.time_since_epoch() + 2h));
    auto const plain = on_the_clock(noon + 1h, noon + 2h, zone);
    EXPECT_EQ(plain.first, LocalTime(noon.time_since_epoch() + 2h));
    EXPECT_EQ(plain.second, LocalTime(noon.time_since_epoch() + 3h));
}

TEST(RetrySync, backs_off_up_to_an_hour_and_heeds_the_service)
{
    EXPECT_GE(retry_sync_at(noon, 1, std::nullopt, 0.0), noon + 2s);
    EXPECT_LE(retry_sync_at(noon, 1, std::nullopt, 1.0), noon + 8s);
    EXPECT_EQ(retry_sync_at(noon, 1'000'000, std::nullopt, 1.0), noon + 1h);
    EXPECT_GE(retry_sync_at(noon, 1, 600s, 0.0), noon + 600s);
    EXPECT_LE(retry_sync_at(noon, 1, std::chrono::seconds::max(), 1.0), noon + 1h + 30s);
}

// --- what changes ---

RemoteBooking remote()
{
    RemoteBooking booking;
    booking.id = "1";
    booking.title = "Massage";
    booking.starts_at = noon + 24h;
    booking.ends_at = noon + 25h;
    booking.more = {{"unit", "Bob"}, {"is_confirm", "1"}};
    return booking;
}

/** The row after a change; details are put over what it had. */
Booking row_with(BookingChange const &change, std::string const &details = "{}")
{
    Booking row;
    row.title = change.title;
    row.location = change.location;
    row.starts_at = change.starts_at;
    row.ends_at = change.ends_at;
    row.status = change.status;
    auto all = json::parse(details).value();
    all.update(json::parse(change.details).value());
    row.details = json::dump(all);
    return row;
}

Booking stored()
{
    return row_with(new_booking(remote()));
}

TEST(BookingChange, the_same_booking_again_changes_nothing)
{
    EXPECT_FALSE(change_of(stored(), remote(), noon));
    auto shorter = remote();
    shorter.more.clear();  // asked for alone it may tell less
    EXPECT_FALSE(change_of(stored(), shorter, noon));
}

TEST(BookingChange, a_new_one_is_told_whole)
{
    auto const change = new_booking(remote());
    EXPECT_EQ(change.what, "created");
    EXPECT_EQ(json::parse(change.after)->at("starts_at"), "2026-11-23T12:00:00+00:00");
    auto const details = json::parse(change.details).value();
    EXPECT_EQ(details["unit"], "Bob");
    EXPECT_EQ(details["synced"]["status"], "booked");
}

TEST(BookingChange, moved_is_told_with_before_and_after)
{
    auto later = remote();
    later.starts_at += 48h;
    later.ends_at = later.starts_at + 1h;
    auto const change = change_of(stored(), later, noon);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->what, "moved");
    EXPECT_EQ(change->starts_at, later.starts_at);
    EXPECT_EQ(json::parse(change->before)->at("starts_at"), "2026-11-23T12:00:00+00:00");
    EXPECT_EQ(json::parse(change->after)->at("starts_at"), "2026-11-25T12:00:00+00:00");
    EXPECT_FALSE(change_of(row_with(*change, stored().details), later, noon));
}

TEST(BookingChange, cancelled_and_confirmed_again)
{
    auto off = remote();
    off.cancelled = true;
    off.more[1].second = "0";
    auto const cancelled = change_of(stored(), off, noon);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->what, "cancelled");
    EXPECT_EQ(cancelled->status, BookingStatus::cancelled);
    Booking const row = row_with(*cancelled, stored().details);
    EXPECT_FALSE(change_of(row, off, noon));
    auto const again = change_of(row, remote(), noon);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->what, "rebooked");
    EXPECT_EQ(again->status, BookingStatus::booked);
}

TEST(BookingChange, what_an_application_marked_stays_until_the_source_changes_it)
{
    for (auto const status : {BookingStatus::completed, BookingStatus::no_show, BookingStatus::cancelled}) {
        Booking row = stored();
        row.status = status;
        EXPECT_FALSE(change_of(row, remote(), noon));
        auto other_unit = remote();
        other_unit.more[0].second = "Cyd";
        auto const change = change_of(row, other_unit, noon);
        ASSERT_TRUE(change);
        EXPECT_EQ(change->what, "changed");
        EXPECT_EQ(change->status, status);
        EXPECT_EQ(json::parse(change->after).value(), (json::Value{{"unit", "Cyd"}}));
        auto moved = remote();
        moved.starts_at += 24h;
        EXPECT_EQ(change_of(row, moved, noon)->status, BookingStatus::booked);
        auto corrected = remote();
        corrected.starts_at = noon - 1h;  // the past is only put right
        EXPECT_EQ(change_of(row, corrected, noon)->status, status);
    }
}

TEST(BookingChange, a_users_own_title_stays_until_the_source_has_another)
{
    Booking row = stored();
    row.title = "Ann's massage";
    row.location = "Room 4";
    EXPECT_FALSE(change_of(row, remote(), noon));
    auto renamed = remote();
    renamed.title = "Long massage";
    auto const change = change_of(row, renamed, noon);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->title, "Long massage");
    EXPECT_EQ(change->location, "Room 4");
}

TEST(BookingChange, a_row_without_memory_takes_what_the_source_says_but_not_a_finished_session)
{
    Booking row;
    row.title = "Old";
    row.starts_at = noon - 48h;
    row.status = BookingStatus::completed;
    row.details = "[1, 2]";
    auto past = remote();
    past.starts_at = noon - 24h;
    auto const change = change_of(row, past, noon);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->title, "Massage");
    EXPECT_EQ(change->status, BookingStatus::completed);
}

TEST(BookingChange, a_place_that_is_not_told_is_not_forgotten)
{
    auto with_place = remote();
    with_place.location = "Main Street";
    auto const change = change_of(stored(), with_place, noon);
    ASSERT_TRUE(change);
    Booking const row = row_with(*change, stored().details);
    EXPECT_FALSE(change_of(row, remote(), noon));
    EXPECT_FALSE(change_of(row, with_place, noon));
}

TEST(BookingChange, what_the_source_does_not_know_is_cancelled_once)
{
    auto const change = gone(stored());
    ASSERT_TRUE(change);
    EXPECT_EQ(change->what, "cancelled");
    Booking const row = row_with(*change, stored().details);
    EXPECT_EQ(row.title, "Massage");
    EXPECT_FALSE(gone(row));
    EXPECT_EQ(change_of(row, remote(), noon)->what, "rebooked");
}

// --- secrets by name ---

TEST(SecretReference, names_a_variable_or_a_file)
{
    using Kind = SecretReference::Kind;
    EXPECT_EQ(read_secret_reference(R"({"env":"AUTOMATION_SALON"})").kind, Kind::environment);
    EXPECT_EQ(read_secret_reference(R"({"file":"salon.key"})").value, "salon.key");
    EXPECT_EQ(read_secret_reference("{}").kind, Kind::none);
    EXPECT_EQ(read_secret_reference(R"("plain")").kind, Kind::plain);
}

TEST(SecretReference, refuses_other_forms_without_repeating_a_secret)
{
    for (char const *const bad :
         {R"({"env":"PATH"})", R"({"env":"AUTOMATION_"})", R"({"env":"AUTOMATION_A=b"})", R"({"file":"../x"})",
          R"({"file":"a/b"})", R"({"file":".hidden"})", R"({"file":""})", R"({"env":7})", R"({"value":"hunter2"})",
          R"({"env":"AUTOMATION_A","file":"b"})", R"("")", "7", "null", "[\"hunter2\"]", "nonsense"}) {
        try {
            static_cast<void>(read_secret_reference(bad));
            ADD_FAILURE() << bad;
        } catch (UserError const &refused) {
            EXPECT_FALSE(refused.hint().empty()) << bad;
            EXPECT_EQ((refused.what() + refused.detail()).find("hunter2"), std::string::npos) << bad;
        }
    }
}

}  // namespace
}  // namespace automation::core
