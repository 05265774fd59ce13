#include "core/crm/person_name.hpp"

#include "core/base/strings.hpp"
#include "core/templates/template.hpp"
#include "cost.hpp"
#include "sample.hpp"

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace automation::core {
namespace {

struct Row {
    std::string language, stored, first, salutation;
};

/** test/data/names.tsv, whose head has the rules. */
std::vector<Row> rows()
{
    std::ifstream file(AUTOMATION_TEST_DATA "/names.tsv");
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> columns(1);
        for (char const c : line)
            if (c == '\t')
                columns.emplace_back();
            else
                columns.back() += c;
        EXPECT_EQ(columns.size(), 4U) << line;
        if (columns.size() == 4) rows.push_back({columns[0], columns[1], columns[2], columns[3]});
    }
    EXPECT_GE(rows.size(), 288U);
    return rows;
}

std::string first_of(std::string_view stored, std::string_view language = "en")
{
    auto const name = person_name(stored, language);
    EXPECT_EQ(name.first, first_name(stored, language)) << stored;
    return name.first.value_or("-");
}

std::string salutation_of(std::string_view stored, std::string_view language = "en")
{
    return person_name(stored, language).salutation.value_or("-");
}

TEST(PersonName, is_read_as_the_table_says)
{
    std::size_t first_names = 0;
    std::size_t salutations = 0;
    auto const table = rows();
    for (auto const &row : table) {
        auto const first = first_of(row.stored, row.language);
        auto const salutation = salutation_of(row.stored, row.language);
        first_names += first == row.first ? 1U : 0U;
        salutations += salutation == row.salutation ? 1U : 0U;
        EXPECT_TRUE(row.first != "-" || first == "-") << row.language << ": " << row.stored << " is greeted " << first;
        if (first != row.first || salutation != row.salutation)
            std::cout << row.language << ": " << row.stored << " is " << first << ", " << salutation << '\n';
    }
    std::cout << table.size() << " names, " << first_names << " first names and " << salutations
              << " salutations as expected\n";
    EXPECT_GE(first_names * 100, table.size() * 98);
    EXPECT_GE(salutations * 100, table.size() * 97);
}

TEST(PersonName, is_the_same_when_it_is_read_again)
{
    for (auto const &row : rows()) {
        auto const once = person_name(row.stored, row.language);
        if (once.first) {
            EXPECT_EQ(first_of(*once.first, row.language), *once.first) << row.stored;
        }
        if (once.salutation) {
            EXPECT_EQ(salutation_of(*once.salutation, row.language), *once.salutation) << row.stored;
        }
    }
}

TEST(PersonName, has_a_last_name_where_that_is_certain)
{
    auto const last = [](std::string_view stored, std::string_view language) {
        return person_name(stored, language).last.value_or("-");
    };
    EXPECT_EQ(last("Ann Lee", "en"), "Lee");
    EXPECT_EQ(last("Frau Dr. Anna von Berg", "de"), "von Berg");
    EXPECT_EQ(last("von Berg, Anna", "de"), "von Berg");
    EXPECT_EQ(last("Robert Hill Jr.", "en"), "Hill");
    EXPECT_EQ(last("DUPONT Marie", "fr"), "Dupont");
    EXPECT_EQ(last("Mr Smith", "en"), "Smith");
    EXPECT_EQ(last("María García López", "es"), "-") << "one or two of the three";
    EXPECT_EQ(last("Nagy Anna", "hu"), "-");
    EXPECT_EQ(last("Ann", "en"), "-");
    EXPECT_EQ(last("Doña Elena", "es"), "-");
    EXPECT_EQ(last("Ann & Bob Lee", "en"), "-");
    EXPECT_EQ(last("Nord GmbH", "de"), "-");
}

TEST(PersonName, is_no_greeting_where_in_doubt)
{
    for (auto const *stored : {"null Müller",   "{{first_name}} Lee",
                               "TJ Hill",       "LEE Ann",
                               "Mr/Mrs Smith",  "Herr/Frau Müller",
                               "Ann & Bob",     "Ann and",
                               "& Bob",         "Sgt. Price",
                               "Van Morrison",  "Team Nord",
                               "Ann Lee, Acme", "Anna | Coach",
                               "user123",       "Sehr geehrte Frau Müller",
                               "Dr.Müller",     "Mr. T",
                               "Yamada 太郎",   "<b>Ann</b>",
                               "Иванова Анна",  "Guest Lee"})
        EXPECT_EQ(first_of(stored), "-") << stored;
    EXPECT_EQ(first_of("Nagy Anna", "hu"), "-");
    EXPECT_EQ(first_of("Nguyễn Thị Lan", "vi"), "-");
    EXPECT_EQ(first_of("Nowakowska Anna", "pl"), "-");
}

TEST(PersonName, is_none_in_what_programs_and_forms_leave_behind)
{
    for (auto const *stored : {"<script>alert(1)</script>", "%FIRSTNAME%", "*|FNAME|*", "[[name]]", "$name", "#NAME?",
                               "user123", "ann.lee", "ann_lee", "A", "WhatsApp User", "new lead", "Mr & Mrs",
                               "Herr/Frau", "Frau Dr.", "Mr null", "null undefined", "Ann and", "www.nord.example"})
        EXPECT_EQ(salutation_of(stored), "-") << stored;
    EXPECT_EQ(salutation_of("Anna null"), "Anna");
    EXPECT_EQ(salutation_of("Anna NULL"), "Anna");
    EXPECT_EQ(salutation_of("Anna Null"), "Anna Null");
}

TEST(PersonName, loses_what_cannot_be_seen)
{
    EXPECT_EQ(first_of("\x01"
                       "Ann\x02\tLee\x7F"),
              "Ann");
    EXPECT_EQ(salutation_of("Ann\r\nBcc: Lee"), "Ann Bcc Lee") << "on one line";
    EXPECT_EQ(salutation_of("\u202EAnn\u202C \u2066Lee\u2069"), "Ann Lee");
    EXPECT_EQ(salutation_of("Ann\u200BLee\uFEFF"), "Ann Lee");
    EXPECT_EQ(first_of("\x01\x02\x03"), "-");
    EXPECT_EQ(first_of("👩\u200D👩\u200D👧 Ann"), "Ann");
}

TEST(PersonName, is_none_in_nonsense)
{
    auto const none = [](std::string const &stored) {
        auto const name = person_name(stored, "en");
        return !name.first && !name.last && !name.salutation;
    };
    EXPECT_TRUE(none(""));
    EXPECT_TRUE(none(" \t\u00A0\u3000\u200B "));
    EXPECT_TRUE(none(std::string(10'000, 'a')));
    EXPECT_TRUE(none("Ann " + std::string(10'000, 'e')));
    EXPECT_TRUE(none(std::string(60, 'o') + "a"));
    EXPECT_TRUE(none("Ann L\xFF"));
    EXPECT_TRUE(none("\xC3"));
    EXPECT_TRUE(none("\xF0\x9F"));
    EXPECT_TRUE(none(std::string("\0\0", 2)));
    EXPECT_TRUE(none("((((((((Ann"));
    EXPECT_TRUE(none("\"\"\"\"''''"));
    EXPECT_TRUE(none(",,,;;;///+++&&&"));
}

TEST(PersonName, reads_names_from_right_to_left)
{
    EXPECT_EQ(first_of("محمد علي", "ar"), "محمد");
    EXPECT_EQ(salutation_of("محمد علي", "ar"), "محمد علي");
    EXPECT_EQ(first_of("דוד כהן", "he"), "דוד");
    EXPECT_EQ(first_of("د. محمد علي", "ar"), "محمد");
    EXPECT_EQ(first_of("\u200Fדוד\u200F כהן", "he"), "דוד");
}

TEST(PersonName, writes_capitals_by_the_language)
{
    EXPECT_EQ(salutation_of("JOHN MCDONALD"), "John McDonald");
    EXPECT_EQ(salutation_of("sean o'brien"), "Sean O'Brien");
    EXPECT_EQ(salutation_of("İSMAİL IŞIK", "tr"), "İsmail Işık");
    EXPECT_EQ(salutation_of("ismail ışık", "tr-TR"), "İsmail Işık");
    EXPECT_EQ(salutation_of("HERR DR. KLAUS VON DER HEIDE", "de"), "Herr Dr. von der Heide");
}

TEST(PersonName, takes_any_language_tag)
{
    for (auto const *language : {"", "-", "x", "en-GB", "EN_us", "\xFF", "zz-very-long-tag-that-nobody-uses"})
        EXPECT_EQ(first_of("Ann Lee", language), "Ann") << language;
}

TEST(PersonName, costs_little_whatever_is_stored)
{
    auto const begin = test::processor_seconds();
    for (auto const *piece :
         {"x", "Dr. ", "Ann, ", "& ", "(", "\"", "a.", "Ä", "👩\u200D", "von ", "/", "'", "{", "A B "})
        for (int i = 0; i < 100; ++i)
            (void)person_name(test::repeated(piece, 2'000), "de");
    EXPECT_LT(test::processor_seconds() - begin, 2 * test::a_second);
}

TEST(PersonName, is_what_templates_say)
{
    test::Sample sample;
    sample.lead.language = "de";
    auto const text = [&](std::string const &source) { return Template::parse(source).render(sample.subject()).text; };
    sample.lead.name = "FRAU DR. ANNA MÜLLER";
    EXPECT_EQ(text("{lead_first_name}|{lead_last_name}|{lead_salutation}"), "Anna|Müller|Frau Dr. Müller");
    EXPECT_EQ(text("{lead_name}"), "FRAU DR. ANNA MÜLLER") << "as stored";
    sample.lead.name = "Herr";
    EXPECT_EQ(text("{lead_first_name}, {lead_salutation|you}, {lead_salutation}"), "friend, you, friend");
    EXPECT_EQ(Template::parse("{lead_last_name}").render(sample.subject()).missing.value_or(""), "lead_last_name");
    sample.lead.name = "Hr. Otto";
    EXPECT_EQ(text("{lead_salutation}"), "Herr Otto");
    sample.lead.language.reset();
    EXPECT_EQ(text("{lead_salutation}"), "Hr. Otto") << "English where no language is known";
}

}  // namespace
}  // namespace automation::core
