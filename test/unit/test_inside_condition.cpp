#include "core/conditions/conditions.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;
using test::Sample;

bool holds(std::string_view conditions)
{
    Lead const lead = Sample().lead;
    return Conditions::parse(conditions).match(FactFieldReader({.lead = lead}));
}

UserError refused(std::string const &json)
{
    return refusal([&] { (void)Conditions::parse(json); });
}

TEST(InsideCondition, ask_which_sequences_the_lead_is_in)
{
    Lead const lead = Sample().lead;
    std::vector<std::string> const inside{"Win back", "Nurture"};
    auto const known = [&](std::string_view conditions) {
        return Conditions::parse(conditions).match(FactFieldReader({.lead = lead, .inside = &inside}));
    };
    EXPECT_TRUE(known(R"({"inside": {"has": ["Win back", "Other"]}})"));
    EXPECT_TRUE(known(R"({"inside": {"has": "Nurture"}})"));
    EXPECT_FALSE(known(R"({"inside": {"has": ["Other", "win back"]}})"));
    EXPECT_TRUE(known(R"({"inside": {"has_all": ["Nurture", "Win back"]}})"));
    EXPECT_TRUE(known(R"({"inside": {"has_none": ["Other"]}})"));
    EXPECT_FALSE(known(R"({"lead.inside": {"has_none": ["Other", "Nurture"]}})"));
    EXPECT_TRUE(known(R"({"not": {"inside": {"has": ["Other"]}}})"));
}

// A trigger does not know: the run is made, and the worker asks.
TEST(InsideCondition, may_hold_where_the_sequences_are_not_known)
{
    EXPECT_TRUE(holds(R"({"inside": {"has": ["Win back"]}})"));
    EXPECT_TRUE(holds(R"({"inside": {"has_none": ["Win back"]}})"));
    EXPECT_TRUE(holds(R"({"not": {"inside": {"has": ["Win back"]}}, "lead_status": "new"})"));
    EXPECT_TRUE(holds(R"({"none": [{"inside": {"has": ["Win back"]}}]})"));
    EXPECT_TRUE(holds(R"({"any": [{"lead_status": "won"}, {"inside": {"has": ["Win back"]}}]})"));
    EXPECT_FALSE(holds(R"({"inside": {"has": ["Win back"]}, "lead_status": "won"})"));
    EXPECT_FALSE(holds(R"({"none": [{"inside": {"has": ["Win back"]}}, {"lead_status": "new"}]})"));
    Conditions const asks = Conditions::parse(R"({"any": [{"inside": {"has": ["b"], "has_none": ["a", "c"]}}]})");
    EXPECT_TRUE(asks.asks_inside());
    EXPECT_EQ(asks.sequences(), (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_FALSE(Conditions::parse(R"({"lead_status": "new"})").asks_inside());
}

TEST(InsideCondition, take_names_of_sequences_only)
{
    for (char const *const wrong :
         {R"({"inside": "Win back"})", R"({"inside": ["Win back"]})", R"({"inside": {"eq": "Win back"}})",
          R"({"inside": {"changed": true}})", R"({"inside": {"size": 2}})", R"({"inside": {"has": []}})",
          R"({"inside": {"has": [null]}})", R"({"inside": {"has": ""}})", R"({"inside": {"has_none": [["a"]]}})",
          R"({"old.inside": {"has": ["a"]}})", R"({"new.inside": {"has": ["a"]}})"}) {
        EXPECT_TRUE(contains(refused(wrong).hint(), R"({"inside": {"has": ["Win-back"]}})")) << wrong;
    }
    EXPECT_TRUE(contains(refused(R"({"inside": {"hsa": ["a"]}})").hint(), "Did you mean \"has\"?"));
    EXPECT_TRUE(contains(refused(R"({"insid": {"has": ["a"]}})").hint(), "Did you mean \"inside\"?"));
}

}  // namespace
}  // namespace automation::core
