#include "core/sequences/sequence_reader.hpp"
#include "core/sequences/split_arm.hpp"
#include "core/sequences/wait_end.hpp"
#include "core/time/iso8601.hpp"
#include "core/time/time_format.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

/* One hour east of UTC. 24 November 2026 is a Tuesday. */
FixedTimeZone const zone{std::chrono::minutes(60), "Etc/GMT-1"};

Instant moment(char const *text)
{
    return resolve(*parse_iso8601(text), zone);
}

Wait wait_of(std::string const &json)
{
    return read_wait(*json::parse_exact(json));
}

std::string end_of(std::string const &json, char const *reached, WaitStart start = {})
{
    start.reached = moment(reached);
    start.now = start.now == Instant{} ? start.reached : start.now;
    WaitEnd const end = wait_end(wait_of(json), start, zone);
    std::string const kind = end.kind == WaitEnd::Kind::at         ? ""
                             : end.kind == WaitEnd::Kind::too_late ? "too late "
                                                                   : "none ";
    return kind + iso_8601(end.at, zone);
}

TEST(WaitEnd, of_a_span_is_the_span_later)
{
    EXPECT_EQ(end_of(R"("3 days")", "2026-11-24T10:00:00Z"), "2026-11-27T11:00:00+01:00");
    EXPECT_EQ(end_of(R"({"days":1,"hours":2,"minutes":3})", "2026-11-24T10:00:00Z"), "2026-11-25T13:03:00+01:00");
    EXPECT_EQ(end_of(R"("2 weeks")", "2026-11-24T10:00:00Z"), "2026-12-08T11:00:00+01:00");
}

TEST(WaitEnd, of_a_time_of_day_is_the_next_one_on_its_weekdays_and_now_counts)
{
    EXPECT_EQ(end_of(R"({"until":"09:00"})", "2026-11-24T07:59:00Z"), "2026-11-24T09:00:00+01:00");
    EXPECT_EQ(end_of(R"({"until":"09:00"})", "2026-11-24T08:00:00Z"), "2026-11-24T09:00:00+01:00");
    EXPECT_EQ(end_of(R"({"until":"09:00"})", "2026-11-24T08:00:01Z"), "2026-11-25T09:00:00+01:00");
    EXPECT_EQ(end_of(R"({"days":1,"until":"09:00","weekdays":["mon"]})", "2026-11-24T10:00:00Z"),
              "2026-11-30T09:00:00+01:00");
    EXPECT_EQ(end_of(R"({"until":"09:00","weekdays":["tue"]})", "2026-11-24T10:00:00Z"), "2026-12-01T09:00:00+01:00");
}

TEST(WaitEnd, of_hours_is_at_once_inside_them_and_else_at_the_opening)
{
    EXPECT_EQ(end_of(R"({"between":["09:00","17:00"]})", "2026-11-24T10:00:00Z"), "2026-11-24T11:00:00+01:00");
    EXPECT_EQ(end_of(R"({"between":["09:00","17:00"],"weekdays":["mon","tue"]})", "2026-11-24T18:00:00Z"),
              "2026-11-30T09:00:00+01:00");
    EXPECT_EQ(end_of(R"({"between":["20:00","02:00"]})", "2026-11-24T00:30:00Z"), "2026-11-24T01:30:00+01:00");
}

TEST(WaitEnd, of_a_moment_follows_it)
{
    constexpr char const *wait = R"({"until":{"field":"booking.starts_at","offset":"-3 days"}})";
    constexpr char const *reached = "2026-11-24T10:00:00Z";
    auto const at = [&](char const *starts, bool waits, char const *now) {
        return end_of(wait, reached, {.reached = {}, .now = moment(now), .waits = waits, .moment = moment(starts)});
    };
    EXPECT_EQ(at("2026-12-24T10:00:00Z", false, reached), "2026-12-21T11:00:00+01:00");
    EXPECT_EQ(at("2026-11-27T09:59:00Z", false, reached), "too late 2026-11-24T10:59:00+01:00");
    // Moved while somebody waits: into the past, with the booking itself ahead or not.
    EXPECT_EQ(at("2026-11-27T09:00:00Z", true, "2026-11-25T10:00:00Z"), "2026-11-24T10:00:00+01:00");
    EXPECT_EQ(at("2026-11-25T09:00:00Z", true, "2026-11-25T10:00:00Z"), "too late 2026-11-22T10:00:00+01:00");
    // It came, and somebody looks later.
    EXPECT_EQ(at("2026-11-28T10:00:00Z", true, "2026-11-29T10:00:00Z"), "2026-11-25T11:00:00+01:00");
}

TEST(WaitEnd, without_a_moment_is_none_or_the_most_that_is_waited)
{
    EXPECT_EQ(end_of(R"({"until":{"field":"attributes.x"}})", "2026-11-24T10:00:00Z"),
              "none 2026-11-24T11:00:00+01:00");
    EXPECT_EQ(end_of(R"({"until":{"field":"attributes.x"},"at_most":"2 days"})", "2026-11-24T10:00:00Z"),
              "2026-11-26T11:00:00+01:00");
    EXPECT_EQ(end_of(R"({"for":"reply","at_most":"2 days"})", "2026-11-24T10:00:00Z"), "2026-11-26T11:00:00+01:00");
}

TEST(SplitArm, divides_leads_by_weight_and_always_in_the_same_way)
{
    Sequence const sequence = read_sequence(
        R"([{"name":"s","split":[{"name":"a","weight":1,"steps":[{"name":"x","channel":"sms"}]},
                                 {"name":"none","weight":0,"steps":[{"name":"z","channel":"sms"}]},
                                 {"name":"b","weight":3,"steps":[{"name":"y","channel":"sms"}]}]}])",
        "null", "null");
    std::array<int, 3> count{};
    constexpr int leads = 100'000;
    for (int i = 1; i <= leads; ++i) {
        ++count.at(split_arm(sequence.steps[0], {LeadId{i}, "acme"}, "salt"));
    }
    EXPECT_NEAR(count[0], 0.25 * leads, 0.005 * leads);
    EXPECT_EQ(count[1], 0);
    EXPECT_EQ(split_arm(sequence.steps[0], {LeadId{7}, "acme"}, "salt"),
              split_arm(sequence.steps[0], {LeadId{7}, "acme"}, "salt"));
    int other = 0;
    for (int i = 1; i <= 1000; ++i) {
        other += split_arm(sequence.steps[0], {LeadId{i}, "acme"}, "salt") !=
                 split_arm(sequence.steps[0], {LeadId{i}, "other"}, "salt");
    }
    EXPECT_GT(other, 200);
}

}  // namespace
}  // namespace automation::core
