#include "core/decisions/decide.hpp"
#include "core/decisions/recipient.hpp"

#include <algorithm>

#include "due.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::contains;
using test::moment;

using test::Due;

AutomationKey link(std::int64_t id, std::string tenant = "")
{
    return {AutomationId{id}, std::move(tenant)};
}

TEST(Decide, runs_what_nothing_speaks_against)
{
    EXPECT_EQ(Due().answer(), "run");
}

TEST(Decide, skips_when_the_automation_is_gone_or_another_tenants)
{
    Due due;
    due.with_automation = false;
    EXPECT_EQ(due.answer(), "skip automation_deleted");
    Due other;
    other.automation.tenant = "b";
    EXPECT_EQ(other.answer(), "skip automation_deleted");
}

TEST(Decide, drops_what_lost_its_lead_or_its_booking)
{
    Due due;
    due.with_lead = false;
    EXPECT_EQ(due.answer(), "drop");
    Due booked(Type::confirmation, Trigger::booking_created);
    booked.with_booking = false;
    EXPECT_EQ(booked.answer(), "drop");
}

TEST(Decide, needs_no_booking_where_the_run_names_none)
{
    Due due(Type::confirmation, Trigger::booking_created);
    due.run.booking.reset();
    due.with_booking = false;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Decide, skips_a_run_of_a_trigger_that_the_automation_no_longer_has)
{
    Due due;
    due.run.event = "lead_status_changed";
    EXPECT_EQ(due.answer(), "skip superseded");
}

TEST(Decide, holds_while_the_automation_is_disabled)
{
    Due due;
    due.automation.enabled = false;
    EXPECT_EQ(due.answer(), "hold disabled");
}

TEST(Decide, skips_the_older_of_two_runs)
{
    Due due;
    due.newer_waits = true;
    EXPECT_EQ(due.answer(), "skip superseded");
}

TEST(Loop, of_an_automation_that_is_in_the_chain_is_blocked)
{
    Due due;
    due.run.chain = {link(2), link(3)};
    EXPECT_EQ(due.answer(), "run");
    due.run.chain = {link(2), link(1), link(3)};
    EXPECT_EQ(due.answer(), "block loop");
}

TEST(Loop, may_be_eight_deep)
{
    Due due;
    for (int i = 2; i < 10; ++i)
        due.run.chain.push_back(link(i));
    EXPECT_EQ(due.answer(), "run");
    due.run.chain.push_back(link(10));
    EXPECT_EQ(due.answer(), "block loop");
}

TEST(OptOut, blocks_its_channel_in_any_case_of_letters)
{
    Due due;
    due.sample.lead.opted_out = {"sms", "whatsapp"};
    EXPECT_EQ(due.answer(), "run");
    due.sample.lead.opted_out = {"sms", "EMail"};
    EXPECT_EQ(due.answer(), "block opted_out");
}

TEST(OptOut, of_all_blocks_every_channel_but_no_crm_update)
{
    Due due;
    due.sample.lead.opted_out = {"all"};
    EXPECT_EQ(due.answer(), "block opted_out");
    due.automation.channel = "webhook";
    EXPECT_EQ(due.answer(), "block opted_out");
    due.automation.type = Type::crm_update;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Decide, skips_when_conditions_no_longer_hold_and_says_which)
{
    Due due;
    due.automation.conditions = Conditions::parse(R"({"source":"Website","status":"new"})");
    EXPECT_EQ(due.answer(), "run");
    due.sample.lead.status = "won";
    EXPECT_EQ(due.answer(), "skip conditions");
    auto const detail = decide(due.decision_input()).detail;
    EXPECT_TRUE(contains(detail, "status")) << detail;
    EXPECT_TRUE(contains(detail, "\"new\"")) << detail;
    EXPECT_TRUE(contains(detail, "\"won\"")) << detail;
}

TEST(Reply, after_the_event_ends_the_follow_up)
{
    Due due;
    due.sample.lead.last_inbound_at = due.run.event_at + 1us;
    EXPECT_EQ(due.answer(), "skip replied");
    due.sample.lead.last_inbound_at = due.run.event_at;  // the message that is the event
    EXPECT_EQ(due.answer(), "run");
    due.sample.lead.last_inbound_at = due.run.event_at - 24h;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Reply, stops_neither_who_says_so_nor_a_crm_update)
{
    Due due;
    due.sample.lead.last_inbound_at = due.run.event_at + 1h;
    due.automation.stop_on_reply = false;
    EXPECT_EQ(due.answer(), "run");
    due.automation.stop_on_reply = true;
    due.automation.type = Type::crm_update;
    EXPECT_EQ(due.answer(), "run");
}

TEST(MaxRuns, is_reached_when_it_has_run_that_often)
{
    Due due;
    due.automation.max_runs = 2;
    due.history.runs = 1;
    EXPECT_EQ(due.answer(), "run");
    due.history.runs = 2;
    EXPECT_EQ(due.answer(), "skip max_runs");
    due.run.by_hand = true;
    EXPECT_EQ(due.answer(), "run");
}

TEST(MaxRuns, is_no_limit_where_there_is_none)
{
    Due due;
    due.history.runs = 1'000'000;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Cooldown, is_over_to_the_microsecond)
{
    Due due;
    due.automation.cooldown = 1h;
    EXPECT_EQ(due.answer(), "run");  // it never ran
    due.history.last_run = due.now - 1h + 1us;
    EXPECT_EQ(due.answer(), "skip cooldown");
    due.history.last_run = due.now - 1h;
    EXPECT_EQ(due.answer(), "run");
    due.history.last_run = due.now - 1s;
    due.run.by_hand = true;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Lateness, has_the_default_of_the_type)
{
    Due const due;
    EXPECT_EQ(max_lateness_of(due.automation), Micros(24h));
    EXPECT_EQ(max_lateness_of(Due(Type::post_session, Trigger::session_completed).automation), Micros(24h));
    EXPECT_EQ(max_lateness_of(Due(Type::confirmation, Trigger::booking_created).automation), Micros(2h));
    EXPECT_EQ(max_lateness_of(Due(Type::booking_reminder, Trigger::booking_created).automation), std::nullopt);
    EXPECT_EQ(max_lateness_of(Due(Type::crm_update, Trigger::new_lead).automation), std::nullopt);
    EXPECT_EQ(max_lateness_of(Due(Type::lead_followup, Trigger::no_contact_days).automation), std::nullopt);
}

TEST(Lateness, is_counted_from_run_at_and_not_from_the_event)
{
    Due due;
    due.run.event_at = due.now - 24h * 30;
    due.run.run_at = due.now - 24h;
    EXPECT_EQ(due.answer(), "run");
    due.run.run_at = due.now - 24h - 1us;
    EXPECT_EQ(due.answer(), "skip too_late");
    due.automation.max_lateness = 48h;
    EXPECT_EQ(due.answer(), "run");
    due.automation.max_lateness = 0h;
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(Lateness, of_infinite_times_is_no_overflow)
{
    Due due;
    due.run.run_at = Instant::min();
    EXPECT_EQ(due.answer(), "skip too_late");
}

TEST(Lateness, of_a_reminder_is_the_start)
{
    Due due(Type::booking_reminder, Trigger::booking_created);
    due.now = *due.sample.booking.starts_at - 1us;
    EXPECT_EQ(due.answer(), "run");
    due.now = *due.sample.booking.starts_at;
    EXPECT_EQ(due.answer(), "skip too_late");
    due.sample.booking.starts_at.reset();
    EXPECT_EQ(due.answer(), "run");
}

TEST(Recipient, is_needed_only_where_messages_are_sent)
{
    Due due;
    due.sample.lead.email = "not an address";
    EXPECT_EQ(due.answer(), "run");
    due.channel_configured = true;
    EXPECT_EQ(due.answer(), "skip no_recipient");
    due.sample.lead.email = "ann@example.com";
    EXPECT_EQ(due.answer(), "run");
    due.sample.lead.email.reset();
    due.automation.type = Type::crm_update;
    EXPECT_EQ(due.answer(), "run");
}

TEST(Recipient, is_the_address_that_the_channel_needs)
{
    test::Sample sample;
    EXPECT_EQ(recipient_of(sample.lead, "email"), "ann@example.com");
    EXPECT_EQ(recipient_of(sample.lead, "sms"), "+491701234567");
    EXPECT_EQ(recipient_of(sample.lead, "whatsapp"), "+491701234567");
    EXPECT_EQ(recipient_of(sample.lead, "webhook"), "7");
    EXPECT_EQ(recipient_of(sample.lead, "pigeon"), "ann@example.com");
    sample.lead.email = "ann at example";
    EXPECT_EQ(recipient_of(sample.lead, "email"), std::nullopt);
    EXPECT_EQ(recipient_of(sample.lead, "pigeon"), "+491701234567");
    sample.lead.phone = "030 / 123";
    EXPECT_EQ(recipient_of(sample.lead, "sms"), std::nullopt);
}

/** Each trigger of a booking with each status: r runs, c is cancelled, m is moved. */
TEST(Booking, must_still_be_what_the_run_was_made_for)
{
    struct Row {
        Type type;
        Trigger trigger;
        std::string_view answers;  ///< booked, completed, cancelled, no_show
    };
    constexpr std::array rows{
        Row{Type::confirmation, Trigger::booking_created, "rccc"},
        Row{Type::booking_reminder, Trigger::booking_created, "rccc"},
        Row{Type::booking_reminder, Trigger::booking_reminder_hours, "rccc"},
        Row{Type::lead_followup, Trigger::booking_cancelled, "mmrm"},
        Row{Type::lead_followup, Trigger::booking_no_show, "mmmr"},
        Row{Type::post_session, Trigger::session_completed, "mrcc"},
    };
    for (Row const &row : rows) {
        std::string answers;
        for (int status = 0; status < 4; ++status) {
            Due due(row.type, row.trigger);
            due.sample.booking.status = static_cast<BookingStatus>(status);
            auto const answer = due.answer();
            answers += answer == "run"                      ? 'r'
                       : answer == "skip booking_cancelled" ? 'c'
                       : answer == "skip booking_moved"     ? 'm'
                                                            : '?';
        }
        EXPECT_EQ(answers, row.answers) << name_of(row.type) << " " << name_of(row.trigger);
    }
}

TEST(Booking, session_is_over_when_its_end_has_passed)
{
    Due due(Type::post_session, Trigger::session_completed);
    due.run.run_at = *due.sample.booking.ends_at;
    due.now = due.run.run_at - 1us;
    EXPECT_EQ(due.answer(), "skip booking_moved");
    due.now = *due.sample.booking.ends_at;
    EXPECT_EQ(due.answer(), "run");
    due.sample.booking.status = BookingStatus::no_show;
    EXPECT_EQ(due.answer(), "skip booking_cancelled");
}

TEST(Booking, moved_to_another_time_skips_its_reminder)
{
    Due due(Type::booking_reminder, Trigger::booking_reminder_hours);
    due.run.anchor = due.sample.booking.starts_at;
    EXPECT_EQ(due.answer(), "run");
    due.sample.booking.starts_at = *due.sample.booking.starts_at + 1us;
    EXPECT_EQ(due.answer(), "skip booking_moved");
}

/** What is gone comes before what is off, a refusal before a mere fact. */
TEST(Decide, answers_with_the_first_objection_in_order)
{
    Due due;
    due.with_automation = false;
    due.with_lead = false;
    EXPECT_EQ(due.answer(), "skip automation_deleted");
    due.with_automation = true;
    EXPECT_EQ(due.answer(), "drop");
    due.with_lead = true;
    due.run.event = "message_received";
    due.automation.enabled = false;
    EXPECT_EQ(due.answer(), "skip superseded");
    due.run.event = "new_lead";
    due.run.chain = {link(1)};
    due.sample.lead.opted_out = {"all"};
    EXPECT_EQ(due.answer(), "hold disabled");
    due.automation.enabled = true;
    EXPECT_EQ(due.answer(), "block loop");
    due.run.chain.clear();
    due.newer_waits = true;
    EXPECT_EQ(due.answer(), "block opted_out");
    due.sample.lead.opted_out.clear();
    due.automation.conditions = Conditions::parse(R"({"status":"won"})");
    due.sample.lead.last_inbound_at = due.now + 1h;
    EXPECT_EQ(due.answer(), "skip superseded");
    due.newer_waits = false;
    EXPECT_EQ(due.answer(), "skip conditions");
    due.automation.conditions = {};
    EXPECT_EQ(due.answer(), "skip replied");
}

/** One decide(): the first step of explain that is not ok is its answer, whatever is wrong. */
TEST(Explain, agrees_with_decide_in_every_combination)
{
    constexpr unsigned violations = 11;
    for (unsigned mask = 0; mask < 1U << violations; ++mask) {
        Due due(Type::lead_followup, Trigger::booking_cancelled);
        due.sample.booking.status = BookingStatus::cancelled;
        auto const flawed = [&](unsigned bit) { return (mask >> bit & 1U) != 0; };
        due.with_automation = !flawed(0);
        due.with_lead = !flawed(1);
        due.with_booking = !flawed(2);
        due.automation.enabled = !flawed(3);
        if (flawed(4)) due.run.chain = {link(1)};
        if (flawed(5)) due.sample.lead.opted_out = {"all"};
        due.newer_waits = flawed(6);
        if (flawed(7)) due.sample.booking.status = BookingStatus::booked;
        if (flawed(8)) due.sample.lead.last_inbound_at = due.now + 1h;
        if (flawed(9)) due.automation.max_runs = 0;
        if (flawed(10)) due.run.run_at = due.now - 48h;
        auto const steps = explain(due.decision_input());
        auto const first = std::find_if(steps.begin(), steps.end(), [](Step const &step) { return !step.ok; });
        Decision const decision = decide(due.decision_input());
        ASSERT_EQ(first == steps.end(), decision.verdict == Verdict::run) << mask;
        if (first != steps.end()) {
            ASSERT_EQ(first->reason, decision.reason) << mask;
            ASSERT_EQ(first->detail, decision.detail) << mask;
        }
    }
}

TEST(Explain, tells_every_objection_and_not_only_the_first)
{
    Due due;
    due.automation.enabled = false;
    due.automation.max_runs = 1;
    due.history.runs = 1;
    due.sample.lead.opted_out = {"email"};
    std::string reasons;
    auto const steps = explain(due.decision_input());
    for (Step const &step : steps) {
        EXPECT_FALSE(step.name.empty());
        EXPECT_EQ(step.ok, step.reason.empty()) << step.name;
        EXPECT_FALSE(step.detail.empty()) << step.name;
        if (!step.ok) reasons += step.reason.code() + " ";
    }
    EXPECT_EQ(reasons, "disabled opted_out max_runs ");
}

TEST(Explain, ends_where_nothing_more_can_be_seen)
{
    Due due;
    due.with_automation = false;
    EXPECT_EQ(explain(due.decision_input()).size(), 1U);
    due.with_automation = true;
    due.with_lead = false;
    EXPECT_EQ(explain(due.decision_input()).size(), 2U);
}

}  // namespace
}  // namespace automation::core
