#include "core/conditions.hpp"

#include <stdexcept>

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;
using test::Sample;

bool holds(std::string_view conditions, Lead const &lead)
{
    return Conditions::parse(conditions).hold(LeadSource(lead));
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
    EXPECT_TRUE(Conditions().hold(LeadSource(Lead())));
}

TEST(Conditions, name_a_column_in_three_ways)
{
    for (auto const *name : {"name", "email", "phone", "status", "source", "language"})
        for (auto const *prefix : {"", "lead_", "lead."}) {
            auto const key = std::string(prefix) + name;
            auto const seen = Conditions::parse("{\"" + key + "\":\"x\"}").look(LeadSource(Sample().lead));
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
        EXPECT_EQ(Conditions::parse(R"({"attributes.tier":1})").look(LeadSource(lead))[0].found, "absent");
    }
}

/** Fails the test when asked for attributes; throws when asked for a phone. */
class Guarded final : public FieldSource {
 public:
    [[nodiscard]] std::optional<std::string_view> field(LeadField field) const override
    {
        if (field == LeadField::phone) throw std::runtime_error("out of reach");
        return "new";
    }
    [[nodiscard]] std::string_view attributes() const override
    {
        ADD_FAILURE() << "attributes were read";
        return "{}";
    }
};

TEST(Conditions, read_attributes_only_when_the_columns_leave_the_question_open)
{
    Guarded const source;
    EXPECT_TRUE(Conditions::parse(R"({"status":"new"})").hold(source));
    EXPECT_FALSE(Conditions::parse(R"({"attributes.tier":"gold","status":"old"})").hold(source));
}

TEST(Conditions, are_false_when_a_source_throws)
{
    EXPECT_FALSE(Conditions::parse(R"({"phone":null})").hold(Guarded()));
}

TEST(Conditions, show_what_they_saw)
{
    auto const seen =
        Conditions::parse(
            R"({"lead_status":"old","id":7,"attributes.price":20.0,"attributes.car":"x","timezone":"UTC"})")
            .look(LeadSource(Sample().lead));
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

UserError refused(std::string const &json)
{
    return refusal([&] { (void)Conditions::parse(json); });
}

TEST(Conditions, name_the_nearest_of_an_unknown_field)
{
    auto const error = refused(R"({"lead_satus":"new"})");
    EXPECT_STREQ(error.what(), "unknown condition \"lead_satus\"");
    EXPECT_EQ(error.mistake(), Mistake::invalid_value);
    EXPECT_TRUE(contains(error.detail(), "\"new\""));
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

TEST(Conditions, refuse_an_attribute_without_a_key)
{
    for (auto const *key : {"attributes", "attributes.", "attributes..a", "attributes.a.", "lead.attributes"})
        EXPECT_TRUE(contains(refused("{\"" + std::string(key) + "\":1}").what(), "does not name an attribute")) << key;
}

TEST(Conditions, refuse_values_that_are_not_scalars)
{
    auto const error = refused(R"({"status":["new","old"]})");
    EXPECT_STREQ(error.what(), "condition \"status\" asks for a list");
    EXPECT_TRUE(contains(error.detail(), R"(["new","old"])"));
    EXPECT_STREQ(refused(R"({"attributes.a":{"in":[1]}})").what(), "condition \"attributes.a\" asks for an object");
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
    EXPECT_STREQ(refused(entries(201)).what(), "too many conditions: 201");
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
