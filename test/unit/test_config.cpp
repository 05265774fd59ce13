#include "core/automations/automation_json.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using std::chrono::seconds;
using test::contains;
using test::refusal;
using Keys = std::vector<std::string>;

AutomationDraft applied(std::string_view json)
{
    return parse_config({}, json).draft;
}

UserError refused(std::string_view json)
{
    return refusal([&] { (void)parse_config({}, json); });
}

TEST(Config, of_the_founding_document_makes_an_automation)
{
    auto const config = parse_config({}, R"({
        "name": "Welcome New Leads", "type": "lead_followup", "trigger": "new_lead",
        "delay_hours": 0, "delay_days": 0, "channel": "email", "enabled": true})");
    auto const automation = check(config.draft);
    EXPECT_EQ(automation.name, "Welcome New Leads");
    EXPECT_EQ(automation.trigger, Trigger::new_lead);
    EXPECT_TRUE(automation.delay.none());
    EXPECT_EQ(automation.channel, "email");
    EXPECT_TRUE(automation.enabled);
    EXPECT_EQ(config.keys, (Keys{"name", "type", "trigger", "delay_hours", "delay_days", "channel", "enabled"}));
}

TEST(Config, changes_only_the_keys_that_are_there)
{
    AutomationDraft base;
    base.name = "old";
    base.type = "lead_followup";
    base.delay_days = 3;
    base.max_runs = 2;
    auto const changed = parse_config(base, R"({"name":"new"})");
    EXPECT_EQ(changed.draft.name, "new");
    EXPECT_EQ(changed.draft.type, "lead_followup");
    EXPECT_EQ(changed.draft.delay_days, 3);
    EXPECT_EQ(changed.draft.max_runs, 2);
    EXPECT_EQ(changed.keys, Keys{"name"});
    EXPECT_TRUE(parse_config(base, "{}").keys.empty());
}

TEST(Config, reads_every_key)
{
    auto const config = parse_config({}, R"({"name":"n","type":"t","trigger":"g","delay_days":1,"delay_hours":2,
        "channel":"sms","subject_template":"s","message_template":"m","ai_instructions":"a","conditions":{"status":"new"},
        "actions":{"set":{"status":"won","attributes.price":19.90}},"review":"never","stop_on_reply":false,"max_runs":3,
        "cooldown":"1 hour","max_lateness":90,"enabled":false})");
    auto const &draft = config.draft;
    EXPECT_EQ(config.keys.size(), 17U);
    EXPECT_EQ(draft.name + draft.type + draft.trigger, "ntg");
    EXPECT_EQ(draft.delay_days, 1);
    EXPECT_EQ(draft.delay_hours, 2);
    EXPECT_EQ(draft.channel, "sms");
    EXPECT_EQ(draft.subject_template, "s");
    EXPECT_EQ(draft.message_template, "m");
    EXPECT_EQ(draft.ai_instructions, "a");
    EXPECT_EQ(draft.conditions, R"({"status":"new"})");
    EXPECT_EQ(draft.actions, R"({"set":{"status":"won","attributes.price":19.90}})");
    EXPECT_EQ(draft.review, "never");
    EXPECT_EQ(draft.stop_on_reply, false);
    EXPECT_EQ(draft.max_runs, 3);
    EXPECT_EQ(draft.cooldown_text, "1 hour");
    EXPECT_FALSE(draft.cooldown);
    EXPECT_EQ(draft.max_lateness, seconds(90));
    EXPECT_FALSE(draft.max_lateness_text);
    EXPECT_FALSE(draft.enabled);
}

TEST(Config, gives_defaults_back_for_null)
{
    AutomationDraft base;
    base.channel = "sms";
    base.message_template = "m";
    base.conditions = R"({"status":"new"})";
    base.review = "always";
    base.stop_on_reply = true;
    base.max_runs = 1;
    base.cooldown = seconds(5);
    base.delay_days = 4;
    auto const draft = parse_config(base, R"({"channel":null,"message_template":null,"conditions":null,"actions":null,
        "review":null,"stop_on_reply":null,"max_runs":null,"cooldown":null,"delay_days":null})")
                           .draft;
    EXPECT_FALSE(draft.channel || draft.message_template || draft.stop_on_reply || draft.max_runs || draft.cooldown);
    EXPECT_EQ(draft.conditions + draft.actions, "{}{}");
    EXPECT_EQ(draft.review, "flagged");
    EXPECT_EQ(draft.delay_days, 0);
    for (auto const *json : {R"({"name":null})", R"({"type":null})", R"({"trigger":null})", R"({"enabled":null})"})
        EXPECT_TRUE(contains(refused(json).what(), "cannot be null")) << json;
}

TEST(Config, replaces_an_interval_of_either_form_by_the_other)
{
    AutomationDraft base;
    base.cooldown = seconds(5);
    auto const words = parse_config(base, R"({"cooldown":"2 days"})").draft;
    EXPECT_FALSE(words.cooldown);
    EXPECT_EQ(words.cooldown_text, "2 days");
    auto const number = parse_config(words, R"({"cooldown":1.5})").draft;
    EXPECT_EQ(number.cooldown, Micros(1'500'000));
    EXPECT_FALSE(number.cooldown_text);
}

TEST(Config, suggests_the_nearest_of_an_unknown_key)
{
    auto const error = refused(R"({"delay_hour":3})");
    EXPECT_STREQ(error.what(), "unknown key \"delay_hour\"");
    EXPECT_TRUE(contains(error.detail(), "3"));
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"delay_hours\"?")) << error.hint();
    EXPECT_TRUE(contains(error.hint(), "max_lateness"));
    for (auto const *json : {R"({"ID":1})", R"({"":1})", R"({"Name":"x"})"})
        EXPECT_TRUE(contains(refused(json).what(), "unknown key")) << json;
}

TEST(Config, tells_columns_that_are_no_keys_from_unknown_keys)
{
    for (auto const *json : {R"({"id":1})", R"({"tenant_id":"x"})", R"({"version":1})", R"({"times_triggered":0})",
                             R"({"last_triggered":null})", R"({"created_at":"x"})", R"({"updated_at":"x"})"}) {
        auto const error = refused(json);
        EXPECT_TRUE(contains(error.what(), "cannot be written")) << json;
        EXPECT_EQ(error.hint(), "Omit the key: the extension keeps this column itself.");
    }
}

TEST(Config, names_key_value_and_what_is_expected_when_the_type_is_wrong)
{
    auto const error = refused(R"({"delay_hours":"3"})");
    EXPECT_STREQ(error.what(), "\"delay_hours\" cannot be \"3\"");
    EXPECT_EQ(error.detail(), "The value is a string.");
    EXPECT_EQ(error.hint(), "Write a whole number.");
    for (auto const *json : {R"({"name":1})",
                             R"({"type":[]})",
                             R"({"channel":{}})",
                             R"({"message_template":5})",
                             R"({"delay_days":1.5})",
                             R"({"delay_days":2147483648})",
                             R"({"delay_days":1e400000})",
                             R"({"delay_hours":true})",
                             R"({"enabled":"true"})",
                             R"({"enabled":1})",
                             R"({"conditions":"{}"})",
                             R"({"conditions":[]})",
                             R"({"actions":3})",
                             R"({"review":false})",
                             R"({"stop_on_reply":"no"})",
                             R"({"max_runs":0.5})",
                             R"({"max_runs":"1"})",
                             R"({"cooldown":""})",
                             R"({"cooldown":[]})",
                             R"({"cooldown":true})",
                             R"({"max_lateness":1e300})"})
        EXPECT_EQ(refused(json).mistake(), ErrorCode::invalid_value) << json;
}

TEST(Config, takes_whole_numbers_in_any_notation)
{
    EXPECT_EQ(applied(R"({"delay_days":3.0})").delay_days, 3);
    EXPECT_EQ(applied(R"({"delay_days":-2})").delay_days, -2) << "check refuses it, naming the value";
    EXPECT_EQ(applied(R"({"max_runs":2147483647})").max_runs, 2147483647);
}

TEST(Config, must_be_an_object)
{
    EXPECT_STREQ(refused("[]").what(), "a config must be an object, not a list");
    EXPECT_STREQ(refused("null").what(), "a config must be an object, not null");
    EXPECT_STREQ(refused("{name:1}").what(), "the config is not valid JSON: \"{name:1}\"");
    EXPECT_TRUE(contains(refused(std::string(100'000, '{')).what(), "not valid JSON"));
}

TEST(Config, keeps_the_last_of_a_repeated_key)
{
    auto const config = parse_config({}, R"({"name":"a","name":"b"})");
    EXPECT_EQ(config.draft.name, "b");
    EXPECT_EQ(config.keys, Keys{"name"});
}

}  // namespace
}  // namespace automation::core
