#include "core/base/error.hpp"
#include "core/decisions/send_times.hpp"
#include "core/settings/send_window_reader.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using test::moment;

FixedTimeZone const utc;
constexpr SendWindow office{.days = 0b0011111, .from = 9h, .until = 18h};
constexpr SendWindow friday_night{.days = 0b0010000, .from = 20h, .until = 2h};  // 20 November 2026 is a Friday

local_days day(int year, unsigned month, unsigned of_month)
{
    return local_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month));
}

TEST(SendWindow, is_open_on_its_days_and_hours)
{
    OpenHours const hours{office, {}};
    EXPECT_FALSE(is_open(hours, moment(2026, 11, 20, 8, 59), utc));
    EXPECT_TRUE(is_open(hours, moment(2026, 11, 20, 9), utc));
    EXPECT_TRUE(is_open(hours, moment(2026, 11, 20, 17, 59), utc));
    EXPECT_FALSE(is_open(hours, moment(2026, 11, 20, 18), utc));
    EXPECT_FALSE(is_open(hours, moment(2026, 11, 21, 12), utc));
    EXPECT_EQ(next_opening(hours, moment(2026, 11, 20, 18), utc), moment(2026, 11, 23, 9));
    EXPECT_EQ(next_opening(hours, moment(2026, 11, 20, 12), utc), moment(2026, 11, 20, 12));
}

TEST(SendWindow, over_midnight_belongs_to_the_day_on_which_it_opens)
{
    OpenHours const hours{friday_night, {}};
    EXPECT_TRUE(is_open(hours, moment(2026, 11, 20, 20), utc));
    EXPECT_TRUE(is_open(hours, moment(2026, 11, 21, 1, 59), utc));
    EXPECT_FALSE(is_open(hours, moment(2026, 11, 21, 2), utc));
    EXPECT_FALSE(is_open(hours, moment(2026, 11, 20, 1), utc));
    EXPECT_EQ(last_closing(hours, moment(2026, 11, 25), utc), moment(2026, 11, 21, 2));
}

TEST(SendWindow, a_holiday_closes_what_opens_on_it)
{
    Holidays const holidays{day(2026, 11, 20)};
    OpenHours const night{friday_night, holidays};
    EXPECT_FALSE(is_open(night, moment(2026, 11, 20, 21), utc));
    EXPECT_FALSE(is_open(night, moment(2026, 11, 21, 1), utc));
    EXPECT_EQ(next_opening(night, moment(2026, 11, 20, 21), utc), moment(2026, 11, 27, 20));
    OpenHours const days{office, holidays};
    EXPECT_EQ(next_opening(days, moment(2026, 11, 19, 18), utc), moment(2026, 11, 23, 9));
}

TEST(SendWindow, goes_by_the_wall_clock)
{
    FixedTimeZone const auckland{13h};
    EXPECT_TRUE(is_open({office, {}}, moment(2026, 11, 19, 20), auckland));   // Friday, 09:00
    EXPECT_FALSE(is_open({office, {}}, moment(2026, 11, 20, 12), auckland));  // Saturday, 01:00
}

TEST(SendWindow, that_holidays_keep_closed_ends_the_search_after_a_year)
{
    Holidays all;
    for (int i = 0; i < 800; ++i) {
        all.push_back(day(2026, 1, 1) + std::chrono::days(i));
    }
    OpenHours const hours{office, all};
    Instant const now = moment(2026, 11, 20, 12);
    EXPECT_GT(next_opening(hours, now, utc), now + std::chrono::days(360));
    EXPECT_FALSE(last_closing(hours, now, utc));
}

TEST(SendTimes, are_those_of_the_tenant_for_follow_ups_only)
{
    TenantSettings settings;
    settings.send_window = office;
    EXPECT_TRUE(send_times_of(Type::lead_followup, {}, settings).open);
    EXPECT_TRUE(send_times_of(Type::post_session, {}, settings).open);
    EXPECT_FALSE(send_times_of(Type::booking_reminder, {}, settings).open);
    EXPECT_FALSE(send_times_of(Type::confirmation, {}, settings).open);
    EXPECT_FALSE(send_times_of(Type::crm_update, friday_night, settings).open);
    EXPECT_EQ(send_times_of(Type::confirmation, friday_night, settings).open->window, friday_night);
    EXPECT_EQ(send_times_of(Type::lead_followup, friday_night, settings).open->window, friday_night);
}

TEST(SendTimes, holidays_close_follow_ups_also_without_a_window)
{
    TenantSettings settings;
    settings.holidays = {day(2026, 12, 25), day(2026, 12, 26)};
    SendTimes const times = send_times_of(Type::lead_followup, {}, settings);
    EXPECT_EQ(next_send_time(times, moment(2026, 12, 25, 10), utc), moment(2026, 12, 27));
    EXPECT_EQ(next_send_time(times, moment(2026, 12, 24, 23), utc), moment(2026, 12, 24, 23));
    EXPECT_FALSE(send_times_of(Type::booking_reminder, {}, settings).open);
}

TEST(SendTimes, lie_outside_quiet_hours_and_inside_the_window)
{
    SendTimes const times{.quiet = QuietHours{12h, 14h}, .open = OpenHours{office, {}}};
    EXPECT_EQ(next_send_time(times, moment(2026, 11, 20, 7), utc), moment(2026, 11, 20, 9));
    EXPECT_EQ(next_send_time(times, moment(2026, 11, 20, 13), utc), moment(2026, 11, 20, 14));
    SendTimes const late{.quiet = QuietHours{16h, 10h}, .open = OpenHours{office, {}}};
    EXPECT_EQ(next_send_time(late, moment(2026, 11, 20, 17), utc), moment(2026, 11, 23, 10));
    EXPECT_EQ(send_time_before(late, moment(2026, 11, 22, 12), utc), moment(2026, 11, 20, 15, 50));
}

TEST(SendTimes, that_were_shorter_than_ten_minutes_are_used_from_their_beginning)
{
    SendTimes const times{.quiet = {}, .open = OpenHours{{.from = 9h, .until = 9h + 5min}, {}}};
    EXPECT_EQ(send_time_before(times, moment(2026, 11, 20, 12), utc), moment(2026, 11, 20, 9));
}

TEST(SendTimes, never_come_where_quiet_hours_cover_the_window)
{
    EXPECT_TRUE(never_sends({18h, 9h}, {.from = 19h, .until = 8h}));
    EXPECT_TRUE(never_sends({18h, 9h}, {.from = 1h, .until = 2h}));
    EXPECT_TRUE(never_sends({9h, 18h}, office));
    EXPECT_FALSE(never_sends({9h, 17h}, office));
    EXPECT_FALSE(never_sends({18h, 9h}, office));
    EXPECT_FALSE(never_sends({18h, 9h}, {.from = 0h, .until = 24h}));
}

TEST(SendWindowReader, reads_days_and_hours)
{
    EXPECT_EQ(read_send_window(R"({"days": ["fri", "mon", "tue", "wed", "thu"], "from": "09:00", "until": "18:00"})"),
              office);
    EXPECT_EQ(read_send_window(R"({"from": "00:00", "until": "24:00"})"), SendWindow());
    EXPECT_EQ(in_words(office), "mon tue wed thu fri 09:00-18:00");
    EXPECT_EQ(in_words(SendWindow()), "00:00-24:00");
}

TEST(SendWindowReader, refuses_what_is_no_window_with_a_hint)
{
    for (char const *const wrong :
         {"7", "[]", "{}", R"({"from": "09:00"})", R"({"from": "9:00", "until": "18:00"})",
          R"({"from": "09:00", "until": "24:01"})", R"({"from": "09:60", "until": "18:00"})",
          R"({"from": "09:00", "until": "09:00"})", R"({"from": "24:00", "until": "00:00"})",
          R"({"days": [], "from": "09:00", "until": "18:00"})",
          R"({"days": ["monday"], "from": "09:00", "until": "18:00"})",
          R"({"days": "mon", "from": "09:00", "until": "18:00"})",
          R"({"from": "09:00", "to": "18:00", "until": "18:00"})", R"({"from": 9, "until": "18:00"})"}) {
        try {
            (void)read_send_window(wrong);
            ADD_FAILURE() << wrong;
        } catch (UserError const &error) {
            EXPECT_FALSE(error.hint().empty()) << wrong;
        }
    }
}

TEST(SendWindowReader, reads_holidays_in_their_order)
{
    EXPECT_EQ(read_holidays(R"(["2026-12-26", "2026-12-25", "infinity"])"),
              (Holidays{day(2026, 12, 25), day(2026, 12, 26)}));
    EXPECT_TRUE(read_holidays("7").empty());
}

}  // namespace
}  // namespace automation::core
