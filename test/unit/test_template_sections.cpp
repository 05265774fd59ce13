#include "core/templates/template.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::Sample;

Rendered rendered(std::string_view source, Sample const &sample = {})
{
    return Template::parse(source).render(sample.subject());
}

std::string text(std::string_view source, Sample const &sample = {})
{
    auto const result = rendered(source, sample);
    EXPECT_FALSE(result.missing) << *result.missing;
    return result.text;
}

constexpr std::string_view where = "{?booking_location}At {booking_location}.{:else}Online.{/?}";

TEST(TemplateSections, show_one_branch_or_the_other)
{
    Sample sample;
    EXPECT_EQ(text(where, sample), "At 5 Main St.");
    for (auto const &absent : {NullableText(), NullableText(""), NullableText(" \t"), NullableText("\xE2\x80\x8B")}) {
        sample.booking.location = absent;
        EXPECT_EQ(text(where, sample), "Online.");
        EXPECT_EQ(text("[{?booking_location}x{/?}]", sample), "[]");
    }
    EXPECT_EQ(text("[{?lead_name}{:else}{/?}{?attributes.none}{/?}]"), "[]");
}

TEST(TemplateSections, without_a_booking_take_its_values_for_absent)
{
    Sample const sample;
    auto const parsed = Template::parse("{?booking_time}{booking_time}{:else}-{/?}{?booking_details.room}x{/?}");
    EXPECT_EQ(parsed.render(sample.without_booking()).text, "-");
    EXPECT_EQ(parsed.render(sample.subject()).text, "14:30x");
}

TEST(TemplateSections, miss_nothing_in_the_branch_that_is_not_taken)
{
    EXPECT_EQ(text("{?attributes.none}{attributes.none} {attributes.nothing}{:else}free{/?}"), "free");
    EXPECT_EQ(rendered("{?lead_name}{attributes.nothing}{/?}").missing, "attributes.nothing");
}

TEST(TemplateSections, ask_for_the_value_itself_not_for_what_would_stand_in)
{
    Sample sample;
    sample.lead.name.reset();
    EXPECT_EQ(text("{?lead_name}Dear {lead_name}{:else}Hello {lead_name}{/?}", sample), "Hello friend");
}

TEST(TemplateSections, take_false_for_no_and_every_other_value_for_yes)
{
    Sample sample;
    sample.lead.attributes = R"({"yes":true,"no":false,"zero":0,"word":"false","none":null,"list":[1],"empty":""})";
    std::string source;
    for (auto const *key : {"yes", "no", "zero", "word", "none", "list", "empty"})
        source += "{?attributes." + std::string(key) + "}" + key + " {/?}";
    EXPECT_EQ(text(source, sample), "yes zero word ");
}

TEST(TemplateSections, nest)
{
    Sample sample;
    constexpr std::string_view source =
        "{?lead_name}a{?lead_source}b{:else}c{?lead_status}d{/?}e{/?}f{:else}g{?lead_status}h{/?}{/?}.";
    EXPECT_EQ(text(source, sample), "abf.");
    sample.lead.source.reset();
    EXPECT_EQ(text(source, sample), "acdef.");
    sample.lead.status.reset();
    EXPECT_EQ(text(source, sample), "acef.");
    sample.lead.name.reset();
    EXPECT_EQ(text(source, sample), "g.");
}

TEST(TemplateSections, nest_eight_deep)
{
    std::string open, close;
    for (int i = 0; i < 8; ++i) {
        open += "{?lead_name}";
        close += "{/?}";
    }
    EXPECT_EQ(text(open + "x" + close), "x");
    auto const error = test::refusal([&] { (void)Template::parse(open + "{?lead_name}x{/?}" + close); });
    EXPECT_STREQ(error.what(), "the sections of the template are nested more than 8 levels deep");
}

TEST(TemplateSections, count_among_the_variables)
{
    auto const parsed = Template::parse("{?lead_source}{lead_name}{/?}{?lead_source}{/?}");
    EXPECT_EQ(parsed.variables(), (std::vector<std::string>{"lead_source", "lead_name"}));
    std::string many;
    for (int i = 0; i < 201; ++i)
        many += "{?lead_name}{/?}";
    EXPECT_STREQ(test::refusal([&] { (void)Template::parse(many); }).what(),
                 "the template has more than 200 variables");
}

TEST(TemplateSections, never_open_in_a_value)
{
    Sample sample;
    sample.lead.name = "{?lead_source}{:else}{/?}";
    EXPECT_EQ(text("{?lead_name}{lead_name}{:else}-{/?}", sample), "{?lead_source}{:else}{/?}");
}

}  // namespace
}  // namespace automation::core
