#include "core/templates/template.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::contains;
using test::refusal;
using test::Sample;

Rendered rendered(std::string_view source, Sample const &sample = {})
{
    return Template::parse(source).render(sample.subject());
}

std::string text(std::string_view source, Sample const &sample = {})
{
    auto const result = rendered(source, sample);
    EXPECT_FALSE(result.missing) << *result.missing;
    EXPECT_FALSE(result.clipped);
    return result.text;
}

std::string missing(std::string_view source, Sample const &sample = {})
{
    return rendered(source, sample).missing.value_or("nothing");
}

TEST(Template, of_the_founding_document_renders)
{
    EXPECT_EQ(text("Hi {lead_name},\n\nThank you for your interest! We'd love to help you...\n\nBest regards"),
              "Hi Dr. Ann Lee,\n\nThank you for your interest! We'd love to help you...\n\nBest regards");
}

TEST(Template, knows_every_variable)
{
    for (auto const &[source, value] : {std::pair{"{lead_name}", "Dr. Ann Lee"},
                                        {"{lead_first_name}", "Ann"},
                                        {"{lead_last_name}", "Lee"},
                                        {"{lead_salutation}", "Dr. Ann Lee"},
                                        {"{lead_email}", "ann@example.com"},
                                        {"{lead_phone}", "+491701234567"},
                                        {"{lead_status}", "new"},
                                        {"{lead_source}", "Website"},
                                        {"{lead_language}", "en"},
                                        {"{attributes.tier}", "gold"},
                                        {"{attributes.car.make}", "Fiat"},
                                        {"{business_name}", "Acme"},
                                        {"{signature}", "Your Acme team\n+49 30 1234567"},
                                        {"{booking_title}", "Massage"},
                                        {"{booking_location}", "5 Main St"},
                                        {"{booking_starts_at}", "Tuesday, 24 November 2026 at 14:30"},
                                        {"{booking_ends_at}", "Tuesday, 24 November 2026 at 15:30"},
                                        {"{booking_date}", "Tuesday, 24 November 2026"},
                                        {"{booking_time}", "14:30"},
                                        {"{booking_details.room}", "12"}})
        EXPECT_EQ(text(source), value) << source;
}

TEST(Template, shows_attributes_as_they_were_written)
{
    EXPECT_EQ(text("{attributes.price} {attributes.age} {attributes.vip}"), "19.90 41 true");
}

TEST(Template, takes_attribute_keys_in_the_users_own_spelling)
{
    Sample sample;
    sample.lead.attributes = R"({"planName":"Pro","größe":"L","a-b":1,"A":{"B2":"x"}})";
    EXPECT_EQ(text("{attributes.planName} {attributes.größe} {attributes.a-b} {attributes.A.B2}", sample), "Pro L 1 x");
}

TEST(Template, takes_objects_lists_and_null_for_absent)
{
    for (auto const *name : {"attributes.none", "attributes.tags", "attributes.car", "attributes.nothing",
                             "attributes.tier.x", "booking_details.price"}) {
        EXPECT_EQ(missing("{" + std::string(name) + "}"), name);
        EXPECT_EQ(text("{" + std::string(name) + "|-}"), "-");
    }
    Sample broken;
    broken.lead.attributes = "{\"tier\":";
    EXPECT_EQ(missing("{attributes.tier}", broken), "attributes.tier");
}

TEST(Template, falls_back_when_a_value_is_absent_or_blank)
{
    Sample sample;
    for (auto const &name : {NullableText(), NullableText(""), NullableText(" \t"), NullableText("\xE2\x80\x8B"),
                             NullableText("\x01\x02")}) {
        sample.lead.name = name;
        EXPECT_EQ(text("Hi {lead_name|there}", sample), "Hi there");
        EXPECT_EQ(text("Hi {lead_name|}!", sample), "Hi !");
        EXPECT_EQ(text("Hi {lead_name|dear \\ friend, x}", sample), "Hi dear \\ friend, x");
    }
    EXPECT_EQ(text("Hi {lead_name|there}"), "Hi Dr. Ann Lee");
}

TEST(Template, takes_the_tenants_word_for_a_missing_name_only)
{
    Sample sample;
    sample.lead.name.reset();
    sample.lead.source.reset();
    EXPECT_EQ(text("Hi {lead_name}, {lead_first_name}", sample), "Hi friend, friend");
    EXPECT_EQ(missing("{lead_source}", sample), "lead_source");
    sample.tenant.fallback_name = " ";
    EXPECT_EQ(missing("Hi {lead_first_name}", sample), "lead_first_name");
    EXPECT_EQ(missing("Hi {lead_name}", sample), "lead_name");
}

TEST(Template, names_the_first_missing_variable)
{
    Sample sample;
    sample.lead.source.reset();
    sample.lead.status.reset();
    EXPECT_EQ(missing("{lead_name} {lead_status} {lead_source}", sample), "lead_status");
    auto const subject = sample.without_booking();
    EXPECT_EQ(Template::parse("{booking_starts_at}").render(subject).missing, "booking_starts_at");
    EXPECT_EQ(Template::parse("{booking_details.room|any room}").render(subject).text, "any room");
}

TEST(Template, counts_ill_formed_addresses_as_absent)
{
    Sample sample;
    sample.lead.email = "ann at example";
    sample.lead.phone = "0170 1234567";
    sample.lead.language = "german!";
    EXPECT_EQ(text("{lead_email|-} {lead_phone|-} {lead_language|-}", sample), "- - -");
    EXPECT_EQ(missing("{lead_email}", sample), "lead_email");
}

TEST(Template, counts_a_moment_beyond_the_calendar_as_absent)
{
    Sample sample;
    sample.booking.starts_at = Instant::max();
    EXPECT_EQ(missing("{booking_starts_at}", sample), "booking_starts_at");
    EXPECT_EQ(text("{booking_date|soon}{booking_time|}", sample), "soon");
}

TEST(Template, leaves_braces_that_enclose_no_name_alone)
{
    for (auto const *source : {"{",
                               "}",
                               "{}",
                               "{ x }",
                               "{1}",
                               "{ lead_name }",
                               "{Lead_name}",
                               "{lead-name}",
                               "{lead_name",
                               "{lead_name|there",
                               "{lead name}",
                               "{\"a\":1}",
                               "a { b } c",
                               "{|x}",
                               "{.a}",
                               "}{",
                               "{é}",
                               "body { color: red }",
                               "{lead_name:x}",
                               "{foo|{ x }",
                               "{?}",
                               "{? lead_name}",
                               "{?nobody knows}",
                               "{:}",
                               "{/}",
                               "{:hover}",
                               "</{/p}",
                               "{{",
                               "{{}}",
                               "{{ }}",
                               "{{lead_name"})
        EXPECT_EQ(text(source), source);
    EXPECT_EQ(text("{lead_name {lead_status}"), "{lead_name new");
}

TEST(Template, takes_doubled_braces_for_single_ones)
{
    EXPECT_EQ(text("{{lead_status}}, {{ lead_status }}, {{lead_status|upper}}"), "new, new, NEW");
    EXPECT_EQ(text("{{attributes.none | there }} {{ attributes.none | default: \"or | } so\" | upper }}"),
              "there OR | } SO");
    EXPECT_EQ(text("{{?lead_name}}yes{{:else}}no{{/?}} {{ ?attributes.none }}yes{{ :else }}no{{ /? }}"), "yes no");
    EXPECT_EQ(text("{{{lead_status}}}"), "{new}");
    EXPECT_EQ(text("{{lead_status} {lead_status}} {{lead_status|x} }"), "{new new} {new }");
    EXPECT_EQ(text("{\"a\":{\"b\":\"{lead_status}\"}}"), "{\"a\":{\"b\":\"new\"}}");
}

TEST(Template, takes_an_escaped_brace_as_text)
{
    EXPECT_EQ(text(R"(\{lead_name})"), "{lead_name}");
    EXPECT_EQ(text(R"(\\{lead_status})"), R"(\new)");
    EXPECT_EQ(text(R"(\\\{lead_status})"), R"(\{lead_status})");
    EXPECT_EQ(text(R"(\\\\{lead_status})"), R"(\\new)");
    EXPECT_EQ(text(R"(\{unknown} \{)"), "{unknown} {");
    EXPECT_EQ(text(R"(\{{lead_status}} \{\{lead_status}} \{?lead_name} \{/?})"),
              "{new} {{lead_status}} {?lead_name} {/?}");
}

TEST(Template, leaves_other_backslashes_alone)
{
    for (auto const *source : {R"(\)", R"(\\)", R"(a\b\n)", R"(C:\temp\\x)", R"(\})", R"(\\})"})
        EXPECT_EQ(text(source), source);
}

TEST(Template, never_expands_a_value_again)
{
    Sample sample;
    sample.lead.name = "{lead_email} \\{x} {lead_nmae|";
    EXPECT_EQ(text("Hi {lead_name}}", sample), "Hi {lead_email} \\{x} {lead_nmae|}");
}

TEST(Template, lets_no_value_add_a_line)
{
    Sample sample;
    sample.lead.name = "Ann\r\nBcc: eve@example.com\x1B\xE2\x80\xAE";
    sample.lead.attributes = R"({"note":"a\nb\u0000c\u2028d"})";
    EXPECT_EQ(text("{lead_name}|{attributes.note}", sample), "Ann Bcc: eve@example.com|a bc d");
}

UserError refused(std::string_view source)
{
    return refusal([&] { (void)Template::parse(source); });
}

TEST(Template, is_bounded)
{
    EXPECT_NO_THROW((void)Template::parse(std::string(65'536, 'x')));
    EXPECT_STREQ(refused(std::string(65'537, 'x')).what(), "the template is too long: 65537 bytes");
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += "{lead_name}";
    EXPECT_NO_THROW((void)Template::parse(many));
    EXPECT_STREQ(refused(many + "{lead_name}").what(), "the template has more than 200 variables");
    std::string deep = "{attributes";
    for (int i = 0; i < 17; ++i)
        deep += ".a";
    EXPECT_TRUE(contains(refused(deep + "}").what(), "unknown variable"));
}

TEST(Template, cuts_an_overlong_result_between_characters)
{
    Sample sample;
    sample.lead.source = std::string("x");
    for (int i = 0; i < 100'000; ++i)
        *sample.lead.source += "é";
    auto const result = rendered("{lead_source}{lead_source}", sample);
    EXPECT_TRUE(result.clipped);
    EXPECT_GE(result.text.size(), 262'142U);
    EXPECT_LE(result.text.size(), 262'144U);
    EXPECT_EQ(result.text.substr(result.text.size() - 2), "é");
}

TEST(Template, lists_its_variables_in_order_of_first_use)
{
    auto const parsed = Template::parse("{lead_source|x} {lead_name} {lead_source} \\{lead_email} {attributes.tier}");
    EXPECT_EQ(parsed.variables(), (std::vector<std::string>{"lead_source", "lead_name", "attributes.tier"}));
    EXPECT_TRUE(Template().variables().empty());
    EXPECT_EQ(Template().render(Sample().subject()).text, "");
}

TEST(Template, requires_of_the_booking_what_has_no_fallback_and_stands_in_no_section)
{
    auto const required = [](char const *source) { return Template::parse(source).required_of_booking(); };
    EXPECT_EQ(required("Hi {lead_name}, {booking_title} on {booking_date}"), "booking_title");
    EXPECT_EQ(required("{?lead_name}Hi{/?} {booking_details.room|upper}"), "booking_details.room");
    EXPECT_EQ(required("{?booking_title}{booking_title}{:else}x{/?} {booking_time}"), "booking_time");
    for (char const *const source : {"{lead_name} {attributes.booking_title}", "{booking_title|session}", "Hi", "",
                                     "{?booking_title}{booking_title} {?lead_name}{booking_date}{/?}{/?}",
                                     "{?lead_name}Hi{:else}{booking_title}{/?}", "\\{booking_title}"})
        EXPECT_FALSE(required(source)) << source;
}

TEST(Template, keeps_its_source)
{
    EXPECT_EQ(Template::parse("\\{x} {lead_name|a}").source(), "\\{x} {lead_name|a}");
}

}  // namespace
}  // namespace automation::core
