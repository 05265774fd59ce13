#include "core/base/unicode_case.hpp"

#include "core/base/utf8.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

struct Case {
    char const *written, *upper, *lower, *title;
};

TEST(LetterCase, of_the_alphabets_that_names_are_written_in)
{
    for (auto const &[written, upper, lower, title] :
         {Case{"ann LEE", "ANN LEE", "ann lee", "Ann Lee"},
          Case{"anne-marie d'ARC", "ANNE-MARIE D'ARC", "anne-marie d'arc", "Anne-Marie D'arc"},
          Case{"élodie ÇELİK ÿ", "ÉLODIE ÇELİK Ÿ", "élodie çelik ÿ", "Élodie Çelik Ÿ"},
          Case{"łukasz ŽIŽEK őri", "ŁUKASZ ŽIŽEK ŐRI", "łukasz žižek őri", "Łukasz Žižek Őri"},
          Case{"ștefan ȚEPEȘ", "ȘTEFAN ȚEPEȘ", "ștefan țepeș", "Ștefan Țepeș"},
          Case{"nguyễn ĐỨC ơn ưu", "NGUYỄN ĐỨC ƠN ƯU", "nguyễn đức ơn ưu", "Nguyễn Đức Ơn Ưu"},
          Case{"əli ƏLİYEV", "ƏLI ƏLİYEV", "əli əliyev", "Əli Əliyev"},
          Case{"νίκος ΈΛΛΗ", "ΝΊΚΟΣ ΈΛΛΗ", "νίκος έλλη", "Νίκος Έλλη"},
          Case{"анна ЁЛКИНА їжак ґ", "АННА ЁЛКИНА ЇЖАК Ґ", "анна ёлкина їжак ґ", "Анна Ёлкина Їжак Ґ"},
          Case{"արամ", "ԱՐԱՄ", "արամ", "Արամ"}, Case{"straße", "STRASSE", "straße", "Straße"},
          Case{"王小明 أحمد 42nd", "王小明 أحمد 42ND", "王小明 أحمد 42nd", "王小明 أحمد 42nd"},
          Case{"(ann) “bo” l’arc", "(ANN) “BO” L’ARC", "(ann) “bo” l’arc", "(Ann) “Bo” L’arc"}, Case{"", "", "", ""}}) {
        EXPECT_EQ(to_upper(written), upper);
        EXPECT_EQ(to_lower(written), lower);
        EXPECT_EQ(to_title(written), title);
    }
}

TEST(LetterCase, comes_back_from_every_capital)
{
    for (char32_t code = 1; code < 0x11000; ++code) {
        if (code >= 0xD800 && code <= 0xDFFF) continue;  // no characters
        std::string letter;
        append_code_point(letter, code);
        auto const lower = to_lower(letter);
        bool const capital = lower != letter && code != 0x130;  // the dotted I becomes an i like any other
        EXPECT_TRUE(!capital || to_upper(lower) == letter) << static_cast<unsigned>(code);
        EXPECT_EQ(to_lower(lower), lower) << static_cast<unsigned>(code);
    }
}

TEST(LetterCase, makes_valid_text_of_broken_bytes)
{
    EXPECT_EQ(to_upper("a\xFFz"), "A\xEF\xBF\xBDZ");
}

}  // namespace
}  // namespace automation::core
