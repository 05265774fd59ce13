#include "core/base/strings.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

TEST(Utf8, accepts_every_length_and_the_last_code_point)
{
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("Grüße 世界 😀"));
    EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF"));
    EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, refuses_what_is_no_character)
{
    EXPECT_FALSE(is_utf8("\xC0\xAF")) << "overlong slash";
    EXPECT_FALSE(is_utf8("\xE0\x80\xAF")) << "overlong slash in three bytes";
    EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF")) << "overlong slash in four bytes";
    EXPECT_FALSE(is_utf8("\xED\xA0\x80")) << "surrogate";
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
    EXPECT_FALSE(is_utf8("\xFF"));
    EXPECT_FALSE(is_utf8("\x80"));
    EXPECT_FALSE(is_utf8("caf\xC3")) << "cut off";
    EXPECT_FALSE(is_utf8("\xE2\x82")) << "cut off";
}

TEST(Trim, takes_unicode_spaces_from_both_ends_and_none_from_the_middle)
{
    EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
    EXPECT_EQ(trim("\xC2\xA0\xE2\x80\x8B\xE3\x80\x80x\xE2\x80\xAF\xEF\xBB\xBF"), "x");
    EXPECT_EQ(trim("à"), "à") << "its second byte is that of a no-break space";
    EXPECT_EQ(trim(""), "");
    EXPECT_TRUE(is_blank(" \xE2\x80\x8B\xC2\xA0\n"));
    EXPECT_FALSE(is_blank("."));
}

TEST(UnlessBlank, gives_the_value_only_when_something_is_in_it)
{
    std::optional<std::string> const absent;
    std::optional<std::string> const blank = " ";
    std::optional<std::string> const value = " a ";
    EXPECT_FALSE(nonblank(absent));
    EXPECT_FALSE(nonblank(blank));
    EXPECT_EQ(nonblank(value), " a ");
}

TEST(Clip, counts_characters_not_bytes)
{
    EXPECT_EQ(truncated("aé世😀z", 4), "aé世😀");
    EXPECT_EQ(truncated("aé", 2), "aé");
    EXPECT_EQ(truncated("aé", 9), "aé");
    EXPECT_EQ(truncated("aé", 0), "");
    EXPECT_EQ(truncated("", 3), "");
}

TEST(ClipBytes, never_ends_inside_a_character)
{
    EXPECT_EQ(clip_bytes("aé世", 6), "aé世");
    EXPECT_EQ(clip_bytes("aé世", 5), "aé");
    EXPECT_EQ(clip_bytes("aé世", 2), "a");
    EXPECT_EQ(clip_bytes("é", 1), "");
    EXPECT_EQ(clip_bytes("\x80\x80\x80", 2), "") << "no character at all";
}

TEST(Clean, keeps_a_value_on_its_line)
{
    EXPECT_EQ(sanitized("Ann\r\nBcc: x@y.z"), "Ann Bcc: x@y.z");
    EXPECT_EQ(sanitized("a\nb\rc\vd\fe\tf"), "a b c d e f");
    EXPECT_EQ(sanitized("a\xC2\x85"
                        "b\xE2\x80\xA8"
                        "c\xE2\x80\xA9"
                        "d"),
              "a b c d")
        << "Unicode's own line ends";
    EXPECT_EQ(sanitized(std::string_view("a\0b\x1B[31mc\x7F", 9)), "ab[31mc");
    EXPECT_EQ(sanitized("a\xC2\x9B"
                        "b"),
              "ab")
        << "C1";
}

TEST(Clean, drops_what_turns_the_reading_direction)
{
    EXPECT_EQ(sanitized("a\xE2\x80\xAE"
                        "b\xE2\x81\xA6"
                        "c"),
              "abc");
}

TEST(Clean, leaves_ordinary_text_of_any_script_as_it_is)
{
    for (auto const *text : {"", "Grüße – “世界” 😀", "Â¢ £ €", "\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A", "…‰"})
        EXPECT_EQ(sanitized(text), text);
}

TEST(Clean, keeps_lines_where_asked_and_normalises_their_ends)
{
    EXPECT_EQ(sanitized("a\r\nb\rc\nd\x01", Lines::keep), "a\nb\nc\nd");
}

TEST(InQuotes, is_short_and_on_one_line)
{
    EXPECT_EQ(quote_value("a\nb"), "\"a b\"");
    EXPECT_EQ(quote_value(std::string(80, 'x')), "\"" + std::string(80, 'x') + "\"");
    EXPECT_EQ(quote_value(std::string(81, 'x')), "\"" + std::string(80, 'x') + "…\"");
}

TEST(Email, accepts_ordinary_addresses)
{
    for (auto const *address :
         {"ann@example.com", "a.b+tag@sub.example.co.uk", "o'neil_1@ex-ample.org", "x@xn--bcher-kva.example", "A@B.CD"})
        EXPECT_TRUE(looks_like_email(address)) << address;
}

TEST(Email, refuses_what_could_break_an_smtp_command_or_is_no_address)
{
    for (auto const *address : {"",
                                "ann",
                                "@example.com",
                                "ann@",
                                "ann@localhost",
                                "ann@@example.com",
                                "a@b@example.com",
                                " ann@example.com",
                                "ann@example.com ",
                                "ann @example.com",
                                "ann@example.com\r\nRCPT TO:<x@y.z>",
                                "<ann@example.com>",
                                "Ann <ann@example.com>",
                                "ann@example.com>",
                                ".ann@example.com",
                                "ann.@example.com",
                                "a..b@example.com",
                                "ann@-example.com",
                                "ann@example-.com",
                                "ann@example..com",
                                "ann@example.com.",
                                "ann@127.0.0.1",
                                "a,b@example.com",
                                "\"a b\"@example.com",
                                "änn@example.com",
                                "ann@exämple.com",
                                "ann@example.c\x01m",
                                "a;b@example.com",
                                "=?utf-8?q?=0D=0A?=ann@example.com",
                                "x=?utf-8?q?=61=40evil.example=3e?=@example.com"})
        EXPECT_FALSE(looks_like_email(address)) << address;
    EXPECT_FALSE(looks_like_email(std::string_view("ann@example.com\0", 16)));
}

TEST(Email, an_equals_sign_alone_is_no_encoded_word)
{
    EXPECT_TRUE(looks_like_email("bounce+ann=example.com@example.org"));
    EXPECT_TRUE(looks_like_email("what?=yes@example.org"));
}

TEST(Email, holds_to_the_lengths_of_rfc_5321)
{
    std::string const domain = std::string(63, 'd') + "." + std::string(63, 'e') + "." + std::string(57, 'f') + ".com";
    EXPECT_TRUE(looks_like_email(std::string(64, 'a') + "@" + domain));  // 254 in all
    EXPECT_FALSE(looks_like_email(std::string(65, 'a') + "@example.com"));
    EXPECT_FALSE(looks_like_email(std::string(64, 'a') + "@f" + domain));
    EXPECT_FALSE(looks_like_email("a@" + std::string(64, 'd') + ".com"));
}

TEST(Phone, is_e164_and_nothing_around_it)
{
    EXPECT_TRUE(is_e164("+491701234567"));
    EXPECT_TRUE(is_e164("+2901234"));
    EXPECT_TRUE(is_e164("+123456789012345"));
    for (auto const *number : {"", "+", "491701234567", "00491701234567", "+0491701234567", "+49 170 1234567",
                               "+49-170-1234567", "+1234567890123456", "+123456", "+4917012345a7", "+491701234567\n",
                               " +491701234567", "++491701234567", "+４９１７０１２３４５"})
        EXPECT_FALSE(is_e164(number)) << number;
}

TEST(Language, has_the_shape_of_a_tag)
{
    for (auto const *tag : {"de", "pt-BR", "zh-Hant-TW", "es-419", "de-CH-1996", "sl-rozaj-biske", "x-klingon",
                            "en-x-a", "de-DE-u-co-phonebk"})
        EXPECT_TRUE(well_formed_language(tag)) << tag;
    for (auto const *tag : {"", "d", "de_DE", "-de", "de-", "de--DE", "german language", "de-toolongsubtag", "12-DE",
                            "de\n", "en-a", "é", "x-"})
        EXPECT_FALSE(well_formed_language(tag)) << tag;
    std::string long_tag = "de";
    for (int i = 0; i < 30; ++i)
        long_tag += "-abc";
    EXPECT_FALSE(well_formed_language(long_tag));
}

}  // namespace
}  // namespace automation::core
