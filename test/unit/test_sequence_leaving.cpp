#include "core/sequences/leaving.hpp"
#include "core/sequences/sequence_reader.hpp"
#include "core/sequences/step_moves.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

/* A lead in a sequence of two messages, by e-mail and by SMS. */
struct Inside final : SequenceFacts {
    Inside()
    {
        sequence.type = Type::sequence;
        sequence.stop_on_reply = true;
        read(
            R"([{"name":"mail","channel":"email","message_template":"Hi"},{"name":"text","channel":"sms","message_template":"Hi"}])");
        entry.entered_at = entry.reached_at = test::moment(2026, 11, 24, 12);
        entry.step = "mail";
    }
    void read(std::string const &steps, std::string const &goal = "null")
    {
        sequence.sequence = std::make_shared<Sequence const>(read_sequence(steps, "null", goal));
    }

    [[nodiscard]] FieldReader const &fields() const override
    {
        reader.emplace(FactFieldReader::Facts{.lead = sample.lead, .now = test::moment(2026, 11, 25, 12)});
        return *reader;
    }
    [[nodiscard]] bool has_replied(Instant since) const override { return replied && *replied > since; }
    [[nodiscard]] bool has_booked(Instant) const override { return booked; }
    [[nodiscard]] std::optional<Instant> moment(MomentWait const &) const override { return {}; }

    [[nodiscard]] std::string reason() const
    {
        auto const found = reason_to_leave(sequence, entry, {sample.lead, booking_id, booking}, *this);
        return found ? ReasonCode(*found).code() : "stays";
    }

    test::Sample sample;
    Automation sequence;
    SequenceEntry entry;
    std::optional<BookingId> booking_id;
    Booking const *booking = nullptr;
    std::optional<Instant> replied;
    bool booked = false;
    mutable std::optional<FactFieldReader> reader;
};

TEST(SequenceLeaving, needs_a_refusal_of_each_channel_that_is_left)
{
    Inside inside;
    EXPECT_EQ(inside.reason(), "stays");
    inside.sample.lead.opted_out = {"email"};
    EXPECT_EQ(inside.reason(), "stays");
    inside.entry.done = {"text"};  // moved back: only the mail is left
    EXPECT_EQ(inside.reason(), "opted_out");
    inside.entry.done.clear();
    inside.sample.lead.opted_out = {"all"};
    EXPECT_EQ(inside.reason(), "opted_out");
}

TEST(SequenceLeaving, is_not_for_a_lead_that_refuses_while_a_notice_to_the_business_is_left)
{
    Inside inside;
    inside.read(
        R"([{"name":"mail","message_template":"Hi"},{"name":"tell","to":"owner@example.com","message_template":"Hi"}])");
    inside.sample.lead.opted_out = {"all"};
    EXPECT_EQ(inside.reason(), "stays");
}

TEST(SequenceLeaving, is_not_for_a_lead_whose_last_message_on_a_channel_that_it_accepts_is_written_and_not_sent)
{
    Inside inside;
    inside.read(
        R"([{"name":"text","channel":"sms","message_template":"Hi"},{"name":"mail","channel":"email","message_template":"Hi"}])");
    inside.sample.lead.opted_out = {"email"};
    inside.entry.step = "text";
    inside.entry.done = {"text"};
    EXPECT_EQ(inside.reason(), "opted_out");
    inside.entry.message = MessageId{7};
    EXPECT_EQ(inside.reason(), "stays");
    inside.sample.lead.opted_out = {"all"};
    EXPECT_EQ(inside.reason(), "opted_out");
}

TEST(SequenceLeaving, follows_the_booking_of_the_entry)
{
    Inside inside;
    inside.sequence.trigger = Trigger::booking_created;
    inside.booking_id = BookingId{7};
    EXPECT_EQ(inside.reason(), "subject_gone");
    Booking booking;
    booking.lead = inside.sample.lead.id;
    booking.status = BookingStatus::booked;
    inside.booking = &booking;
    EXPECT_EQ(inside.reason(), "stays");
    booking.status = BookingStatus::cancelled;
    EXPECT_EQ(inside.reason(), "booking_cancelled");
    inside.sequence.trigger = Trigger::booking_cancelled;
    EXPECT_EQ(inside.reason(), "stays");
    booking.lead = LeadId{99};
    EXPECT_EQ(inside.reason(), "booking_cancelled");
}

TEST(SequenceLeaving, names_the_first_of_several_reasons)
{
    Inside inside;
    inside.replied = test::moment(2026, 11, 25, 9);
    EXPECT_EQ(inside.reason(), "replied");
    inside.read(R"([{"name":"mail","message_template":"Hi"}])", R"("booking")");
    inside.booked = true;
    EXPECT_EQ(inside.reason(), "goal");
    inside.sample.lead.opted_out = {"all"};
    EXPECT_EQ(inside.reason(), "opted_out");
}

TEST(SequenceLeaving, takes_messages_before_its_own_first_one_for_part_of_the_event)
{
    Inside inside;
    inside.sequence.trigger = Trigger::message_received;
    inside.replied = inside.sample.lead.last_inbound_at = test::moment(2026, 11, 24, 13);
    EXPECT_EQ(inside.reason(), "stays");
    EXPECT_TRUE(restarts_wait(inside.sequence, inside.entry, inside.sample.lead));
    inside.entry.last_message_at = test::moment(2026, 11, 24, 12);
    EXPECT_EQ(inside.reason(), "replied");
    EXPECT_FALSE(restarts_wait(inside.sequence, inside.entry, inside.sample.lead));
}

TEST(SequenceEdits, find_the_steps_whose_wait_has_changed_by_their_new_names)
{
    auto const steps = [](char const *json) { return read_sequence(json, "null", "null"); };
    Sequence const before = steps(
        R"([{"name":"a","wait":"1 day","message_template":"Hi"},{"name":"b","wait":{"for":"reply","at_most":"2 days"}},{"name":"c","message_template":"Hi"}])");
    EXPECT_TRUE(steps_with_other_waits(before, before).empty());
    Sequence const after = steps(
        R"([{"name":"first","was":"a","wait":"2 days","message_template":"Other"},{"name":"b","wait":{"for":"reply","at_most":"3 days"}},{"name":"c","message_template":"Hi"}])");
    EXPECT_EQ(steps_with_other_waits(before, after), (std::vector<std::string>{"first", "b"}));
}

}  // namespace
}  // namespace automation::core
