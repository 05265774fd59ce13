#include "core/sequences/sequence_reader.hpp"
#include "core/sequences/step_end.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::moment;

Automation sequence_of(Trigger trigger, Delay delay = {})
{
    Automation automation;
    automation.type = Type::sequence;
    automation.trigger = trigger;
    automation.delay = delay;
    automation.sequence = std::make_shared<Sequence const>(read_sequence(
        R"([{"name": "one", "message_template": "1"}, {"name": "two", "message_template": "2"}])", "null", "null"));
    return automation;
}

Instant const noon = moment(2026, 3, 24, 12);

Run event_at_noon()
{
    Run event;
    event.event_at = noon;
    event.images = "[]";
    return event;
}

// The delay of the trigger counts from the event, the first wait from the entry.
TEST(StepEnd, FirstEntry)
{
    SequenceEntry const at_once = first_entry(sequence_of(Trigger::new_lead), event_at_noon(), noon + 5s);
    EXPECT_EQ(at_once.step, "one");
    EXPECT_EQ(at_once.entered_at, noon);
    EXPECT_EQ(at_once.reached_at, noon + 5s);
    EXPECT_FALSE(at_once.delayed);
    EXPECT_EQ(at_once.images, "");
    SequenceEntry const delayed = first_entry(sequence_of(Trigger::new_lead, {.days = 1}), event_at_noon(), noon + 5s);
    EXPECT_TRUE(delayed.delayed);
    EXPECT_EQ(delayed.reached_at, noon);
    EXPECT_EQ(delayed.images, "[]");
    // Of a timed trigger it says when the event comes.
    EXPECT_FALSE(first_entry(sequence_of(Trigger::no_contact_days, {.days = 30}), event_at_noon(), noon).delayed);
}

TEST(StepEnd, WhatRanIsDone)
{
    Automation const sequence = sequence_of(Trigger::new_lead);
    SequenceEntry entry = first_entry(sequence, event_at_noon(), noon);
    end_step(*sequence.sequence, entry, {.ran = true, .reaches_lead = true}, noon + 1h);
    EXPECT_TRUE(entry.has_done("one"));
    EXPECT_EQ(entry.last_message_at, noon + 1h);
    EXPECT_EQ(entry.step, "two");
    EXPECT_EQ(entry.reached_at, noon + 1h);
    end_step(*sequence.sequence, entry, {}, noon + 2h);
    EXPECT_FALSE(entry.has_done("two"));
    EXPECT_EQ(entry.last_message_at, noon + 1h);
    EXPECT_EQ(entry.step, "");
}

// A message that is queued or held keeps the lead at its step until it has ended.
TEST(StepEnd, AwaitsItsMessage)
{
    Automation const sequence = sequence_of(Trigger::new_lead);
    SequenceEntry entry = first_entry(sequence, event_at_noon(), noon);
    end_step(*sequence.sequence, entry, {.ran = true, .awaits_message = true}, noon);
    EXPECT_EQ(entry.step, "one");
    EXPECT_FALSE(entry.last_message_at);
    entry.message = MessageId{7};
    SequenceEntry cancelled = entry;
    end_message(*sequence.sequence, entry, true, noon + 3h);
    EXPECT_EQ(entry.step, "two");
    EXPECT_EQ(entry.reached_at, noon + 3h);
    EXPECT_EQ(entry.last_message_at, noon + 3h);
    EXPECT_FALSE(entry.message);
    end_message(*sequence.sequence, cancelled, false, noon + 3h);
    EXPECT_EQ(cancelled.step, "two");
    EXPECT_FALSE(cancelled.last_message_at);
}

}  // namespace
}  // namespace automation::core
