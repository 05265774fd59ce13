#include "channels/common/sms_segments.hpp"

#include <string>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

std::string times(std::size_t count, std::string_view piece)
{
    std::string text;
    for (; count > 0; --count)
        text += piece;
    return text;
}

void expect(std::string const &text, channels::SmsEncoding encoding, std::size_t units, std::size_t segments)
{
    auto const found = channels::sms_segments(text);
    EXPECT_EQ(channels::name_of(found.encoding), channels::name_of(encoding)) << text;
    EXPECT_EQ(found.units, units) << text;
    EXPECT_EQ(found.segments, segments) << text;
}

TEST(SmsSegments, of_the_gsm_alphabet_hold_160_or_153)
{
    expect("", channels::SmsEncoding::gsm7, 0, 0);
    expect("Hi Ann", channels::SmsEncoding::gsm7, 6, 1);
    expect(times(160, "x"), channels::SmsEncoding::gsm7, 160, 1);
    expect(times(161, "x"), channels::SmsEncoding::gsm7, 161, 2);
    expect(times(306, "x"), channels::SmsEncoding::gsm7, 306, 2);
    expect(times(307, "x"), channels::SmsEncoding::gsm7, 307, 3);
}

TEST(SmsSegments, know_the_whole_basic_table)
{
    std::string const table =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
        "abcdefghijklmnopqrstuvwxyzäöñüà";
    expect(table, channels::SmsEncoding::gsm7, 127, 1);  // 128 places, one of which is the escape
}

TEST(SmsSegments, count_the_extension_table_twice)
{
    expect("^{}\\[~]|€\f", channels::SmsEncoding::gsm7, 20, 1);
    expect(times(80, "€"), channels::SmsEncoding::gsm7, 160, 1);
    expect(times(81, "€"), channels::SmsEncoding::gsm7, 162, 2);
}

TEST(SmsSegments, part_no_escape_sequence)
{
    // 76 of them fill 152 septets of 153, and the next goes into the next SMS.
    expect(times(152, "€"), channels::SmsEncoding::gsm7, 304, 2);
    expect(times(153, "€"), channels::SmsEncoding::gsm7, 306, 3);
    expect(times(152, "x") + "€" + times(151, "x"), channels::SmsEncoding::gsm7, 305, 2);
    expect(times(152, "x") + "€" + times(152, "x"), channels::SmsEncoding::gsm7, 306, 3);
}

TEST(SmsSegments, of_other_characters_hold_70_or_67)
{
    expect("ç", channels::SmsEncoding::ucs2, 1, 1);  // only its capital is in the table
    expect("`", channels::SmsEncoding::ucs2, 1, 1);
    expect(times(69, "x") + "–", channels::SmsEncoding::ucs2, 70, 1);
    expect(times(70, "x") + "–", channels::SmsEncoding::ucs2, 71, 2);
    expect(times(134, "ж"), channels::SmsEncoding::ucs2, 134, 2);
    expect(times(135, "ж"), channels::SmsEncoding::ucs2, 135, 3);
}

TEST(SmsSegments, part_no_surrogates)
{
    expect(times(35, "😀"), channels::SmsEncoding::ucs2, 70, 1);
    expect(times(66, "😀"), channels::SmsEncoding::ucs2, 132, 2);
    expect(times(67, "😀"), channels::SmsEncoding::ucs2, 134, 3);
}

}  // namespace
}  // namespace automation::core
