#include "core/sequences/progress.hpp"
#include "core/sequences/sequence_reader.hpp"
#include "core/time/time_format.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::moment;

FixedTimeZone const utc;

/* Ann, who entered at noon. */
struct Way final : SequenceFacts {
    explicit Way(std::string const &steps, std::string const &exit = "null", std::string const &goal = "null")
        : sequence(read_sequence(steps, exit, goal))
    {
        entry.entered_at = entry.reached_at = now;
        entry.step = sequence.steps.front().name;
    }

    [[nodiscard]] FieldReader const &fields() const override
    {
        reader.emplace(FactFieldReader::Facts{.lead = sample.lead, .now = now});
        return *reader;
    }
    [[nodiscard]] bool has_replied(Instant since) const override { return replied && *replied > since; }
    [[nodiscard]] bool has_booked(Instant since) const override { return booked && *booked > since; }
    [[nodiscard]] std::optional<Instant> moment(MomentWait const &) const override { return starts_at; }

    /* Where Ann is after a look: "does welcome", "waits for day 3 until …", "ends". */
    std::string look()
    {
        progress = proceed(sequence, entry, *this, {{LeadId{1}, ""}, "salt", now, utc});
        std::string said;
        for (SkippedStep const &skipped : progress.skipped) {
            said += skipped.name + " skipped, ";
        }
        switch (progress.kind) {
            case Progress::Kind::waits:
                return said + "waits at " + sequence.steps[progress.step].name + " until " +
                       iso_8601(progress.at, utc).substr(5, 11);
            case Progress::Kind::works:
                return said + "does " + sequence.steps[progress.step].name;
            case Progress::Kind::exits:
                return said + "exits";
            case Progress::Kind::finished:
                return said + "ends";
            case Progress::Kind::leaves:
                return said + "leaves before " + sequence.steps[progress.step].name;
        }
        return said;
    }
    /* Does what there is to do. */
    std::string look_and_do()
    {
        std::string said = look();
        if (progress.kind == Progress::Kind::works) {
            entry.done.push_back(entry.step);
            entry.last_message_at = now;
            pass(sequence, entry, progress.step, now);
        }
        return said;
    }

    test::Sample sample;
    Sequence sequence;
    SequenceEntry entry;
    Progress progress;
    Instant now = test::moment(2026, 11, 24, 12);
    std::optional<Instant> replied, booked, starts_at;
    mutable std::optional<FactFieldReader> reader;
};

constexpr char const *drip =
    R"([{"name":"welcome","channel":"email"},{"name":"day 3","wait":"3 days","channel":"email"},
    {"name":"day 7","wait":"4 days","channel":"email","conditions":{"status":"new"}},{"name":"last","wait":"1 day","channel":"email"}])";

TEST(SequenceProgress, goes_from_step_to_step_by_their_waits)
{
    Way way(drip);
    way.sample.lead.status = "new";
    EXPECT_EQ(way.look_and_do(), "does welcome");
    EXPECT_EQ(way.look_and_do(), "waits at day 3 until 11-27T12:00");
    way.now += 72h;
    EXPECT_EQ(way.look_and_do(), "does day 3");
    way.now += 96h;
    EXPECT_EQ(way.look_and_do(), "does day 7");
    way.now += 24h;
    EXPECT_EQ(way.look_and_do(), "does last");
    EXPECT_EQ(way.look_and_do(), "ends");
}

TEST(SequenceProgress, counts_a_wait_from_the_end_of_the_step_before)
{
    Way way(drip);
    way.look_and_do();
    way.now += 240h;  // nobody was there to look
    EXPECT_EQ(way.look_and_do(), "does day 3");
    EXPECT_EQ(way.look(), "waits at day 7 until 12-08T12:00");
}

TEST(SequenceProgress, passes_by_a_step_whose_conditions_do_not_hold_and_one_that_is_done)
{
    Way way(drip);
    way.sample.lead.status = "won";
    way.entry.done = {"day 3"};
    way.look_and_do();
    way.now += 72h;
    EXPECT_EQ(way.look(), "waits at day 7 until 12-01T12:00");
    way.now += 96h;
    EXPECT_EQ(way.look(), "day 7 skipped, waits at last until 12-02T12:00");
}

constexpr char const *branches =
    R"([{"name":"answered?","wait":{"for":"reply","at_most":"2 days"},"then":[{"name":"thanks","channel":"email"}],
      "else":[{"name":"nudge","channel":"sms"}]},
    {"name":"tier","if":{"status":"gold"},"then":[{"name":"call","channel":"sms"},{"name":"out","exit":true}]},
    {"name":"all","channel":"email"}])";

TEST(SequenceProgress, takes_the_branch_of_what_came_and_joins_behind_it)
{
    Way way(branches);
    EXPECT_EQ(way.look(), "waits at answered? until 11-26T12:00");
    way.replied = way.now + 1h;
    way.now += 1h;
    EXPECT_EQ(way.look_and_do(), "does thanks");
    EXPECT_EQ(way.look_and_do(), "does all");
    EXPECT_EQ(way.look(), "ends");
    Way silent(branches);
    silent.now += 48h;
    silent.sample.lead.status = "gold";
    EXPECT_EQ(silent.look_and_do(), "does nudge");
    EXPECT_EQ(silent.look_and_do(), "does call");
    EXPECT_EQ(silent.look(), "exits");
}

TEST(SequenceProgress, keeps_everybody_in_his_arm)
{
    Way way(R"([{"name":"s","split":[{"name":"a","weight":1,"steps":[{"name":"mail a","channel":"email"}]},
                                     {"name":"b","weight":1,"steps":[{"name":"mail b","channel":"email"}]}]}])");
    std::string const first = way.look();
    std::string const arm = way.entry.arms.at("s");
    EXPECT_EQ(first, "does mail " + arm);
    way.sequence.steps[0].branches[arm == "a" ? 0 : 1].weight = 0;
    way.entry.go_to("s", way.now);
    EXPECT_EQ(way.look(), first);
}

constexpr char const *reminder =
    R"([{"name":"soon","wait":{"until":{"field":"booking.starts_at","offset":"-1 day"}},"channel":"sms"},
    {"name":"after","wait":"1 day","channel":"sms"}])";

TEST(SequenceProgress, follows_a_moment_that_is_moved)
{
    Way way(reminder);
    way.starts_at = way.now + 72h;
    EXPECT_EQ(way.look(), "waits at soon until 11-26T12:00");
    way.starts_at = way.now + 96h;
    EXPECT_EQ(way.look(), "waits at soon until 11-27T12:00");
    way.now += 1h;
    way.starts_at = way.now + 10h;
    EXPECT_EQ(way.look(), "does soon");
    Way late(reminder);
    late.starts_at = late.now + 10h;
    EXPECT_EQ(late.look(), "soon skipped, waits at after until 11-25T12:00");
    Way none(reminder);
    EXPECT_EQ(none.look(), "soon skipped, waits at after until 11-25T12:00");
}

TEST(SequenceProgress, is_left_for_the_goal_then_the_exit_then_a_reply)
{
    Way way(drip, R"({"status":"lost"})", R"(["booking",{"status":"customer"}])");
    auto const why = [&] {
        auto const reason = reason_to_leave(way.sequence, way.entry, way, true);
        return reason ? ReasonCode(*reason).code() : std::string("stays");
    };
    EXPECT_EQ(why(), "stays");
    way.replied = way.now + 1h;
    EXPECT_EQ(why(), "replied");
    way.sample.lead.status = "lost";
    EXPECT_EQ(why(), "exit");
    way.booked = way.now + 1h;
    EXPECT_EQ(why(), "goal");
    way.booked = way.now - 1h;
    way.sample.lead.status = "new";
    way.entry.answered_at = way.now + 2h;
    EXPECT_EQ(why(), "stays");
}

TEST(SequenceProgress, a_reply_belongs_to_the_step_that_waits_for_one)
{
    Way way(branches);
    way.replied = way.now + 1h;
    EXPECT_EQ(reason_to_leave(way.sequence, way.entry, way, true), std::nullopt);
    way.now += 1h;
    EXPECT_EQ(way.look(), "does thanks");
    EXPECT_EQ(reason_to_leave(way.sequence, way.entry, way, true), std::nullopt);
    way.now += 1h;
    way.replied = way.now;
    EXPECT_EQ(reason_to_leave(way.sequence, way.entry, way, true), Reason::replied);
}

TEST(SequenceEntry, is_read_as_it_was_written)
{
    Way way(branches);
    way.entry.arms["s"] = "a \"b\"";
    way.entry.done = {"x", "y"};
    way.entry.last_message_at = way.now;
    way.entry.message = MessageId{7};
    way.entry.waits = true;
    auto const read = read_entry(to_json(way.entry));
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json(*read), to_json(way.entry));
    EXPECT_EQ(read->arms, way.entry.arms);
    for (char const *broken :
         {"", "[]", "{}", R"({"step":1,"entered_at":1,"reached_at":1})", R"({"step":"a","reached_at":1})"}) {
        EXPECT_FALSE(read_entry(broken)) << broken;
    }
}

TEST(SequenceProgress, waits_again_when_the_moment_is_moved_before_the_message_is_sent)
{
    Way way(
        R"([{"name":"remind","wait":{"until":{"field":"booking.starts_at","offset":"-1 day"}},"message_template":"Hi"}])");
    way.starts_at = way.now + 24h;
    EXPECT_EQ(way.look(), "does remind");
    EXPECT_FALSE(moment_was_moved(way.sequence, way.entry, way));
    way.starts_at = way.now + 48h;
    EXPECT_TRUE(moment_was_moved(way.sequence, way.entry, way));
    EXPECT_EQ(way.look().substr(0, 15), "waits at remind");
    EXPECT_FALSE(moment_was_moved(way.sequence, way.entry, way));
}

TEST(SequenceProgress, is_not_late_by_an_edit_of_the_wait)
{
    Way way(
        R"([{"name":"ask","wait":{"until":{"field":"booking.starts_at","offset":"5 days"}},"message_template":"Hi"}])");
    way.starts_at = way.now - 240h;
    way.entry.waits = true;
    SequenceEntry const before = way.entry;
    EXPECT_EQ(way.look(), "ask skipped, ends");
    way.entry = before;
    way.entry.edited = true;
    EXPECT_EQ(way.look(), "does ask");
    EXPECT_EQ(way.progress.at, way.now);
    way.entry = before;
    way.entry.edited = true;
    way.starts_at.reset();
    EXPECT_EQ(way.look(), "ask skipped, ends");
}

/* The steps before which it is asked whether Ann leaves, who does when she is asked. */
std::string asked_before(Way &way)
{
    std::string asked;
    auto const leaves = [&](SequenceEntry const &entry) {
        asked += entry.step;
        return true;
    };
    way.progress = proceed(way.sequence, way.entry, way, {{LeadId{1}, ""}, "salt", way.now, utc, leaves});
    return asked;
}

TEST(SequenceProgress, asks_whether_the_lead_leaves_before_the_step_behind_one_that_is_skipped)
{
    Way way(R"([{"name":"one","conditions":{"lead_status":"other"},"message_template":"1"},
                {"name":"two","conditions":{"lead_status":"other"},"message_template":"2"}])");
    EXPECT_EQ(asked_before(way), "two");
    EXPECT_EQ(way.progress.kind, Progress::Kind::leaves);
    EXPECT_EQ(way.progress.skipped.size(), 1U);
}

TEST(SequenceProgress, asks_whether_the_lead_leaves_before_the_first_step_of_a_branch)
{
    Way way(R"([{"name":"way","if":{"lead_status":"other"},"then":[{"name":"other","message_template":"2"}],
                "else":[{"name":"one","message_template":"1"}]}])");
    EXPECT_EQ(asked_before(way), "one");
    EXPECT_EQ(way.progress.kind, Progress::Kind::leaves);
}

}  // namespace
}  // namespace automation::core
