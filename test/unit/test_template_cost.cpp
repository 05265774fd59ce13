#include "core/templates/template.hpp"

#include "cost.hpp"
#include "sample.hpp"

namespace automation::core {
namespace {

using test::a_second;
using test::processor_seconds;
using test::repeated;

/** What parsing and rendering costs a megabyte, by a quarter of it; whether it is refused does not matter. */
double seconds_for_a_megabyte(std::string const &source)
{
    test::Sample const sample;
    auto const begin = processor_seconds();
    for (std::size_t done = 0; done < (std::size_t{1} << 18U); done += source.size()) {
        try {
            (void)Template::parse(source).render(sample.subject());
        } catch (UserError const &) {
        }
    }
    return (processor_seconds() - begin) * 4;
}

TEST(TemplateCost, is_linear_whatever_is_written)
{
    constexpr std::size_t longest = 65'536;
    for (auto const *piece : {"x",
                              "{",
                              "}",
                              "{{",
                              "{{ ",
                              "{{lead_name|",
                              "{{lead_name}",
                              "{lead_name",
                              "{lead_name|",
                              "{lead_name|there",
                              "{lead_name|upper|",
                              "{nobody|",
                              "{a",
                              "{attributes.a",
                              "{attributes.é",
                              "{a.",
                              "{?",
                              "{?lead_name",
                              "{?lead_name}",
                              "{:",
                              "{:else}",
                              "{/?",
                              "{/?}",
                              "{:els",
                              "\\",
                              "\\{",
                              "\\\\{",
                              "|",
                              "\"",
                              "%",
                              " ",
                              "\n",
                              "{?lead_name}x{:else}y{/?}",
                              "{lead_name|default:\"x\\\"",
                              "{booking_date|date:\"%A%B%Y"}) {
        EXPECT_LT(seconds_for_a_megabyte(repeated(piece, longest)), a_second) << piece;
        EXPECT_LT(seconds_for_a_megabyte("{lead_name|default:\"" + repeated(piece, longest - 32) + "\"}"), a_second)
            << piece;
        EXPECT_LT(seconds_for_a_megabyte("{?lead_name}" + repeated(piece, longest - 32) + "{/?}"), a_second) << piece;
    }
}

TEST(TemplateCost, of_a_megabyte_is_a_refusal)
{
    auto const begin = processor_seconds();
    for (auto const *piece : {"x", "{", "{lead_name}", "{?lead_name}"}) {
        auto const error = test::refusal([&] { (void)Template::parse(repeated(piece, std::size_t{1} << 20U)); });
        EXPECT_TRUE(test::contains(error.what(), "too long")) << error.what();
    }
    EXPECT_LT(processor_seconds() - begin, a_second);
}

TEST(TemplateCost, is_bounded_by_the_result_whatever_the_filters_make_of_it)
{
    test::Sample sample;
    sample.lead.source = std::string(1'000'000, '<');
    std::string source;
    for (int i = 0; i < 200; ++i)
        source += "{lead_source|upper|lower|title|upper|lower|title|upper|url}";
    auto const begin = processor_seconds();
    for (auto const part : {Part::text, Part::html, Part::header}) {
        auto const result = Template::parse(source).render(sample.subject(), part);
        EXPECT_TRUE(result.clipped);
        EXPECT_LE(result.text.size(), 262'144U);
    }
    EXPECT_LT(processor_seconds() - begin, 10.0) << "200 values of 256 KiB each would take minutes";
}

}  // namespace
}  // namespace automation::core
