#include "core/decisions/lead_date.hpp"

#include "core/base/error.hpp"
#include "core/decisions/timing.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;

ParsedDateTime date_of(std::string_view text)
{
    auto const parsed = parse_iso8601(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(ParsedDateTime());
}

Instant at(std::string_view text)
{
    return resolve(date_of(text), FixedTimeZone());
}

DateTrigger trigger(bool yearly = false, bool after = false)
{
    return {.field = {.column = "attributes", .path = {"day"}}, .at = 9h, .after = after, .yearly = yearly};
}

FixedTimeZone const utc;
FixedTimeZone const kiritimati(14h, "Pacific/Kiritimati");
FixedTimeZone const baker(-12h, "Etc/GMT+12");

TEST(LeadDate, is_read_from_the_json_of_its_column)
{
    EXPECT_EQ(read_lead_date(R"("2026-12-31")", {.column = "created_at", .path = {}})->local,
              date_of("2026-12-31").local);
    EXPECT_TRUE(
        read_lead_date(R"({"a": {"b": " 2026-12-31T10:00+01:00 "}})", {.column = "attributes", .path = {"a", "b"}}));
    for (auto const *json : {R"({"a": 20261231})", R"({"a": null})", R"({"a": ["2026-12-31"]})", R"({})", "null",
                             "no JSON", R"({"a": "31.12.2026"})", R"({"a": "infinity"})", R"({"a": "2026-02-30"})"}) {
        EXPECT_FALSE(read_lead_date(json, {.column = "attributes", .path = {"a"}})) << json;
    }
}

TEST(LeadDate, without_a_time_has_that_of_the_automation_on_the_leads_wall)
{
    auto const day = *moment_on(trigger(), date_of("2026-12-31"), {}, FixedTimeZone(1h, "Europe/Berlin"));
    EXPECT_EQ(day.moment, at("2026-12-31T08:00:00Z"));
    EXPECT_EQ(day.anchor, at("2026-12-31T00:00:00Z"));
    auto const time = *moment_on(trigger(), date_of("2026-12-31T18:30"), {}, FixedTimeZone(1h, "Europe/Berlin"));
    EXPECT_EQ(time.moment, at("2026-12-31T17:30:00Z"));
    auto const exact = *moment_on(trigger(), date_of("2026-12-31T18:30+05:00"), {}, FixedTimeZone(1h, "Europe/Berlin"));
    EXPECT_EQ(exact.moment, at("2026-12-31T13:30:00Z"));
}

TEST(LeadDate, has_an_anniversary_in_every_year_from_its_own_on)
{
    auto const birthday = date_of("1992-02-29");
    auto const in = [&](int year) {
        return moment_on(trigger(true), birthday, std::chrono::sys_days(std::chrono::year(year) / 3 / 1), utc);
    };
    EXPECT_EQ(in(2027)->moment, at("2027-02-28T09:00:00Z"));
    EXPECT_EQ(in(2028)->moment, at("2028-02-29T09:00:00Z"));
    EXPECT_EQ(in(1992)->moment, at("1992-02-29T09:00:00Z"));
    EXPECT_EQ(in(1900), std::nullopt);
    EXPECT_EQ(in(1991)->moment, at("1992-02-29T09:00:00Z")) << "the nearest";
}

TEST(LeadDate, anniversaries_of_a_moment_are_those_of_the_leads_calendar)
{
    // New Year's Eve in UTC, New Year's Day for the lead.
    auto const born = date_of("1999-12-31T23:30:00Z");
    FixedTimeZone const berlin(1h, "Europe/Berlin");
    auto const moments = moments_about(trigger(true), {}, born, berlin, at("2026-12-31T12:00:00Z"));
    ASSERT_EQ(moments.size(), 3U);
    EXPECT_EQ(moments[2].moment, at("2026-12-31T23:30:00Z"));
    EXPECT_EQ(moments[2].anchor, at("2027-01-01T00:30:00Z"));
    EXPECT_EQ(counted_anchor(moments[2].anchor, true), at("2027-01-01T00:00:00Z"));
    EXPECT_EQ(moment_on(trigger(true), born, std::chrono::sys_days(std::chrono::year(2026) / 12 / 31), berlin)->anchor,
              moments[2].anchor);
}

TEST(LeadDate, is_found_by_the_name_of_its_moment_while_the_date_is_that)
{
    auto const date = date_of("2026-12-31");
    auto const anchor = moment_on(trigger(), date, {}, utc)->anchor;
    EXPECT_TRUE(moment_named(trigger(), date, anchor, kiritimati)) << "in another zone, too";
    EXPECT_FALSE(moment_named(trigger(), date_of("2027-01-01"), anchor, utc));
    EXPECT_FALSE(moment_named(trigger(), date, Instant::max(), utc));
    EXPECT_TRUE(moment_named(trigger(true), date_of("1990-12-31"), anchor, utc));
    EXPECT_FALSE(moment_named(trigger(true), date_of("1990-12-30"), anchor, utc));
}

TEST(LeadDate, is_due_before_or_after_itself)
{
    Instant const moment = at("2026-12-31T09:00:00Z");
    EXPECT_EQ(date_due(trigger(), {.days = 3}, moment, utc), at("2026-12-28T09:00:00Z"));
    EXPECT_EQ(date_due(trigger(false, true), {.days = 3, .minutes = 10}, moment, utc), at("2027-01-03T09:10:00Z"));
}

TEST(LeadDate, lies_within_the_horizon_of_the_scan_however_far_its_zone)
{
    Instant const now = at("2026-11-30T12:00:00Z");
    for (bool const after : {false, true}) {
        DateTrigger one = trigger(false, after);
        for (auto const &[zone, time] : {std::pair(&kiritimati, 0h), std::pair(&baker, 23h), std::pair(&utc, 9h)}) {
            one.at = time;
            for (int days = -40; days <= 40; ++days) {
                auto const day = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(days);
                ParsedDateTime const date{
                    .local = LocalTime(Micros(day.time_since_epoch())), .offset = {}, .date_only = true};
                Delay const delay{.days = 7, .hours = 5};
                Instant const due = date_due(one, delay, moment_on(one, date, {}, *zone)->moment, *zone);
                EXPECT_TRUE(due > now + look_ahead || axis_of(date) <= date_horizon(one, delay, now)) << days;
                EXPECT_TRUE(due < now || axis_of(date) >= date_floor(one, delay, now)) << days;
            }
        }
    }
}

TEST(LeadDate, has_no_moment_at_the_edges_of_the_calendar)
{
    EXPECT_FALSE(moment_on(trigger(), date_of("0001-01-01"), {}, baker));
    EXPECT_FALSE(moment_on(trigger(), date_of("9999-12-31"), {}, kiritimati));
    EXPECT_TRUE(
        moments_about(trigger(true), {.days = 3650}, date_of("9999-12-31"), utc, at("2026-11-30T12:00:00Z")).empty());
    EXPECT_EQ(month_and_day(date_of("2024-02-29")), 229);
    EXPECT_EQ(month_and_day(date_of("2026-12-31T23:30:00-02:00")), 101);
}

TEST(DateField, names_a_column_or_a_key_of_a_document)
{
    EXPECT_EQ(read_date_field("created_at").name(), "created_at");
    EXPECT_EQ(read_date_field(" attributes.contract.end ").name(), "attributes.contract.end");
    EXPECT_EQ(read_date_field("external_ids.day").path.size(), 1U);
    EXPECT_EQ(read_date_field("Geburtstag").column, "Geburtstag");
    for (auto const *wrong : {"", "attributes", "attributes.", "attributes..a", "booking.starts_at", "a b", "a\"b"}) {
        EXPECT_THROW((void)read_date_field(wrong), UserError) << wrong;
    }
}

TEST(DateField, time_of_day_is_hours_and_minutes)
{
    EXPECT_EQ(read_time_of_day("09:30"), 9h + 30min);
    EXPECT_EQ(read_time_of_day("23:59:59"), 23h + 59min + 59s);
    for (auto const *wrong : {"", "9", "9:00", "24:00", "12:60", "12:00:60", "12:00:0", "noon"}) {
        EXPECT_THROW((void)read_time_of_day(wrong), UserError) << wrong;
    }
    EXPECT_EQ(time_of_day("24:00:00"), std::nullopt);
}

}  // namespace
}  // namespace automation::core
