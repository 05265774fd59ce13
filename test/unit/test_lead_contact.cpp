/* test_lead_contact.cpp — what bookings and messages change in their lead, also those that come late. */
#include "core/crm/lead_contact.hpp"

#include <gtest/gtest.h>

using namespace automation::core;

namespace {

Instant at(int second)
{
    return Instant(std::chrono::seconds(second));
}

}  // namespace

TEST(LeadContact, EachKindMovesItsColumns)
{
    Lead booked, received, queued, written;
    apply_to(booked, LeadContact::booked, at(5));
    EXPECT_EQ(booked.silent_since, at(5));
    EXPECT_FALSE(booked.last_inbound_at || booked.last_contacted);
    apply_to(received, LeadContact::received, at(5));
    EXPECT_EQ(received.silent_since, at(5));
    EXPECT_EQ(received.last_inbound_at, at(5));
    EXPECT_FALSE(received.last_contacted);
    apply_to(queued, LeadContact::queued, at(5));
    EXPECT_EQ(queued.silent_since, at(5));
    EXPECT_FALSE(queued.last_contacted);
    apply_to(written, LeadContact::written, at(5));
    EXPECT_EQ(written.silent_since, at(5));
    EXPECT_EQ(written.last_contacted, at(5));
}

TEST(LeadContact, NothingGoesBackwards)
{
    Lead lead;
    lead.created_at = at(7);
    lead.last_inbound_at = lead.last_contacted = at(9);
    apply_contacts(lead, "message_received 5000000 outbound_written 6000000 booking_created 6000000");
    EXPECT_EQ(lead.silent_since, at(7));
    EXPECT_EQ(lead.last_inbound_at, at(9));
    EXPECT_EQ(lead.last_contacted, at(9));
}

TEST(LeadContact, TextOfTheTablesIsRead)
{
    Lead lead;
    apply_contacts(lead, "message_received 5000000 stop_word 5000000 booking_created 8000000");
    EXPECT_EQ(lead.silent_since, at(8));
    EXPECT_EQ(lead.last_inbound_at, at(5));
    Lead other;
    apply_contacts(other, "outbound_written");
    apply_contacts(other, "outbound_written x");
    EXPECT_FALSE(other.last_contacted);
    for (auto const contact : {LeadContact::booked, LeadContact::received, LeadContact::queued, LeadContact::written}) {
        EXPECT_EQ(lead_contact_from(name_of(contact)), contact);
    }
}
