#include "core/conditions/contradictions.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using Keys = std::vector<std::string>;

TEST(Contradictions, are_found_where_a_field_must_have_one_of_few_values)
{
    EXPECT_EQ(contradictions(R"({"status":"new","lead_status":"won"})"), (Keys{"status", "lead_status"}));
    EXPECT_EQ(contradictions(R"({"status":{"eq":"new","ne":"new"}})"), Keys{"status"});
    EXPECT_EQ(contradictions(R"({"status":["new","open"],"none":[{"status":"new"},{"status":{"like":"op%"}}]})"),
              Keys{"status"});
    EXPECT_EQ(contradictions(R"({"status":"new","not":{"status":{"contains":"EW"}}})"), Keys{"status"});
    EXPECT_EQ(contradictions(R"({"all":[{"source":"Web"}],"any":[{"source":"Shop"},{"source":"Fair"}]})"),
              Keys{"source"});
    EXPECT_EQ(contradictions(R"({"attributes.tier":"gold","lead.attributes.tier":{"in":["silver"]}})"),
              (Keys{"attributes.tier", "lead.attributes.tier"}));
    EXPECT_EQ(contradictions(R"({"status":{"in":[]}})"), Keys{"status"});
    EXPECT_EQ(contradictions(R"({"status":{"changed_to":"won","ne":"won"}})"), Keys{"status"});
}

TEST(Contradictions, are_found_where_bounds_leave_no_number)
{
    EXPECT_EQ(contradictions(R"({"attributes.age":{"gte":65,"lt":18}})"), Keys{"attributes.age"});
    EXPECT_EQ(contradictions(R"({"attributes.age":{"gt":1,"lt":1}})"), Keys{"attributes.age"});
    EXPECT_EQ(contradictions(R"({"attributes.age":{"between":[3,2]}})"), Keys{"attributes.age"});
    EXPECT_EQ(contradictions(R"({"attributes.age":{"gte":2,"lte":2,"ne":2}})"), Keys{"attributes.age"});
    EXPECT_EQ(
        contradictions(R"({"attributes.age":{"gte":10},"any":[{"attributes.age":{"lt":5}},{"attributes.age":3}]})"),
        Keys{"attributes.age"});
}

TEST(Contradictions, are_not_seen_where_a_value_will_do)
{
    for (std::string_view const json : {
             R"({})",
             R"({"status":"new"})",
             R"({"status":["new","won"],"lead_status":"won"})",
             R"({"status":{"ne":"new"},"any":[{"status":"won"},{"source":"Web"}]})",
             R"({"status":null,"not":{"status":"new"}})",
             R"({"status":{"in":["new",null],"ne":"new"}})",
             R"({"status":{"changed":true,"eq":"another"}})",
             R"({"status":{"changed_from":"new","changed_to":"won"}})",
             R"({"old.status":"new","new.status":"won"})",
             R"({"attributes.age":{"gt":1,"lt":2}})",
             R"({"attributes.age":{"gt":1,"lt":2,"ne":1.5}})",
             R"({"attributes.age":{"gte":18,"lt":65}})",
             R"({"attributes.age":{"gt":1,"lt":1.00000000000000000001}})",
             R"({"attributes.age":{"gte":18},"attributes.years":{"lt":18}})",
             R"({"attributes.due":{"gte":"2026-11-24","lt":"2026-11-23"}})",
             R"({"last_contacted":"2026-11-24","lead.last_contacted":{"gte":"2026-11-24T00:00:00Z"}})",
             R"({"attributes.tags":{"has_any":["a"],"has_none":["a"]}})",
             R"({"status":{"has_been":{"value":"new","for":"3 days"}},"lead_status":"new"})",
             R"({"booking.title":"a","message.body":"b"})",
         }) {
        EXPECT_EQ(contradictions(json), Keys()) << json;
    }
}

TEST(RequiredStatuses, are_those_of_which_the_lead_must_have_one)
{
    EXPECT_EQ(required_statuses(R"({"status":["new","won"]})"), (Keys{"new", "won"}));
    EXPECT_EQ(required_statuses(R"({"all":[{"status":{"changed_to":"won"}}]})"), Keys{"won"});
    EXPECT_EQ(required_statuses(R"({"new.status":"won"})"), Keys{"won"});
    EXPECT_EQ(required_statuses(R"({"status":["new",null]})"), std::nullopt);
    EXPECT_EQ(required_statuses(R"({"status":{"ne":"new"},"any":[{"status":"won"}],"old.status":"x"})"), std::nullopt);
}

}  // namespace
}  // namespace automation::core
