#include "core/automations/validate.hpp"

#include <algorithm>
#include <limits>

#include "sample.hpp"

namespace automation::core {
namespace {

using std::chrono::hours;
using test::contains;
using test::refusal;

AutomationDraft draft(std::string type = "lead_followup", std::string trigger = "new_lead")
{
    AutomationDraft result;
    result.name = "Welcome New Leads";
    result.type = std::move(type);
    result.trigger = std::move(trigger);
    if (result.trigger == "no_contact_days" || result.trigger == "booking_reminder_hours") result.delay_days = 1;
    return result;
}

UserError refused(AutomationDraft const &wrong)
{
    return refusal([&] { (void)check(wrong); });
}

TEST(Validate, takes_the_draft_over)
{
    auto given = draft();
    given.id = AutomationId{5};
    given.tenant = "t";
    given.version = 3;
    given.delay_days = 2;
    given.delay_hours = 6;
    given.channel = " SMS ";
    given.subject_template = "Hi {lead_name}";
    given.message_template = "Hello {lead_first_name|there}";
    given.ai_instructions = "Be kind.";
    given.conditions = R"({"lead_status":"new"})";
    given.actions = R"({"set":{"status":"x"}})";
    given.review = "always";
    given.max_lateness = hours(3);
    given.enabled = false;
    auto const automation = check(given);
    EXPECT_EQ(automation.id, AutomationId{5});
    EXPECT_EQ(automation.tenant, "t");
    EXPECT_EQ(automation.version, 3);
    EXPECT_EQ(automation.name, "Welcome New Leads");
    EXPECT_EQ(automation.delay.days, 2);
    EXPECT_EQ(automation.delay.hours, 6);
    EXPECT_EQ(automation.channel, "sms");
    EXPECT_EQ(automation.subject_template.value().source(), "Hi {lead_name}");
    EXPECT_EQ(automation.message_template.value().source(), "Hello {lead_first_name|there}");
    EXPECT_EQ(automation.ai_instructions, "Be kind.");
    EXPECT_FALSE(automation.conditions.empty());
    EXPECT_FALSE(automation.actions.empty());
    EXPECT_EQ(automation.review, Review::always);
    EXPECT_EQ(automation.max_lateness, hours(3));
    EXPECT_FALSE(automation.enabled);
}

TEST(Validate, takes_blank_texts_for_none)
{
    auto given = draft();
    given.channel = "  ";
    given.subject_template = "";
    given.message_template = " \n";
    given.ai_instructions = "\t";
    auto const automation = check(given);
    EXPECT_EQ(automation.channel, "email");
    EXPECT_FALSE(automation.subject_template);
    EXPECT_FALSE(automation.message_template);
    EXPECT_FALSE(automation.ai_instructions);
}

TEST(Validate, accepts_exactly_the_pairs_of_the_contract)
{
    for (auto const type : type_names)
        for (auto const trigger : trigger_names) {
            auto const allowed = triggers_of(type_from(type).value());
            bool const fits = std::count(allowed.begin(), allowed.end(), trigger_from(trigger)) == 1;
            auto given = draft(std::string(type), std::string(trigger));
            if (trigger == "lead_changed") given.conditions = R"({"status":{"changed":true}})";
            if (trigger == "lead_date") given.date_field = "created_at";
            if (type == "sequence") given.steps = R"([{"name":"one","message_template":"Hi"}])";
            if (fits)
                EXPECT_NO_THROW((void)check(given)) << type << " " << trigger;
            else
                EXPECT_TRUE(contains(refused(given).what(), "cannot have trigger")) << type << " " << trigger;
        }
}

TEST(Validate, asks_for_a_change_where_a_change_is_the_event)
{
    auto given = draft("lead_followup", "lead_changed");
    EXPECT_STREQ(refused(given).what(), "trigger \"lead_changed\" needs a condition on what changes");
    given.conditions = R"({"attributes.tier":"gold"})";
    EXPECT_STREQ(refused(given).what(), "trigger \"lead_changed\" needs a condition on what changes");
    given.conditions = R"({"any":[{"attributes.tier":{"changed_from":"gold"}}]})";
    EXPECT_NO_THROW((void)check(given));
}

TEST(Validate, asks_for_a_date_where_a_date_is_the_trigger_and_nowhere_else)
{
    auto given = draft("lead_followup", "lead_date");
    EXPECT_STREQ(refused(given).what(), "trigger \"lead_date\" needs a date_field");
    given.date_field = "attributes.birthday";
    given.yearly = true;
    auto const automation = check(given);
    EXPECT_EQ(automation.date->field.name(), "attributes.birthday");
    EXPECT_EQ(automation.date->at, hours(9));
    EXPECT_TRUE(automation.date->yearly);
    EXPECT_EQ(automation.max_runs, 1);
    given.trigger = "new_lead";
    EXPECT_STREQ(refused(given).what(), "date_field is for trigger \"lead_date\" only");
    given.date_field.reset();
    EXPECT_STREQ(refused(given).what(), "yearly is for trigger \"lead_date\" only");
}

TEST(Validate, names_the_triggers_that_a_type_may_have)
{
    auto const error = refused(draft("confirmation", "new_lead"));
    EXPECT_STREQ(error.what(), "type \"confirmation\" cannot have trigger \"new_lead\"");
    EXPECT_EQ(error.hint(), "A confirmation may have: booking_created.");
    EXPECT_EQ(refused(draft("booking_reminder", "new_lead")).hint(),
              "A booking_reminder may have: booking_reminder_hours, booking_created.");
}

TEST(Validate, names_the_nearest_of_an_unknown_word)
{
    auto const type = refused(draft("lead_folowup"));
    EXPECT_STREQ(type.what(), "unknown type \"lead_folowup\"");
    EXPECT_TRUE(contains(type.hint(), "Did you mean \"lead_followup\"?"));
    EXPECT_TRUE(contains(type.hint(), "crm_update"));
    EXPECT_TRUE(contains(refused(draft("Lead Follow-up")).hint(), "Did you mean \"lead_followup\"?"));
    auto const trigger = refused(draft("lead_followup", "new_laed"));
    EXPECT_STREQ(trigger.what(), "unknown trigger \"new_laed\"");
    EXPECT_TRUE(contains(trigger.hint(), "Did you mean \"new_lead\"?"));
    auto given = draft();
    given.review = "allways";
    EXPECT_STREQ(refused(given).what(), "unknown review \"allways\"");
    EXPECT_TRUE(contains(refused(given).hint(), "Did you mean \"always\"? Known are: never, flagged, always."));
}

TEST(Validate, says_what_is_missing)
{
    EXPECT_STREQ(refused(draft("", "new_lead")).what(), "the automation has no type");
    EXPECT_STREQ(refused(draft("lead_followup", " ")).what(), "the automation has no trigger");
    auto given = draft();
    given.name = " \xC2\xA0";
    EXPECT_STREQ(refused(given).what(), "the automation has no name");
}

TEST(Validate, refuses_negative_and_endless_delays)
{
    auto given = draft();
    given.delay_days = -1;
    EXPECT_STREQ(refused(given).what(), "delay_days cannot be -1");
    EXPECT_EQ(refused(given).mistake(), ErrorCode::check_violation);
    given = draft();
    given.delay_hours = std::numeric_limits<int>::min();
    EXPECT_STREQ(refused(given).what(), "delay_hours cannot be -2147483648");
    given = draft();
    given.delay_days = 3650;
    EXPECT_NO_THROW((void)check(given));
    given.delay_hours = 1;
    EXPECT_STREQ(refused(given).what(), "a delay of 3650 days 1 hour is too long");
    given.delay_days = std::numeric_limits<int>::max();
    given.delay_hours = std::numeric_limits<int>::max();
    EXPECT_TRUE(contains(refused(given).what(), "is too long"));
}

TEST(Validate, wants_a_delay_where_the_trigger_is_one)
{
    for (auto const &[type, trigger] :
         {std::pair{"lead_followup", "no_contact_days"}, {"booking_reminder", "booking_reminder_hours"}}) {
        auto given = draft(type, trigger);
        given.delay_days = 0;
        EXPECT_EQ(std::string(refused(given).what()), "trigger \"" + std::string(trigger) + "\" needs a delay, not 0");
        given.delay_hours = 1;
        EXPECT_NO_THROW((void)check(given));
    }
}

TEST(Validate, wants_a_channel_that_is_a_name)
{
    auto given = draft();
    for (auto const *name : {"email", "WhatsApp", "push_2", "x"}) {
        given.channel = name;
        EXPECT_NO_THROW((void)check(given)) << name;
    }
    for (auto const *name : {"e-mail", "2fa", "_x", "sms!", "é", "a b"}) {
        given.channel = name;
        EXPECT_TRUE(contains(refused(given).what(), "is not a name")) << name;
    }
    given.channel = "e-mail";
    EXPECT_TRUE(contains(refused(given).hint(), "Did you mean \"email\"?"));
    given.channel = std::string(64, 'a');
    EXPECT_TRUE(contains(refused(given).what(), "is not a name"));
    EXPECT_TRUE(known_channel("email") && known_channel("sms") && known_channel("whatsapp") &&
                known_channel("webhook"));
    EXPECT_FALSE(known_channel("push") || known_channel("") || known_channel("Email"));
}

TEST(Validate, checks_templates_conditions_and_actions)
{
    auto given = draft();
    given.message_template = "Hi {lead_nmae}";
    EXPECT_STREQ(refused(given).what(), "unknown variable \"{lead_nmae}\" in the template");
    given = draft();
    given.subject_template = "{bookingtitle}";
    EXPECT_TRUE(contains(refused(given).hint(), "Did you mean \"booking_title\"?"));
    given.subject_template = "About {booking_title}";
    EXPECT_NO_THROW((void)check(given)) << "a booking may be missing when it runs";
    given = draft();
    given.conditions = "[]";
    EXPECT_STREQ(refused(given).what(), "conditions must be an object, not a list");
    given = draft();
    given.actions = "\"x\"";
    EXPECT_STREQ(refused(given).what(), "actions must be an object, not \"x\"");
    given.actions = "{";
    EXPECT_STREQ(refused(given).what(), "actions are not valid JSON: \"{\"");
}

TEST(Validate, takes_a_recipient_in_place_of_the_lead_where_a_message_is_written)
{
    AutomationDraft given = draft();
    given.to = " ";
    EXPECT_FALSE(check(given).to);
    given.to = "attributes.owner_email";
    EXPECT_EQ(check(given).to->written, "attributes.owner_email");
    // A lead that writes stops messages to it, and those to the business where that is asked for.
    EXPECT_TRUE(check(given).stop_on_reply);
    EXPECT_FALSE(check(given).reply_stops_notice);
    given.stop_on_reply = true;
    EXPECT_TRUE(check(given).reply_stops_notice);
    given.channel = "sms";
    given.to = "owner@example.com";
    EXPECT_STREQ(refused(given).what(), "\"to\" cannot be \"owner@example.com\"");
    AutomationDraft update = draft("crm_update");
    update.to = "owner@example.com";
    EXPECT_STREQ(refused(update).what(), "a crm_update cannot have \"to\"");
}

TEST(Validate, keeps_a_subject_on_one_line)
{
    auto given = draft();
    given.subject_template = "Hi\nBcc: x";
    EXPECT_STREQ(refused(given).what(), "subject_template has more than one line");
    given.subject_template = "Hi {lead_name|a\rb}";
    EXPECT_STREQ(refused(given).what(), "subject_template has more than one line");
    given.subject_template = "Hi {signature}";
    EXPECT_STREQ(refused(given).what(), "subject_template uses {signature}");
    given.subject_template.reset();
    given.message_template = "Hi\n{signature}";
    EXPECT_NO_THROW((void)check(given));
}

TEST(Validate, checks_limits)
{
    auto given = draft();
    given.max_runs = 0;
    EXPECT_STREQ(refused(given).what(), "max_runs cannot be 0");
    EXPECT_EQ(refused(given).mistake(), ErrorCode::check_violation);
    given = draft();
    given.cooldown = -Micros(1);
    EXPECT_STREQ(refused(given).what(), "cooldown cannot be -1 seconds");
    given = draft();
    given.max_lateness = -hours(1);
    EXPECT_STREQ(refused(given).what(), "max_lateness cannot be -3600 seconds");
    given.max_lateness = Micros(0);
    given.cooldown = Micros(0);
    EXPECT_EQ(check(given).cooldown, Micros(0));
}

TEST(Validate, applies_the_defaults_of_the_contract)
{
    auto const checked = [](char const *type, char const *trigger) { return check(draft(type, trigger)); };
    EXPECT_TRUE(checked("lead_followup", "new_lead").stop_on_reply);
    EXPECT_FALSE(checked("confirmation", "booking_created").stop_on_reply);
    EXPECT_FALSE(checked("crm_update", "new_lead").stop_on_reply);
    EXPECT_EQ(checked("lead_followup", "new_lead").max_runs, 1);
    EXPECT_EQ(checked("crm_update", "new_lead").max_runs, 1);
    EXPECT_EQ(checked("lead_followup", "no_contact_days").max_runs, 1);
    EXPECT_EQ(checked("booking_reminder", "booking_reminder_hours").max_runs, 1);
    EXPECT_EQ(checked("post_session", "session_completed").max_runs, 1);
    EXPECT_FALSE(checked("lead_followup", "lead_status_changed").max_runs);
    EXPECT_FALSE(checked("lead_followup", "message_received").max_runs);
    EXPECT_FALSE(checked("booking_reminder", "booking_created").max_runs);
    EXPECT_EQ(checked("lead_followup", "message_received").cooldown, hours(1));
    EXPECT_FALSE(checked("lead_followup", "new_lead").cooldown);
    EXPECT_FALSE(checked("lead_followup", "new_lead").max_lateness);
}

TEST(Validate, prefers_what_is_written_to_the_defaults)
{
    auto given = draft("lead_followup", "message_received");
    given.stop_on_reply = false;
    given.max_runs = 4;
    given.cooldown = Micros(0);
    auto const automation = check(given);
    EXPECT_FALSE(automation.stop_on_reply);
    EXPECT_EQ(automation.max_runs, 4);
    EXPECT_EQ(automation.cooldown, Micros(0));
}

}  // namespace
}  // namespace automation::core
