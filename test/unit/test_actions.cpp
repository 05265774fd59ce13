#include "core/automations/actions.hpp"

#include "core/base/error.hpp"

#include <gtest/gtest.h>

namespace {

using namespace automation::core;

Lead sample()
{
    Lead lead;
    lead.status = "new";
    lead.attributes = R"({"tier": "silver", "address": {"city": "Oslo"}})";
    return lead;
}

std::string refusal(std::string_view json)
{
    try {
        (void)Actions::parse(json);
    } catch (UserError const &error) {
        return std::string(error.what()) + " | " + error.hint();
    }
    return "accepted";
}

TEST(Actions, NoneChangeNothing)
{
    EXPECT_TRUE(Actions::parse("{}").empty());
    EXPECT_FALSE(Actions::parse("{}").apply(sample(), Instant()).any());
}

TEST(Actions, SetColumnsAndAttributesWithBeforeAndAfter)
{
    auto const change =
        Actions::parse(R"({"set": {"status": "contacted", "attributes.tier": "gold", "attributes.address.zip": 123}})")
            .apply(sample(), Instant());
    ASSERT_EQ(change.columns.size(), 1U);
    EXPECT_EQ(change.columns[0].first, "status");
    EXPECT_EQ(change.columns[0].second, "contacted");
    EXPECT_EQ(change.attributes, R"({"tier":"gold","address":{"city":"Oslo","zip":123}})");
    EXPECT_EQ(change.before, R"({"status":"new","attributes.tier":"silver","attributes.address.zip":null})");
    EXPECT_EQ(change.after, R"({"status":"contacted","attributes.tier":"gold","attributes.address.zip":123})");
}

TEST(Actions, WhatIsSoAlreadyIsNoChange)
{
    auto const change =
        Actions::parse(R"({"set": {"status": "new", "attributes.tier": "silver"}})").apply(sample(), Instant());
    EXPECT_FALSE(change.any());
    EXPECT_EQ(change.after, "{}");
}

TEST(Actions, NullEmptiesAColumn)
{
    auto const change = Actions::parse(R"({"set": {"status": null}})").apply(sample(), Instant());
    ASSERT_EQ(change.columns.size(), 1U);
    EXPECT_EQ(change.columns[0].second, std::nullopt);
}

TEST(Actions, TheNextOneSeesTheChange)
{
    Lead lead = sample();
    apply_to(lead, Actions::parse(R"({"set": {"status": "won", "attributes.a": 1}})").apply(lead, Instant()));
    apply_to(lead, Actions::parse(R"({"set": {"attributes.b": 2}})").apply(lead, Instant()));
    EXPECT_EQ(lead.status, "won");
    EXPECT_EQ(lead.attributes, R"({"tier":"silver","address":{"city":"Oslo"},"a":1,"b":2})");
}

TEST(Actions, AttributesThatAreNoObjectBecomeOne)
{
    Lead lead;
    lead.attributes = "[1, 2]";
    EXPECT_EQ(Actions::parse(R"({"set": {"attributes.a": true}})").apply(lead, Instant()).attributes, R"({"a":true})");
}

TEST(Actions, MistakesAreToldWithWhatToWrite)
{
    EXPECT_NE(refusal("[]").find("actions must be an object, not []"), std::string::npos);
    EXPECT_NE(refusal(R"({"sett": {}})").find(R"(Did you mean "set"?)"), std::string::npos);
    EXPECT_NE(refusal(R"({"set": {"stauts": "x"}})").find(R"(Did you mean "status"?)"), std::string::npos);
    EXPECT_NE(refusal(R"({"set": {"status": []}})").find("invalid value"), std::string::npos);
    EXPECT_NE(refusal(R"({"set": {"attributes.": 1}})").find("invalid field"), std::string::npos);
    EXPECT_NE(refusal(R"({"set": {"id": 1}})").find("unknown field"), std::string::npos);
}

LeadChange change_of(std::string_view actions, std::string const &attributes)
{
    Lead lead;
    lead.attributes = attributes;
    return Actions::parse(actions).apply(lead, Instant());
}

TEST(Actions, AddValuesToAListOnce)
{
    auto const change = change_of(R"({"add": {"attributes.tags": ["warm", "b"]}})", R"({"tags": ["a", "b"], "n": 1})");
    EXPECT_EQ(change.attributes, R"({"tags":["a","b","warm"],"n":1})");
    EXPECT_EQ(change.before, R"({"attributes.tags":["a","b"]})");
    EXPECT_EQ(change.after, R"({"attributes.tags":["a","b","warm"]})");
    EXPECT_EQ(change_of(R"({"add": {"attributes.new.tags": ["x"]}})", "{}").attributes, R"({"new":{"tags":["x"]}})");
}

TEST(Actions, AddNumbersExactly)
{
    EXPECT_EQ(change_of(R"({"add": {"attributes.sum": 0.10}})", R"({"sum": 19.90})").attributes, R"({"sum":20.00})");
    EXPECT_EQ(change_of(R"({"add": {"attributes.n": -5}})", R"({"n": 3})").attributes, R"({"n":-2})");
    EXPECT_EQ(change_of(R"({"add": {"attributes.n": 1}})", R"({"n": 99999999999999999999})").attributes,
              R"({"n":100000000000000000000})");
    EXPECT_EQ(change_of(R"({"add": {"attributes.n": 5}})", "{}").attributes, R"({"n":5})");
}

TEST(Actions, RemoveValuesFromAListAndKeys)
{
    EXPECT_EQ(change_of(R"({"remove": {"attributes.tags": ["a", "z"]}})", R"({"tags": ["a", "b"]})").attributes,
              R"({"tags":["b"]})");
    EXPECT_EQ(change_of(R"({"remove": {"attributes.x.draft": true}})", R"({"x": {"draft": 1, "y": 2}})").attributes,
              R"({"x":{"y":2}})");
    EXPECT_FALSE(change_of(R"({"remove": {"attributes.gone": true, "attributes.tags": ["a"]}})", "{}").any());
}

TEST(Actions, LeaveAloneWhatDoesNotFit)
{
    EXPECT_FALSE(change_of(R"({"add": {"attributes.tags": ["x"]}})", R"({"tags": "a"})").any());
    EXPECT_FALSE(change_of(R"({"add": {"attributes.n": 1}})", R"({"n": "1"})").any());
    EXPECT_FALSE(change_of(R"({"remove": {"attributes.tags": ["x"]}})", R"({"tags": {"x": 1}})").any());
}

TEST(Actions, KeepEveryDigitOfWhatTheyDoNotTouch)
{
    auto const change =
        change_of(R"({"set": {"attributes.tier": "gold"}})", R"({"price": 19.90, "id": 12345678901234567890123})");
    EXPECT_EQ(change.attributes, R"({"price":19.90,"id":12345678901234567890123,"tier":"gold"})");
}

TEST(Actions, LeaveAttributesThatCannotBeReadAsTheyAre)
{
    auto const all =
        Actions::parse(R"({"set": {"status": "won", "attributes.tier": "gold"}, "touch": ["last_contacted"]})");
    Lead lead;
    lead.attributes = R"({"deep":)" + std::string(1000, '[') + std::string(1000, ']') + "}";
    auto const change = all.apply(lead, Instant());
    EXPECT_FALSE(change.any());
    EXPECT_EQ(change.failed, "the lead's attributes are nested too deeply to read: more than 1000 levels");
    EXPECT_TRUE(Actions::parse(R"({"set": {"status": "won"}})").apply(lead, Instant()).any());
    lead.attributes = R"({"deep":)" + std::string(999, '[') + std::string(999, ']') + "}";
    EXPECT_EQ(all.apply(lead, Instant()).attributes,
              lead.attributes.substr(0, lead.attributes.size() - 1) + R"(,"tier":"gold"})");
}

TEST(Actions, TouchLastContactedNeverBackwards)
{
    Instant const now{std::chrono::hours(1000)};
    Lead lead;
    auto const touch = Actions::parse(R"({"touch": ["last_contacted"]})");
    EXPECT_EQ(touch.apply(lead, now).last_contacted, now);
    lead.last_contacted = now;
    EXPECT_FALSE(touch.apply(lead, now).any());
}

TEST(Actions, RefuseWhatCannotBeAddedOrRemoved)
{
    for (auto const *bad : {R"({"add": {"attributes.tags": "x"}})", R"({"add": {"status": ["x"]}})",
                            R"({"add": {"attributes.tags": [["x"]]}})", R"({"remove": {"attributes.tags": false}})",
                            R"({"remove": {"name": true}})", R"({"touch": ["created_at"]})", R"({"touch": {"x": 1}})",
                            R"({"ad": {"attributes.x": 1}})"})
        EXPECT_NE(refusal(bad), "accepted") << bad;
}

}  // namespace
