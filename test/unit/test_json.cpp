#include "core/json/json.hpp"

#include "core/json/json_node.hpp"
#include "core/json/parsed_documents.hpp"

#include <gtest/gtest.h>

namespace automation::core::json {
namespace {

std::string nested(std::size_t levels)
{
    return std::string(levels, '[') + std::string(levels, ']');
}

TEST(Json, reads_up_to_the_depth_and_no_deeper)
{
    EXPECT_TRUE(parse(nested(32)));
    EXPECT_FALSE(parse(nested(33)));
    EXPECT_TRUE(parse_exact(nested(document_depth)));
    EXPECT_FALSE(parse_exact(nested(document_depth + 1)));
    EXPECT_TRUE(parse_context(nested(context_depth)));
    EXPECT_FALSE(parse_context(nested(context_depth + 1)));
    EXPECT_TRUE(parse(R"({"a":{"b":[]}})", 3));
    EXPECT_FALSE(parse(R"({"a":{"b":[]}})", 2));
    EXPECT_TRUE(parse("[[],[],[],{}]", 2)) << "siblings do not add up";
}

TEST(Json, says_why_a_document_is_not_read)
{
    EXPECT_EQ(why_unreadable(nested(document_depth)), "");
    EXPECT_EQ(why_unreadable(nested(document_depth + 1)), "nested too deeply to read: more than 1000 levels");
    EXPECT_EQ(why_unreadable(std::string(default_bytes, ' ')), "");
    EXPECT_EQ(why_unreadable(std::string(default_bytes + 1, ' ')), "too large to read: 17 MiB, at most 16");
}

TEST(Json, writes_copies_and_forgets_documents_of_the_greatest_depth)
{
    std::string text;
    for (int i = 0; i < document_depth - 1; ++i)
        text += R"({"a":)";
    text += "[1.50]" + std::string(document_depth - 1, '}');
    auto const node = parse_exact(text);
    ASSERT_TRUE(node);
    Node const copy = *node;
    EXPECT_EQ(to_text(copy), text);
    auto const value = parse_context(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(dump(Value(*value)).size(), text.size() - 1);
}

TEST(Json, survives_a_hundred_thousand_brackets)
{
    EXPECT_FALSE(parse(nested(100'000)));
    EXPECT_FALSE(parse(std::string(100'000, '[')));
    EXPECT_FALSE(parse_exact(std::string(100'000, '{')));
    EXPECT_FALSE(parse_exact(nested(100'000)));
}

TEST(Json, does_not_count_brackets_inside_strings)
{
    std::string const text = "[\"" + std::string(100, '[') + "\\\"" + std::string(100, '{') + "\"]";
    EXPECT_TRUE(parse(text, 1));
    EXPECT_TRUE(parse_exact(text, 1));
    EXPECT_FALSE(parse(R"(["\\",[]])", 1)) << "the quote after an escaped backslash ends the string";
}

TEST(Json, refuses_what_is_not_json)
{
    for (auto const *text : {"", " ", "{", "nul", "{\"a\":1,}", "1 2", "'a'", "{\"a\" 1}", "NaN", "\"\xFF\"",
                             "\"\xED\xA0\x80\"", "[1]x", "\"\\ud800\"", "// c\n1"}) {
        EXPECT_FALSE(parse(text)) << text;
        EXPECT_FALSE(parse_exact(text)) << text;
    }
}

TEST(Json, refuses_more_than_the_size_it_may_have)
{
    EXPECT_TRUE(parse("[1,2]", 32, 5));
    EXPECT_FALSE(parse("[1,2]", 32, 4));
    EXPECT_FALSE(parse_exact("[1,2]", 32, 4));
}

TEST(Json, writes_broken_utf8_without_throwing)
{
    EXPECT_EQ(dump(Value("a\xFF")), "\"a\xEF\xBF\xBD\"");
    EXPECT_EQ(quote("a\xFF\"\n"), "\"a\xEF\xBF\xBD\\\"\\n\"");
}

TEST(Json, writes_strings_as_it_writes_values)
{
    for (char const *text : {"", "day 3", "\"", "\\", "\n", "\x7f", "Größe", "\xff", "<a href='x'>"}) {
        EXPECT_EQ(dump_string(text), dump(Value(text))) << text;
    }
}

TEST(Json, gives_the_text_of_scalars_only)
{
    EXPECT_EQ(scalar_text(Value("x")), "x");
    EXPECT_EQ(scalar_text(Value(5)), "5");
    EXPECT_EQ(scalar_text(Value(true)), "true");
    EXPECT_FALSE(scalar_text(Value()));
    EXPECT_FALSE(scalar_text(Value::array()));
    EXPECT_FALSE(scalar_text(Value::object()));
}

TEST(JsonNode, keeps_numbers_as_they_were_written)
{
    for (auto const *text : {"19.90", "12345678901234567890123456789", "0.1000000000000000055", "1e5", "-0.0",
                             "9007199254740993", "18446744073709551615", "-9223372036854775808"})
        EXPECT_EQ(parse_exact(text).value().text, text);
}

TEST(JsonNode, writes_what_it_read)
{
    for (auto const *text : {R"({"a":[1,2.50,{"b":null}],"ü":"\"x\"\n","t":true,"f":false,"e":{},"l":[]})", "null",
                             "[]", "\"\"", "[[[]]]"})
        EXPECT_EQ(to_text(parse_exact(text).value()), text);
}

TEST(JsonNode, walks_a_path_through_objects_only)
{
    auto const root = parse_exact(R"({"a":{"b":{"c":1}},"l":[1],"s":"x"})").value();
    using Path = std::vector<std::string>;
    EXPECT_EQ(root.at(Path{"a", "b", "c"})->text, "1");
    EXPECT_EQ(root.at(Path{}), &root);
    EXPECT_EQ(root.at(Path{"a", "x"}), nullptr);
    EXPECT_EQ(root.at(Path{"l", "0"}), nullptr);
    EXPECT_EQ(root.at(Path{"s", "x"}), nullptr);
    EXPECT_EQ(root.at(Path{""}), nullptr);
}

TEST(JsonNode, takes_the_last_of_members_with_one_name)
{
    EXPECT_EQ(parse_exact(R"({"a":1,"a":2})").value().member("a")->text, "2");
}

TEST(SameNumber, compares_decimals_whatever_their_notation)
{
    for (auto const &[a, b] : {std::pair{"1", "1.0"},
                               {"1", "10e-1"},
                               {"0", "-0.0"},
                               {"0", "0e99"},
                               {"0.001", "1E-3"},
                               {"1200", "1.2e+3"},
                               {"-5.50", "-5.5"},
                               {"100", "1e2"},
                               {"10.01", "1001e-2"}}) {
        EXPECT_TRUE(same_number(a, b)) << a << " " << b;
        EXPECT_TRUE(same_number(b, a)) << a << " " << b;
    }
    for (auto const &[a, b] : {std::pair{"1", "-1"},
                               {"1", "10"},
                               {"1", "0.1"},
                               {"0", "1"},
                               {"10", "101"},
                               {"9007199254740993", "9007199254740992"},
                               {"0.1", "0.10000000000000001"},
                               {"100000000000000000000001", "100000000000000000000000"},
                               {"0", "0.01"}}) {
        EXPECT_FALSE(same_number(a, b)) << a << " " << b;
        EXPECT_FALSE(same_number(b, a)) << a << " " << b;
    }
}

TEST(SameNumber, is_false_for_what_is_no_number)
{
    for (auto const *text : {"", "-", "abc", "1x", "1e", "1e+", ".5", "1.2.3", "e5", "--1", " 1"})
        EXPECT_FALSE(same_number(text, text)) << text;
    EXPECT_FALSE(same_number("1e99999999999999999999", "1e-99999999999999999999"));
}

TEST(SameScalar, wants_the_same_kind)
{
    auto const node = [](char const *text) { return parse_exact(text).value(); };
    EXPECT_TRUE(same_scalar(node("1"), node("1.0")));
    EXPECT_TRUE(same_scalar(node("null"), node("null")));
    EXPECT_TRUE(same_scalar(node("\"a\""), node("\"\\u0061\"")));
    EXPECT_FALSE(same_scalar(node("\"1\""), node("1")));
    EXPECT_FALSE(same_scalar(node("\"true\""), node("true")));
    EXPECT_FALSE(same_scalar(node("false"), node("null")));
    EXPECT_FALSE(same_scalar(node("[]"), node("[]")));
}

TEST(Document, that_is_large_is_parsed_once_during_a_call)
{
    std::string const large = "{\"a\":\"" + std::string(100'000, 'x') + "\"}";
    std::string const small = R"({"a":1})";
    {
        DocumentScope const outer;
        auto const first = parse_document(large);
        EXPECT_EQ(parse_document(std::string(large)), first);
        EXPECT_NE(parse_document(large + " "), first) << "another text";
        EXPECT_NE(parse_document(small), parse_document(small));
        {
            DocumentScope const inner;
            EXPECT_NE(parse_document(large), first);
        }
        EXPECT_EQ(parse_document(large), first);
        EXPECT_EQ(parse_document(large + "}"), nullptr);
    }
    EXPECT_NE(parse_document(large), parse_document(large));
}

}  // namespace
}  // namespace automation::core::json
