#include "core/templates/template.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;

UserError refused(std::string_view source)
{
    return refusal([&] { (void)Template::parse(source); });
}

std::string place(std::string_view source)
{
    return refused(source).detail();
}

TEST(TemplateErrors, name_the_nearest_of_an_unknown_variable)
{
    auto const error = refused("Hi {lead_nmae}!");
    EXPECT_STREQ(error.what(), "unknown variable \"{lead_nmae}\" in the template");
    EXPECT_EQ(error.mistake(), ErrorCode::invalid_value);
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"lead_name\"?")) << error.hint();
    EXPECT_TRUE(contains(error.hint(), "booking_starts_at"));
    EXPECT_TRUE(contains(refused("{lead_fristname|you}").hint(), "Did you mean \"lead_first_name\"?"));
    EXPECT_TRUE(contains(refused("{{ lead_nmae | upper }}").hint(), "Did you mean \"lead_name\"?"));
    EXPECT_TRUE(contains(refused("{?lead_nmae}x{/?}").hint(), "Did you mean \"lead_name\"?"));
    EXPECT_TRUE(contains(refused("{atributes.tier}").hint(), "Did you mean \"attributes.tier\"?"));
    EXPECT_TRUE(contains(refused("{attributes}").hint(), "Did you mean \"attributes.<key>\"?"));
    EXPECT_TRUE(contains(refused("{booking_detail.room}").hint(), "Did you mean \"booking_details.room\"?"));
    EXPECT_FALSE(contains(refused("{favourite_colour}").hint(), "Did you mean"));
    for (auto const *source : {"{attributes.}", "{attributes..a}", "{attributes.a.}", "{booking_details.}",
                               "{lead_name.x}", "{_}", "{lead_nameX|{lead_nmae}", "{nme|default:\"x\"}"})
        EXPECT_TRUE(contains(refused(source).what(), "unknown variable")) << source;
}

TEST(TemplateErrors, say_at_which_character_of_which_line)
{
    EXPECT_EQ(place("{nme}"), "At line 1, character 1 of the template.");
    EXPECT_EQ(place("Grüße {nme}"), "At line 1, character 7 of the template.");
    EXPECT_EQ(place("a\n\n  {lead_name|there|uper}"), "At line 3, character 20 of the template.");
    EXPECT_EQ(place("\n{?lead_name}x"), "At line 2, character 1 of the template.");
    EXPECT_EQ(place("x{/?}"), "At line 1, character 2 of the template.");
}

TEST(TemplateErrors, refuse_a_variable_inside_a_fallback)
{
    EXPECT_TRUE(contains(refused("{lead_name|{lead_email}}").what(), "fallback of \"lead_name\""));
    EXPECT_TRUE(contains(refused("{lead_name|upper|a{b}").what(), "fallback of \"lead_name\""));
}

TEST(TemplateErrors, name_the_nearest_of_an_unknown_filter)
{
    auto const error = refused("{lead_name|there|uper}");
    EXPECT_STREQ(error.what(), "unknown filter \"uper\" in the template");
    EXPECT_TRUE(contains(error.hint(), "Did you mean \"upper\"? Filters are: upper, lower, title, date"))
        << error.hint();
    EXPECT_TRUE(contains(refused("{booking_date|dat:\"%d\"}").hint(), "Did you mean \"date\"?"));
    EXPECT_TRUE(contains(refused("{lead_name|a|b}").hint(), "default:\"a | b\""));
}

TEST(TemplateErrors, tell_how_a_filter_is_written)
{
    for (auto const &[source, what] :
         {std::pair{"{booking_date|date}", "filter \"date\" in the template requires an argument"},
          {"{booking_date|tz}", "filter \"tz\" in the template requires an argument"},
          {"{lead_name|default}", "filter \"default\" in the template requires an argument"},
          {"{lead_name|upper:\"x\"}", "filter \"upper\" in the template takes no argument"},
          {"{lead_name|default:\"x}", "the argument of filter \"default\" in the template has no closing quote"},
          {"{lead_name|default:\"x\"y}", "unexpected text after the argument of filter \"default\""},
          {"{lead_name|default:\"x\"|there}", "unknown filter \"there\""},
          {"{lead_name|x|default:\"y\"}", "duplicate fallback in the template, \"y\""},
          {"{lead_name|date:\"%d\"}",
           "filter \"date\" in the template requires a date or time, but \"lead_name\" is not one"},
          {"{booking_title|tz:\"UTC\"}", "filter \"tz\" in the template requires a date or time"},
          {"{booking_date|date:\"%d\"|date:\"%m\"}", "filter \"date\" in the template is used twice on one variable"},
          {"{lead_name|upper|upper|upper|upper|upper|upper|upper|upper|upper}", "more than 8 filters"},
          {"{booking_time|tz:\"Mars/Base\"}", "unknown time zone \"Mars/Base\""}})
        EXPECT_TRUE(contains(refused(source).what(), what)) << source << ": " << refused(source).what();
}

TEST(TemplateErrors, show_the_directive_of_a_date_that_means_nothing)
{
    for (auto const &[pattern, shown] :
         {std::pair{"%Q", "\"%Q\""}, {"%d %", "\"%\""}, {"%%%", "\"%\""}, {"%é", "\"%é\""}, {"%-d", "\"%-\""}}) {
        auto const error = refused("{booking_date|date:\"" + std::string(pattern) + "\"}");
        EXPECT_EQ(std::string(error.what()),
                  std::string(shown) + " in a date pattern of the template is not a valid placeholder");
        EXPECT_TRUE(contains(error.hint(), "%a %A %d %e %b %B")) << error.hint();
    }
}

TEST(TemplateErrors, tell_how_sections_are_balanced)
{
    for (auto const &[source, what] :
         {std::pair{"{?lead_name}x", "the section \"{?lead_name}\" in the template is not closed"},
          {"{?lead_name}x{:else}y", "the section \"{?lead_name}\" in the template is not closed"},
          {"x{/?}", "{/?} in the template closes no section"},
          {"x{:else}y", "{:else} is outside a section of the template"},
          {"{?lead_name}{/?}{:else}", "{:else} is outside a section of the template"},
          {"{?lead_name}a{:else}b{:else}c{/?}", "has a second {:else}"},
          {"{?lead_name}a{:els}b{/?}", "unknown tag \"{:els}\""},
          {"{?lead_name}a{/lead_name}", "unknown tag \"{/lead_name}\""},
          {"{?lead_name}a{/?lead_name}", "unknown tag \"{/?lead_name}\""},
          {"{?lead_name|upper}a{/?}", "the section of \"lead_name\" in the template is not written {?lead_name}"},
          {"{?lead_name}a{else}b{/?}", "unknown variable \"{else}\""}}) {
        auto const error = refused(source);
        EXPECT_TRUE(contains(error.what(), what)) << source << ": " << error.what();
        EXPECT_TRUE(contains(error.hint(), "{:else}")) << source << ": " << error.hint();
        EXPECT_TRUE(contains(error.detail(), "At line 1, character ")) << source;
    }
}

}  // namespace
}  // namespace automation::core
