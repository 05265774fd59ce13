#include "core/conditions/conditions.hpp"

#include <fstream>
#include <random>
#include <sstream>

#include "sample.hpp"

namespace automation::core {
namespace {

using test::moment;

struct Case {
    std::string op, conditions, attributes, expected, value;
};

std::vector<Case> table()
{
    std::ifstream file(AUTOMATION_TEST_DATA "/conditions.tsv");
    std::vector<Case> cases;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        Case one;
        std::getline(fields, one.op, '\t');
        std::getline(fields, one.conditions, '\t');
        std::getline(fields, one.attributes, '\t');
        std::getline(fields, one.expected, '\t');
        std::getline(fields, one.value);
        cases.push_back(one);
    }
    return cases;
}

bool hold(std::string const &conditions, std::string const &attributes)
{
    Lead lead;
    lead.attributes = attributes;
    return Conditions::parse(conditions).match(FactFieldReader({.lead = lead, .now = moment(2026, 11, 20, 12)}));
}

TEST(ConditionTable, has_hundreds_of_rows)
{
    EXPECT_GE(table().size(), 400U);
}

TEST(ConditionTable, says_what_every_operator_makes_of_every_kind_of_value)
{
    for (Case const &one : table())
        EXPECT_EQ(hold(one.conditions, one.attributes), one.expected == "t") << one.conditions << " of " << one.value;
}

TEST(ConditionTable, not_is_the_exact_complement_of_everything_in_it)
{
    for (Case const &one : table()) {
        EXPECT_EQ(hold("{\"not\":" + one.conditions + "}", one.attributes), one.expected == "f") << one.conditions;
        EXPECT_EQ(hold("{\"not\":{\"not\":" + one.conditions + "}}", one.attributes), one.expected == "t");
    }
}

/** Random conditions over the table's rows. */
class Random {
 public:
    explicit Random(unsigned seed) : generator_(seed), cases_(table()) {}
    std::string leaf() { return cases_[pick(cases_.size())].conditions; }
    std::string attributes() { return cases_[pick(cases_.size())].attributes; }
    std::string condition(int depth)
    {
        if (depth == 0 || pick(3) == 0) return leaf();
        static constexpr char const *words[] = {"all", "any", "none"};
        if (pick(4) == 0) return "{\"not\":" + condition(depth - 1) + "}";
        std::string group = std::string("{\"") + words[pick(3)] + "\":[";
        for (std::size_t i = 0, count = pick(4); i < count; ++i)
            group += (i > 0 ? "," : "") + condition(depth - 1);
        return group + "]}";
    }

 private:
    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(generator_); }
    std::mt19937 generator_;
    std::vector<Case> cases_;
};

TEST(ConditionLogic, de_morgan_and_double_negation_hold_for_random_conditions)
{
    Random random(20261120);
    for (int round = 0; round < 5000; ++round) {
        std::string const a = random.condition(3);
        std::string const b = random.condition(3);
        std::string const facts = random.attributes();
        auto const both = "[" + a + "," + b + "]";
        auto const neither = "[{\"not\":" + a + "},{\"not\":" + b + "}]";
        ASSERT_EQ(hold("{\"not\":{\"all\":" + both + "}}", facts), hold("{\"any\":" + neither + "}", facts)) << both;
        ASSERT_EQ(hold("{\"not\":{\"any\":" + both + "}}", facts), hold("{\"all\":" + neither + "}", facts)) << both;
        ASSERT_EQ(hold("{\"none\":" + both + "}", facts), hold("{\"not\":{\"any\":" + both + "}}", facts)) << both;
        ASSERT_EQ(hold("{\"not\":{\"not\":" + a + "}}", facts), hold(a, facts)) << a;
        ASSERT_EQ(hold("{\"all\":" + both + "}", facts), hold(a, facts) && hold(b, facts)) << both;
    }
}

}  // namespace
}  // namespace automation::core
