#include "core/sequences/sequence_entry.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

Instant at(std::int64_t micros)
{
    return Instant(Micros(micros));
}

/* Whatever an entry knows is there again after it was stored. */
TEST(SequenceEntry, IsReadAsItWasWritten)
{
    SequenceEntry entry;
    entry.entered_at = at(1);
    entry.reached_at = at(2);
    entry.step = "day \"3\"";
    entry.waited = entry.waits = entry.delayed = true;
    entry.done = {"welcome", "tag"};
    entry.arms = {{"offer", "a"}};
    entry.last_message_at = at(3);
    entry.answered_at = at(4);
    entry.message = MessageId{5};
    entry.booked = {{BookingId{6}, at(7)}, {BookingId{8}, at(9)}};
    auto const read = read_entry(to_json(entry));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->entered_at, entry.entered_at);
    EXPECT_EQ(read->reached_at, entry.reached_at);
    EXPECT_EQ(read->step, entry.step);
    EXPECT_TRUE(read->waited && read->waits && read->delayed);
    EXPECT_EQ(read->done, entry.done);
    EXPECT_EQ(read->arms, entry.arms);
    EXPECT_EQ(read->last_message_at, entry.last_message_at);
    EXPECT_EQ(read->answered_at, entry.answered_at);
    EXPECT_EQ(read->message, entry.message);
    EXPECT_EQ(read->booked, entry.booked);
}

TEST(SequenceEntry, OfAnotherShapeIsNone)
{
    for (char const *const text :
         {"", "null", "[]", "{}", R"({"step": "a"})", R"({"step": 1, "entered_at": 1, "reached_at": 1})"}) {
        EXPECT_FALSE(read_entry(text)) << text;
    }
    auto const read = read_entry(
        R"({"step": "a", "entered_at": 1, "reached_at": 1, "booked": {"x": 1, "2": "y", "3": 4}, "done": [1], "arms": []})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->booked, (std::vector<NotedBooking>{{BookingId{3}, at(4)}}));
}

}  // namespace
}  // namespace automation::core
