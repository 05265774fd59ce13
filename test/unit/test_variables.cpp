#include "core/templates/variables.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::Sample;

TEST(Variables, are_all_found_by_their_names)
{
    for (auto const name : variable_names()) {
        auto const variable = variable_named(name);
        ASSERT_TRUE(variable) << name;
        EXPECT_EQ(variable->name, name);
        EXPECT_EQ(variable_names()[static_cast<std::size_t>(variable->kind)], name);
    }
    EXPECT_FALSE(variable_named(""));
    EXPECT_FALSE(variable_named("LEAD_NAME"));
}

TEST(Variables, with_a_path_are_split_at_the_dots)
{
    auto const variable = variable_named("booking_details.a.b");
    ASSERT_TRUE(variable);
    EXPECT_EQ(variable->kind, VariableKind::booking_detail);
    EXPECT_EQ(variable->path, (std::vector<std::string>{"a", "b"}));
}

TEST(Values, append_behind_what_is_there_or_nothing)
{
    Sample sample;
    sample.lead.source = "\x01 \x02";
    auto const subject = sample.subject();
    Values values(subject);
    std::string out = "- ";
    EXPECT_TRUE(values.append(*variable_named("lead_status"), out));
    EXPECT_EQ(out, "- new");
    EXPECT_FALSE(values.append(*variable_named("lead_source"), out)) << "blank once it is cleaned";
    EXPECT_EQ(out, "- new");
}

TEST(Values, have_a_default_for_names_only)
{
    Sample const sample;
    auto const subject = sample.subject();
    Values const values(subject);
    std::string out;
    EXPECT_TRUE(values.append_default(*variable_named("lead_first_name"), out));
    EXPECT_FALSE(values.append_default(*variable_named("lead_email"), out));
    EXPECT_FALSE(values.append_default(*variable_named("attributes.name"), out));
    EXPECT_EQ(out, "friend");
}

}  // namespace
}  // namespace automation::core
