#include "core/base/error.hpp"
#include "core/sequences/sequence_reader.hpp"
#include "core/sequences/step_moves.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

Sequence read(std::string const &steps, std::string const &exit = "null", std::string const &goal = "null")
{
    return read_sequence(steps, exit, goal);
}

/* What is refused, and what to write instead. */
std::string refused(std::string const &steps, std::string const &exit = "null")
{
    try {
        (void)read(steps, exit);
    } catch (UserError const &error) {
        EXPECT_FALSE(error.hint().empty()) << error.what();
        return error.what();
    }
    return "";
}

std::string name_of(Sequence const &sequence, std::optional<StepIndex> step)
{
    return step ? sequence.steps[*step].name : "(end)";
}

constexpr char const *nurture = R"([
  {"name":"welcome","channel":"email","message_template":"Hi {lead_first_name|there}"},
  {"name":"day 3","wait":"3 days","conditions":{"attributes.plan":{"absent":true}},"message_template":"Still there?"},
  {"name":"answered?","wait":{"for":"reply","at_most":"2 days"},"else":[{"name":"nudge","channel":"sms","message_template":"Well?"}]},
  {"name":"tier","if":{"attributes.tier":"gold"},"then":[{"name":"call","actions":{"add":{"attributes.tags":["call"]}}}],"else":[]},
  {"name":"offer","split":[{"name":"a","weight":50,"steps":[{"name":"offer a","message_template":"A"}]},
                           {"name":"b","weight":50,"steps":[{"name":"offer b","message_template":"B"},{"name":"leave","exit":true}]}]},
  {"name":"monday","wait":{"days":1,"until":"09:00","weekdays":["mon"]},"channel":"email","message_template":"Monday"},
  {"name":"renewal","wait":{"until":{"field":"attributes.renewal_date","offset":"-3 days"}},"message_template":"Soon"}])";

TEST(SequenceReader, knows_the_successor_of_each_step)
{
    Sequence const sequence = read(nurture, R"({"lead_status":["lost"]})", R"(["booking",{"lead_status":"customer"}])");
    auto const step = [&](char const *name) -> SequenceStep const & { return sequence.steps[*sequence.find(name)]; };
    EXPECT_EQ(name_of(sequence, step("welcome").next), "day 3");
    EXPECT_EQ(name_of(sequence, first_of(step("answered?"), 0)), "tier");
    EXPECT_EQ(name_of(sequence, first_of(step("answered?"), 1)), "nudge");
    EXPECT_EQ(name_of(sequence, step("nudge").next), "tier");
    EXPECT_EQ(name_of(sequence, first_of(step("tier"), 1)), "offer");
    EXPECT_EQ(name_of(sequence, step("offer a").next), "monday");
    EXPECT_EQ(name_of(sequence, step("renewal").next), "(end)");
    EXPECT_TRUE(sequence.goal.booking);
    EXPECT_EQ(sequence.goal.conditions.size(), 1U);
    EXPECT_FALSE(sequence.exit.booking);
    EXPECT_TRUE(may_reach(sequence, 0, *sequence.find("monday")));
}

TEST(SequenceReader, refuses_what_cannot_be_meant_and_names_the_step)
{
    EXPECT_EQ(refused("{}"), "steps cannot be {}");
    EXPECT_EQ(refused("[]"), "the sequence has no steps");
    EXPECT_EQ(refused(R"([{"channel":"email"}])"), "a step has no name");
    EXPECT_EQ(refused(R"([{"name":"a","chanel":"email"}])"), "step \"a\": unknown key \"chanel\"");
    EXPECT_EQ(refused(R"([{"name":"a","channel":"email"},{"name":"a","channel":"sms"}])"), "two steps are named \"a\"");
    EXPECT_EQ(refused(R"([{"name":"a"}])"), "step \"a\": does nothing");
    EXPECT_EQ(refused(R"([{"name":"a","channel":"email","actions":{"set":{"status":"x"}}}])"),
              "step \"a\": does two things: a message and actions");
    EXPECT_EQ(refused(R"([{"name":"a","exit":true},{"name":"b","channel":"sms"}])"), "step \"b\" is unreachable");
    EXPECT_EQ(refused(R"([{"name":"a","if":{"status":"x"},"then":[],"else":[{"name":"b","exit":true}]}])"),
              "step \"a\": \"then\" has no steps");
    EXPECT_EQ(refused(R"([{"name":"a","then":[{"name":"b","exit":true}],"channel":"sms"}])"),
              "step \"a\": \"then\" requires an \"if\"");
    EXPECT_EQ(refused(R"([{"name":"a","message_template":"Hi {nobody}"}])"),
              "step \"a\": unknown variable \"{nobody}\" in the template");
    EXPECT_EQ(refused(R"([{"name":"a","channel":"e mail"}])"), "step \"a\": channel \"e mail\" is not a name");
    EXPECT_EQ(refused(R"([{"name":"a","exit":false}])"), "step \"a\": \"exit\" of a step cannot be false");
    EXPECT_EQ(refused(R"([{"name":"a","channel":"sms"}])", R"("reply")"), "\"exit\" cannot be \"reply\"");
    EXPECT_EQ(refused(R"([{"name":"a","channel":"sms"}])", "[]"), "\"exit\" cannot be []");
}

TEST(SequenceReader, refuses_waits_that_mean_nothing)
{
    auto const with_wait = [](std::string const &wait, std::string const &more = R"("channel":"sms")") {
        return refused(R"([{"name":"a","wait":)" + wait + "," + more + "}]");
    };
    EXPECT_EQ(with_wait(R"({"for":"reply"})", R"("then":[])"), "step \"a\": a wait for something has no \"at_most\"");
    EXPECT_EQ(with_wait(R"({"for":"reply","at_most":"2 days"})"),
              "step \"a\": does two things: a message and a wait for something");
    EXPECT_EQ(with_wait(R"({"for":{"created_at":{"older_than":"3 days"}},"at_most":"2 days"})", R"("then":[])"),
              "step \"a\": \"for\" has conditions on the clock");
    EXPECT_EQ(with_wait(R"("367 days")"), "step \"a\": \"wait\" cannot be \"367 days\"");
    EXPECT_EQ(with_wait(R"("1 month")"), "step \"a\": \"wait\" cannot be \"1 month\"");
    EXPECT_EQ(with_wait(R"({"days":-1})"), "step \"a\": \"days\" cannot be -1");
    EXPECT_EQ(with_wait(R"({"days":1.5})"), "step \"a\": \"days\" cannot be 1.5");
    EXPECT_EQ(with_wait(R"({"until":"25:00"})"), "step \"a\": \"until\" cannot be \"25:00\"");
    EXPECT_EQ(with_wait(R"({"until":"09:00","weekdays":["monday"]})"),
              "step \"a\": \"weekdays\" of wait cannot contain \"monday\"");
    EXPECT_EQ(with_wait(R"({"between":["09:00","09:00"]})"), "step \"a\": \"between\" cannot be [\"09:00\",\"09:00\"]");
    EXPECT_EQ(with_wait(R"({"until":{"field":"booking.title"}})"), "step \"a\": \"field\" cannot be \"booking.title\"");
    EXPECT_EQ(with_wait(R"({"until":{"offset":"3 days"}})"), "step \"a\": \"until\" has no \"field\" that is a string");
    EXPECT_EQ(with_wait(R"({"for":"reply","days":2,"at_most":"1 day"})", R"("then":[])"),
              "step \"a\": a wait cannot have \"days\" beside \"for\"");
    EXPECT_EQ(with_wait("{}"), "step \"a\": \"wait\" cannot be {}");
    EXPECT_EQ(with_wait("3"), "step \"a\": \"wait\" cannot be 3");
}

TEST(SequenceReader, refuses_splits_that_divide_nobody)
{
    auto const split = [](std::string const &arms) { return refused(R"([{"name":"s","split":)" + arms + "}]"); };
    EXPECT_EQ(split("[]"), "step \"s\": \"split\" cannot be []");
    std::string const steps = R"("steps":[{"name":"x","channel":"sms"}]})";
    std::string const others = R"("steps":[{"name":"y","channel":"sms"}]})";
    EXPECT_EQ(split(R"([{"name":"a","weight":0,)" + steps + R"(,{"name":"b","weight":0,)" + others + "]"),
              "step \"s\": the weights of its arms add up to 0");
    EXPECT_EQ(split(R"([{"name":"a","weight":-1,)" + steps + R"(,{"name":"b",)" + others + "]"),
              "step \"s\": \"weight\" of arm \"a\" cannot be -1");
    EXPECT_EQ(split(R"([{"name":"a",)" + steps + R"(,{"name":"a",)" + others + "]"),
              "step \"s\": two arms are named \"a\"");
    EXPECT_EQ(split(R"([{"name":"a",)" + steps + R"(,{"name":"b","steps":[]}])"), "step \"s\": arm \"b\" has no steps");
}

TEST(SequenceReader, bounds_the_number_of_steps_and_the_depth_of_branches)
{
    std::string many = "[";
    for (int i = 0; i < 201; ++i) {
        many += (i == 0 ? "" : ",") + (R"({"name":"s)" + std::to_string(i) + R"(","channel":"sms"})");
    }
    EXPECT_EQ(refused(many + "]"), "the sequence has more than 200 steps");
    auto const nested = [](int depth) {
        std::string text = R"([{"name":"end","channel":"sms"}])";
        for (int i = 0; i < depth; ++i) {
            std::string step = R"([{"name":"b)" + std::to_string(i) + R"(","if":{"status":"x"},"then":)";
            step += text;
            step += "}]";
            text = std::move(step);
        }
        return text;
    };
    EXPECT_EQ(read(nested(8)).steps.size(), 9U);
    EXPECT_EQ(refused(nested(9)), "step \"b0\" is nested too deeply");
}

TEST(SequenceReader, knows_which_sequences_its_conditions_ask_for)
{
    EXPECT_FALSE(read(nurture, R"({"lead_status":"lost"})", R"("booking")").asks_inside);
    Sequence const asks = read(R"([{"name":"x","if":{"not":{"inside":{"has":["A"]}}},"then":[
        {"name":"y","conditions":{"inside":{"has_none":["B","C"]}},"message_template":"Hi"}]}])",
                               R"(["booking",{"inside":{"has":["D"]}}])", R"({"inside":{"has_all":["E"]}})");
    EXPECT_TRUE(asks.asks_inside);
    EXPECT_EQ(sequences_asked_for(asks), (std::vector<std::string>{"A", "B", "C", "D", "E"}));
    EXPECT_EQ(refused(R"([{"name":"x","wait":{"for":{"inside":{"has":["A"]}},"at_most":"1 day"}}])"),
              "step \"x\": \"for\" has the condition \"inside\"");
}

TEST(StepMoves, go_on_with_the_next_step_of_the_same_way_that_is_left)
{
    Sequence const before = read(nurture);
    Sequence const after = read(R"([
      {"name":"hello","was":"welcome","message_template":"Hi"},
      {"name":"tier","if":{"attributes.tier":"gold"},"then":[{"name":"mail","message_template":"x"}]},
      {"name":"monday","wait":"1 day","message_template":"Monday"}])");
    auto const moves = step_moves(before, after);
    EXPECT_EQ(moves.at("welcome"), "hello");
    EXPECT_EQ(moves.at("day 3"), "tier");
    EXPECT_EQ(moves.at("nudge"), "tier");
    EXPECT_EQ(moves.at("call"), "monday");
    EXPECT_EQ(moves.at("offer b"), "monday");
    EXPECT_EQ(moves.at("renewal"), std::nullopt);
    EXPECT_FALSE(moves.contains("tier"));
    EXPECT_TRUE(step_moves(after, after).empty());
}

}  // namespace
}  // namespace automation::core
