#include "core/automations/actions.hpp"
#include "core/conditions/conditions.hpp"

#include "cost.hpp"
#include "sample.hpp"

#include <algorithm>
#include <type_traits>

namespace automation::core {
namespace {

using test::a_second;
using test::megabyte;
using test::repeated;
using test::seconds_of;

constexpr std::size_t quarter = megabyte / 4;  // what a megabyte costs is told by it
constexpr std::size_t longest_rule = std::size_t{64} << 10U;

/** A list of numbered items, up to `bytes`: [1,2,3…] or ["a1","a2"…]. */
std::string numbered(std::string_view before, std::string_view behind, std::size_t bytes)
{
    std::string list = "[";
    for (int i = 1; list.size() + 16 < bytes; ++i) {
        list += list.size() > 1 ? "," : "";
        list += before;
        list += std::to_string(i);
        list += behind;
    }
    return list + "]";
}

/** Of a few tries: what else the machine does makes a processor slower, too. */
template <class Work>
double least_seconds_of(Work const &work)
{
    double least = seconds_of(work);
    for (int tries = 1; tries < 4 && least > 0.2; ++tries)
        least = std::min(least, seconds_of(work));
    return least;
}

/** What the most expensive of the steps takes; whether the rule is refused does not matter. */
template <class Parse, class... Step>
double most_seconds(Parse const &parse, Step const &...steps)
{
    double most = 0;
    try {
        std::invoke_result_t<Parse> rule;
        most = seconds_of([&] { rule = parse(); });
        ((most = std::max(most, least_seconds_of([&] { steps(rule); }))), ...);
    } catch (UserError const &error) {
        EXPECT_LT(std::string(error.what()).size() + error.detail().size(), 1000U);
    }
    return most;
}

double seconds_of_conditions(std::string const &json, Lead const &lead)
{
    FactFieldReader const source({.lead = lead});
    return most_seconds([&] { return Conditions::parse(json); }, [&](auto const &rule) { (void)rule.match(source); },
                        [&](auto const &rule) { (void)rule.images(source); });
}

double seconds_of_actions(std::string const &json, Lead const &lead)
{
    return most_seconds([&] { return Actions::parse(json); },
                        [&](auto const &rule) { (void)rule.apply(lead, Instant()); });
}

/** Rules of any length, up to a megabyte: most are refused, and none may take its time over it. */
std::vector<std::string> long_rules(std::size_t bytes)
{
    std::vector<std::string> rules;
    for (auto const *piece :
         {"x", "{", "[", "]", "\"", "\\", "1", "[[", "{\"a\":", "{\"any\":[", "{\"not\":", "\"\\u00e9",
          "{\"status\":{\"in\":[", "{\"set\":{", ",", " ", "1e", "\xF0\x9F\x98\x80", "\xFF"}) {
        rules.push_back(repeated(piece, bytes));
        rules.push_back("{\"" + repeated(piece, bytes));
    }
    rules.push_back(R"({"any":[)" + repeated("{},", bytes - 20) + "{}]}");
    rules.push_back("{" + repeated(R"("any":[],)", bytes - 20) + R"("any":[]})");
    rules.push_back("{" + repeated(R"("not":{},)", bytes - 20) + R"("not":{}})");
    rules.push_back("{" + repeated(R"("status":"new",)", bytes - 20) + R"("status":"new"})");
    rules.push_back(R"({"attributes)" + repeated(".a", bytes - 30) + R"(":1})");
    rules.push_back(R"({"set":{"attributes)" + repeated(".a", bytes - 30) + R"(":1}})");
    rules.push_back(R"({"set":{)" + repeated(R"("attributes.a":1,)", bytes - 40) + R"("attributes.a":1}})");
    rules.push_back(R"({"touch":[)" + repeated(R"("last_contacted",)", bytes - 40) + R"("last_contacted"]})");
    for (auto const *const around : {"\"", ""}) {
        auto const list = numbered(*around == '\0' ? "" : "\"t", around, bytes - 60);
        rules.push_back(R"({"attributes.tags":{"has_any":)" + list + "}}");
        rules.push_back(R"({"status":)" + list + "}");
        rules.push_back(R"({"weekday_in":)" + list + "}");
        rules.push_back(R"({"add":{"attributes.tags":)" + list + "}}");
        rules.push_back(R"({"remove":{"attributes.tags":)" + list + "}}");
    }
    for (auto const *const op : {"eq", "like", "contains", "ieq", "older_than", "before", "weekday_in", "lt", "sizes"})
        rules.push_back(R"({"source":{")" + std::string(op) + R"(":")" + repeated("%a", bytes - 40) + "\"}}");
    rules.push_back(R"({"attributes.n":{"lt":)" + repeated("9", bytes - 40) + "}}");
    rules.push_back(R"({"attributes.n":{"lt":0.)" + repeated("0", bytes - 40) + "1}}");
    rules.push_back(R"({"attributes.n":{"lt":1e)" + repeated("9", bytes - 40) + "}}");
    rules.push_back(R"({"add":{"attributes.n":)" + repeated("9", bytes - 40) + "}}");
    rules.push_back(R"({"add":{"attributes.n":0.)" + repeated("0", bytes - 40) + "1}}");
    return rules;
}

TEST(RuleCost, of_a_long_rule_is_little)
{
    Lead lead;
    lead.status = "new";
    lead.source = repeated("a", 1000);
    lead.attributes = R"({"n":3,"tags":["a","b"]})";
    for (auto const bytes : {longest_rule, megabyte}) {
        for (auto const &rule : long_rules(bytes)) {
            EXPECT_LT(seconds_of_conditions(rule, lead), a_second) << rule.substr(0, 60);
            EXPECT_LT(seconds_of_actions(rule, lead), a_second) << rule.substr(0, 60);
        }
    }
}

/** 190 values that nothing equals. */
std::string unequal(std::string_view before, std::string_view behind)
{
    std::string list = "[";
    for (int i = 0; i < 190; ++i) {
        list += (i > 0 ? "," : "") + std::string(before) + std::to_string(i);
        list += behind;
    }
    return list + "]";
}

std::vector<std::string> conditions_on(std::string const &field, std::vector<std::string_view> const &operators,
                                       std::vector<std::string> const &arguments)
{
    std::vector<std::string> conditions;
    for (auto const op : operators)
        for (auto const &argument : arguments)
            conditions.push_back(std::string("{\"").append(field).append("\":{\"").append(op).append("\":") + argument +
                                 "}}");
    return conditions;
}

TEST(RuleCost, of_conditions_on_a_text_of_a_megabyte_is_linear)
{
    Lead lead;
    lead.source = repeated("a", quarter - 1) + "c";
    std::vector<std::string> patterns;
    for (auto const &pattern :
         {repeated("%a", 998) + "%b", "%" + repeated("a", 990) + "b", "%" + repeated("_", 990) + "b",
          "%" + repeated("a_", 990) + "b%", repeated("_%", 990) + "b", repeated("%", 1000), "%" + repeated("é", 990)})
        patterns.push_back("\"" + pattern + "\"");
    auto conditions = conditions_on("source", {"like", "contains"}, patterns);
    auto const lists = conditions_on("source", {"in", "not_in", "iin"}, {unequal("\"u", "\""), unequal("", ".5")});
    conditions.insert(conditions.end(), lists.begin(), lists.end());
    for (auto const &one : conditions)
        EXPECT_LT(4 * seconds_of_conditions(one, lead), a_second) << one.substr(0, 60);
}

TEST(RuleCost, of_conditions_on_a_megabyte_of_attributes_is_linear)
{
    Lead lead;
    auto const conditions =
        conditions_on("attributes.a", {"has_any", "in", "changed_to"}, {unequal("\"u", "\""), unequal("-", ".5")});
    auto const others = {std::string(R"({"attributes.a":{"size":{"gte":5}}})"),
                         R"({"attributes.a":{"between":[1,)" + repeated("9", 60'000) + "]}}"};
    for (auto const &attributes :
         {R"({"a":)" + numbered("\"t", "\"", quarter) + "}", R"({"a":)" + numbered("", "", quarter) + "}",
          R"({"a":)" + repeated("[", 20) + repeated("]", 20) + "}", R"({"a":[)" + repeated("{},", quarter) + "{}]}",
          R"({"a":)" + repeated("8", quarter) + "}", R"({"a":0.)" + repeated("0", quarter) + "1}",
          "{" + repeated(R"("a":1,)", quarter) + R"("a":[]})"}) {
        lead.attributes = attributes;
        for (auto const &one : conditions)
            EXPECT_LT(4 * seconds_of_conditions(one, lead), a_second)
                << one.substr(0, 60) << " on " << attributes.substr(0, 60);
        for (auto const &one : others)
            EXPECT_LT(4 * seconds_of_conditions(one, lead), a_second)
                << one.substr(0, 60) << " on " << attributes.substr(0, 60);
    }
}

TEST(RuleCost, of_actions_on_a_megabyte_is_linear)
{
    Lead lead;
    auto const changes = [](std::string const &value) {
        return std::vector<std::string>{R"({"add":{"attributes.list":)" + value + "}}",
                                        R"({"remove":{"attributes.list":)" + value + "}}",
                                        R"({"set":{"attributes.list":"x"},"remove":{"attributes.list":true}})"};
    };
    for (auto const &document :
         {R"({"list":)" + numbered("\"t", "\"", quarter) + "}", R"({"list":)" + numbered("", "", quarter) + "}",
          R"({"list":[)" + repeated(R"({"a":1},)", quarter) + "{}]}",
          "{" + repeated(R"("list":1,)", quarter) + R"("list":[]})", R"({"list":)" + repeated("8", quarter) + "}"}) {
        lead.attributes = document;
        for (auto const &value : {numbered("\"t", "\"", longest_rule - 100), repeated("9", longest_rule - 100)})
            for (auto const &actions : changes(value))
                EXPECT_LT(4 * seconds_of_actions(actions, lead), a_second)
                    << actions.substr(0, 60) << " on " << document.substr(0, 60);
    }
}

}  // namespace
}  // namespace automation::core
