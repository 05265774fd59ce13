#include "core/automations/cycle_detection.hpp"
#include "core/automations/needs.hpp"
#include "core/base/error.hpp"
#include "core/conditions/conditions.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

Conditions read(std::string_view json)
{
    return Conditions::parse(json);
}

/** What an update of attributes is to conditions. */
bool sees_change(std::string_view conditions, std::string_view images)
{
    Lead const lead;
    return read(conditions).sees_change(FactFieldReader({.lead = lead, .images = images}));
}

TEST(EventChanges, are_of_the_columns_that_conditions_name)
{
    EXPECT_TRUE(read(R"({"status":"new","old.name":"Ann","attributes.a":{"gt":1}})").changed_columns().empty());
    EXPECT_EQ(read(R"({"any":[{"status":{"changed":true}},{"not":{"attributes.a":{"changed_to":1}}}],
                       "attributes.b":{"changed_from":2},"booking.title":{"changed":true}})")
                  .changed_columns(),
              (std::vector{Column::status, Column::attributes}));
}

TEST(EventChanges, are_seen_where_the_value_is_another_one)
{
    constexpr std::string_view tier = R"({"attributes.tier":{"changed_to":"gold"},"status":"won"})";
    EXPECT_TRUE(sees_change(tier, R"({"old":{"attributes":{"tier":"silver"}},"new":{"attributes":{"tier":"gold"}}})"));
    EXPECT_TRUE(sees_change(tier, R"({"old":{"attributes":{}},"new":{"attributes":{"tier":"iron"}}})"));
    EXPECT_FALSE(sees_change(tier, R"({"old":{"attributes":{"tier":"gold"}},"new":{"attributes":{"tier":"gold"}}})"));
    EXPECT_FALSE(sees_change(tier, R"({"old":{"attributes":{"tier":null}},"new":{"attributes":{}}})"));
    EXPECT_FALSE(sees_change(tier, R"({"old":{"status":"new"},"new":{"status":"won"}})"));
}

TEST(EventChanges, are_assumed_where_nothing_is_known_of_before)
{
    Lead lead;
    lead.status = "won";
    auto const holds = [&](std::string_view conditions, std::string_view images) {
        return read(conditions).match(FactFieldReader({.lead = lead, .images = images, .assumes_changes = true}));
    };
    EXPECT_TRUE(holds(R"({"status":{"changed":true}})", ""));
    EXPECT_TRUE(holds(R"({"status":{"changed_from":"new"}})", ""));
    EXPECT_TRUE(holds(R"({"status":{"changed_to":"won"}})", ""));
    EXPECT_FALSE(holds(R"({"status":{"changed_to":"lost"}})", ""));
    EXPECT_FALSE(holds(R"({"status":{"changed":false}})", ""));
    EXPECT_FALSE(holds(R"({"status":{"changed_from":"new"}})", R"({"old":{"status":"open"},"new":{"status":"won"}})"));
    EXPECT_FALSE(holds(R"({"status":{"changed":true}})", R"({"old":{"status":"won"},"new":{"status":"won"}})"));
}

TEST(EventImages, hold_the_parts_of_documents_that_are_asked_for)
{
    constexpr std::string_view whole =
        R"({"old":{"attributes":{"a":{"b":1,"c":2},"d":3}},"new":{"attributes":{"a":{"b":4},"e":5}}})";
    auto const images = [&](std::string_view conditions) {
        Lead const lead;
        return read(conditions).images(FactFieldReader({.lead = lead, .images = whole}));
    };
    EXPECT_EQ(images(R"({"attributes.a.b":{"changed":true}})"),
              R"({"new":{"attributes":{"a":{"b":4}}},"old":{"attributes":{"a":{"b":1}}}})");
    EXPECT_EQ(images(R"({"attributes.a.b":{"changed":true},"attributes.a":{"changed":true}})"),
              R"({"new":{"attributes":{"a":{"b":4}}},"old":{"attributes":{"a":{"b":1,"c":2}}}})");
    EXPECT_EQ(images(R"({"attributes.x":{"changed":true},"old.attributes.d":3})"),
              R"({"new":{"attributes":{}},"old":{"attributes":{"d":3}}})");
}

Automation rule(Trigger trigger, Type type, std::string_view conditions, std::string_view actions = "{}")
{
    static std::int64_t ids = 0;
    Automation automation;
    automation.id = AutomationId{++ids};
    automation.trigger = trigger;
    automation.type = type;
    automation.conditions = read(conditions);
    automation.actions = Actions::parse(actions);
    return automation;
}

std::string cause(std::string_view actions, std::string_view conditions)
{
    return cause_of(rule(Trigger::new_lead, Type::crm_update, "{}", actions),
                    rule(Trigger::lead_changed, Type::lead_followup, conditions));
}

TEST(EventChanges, by_an_automation_are_the_fields_that_it_writes)
{
    constexpr std::string_view gold = R"({"attributes.tier":{"changed_to":"gold"}})";
    EXPECT_EQ(cause(R"({"set":{"attributes.tier":"gold"}})", gold), "writes attributes.tier");
    EXPECT_EQ(cause(R"({"set":{"attributes.tier":"silver"}})", gold), "");
    EXPECT_EQ(cause(R"({"set":{"attributes.tiers":"gold"}})", gold), "");
    EXPECT_EQ(cause(R"({"remove":{"attributes.tier":true}})", gold), "writes attributes.tier");
    EXPECT_EQ(cause(R"({"set":{"attributes.tier":"gold"}})", R"({"attributes.tier":{"changed":true}})"),
              "writes attributes.tier");
    EXPECT_EQ(cause(R"({"set":{"status":"won"}})", R"({"status":{"changed_to":["won","lost"]}})"), "writes status");
    EXPECT_EQ(cause(R"({"set":{"status":"won"}})", R"({"status":{"changed_to":"lost"}})"), "");
    EXPECT_EQ(cause(R"({"touch":["last_contacted"]})", R"({"last_contacted":{"changed":true}})"),
              "writes last_contacted");
}

TEST(Needs, are_columns_and_attributes_that_the_lead_must_have)
{
    Lead lead;
    lead.email = "not an address";
    lead.phone = "+49 30 123456";
    lead.name = " ";
    lead.attributes = R"({"plan":"","age":0,"tags":[],"gone":null})";
    auto const missing = [&](std::vector<std::string> const &names) {
        auto const needs = read_needs(names);
        Need const *const first = first_missing(needs, lead);
        return first == nullptr ? std::string() : first->name;
    };
    EXPECT_EQ(missing({}), "");
    EXPECT_EQ(missing({"phone", "attributes.age", "attributes.tags"}), "");
    EXPECT_EQ(missing({"phone", "email"}), "email");
    EXPECT_EQ(missing({"name"}), "name");
    EXPECT_EQ(missing({"source"}), "source");
    EXPECT_EQ(missing({"attributes.plan"}), "attributes.plan");
    EXPECT_EQ(missing({"attributes.gone"}), "attributes.gone");
    EXPECT_EQ(missing({"attributes.plan.x"}), "attributes.plan.x");
}

TEST(Needs, that_no_run_can_wait_for_are_refused)
{
    for (std::string const name : {"mail", "created_at", "attributes", "attributes.", "booking.title", ""})
        EXPECT_THROW((void)read_needs(std::vector{name}), UserError) << name;
}

std::string unmet(std::string_view json, EventFacts const &facts)
{
    auto const found = Conditions::parse(json).unmet_in_events(facts);
    return found ? found->key : "";
}

TEST(EventFacts, that_are_absent_are_named_where_conditions_cannot_hold_without_them)
{
    EXPECT_EQ(unmet(R"({"booking_title":"a","status":"new"})", {}), "booking_title");
    EXPECT_EQ(unmet(R"({"booking_title":null,"message.body":{"contains":"b"}})", {}), "message.body");
    EXPECT_EQ(unmet(R"({"any":[{"booking_title":"a"},{"message.body":"b"}]})", {}), "booking_title");
    EXPECT_EQ(unmet(R"({"not":{"booking_title":{"ne":"a"}}})", {}), "booking_title");
    EXPECT_EQ(unmet(R"({"none":[{"old.status":null}]})", {}), "old.status");
    EXPECT_EQ(unmet(R"({"status":{"changed":true}})", {.booking = true, .message = true}), "status");
    EXPECT_EQ(unmet(R"({"status":{"changed_to":"won"}})", {}), "status");
    EXPECT_EQ(unmet(R"({"old.status":"new"})", {.is_new = true}), "old.status");
}

TEST(EventFacts, that_are_absent_do_no_harm_where_conditions_may_hold)
{
    for (std::string_view const json :
         {R"({})", R"({"status":"new"})", R"({"booking_title":null})", R"({"booking_title":{"ne":"a"}})",
          R"({"any":[{"booking_title":"a"},{"status":"new"}]})", R"({"not":{"message.body":"b"}})",
          R"({"none":[{"old.status":"new"}]})", R"({"booking.starts_at":{"absent":true}})",
          R"({"status":{"changed":false,"eq":"new"}})", R"({"new.status":"won"})"}) {
        EXPECT_EQ(unmet(json, {}), "") << json;
    }
    EventFacts const new_lead{.is_new = true};
    for (std::string_view const json :
         {R"({"status":{"changed":true}})", R"({"booking_title":{"changed":true}})",
          R"({"old.status":{"changed_from":null}})", R"({"status":{"changed_to":"won"}})"}) {
        EXPECT_EQ(unmet(json, new_lead), "") << json;
    }
    EXPECT_EQ(unmet(R"({"booking_title":"a"})", {.booking = true}), "");
    EXPECT_EQ(unmet(R"({"message.body":"a"})", {.message = true}), "");
    EXPECT_EQ(unmet(R"({"old.status":"a","status":{"changed":true}})", {.old_values = true}), "");
}

}  // namespace
}  // namespace automation::core
