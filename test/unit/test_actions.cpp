#include "core/actions.hpp"

#include "core/error.hpp"

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
    EXPECT_FALSE(Actions::parse("{}").apply(sample()).any());
}

TEST(Actions, SetColumnsAndAttributesWithBeforeAndAfter)
{
    auto const change =
        Actions::parse(R"({"set": {"status": "contacted", "attributes.tier": "gold", "attributes.address.zip": 123}})")
            .apply(sample());
    ASSERT_EQ(change.columns.size(), 1U);
    EXPECT_EQ(change.columns[0].first, "status");
    EXPECT_EQ(change.columns[0].second, "contacted");
    EXPECT_EQ(change.attributes, R"({"address":{"city":"Oslo","zip":123},"tier":"gold"})");
    EXPECT_EQ(change.before, R"({"attributes.address.zip":null,"attributes.tier":"silver","status":"new"})");
    EXPECT_EQ(change.after, R"({"attributes.address.zip":123,"attributes.tier":"gold","status":"contacted"})");
}

TEST(Actions, WhatIsSoAlreadyIsNoChange)
{
    auto const change = Actions::parse(R"({"set": {"status": "new", "attributes.tier": "silver"}})").apply(sample());
    EXPECT_FALSE(change.any());
    EXPECT_EQ(change.after, "{}");
}

TEST(Actions, NullEmptiesAColumn)
{
    auto const change = Actions::parse(R"({"set": {"status": null}})").apply(sample());
    ASSERT_EQ(change.columns.size(), 1U);
    EXPECT_EQ(change.columns[0].second, std::nullopt);
}

TEST(Actions, TheNextOneSeesTheChange)
{
    Lead lead = sample();
    apply_to(lead, Actions::parse(R"({"set": {"status": "won", "attributes.a": 1}})").apply(lead));
    apply_to(lead, Actions::parse(R"({"set": {"attributes.b": 2}})").apply(lead));
    EXPECT_EQ(lead.status, "won");
    EXPECT_EQ(lead.attributes, R"({"a":1,"address":{"city":"Oslo"},"b":2,"tier":"silver"})");
}

TEST(Actions, AttributesThatAreNoObjectBecomeOne)
{
    Lead lead;
    lead.attributes = "[1, 2]";
    EXPECT_EQ(Actions::parse(R"({"set": {"attributes.a": true}})").apply(lead).attributes, R"({"a":true})");
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

}  // namespace
