#include "core/conditions/conditions.hpp"

#include <stdexcept>

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;
using test::Sample;

bool holds(std::string_view conditions, Lead const &lead)
{
    return Conditions::parse(conditions).match(FactFieldReader({.lead = lead}));
}

UserError refused(std::string const &json)
{
    return refusal([&] { (void)Conditions::parse(json); });
}

bool holds(std::string_view conditions)
{
    return holds(conditions, Sample().lead);
}

TEST(Conditions, of_the_founding_document_hold_as_they_stand)
{
    EXPECT_TRUE(holds(R"({"lead_status":"new","source":"Website"})"));
    EXPECT_FALSE(holds(R"({"lead_status":"new","source":"Facebook"})"));
    EXPECT_FALSE(holds(R"({"lead_status":"won","source":"Website"})"));
}

TEST(Conditions, without_entries_always_hold)
{
    EXPECT_TRUE(holds("{}"));
    EXPECT_TRUE(Conditions::parse(" { } ").empty());
    EXPECT_TRUE(Conditions().match(FactFieldReader({.lead = Sample().lead})));
}

TEST(Conditions, say_why_a_document_is_not_read)
{
    Lead lead;
    lead.attributes = R"({"tier":"gold","deep":)" + std::string(1000, '[') + std::string(1000, ']') + "}";
    auto const conditions = Conditions::parse(R"({"attributes.tier":"gold"})");
    auto const seen = conditions.explain(FactFieldReader({.lead = lead}));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].message, R"(must be "gold", is nested too deeply to read: more than 1000 levels)");
    EXPECT_FALSE(conditions.match(FactFieldReader({.lead = lead})));
    lead.attributes = R"({"tier":"gold","deep":)" + std::string(999, '[') + std::string(999, ']') + "}";
    EXPECT_TRUE(conditions.match(FactFieldReader({.lead = lead})));
}

TEST(Conditions, name_a_column_in_three_ways)
{
    Sample const sample;
    for (auto const *name : {"name", "email", "phone", "status", "source", "language"})
        for (auto const *prefix : {"", "lead_", "lead."}) {
            auto const key = std::string(prefix) + name;
            auto const seen =
                Conditions::parse("{\"" + key + "\":\"x\"}").explain(FactFieldReader({.lead = sample.lead}));
            ASSERT_EQ(seen.size(), 1U);
            EXPECT_EQ(seen[0].key, key);
            EXPECT_NE(seen[0].found, "absent") << key;
        }
    EXPECT_TRUE(holds(R"({"name":"Dr. Ann Lee","lead_email":"ann@example.com","lead.phone":"+491701234567"})"));
    EXPECT_TRUE(holds(R"({"timezone":null,"lead_timezone":null})"));
    EXPECT_TRUE(holds(R"({"created_at":"2026-11-01T08:00:00+00:00","last_contacted":null})"));
}

TEST(Conditions, compare_strings_exactly)
{
    EXPECT_FALSE(holds(R"({"status":"New"})"));
    EXPECT_FALSE(holds(R"({"status":"new "})"));
    EXPECT_FALSE(holds(R"({"status":""})"));
    EXPECT_TRUE(holds(R"({"status":"n\u0065w"})"));
}

TEST(Conditions, compare_the_id_with_a_number_only)
{
    EXPECT_TRUE(holds(R"({"id":7})"));
    EXPECT_TRUE(holds(R"({"lead_id":7.0})"));
    EXPECT_FALSE(holds(R"({"id":8})"));
    EXPECT_FALSE(holds(R"({"id":"7"})"));
    EXPECT_FALSE(holds(R"({"id":true})"));
    EXPECT_FALSE(holds(R"({"id":null})"));
    Lead big;
    big.id = LeadId{9007199254740993};
    EXPECT_TRUE(holds(R"({"id":9007199254740993})", big));
    EXPECT_FALSE(holds(R"({"id":9007199254740992})", big));
}

TEST(Conditions, on_attributes_compare_scalars_of_the_same_kind)
{
    for (auto const *yes : {R"({"attributes.tier":"gold"})", R"({"lead.attributes.tier":"gold"})",
                            R"({"attributes.age":41})", R"({"attributes.age":41.0})", R"({"attributes.price":19.9})",
                            R"({"attributes.vip":true})", R"({"attributes.car.make":"Fiat"})"})
        EXPECT_TRUE(holds(yes)) << yes;
    for (auto const *no :
         {R"({"attributes.tier":"silver"})", R"({"attributes.tier":1})", R"({"attributes.age":"41"})",
          R"({"attributes.vip":"true"})", R"({"attributes.vip":false})", R"({"attributes.vip":1})",
          R"({"attributes.tags":"a"})", R"({"attributes.car":"Fiat"})", R"({"attributes.tags.0":"a"})"})
        EXPECT_FALSE(holds(no)) << no;
}

TEST(Conditions, treat_absent_missing_and_null_alike)
{
    for (auto const *key : {"attributes.none", "attributes.missing", "attributes.missing.deeper", "attributes.tier.x",
                            "timezone", "last_contacted"}) {
        auto const name = std::string(key);
        EXPECT_TRUE(holds("{\"" + name + "\":null}")) << name;
        EXPECT_FALSE(holds("{\"" + name + "\":\"x\"}")) << name;
        EXPECT_FALSE(holds("{\"" + name + "\":0}")) << name;
        EXPECT_FALSE(holds("{\"" + name + "\":false}")) << name;
    }
    EXPECT_FALSE(holds(R"({"status":null})"));
    EXPECT_FALSE(holds(R"({"attributes.tags":null})")) << "a list is there";
    EXPECT_FALSE(holds(R"({"attributes.vip":null})"));
}

TEST(Conditions, take_attributes_that_do_not_parse_as_absent)
{
    for (auto const &text : {std::string(), std::string("{"), std::string("[1]"), std::string("null"),
                             std::string("\"x\""), std::string(200'000, '['), std::string("{\"tier\":\"\xFF\"}")}) {
        Lead lead;
        lead.attributes = text;
        EXPECT_FALSE(holds(R"({"attributes.tier":"gold"})", lead));
        EXPECT_TRUE(holds(R"({"attributes.tier":null})", lead));
        EXPECT_EQ(Conditions::parse(R"({"attributes.tier":1})").explain(FactFieldReader({.lead = lead}))[0].found,
                  text.size() > 1000 ? "nested too deeply to read: more than 1000 levels" : "absent");
    }
}

/** Fails the test when asked for attributes; throws when asked for a phone. */
class Guarded final : public FieldReader {
 public:
    [[nodiscard]] FieldValue find(Scope, Column column) const override
    {
        if (column == Column::phone) throw std::runtime_error("out of reach");
        if (column == Column::attributes) ADD_FAILURE() << "attributes were read";
        return FieldValue::of(std::string_view("new"));
    }
    [[nodiscard]] bool is_new() const override { return false; }
    [[nodiscard]] Instant now() const override { return {}; }
    [[nodiscard]] TimeZone const &zone() const override { return utc_; }

 private:
    FixedTimeZone utc_;
};

TEST(Conditions, read_attributes_only_when_the_columns_leave_the_question_open)
{
    Guarded const source;
    EXPECT_TRUE(Conditions::parse(R"({"status":"new"})").match(source));
    EXPECT_FALSE(Conditions::parse(R"({"attributes.tier":"gold","status":"old"})").match(source));
}

TEST(Conditions, are_false_when_a_source_throws)
{
    EXPECT_FALSE(Conditions::parse(R"({"phone":null})").match(Guarded()));
}

TEST(Conditions, show_what_they_saw)
{
    Sample const sample;
    auto const seen =
        Conditions::parse(
            R"({"lead_status":"old","id":7,"attributes.price":20.0,"attributes.car":"x","timezone":"UTC"})")
            .explain(FactFieldReader({.lead = sample.lead}));
    ASSERT_EQ(seen.size(), 5U);
    EXPECT_EQ(seen[0].key, "lead_status");
    EXPECT_EQ(seen[0].expected, "\"old\"");
    EXPECT_EQ(seen[0].found, "\"new\"");
    EXPECT_FALSE(seen[0].holds);
    EXPECT_EQ(seen[1].found, "7");
    EXPECT_TRUE(seen[1].holds);
    EXPECT_EQ(seen[2].expected, "20.0");
    EXPECT_EQ(seen[2].found, "19.90");
    EXPECT_EQ(seen[3].found, "{\"make\":\"Fiat\"}");
    EXPECT_EQ(seen[4].found, "absent");
}

TEST(Conditions, name_the_nearest_of_an_unknown_field)
{
    auto const error = refused(R"({"lead_satus":"new"})");
    EXPECT_STREQ(error.what(), "unknown condition \"lead_satus\"");
    EXPECT_EQ(error.mistake(), ErrorCode::invalid_value);
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"lead_status\"?")) << error.hint();
    EXPECT_TRUE(contains(error.hint(), "last_contacted"));
    EXPECT_TRUE(contains(refused(R"({"soruce":1})").hint(), "Did you mean \"source\"?"));
    EXPECT_TRUE(contains(refused(R"({"lead.stauts":1})").hint(), "Did you mean \"lead.status\"?"));
    EXPECT_TRUE(contains(refused(R"({"attribute.tier":1})").hint(), "Did you mean \"attributes.tier\"?"));
    EXPECT_FALSE(contains(refused(R"({"favourite_colour":1})").hint(), "Did you mean"));
    EXPECT_STREQ(refused(R"({"":1})").what(), "unknown condition \"\"");
    EXPECT_STREQ(refused(R"({"lead_":1})").what(), "unknown condition \"lead_\"");
    EXPECT_STREQ(refused(R"({"lead.lead_status":1})").what(), "unknown condition \"lead.lead_status\"");
}

TEST(Conditions, refuse_a_document_without_a_key)
{
    for (auto const *key : {"attributes", "attributes.", "attributes..a", "attributes.a.", "lead.attributes"})
        EXPECT_TRUE(contains(refused("{\"" + std::string(key) + "\":1}").what(), "does not name a key")) << key;
}

TEST(Conditions, take_a_list_as_one_of)
{
    EXPECT_TRUE(holds(R"({"status":["open","new"]})"));
    EXPECT_FALSE(holds(R"({"status":["open","won"]})"));
    EXPECT_FALSE(holds(R"({"status":[]})"));
    EXPECT_TRUE(holds(R"({"timezone":["UTC",null]})"));
}

TEST(Conditions, nest_in_groups)
{
    EXPECT_TRUE(holds(R"({"any":[{"status":"won"},{"source":"Website"}]})"));
    EXPECT_FALSE(holds(R"({"any":[]})"));
    EXPECT_TRUE(holds(R"({"all":[]})"));
    EXPECT_TRUE(holds(R"({"none":[{"status":"won"},{"source":"Fair"}]})"));
    EXPECT_FALSE(holds(R"({"none":[{"status":"new"}]})"));
    EXPECT_TRUE(holds(R"({"not":{"status":"won"},"source":"Website"})"));
    EXPECT_FALSE(holds(R"({"not":{}})"));
    EXPECT_TRUE(holds(R"({"all":[{"not":{"any":[{"status":"won"},{"attributes.age":{"gte":50}}]}}]})"));
}

TEST(Conditions, show_groups_before_what_they_are_made_of)
{
    Sample const sample;
    auto const seen = Conditions::parse(R"({"any":[{"status":"won"},{"source":"Fair"}],"id":7})")
                          .explain(FactFieldReader({.lead = sample.lead}));
    ASSERT_EQ(seen.size(), 4U);
    EXPECT_EQ(seen[0].key, "any");
    EXPECT_EQ(seen[0].expected, "one to hold");
    EXPECT_EQ(seen[0].found, "0 of 2");
    EXPECT_TRUE(seen[0].whole);
    EXPECT_EQ(seen[1].key, "any: status");
    EXPECT_FALSE(seen[1].whole);
    EXPECT_EQ(seen[3].key, "id");
    EXPECT_TRUE(seen[3].holds);
}

TEST(Conditions, read_the_booking_the_message_and_the_lead_as_it_was)
{
    Sample const sample;
    InboundMessage const message{"sms", std::nullopt, "Please call me"};
    FactFieldReader const facts(
        {.lead = sample.lead,
         .booking = &sample.booking,
         .message = &message,
         .images = R"({"old":{"status":"open","attributes":{"tier":"tin"}},"new":{"status":"new"}})",
         .now = test::moment(2026, 11, 20, 12)});
    auto const hold = [&](char const *json) { return Conditions::parse(json).match(facts); };
    EXPECT_TRUE(
        hold(R"({"booking.title":"Massage","booking_location":{"contains":"main"},"booking.details.room":12})"));
    EXPECT_TRUE(hold(R"({"message.body":{"contains":"CALL"},"message.channel":"sms","message.subject":null})"));
    EXPECT_TRUE(
        hold(R"({"old.status":"open","new.status":"new","old.attributes.tier":"tin","new.attributes.tier":"gold"})"));
    EXPECT_TRUE(hold(R"({"status":{"changed":true,"changed_from":"open","changed_to":["new","won"]}})"));
    EXPECT_FALSE(hold(R"({"status":{"changed_from":"new"}})"));
    EXPECT_FALSE(hold(R"({"source":{"changed":true}})"));
    EXPECT_TRUE(hold(R"({"booking.starts_at":{"within_next":"5 days","weekday_in":["tue"],"on":"2026-11-24"}})"));
    EXPECT_TRUE(hold(R"({"now":{"weekday_in":["fri"]}})"));
}

TEST(Conditions, ask_whether_what_has_changed_is_still_what_it_changed_to)
{
    Sample sample;
    sample.lead.status = "won";
    sample.lead.attributes = R"({"tier":"gold","list":[1,2]})";
    std::string_view const images =
        R"({"old":{"status":"new","attributes":{"list":[1]}},"new":{"status":"won","attributes":{"list":[1, 2],"tier":"gold"}}})";
    auto const hold = [&](char const *json) {
        return Conditions::parse(json).match(FactFieldReader({.lead = sample.lead, .images = images}));
    };
    EXPECT_TRUE(hold(R"({"status":{"changed_to":"won"},"attributes.list":{"changed":true}})"));
    sample.lead.status = "lost";
    EXPECT_FALSE(hold(R"({"status":{"changed_to":"won"}})"));
    EXPECT_FALSE(hold(R"({"status":{"changed_to":["won","lost"]}})"));
    EXPECT_FALSE(hold(R"({"status":{"changed":true}})"));
    EXPECT_TRUE(hold(R"({"status":{"changed_from":"new"}})"));
    EXPECT_TRUE(hold(R"({"source":{"changed":false}})"));
    sample.lead.attributes = R"({"tier":"gold","list":[1,3]})";
    EXPECT_FALSE(hold(R"({"attributes.list":{"changed":true}})"));
}

TEST(Conditions, know_a_first_value_as_a_change)
{
    Sample sample;
    sample.lead.attributes = R"({"tier":"gold"})";
    for (char const *before : {R"({})", R"({"tier":null})", R"({"other":1})"}) {
        std::string const images =
            std::string(R"({"old":{"attributes":)") + before + R"(},"new":{"attributes":{"tier":"gold"}}})";
        FactFieldReader const facts({.lead = sample.lead, .images = images});
        EXPECT_TRUE(Conditions::parse(R"({"attributes.tier":{"changed_to":"gold"}})").match(facts)) << before;
        EXPECT_TRUE(Conditions::parse(R"({"attributes.tier":{"changed":true,"changed_from":null}})").match(facts))
            << before;
    }
    sample.lead.attributes = "{}";
    FactFieldReader const gone(
        {.lead = sample.lead, .images = R"({"old":{"attributes":{"tier":null}},"new":{"attributes":{}}})"});
    EXPECT_FALSE(Conditions::parse(R"({"attributes.tier":{"changed":true}})").match(gone));
}

TEST(Conditions, ask_the_present_where_nothing_is_known_of_the_event)
{
    Sample sample;
    sample.lead.status = "won";
    sample.lead.source = "Website";
    FactFieldReader const facts({.lead = sample.lead});
    auto const may = [&](char const *json) { return Conditions::parse(json).may_hold_without_event(facts); };
    EXPECT_TRUE(may(R"({"status":{"changed_to":"won"},"old.status":"new","message.body":{"contains":"hi"}})"));
    EXPECT_TRUE(may(R"({"status":{"changed":true,"changed_from":"new"}})"));
    EXPECT_TRUE(may(R"({"none":[{"status":{"changed":true}}]})"));
    EXPECT_FALSE(may(R"({"status":{"changed_to":"lost"}})"));
    EXPECT_FALSE(may(R"({"source":"Referral","status":{"changed":true}})"));
    EXPECT_FALSE(may(R"({"any":[{"status":{"changed_to":"lost"}},{"source":"Referral"}]})"));
    EXPECT_TRUE(may(R"({"any":[{"status":{"changed_to":"lost"}},{"source":"Website"}]})"));
}

TEST(Conditions, name_the_changes_of_other_fields_than_the_status)
{
    auto const keys = [](char const *json) { return Conditions::parse(json).changes_beside_status(); };
    EXPECT_EQ(keys(R"({"attributes.tier":{"changed_to":"gold"},"source":"Website"})"),
              std::vector<std::string>{"attributes.tier"});
    EXPECT_TRUE(keys(R"({"any":[{"attributes.tier":{"changed":true}},{"status":{"changed_to":"won"}}]})").empty());
    EXPECT_TRUE(keys(R"({"source":"Website"})").empty());
}

TEST(Conditions, note_only_what_they_ask_of_before_and_after)
{
    Sample const sample;
    FactFieldReader const facts({.lead = sample.lead, .images = R"({"old":{"status":"open"},"new":{"status":"new"}})"});
    EXPECT_EQ(Conditions::parse(R"({"status":"new"})").images(facts), "");
    EXPECT_EQ(Conditions::parse(R"({"old.status":"open"})").images(facts), R"({"old":{"status":"open"}})");
    EXPECT_EQ(Conditions::parse(R"({"any":[{"status":{"changed":true}}]})").images(facts),
              R"({"new":{"status":"new"},"old":{"status":"open"}})");
}

TEST(Conditions, everything_about_a_new_lead_has_changed)
{
    Sample const sample;
    FactFieldReader const facts({.lead = sample.lead, .is_new = true});
    EXPECT_TRUE(
        Conditions::parse(R"({"status":{"changed":true,"changed_to":"new","changed_from":[null]}})").match(facts));
}

TEST(Conditions, know_since_when_the_status_is_what_it_is)
{
    Sample sample;
    FactFieldReader const facts({.lead = sample.lead, .now = test::moment(2026, 11, 20, 12)});
    auto const been = Conditions::parse(R"({"status":{"has_been":{"value":"new","for":"3 days"}}})");
    EXPECT_TRUE(been.match(facts)) << "since it was created";
    EXPECT_TRUE(been.asks_clock());
    sample.lead.status_since = test::moment(2026, 11, 18);
    EXPECT_FALSE(been.match(facts));
    EXPECT_STREQ(refused(R"({"source":{"has_been":{"value":"x","for":"1 day"}}})").what(),
                 R"(condition "source": has_been cannot take {"value":"x","for":"1 day"})");
}

TEST(Conditions, refuse_what_an_operator_cannot_take)
{
    EXPECT_STREQ(refused(R"({"status":{"startswith":"a"}})").what(),
                 R"(unknown operator "startswith" in condition "status")");
    EXPECT_TRUE(contains(refused(R"({"status":{"startswith":"a"}})").hint(), "Did you mean \"starts_with\"?"));
    for (auto const *bad : {R"({"status":{}})",
                            R"({"status":{"contains":""}})",
                            R"({"status":{"contains":" "}})",
                            R"({"attributes.a":{"lt":"abc"}})",
                            R"({"attributes.a":{"lt":null}})",
                            R"({"attributes.a":{"between":[1]}})",
                            R"({"attributes.a":{"between":[1,"2026-01-01"]}})",
                            R"({"attributes.a":{"in":{"x":1}}})",
                            R"({"status":{"empty":1}})",
                            R"({"created_at":{"older_than":"three days"}})",
                            R"({"created_at":{"older_than":3}})",
                            R"({"created_at":{"on":"2026-11-24T10:00:00Z"}})",
                            R"({"created_at":{"before":"tomorrow"}})",
                            R"({"now":{"weekday_in":["someday"]}})",
                            R"({"attributes.a":{"size":"many"}})",
                            R"({"status":{"eq":[1]}})",
                            R"({"any":{"status":"new"}})",
                            R"({"not":[{"status":"new"}]})",
                            R"({"any":["new"]})",
                            R"({"booking.colour":1})",
                            R"({"message.id":1})",
                            R"({"now.hour":1})"})
        EXPECT_FALSE(refused(bad).hint().empty()) << bad;
}

TEST(Conditions, refuse_what_is_not_an_object)
{
    EXPECT_STREQ(refused("[]").what(), "conditions must be an object, not a list");
    EXPECT_STREQ(refused("null").what(), "conditions must be an object, not null");
    EXPECT_STREQ(refused("\"x\"").what(), "conditions must be an object, not a string");
    EXPECT_STREQ(refused("").what(), "conditions are not valid JSON: \"\"");
    EXPECT_STREQ(refused("{lead_status:new}").what(), "conditions are not valid JSON: \"{lead_status:new}\"");
}

TEST(Conditions, are_bounded)
{
    auto const entries = [](int count) {
        std::string json = "{";
        for (int i = 0; i < count; ++i)
            json += (i > 0 ? ",\"attributes.k" : "\"attributes.k") + std::to_string(i) + "\":1";
        return json + "}";
    };
    EXPECT_NO_THROW((void)Conditions::parse(entries(200)));
    EXPECT_STREQ(refused(entries(201)).what(), "too many conditions");
    auto const path = [](int levels) {
        std::string key = "attributes";
        for (int i = 0; i < levels; ++i)
            key += ".a";
        return "{\"" + key + "\":1}";
    };
    EXPECT_NO_THROW((void)Conditions::parse(path(16)));
    EXPECT_TRUE(contains(refused(path(17)).what(), "nested too deep"));
    EXPECT_TRUE(contains(refused("{\"status\":" + std::string(100'000, '[') + "}").what(), "not valid JSON"));
}

}  // namespace
}  // namespace automation::core
