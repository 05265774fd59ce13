#include "core/crm/phone_number.hpp"

#include "core/base/strings.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/phone_plan.hpp"
#include "core/decisions/decide.hpp"
#include "core/decisions/recipient.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using enum NoPrefix;

struct Spelling {
    std::string written, country;
    std::optional<std::string> number;
};

/** A table in test/data/; the head of phones.tsv has the columns. */
std::vector<Spelling> spellings(std::string const &table = "phones.tsv")
{
    std::ifstream file(AUTOMATION_TEST_DATA "/" + table);
    std::vector<Spelling> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        Spelling one;
        std::string number;
        std::getline(fields, one.written, '\t');
        std::getline(fields, one.country, '\t');
        std::getline(fields, number);
        if (auto const tab = one.written.find("\\t"); tab != std::string::npos) one.written.replace(tab, 2, "\t");
        if (one.country == "-") one.country.clear();
        if (number != "-") one.number = number;
        rows.push_back(one);
    }
    return rows;
}

/** The form that the index has of a lead's number: its last seven digits up to a word behind it. */
std::string indexed(std::string const &ascii)
{
    auto const begin = std::min(ascii.find_first_of("0123456789"), ascii.size());
    auto const end = std::find_if(ascii.begin() + static_cast<std::ptrdiff_t>(begin), ascii.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#' || c == ';' || c == ',';
    });
    std::string digits;
    std::copy_if(ascii.begin() + static_cast<std::ptrdiff_t>(begin), end, std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits.substr(digits.size() - std::min<std::size_t>(digits.size(), 7));
}

TEST(PhoneNumber, is_read_as_forms_store_it_in_fifty_countries)
{
    auto const rows = spellings();
    ASSERT_GE(rows.size(), 600U);
    for (Spelling const &row : rows) {
        EXPECT_EQ(phone_number(row.written, row.country, local), row.number)
            << '[' << row.written << "] " << row.country;
    }
}

TEST(PhoneNumber, is_read_as_every_country_writes_it)
{
    auto const rows = spellings("phone_examples.tsv");
    ASSERT_GE(rows.size(), 1000U);
    for (Spelling const &row : rows)
        EXPECT_EQ(phone_number(row.written, row.country, local), row.number)
            << '[' << row.written << "] " << row.country;
}

TEST(PhoneNumber, in_its_normal_form_is_left_as_it_is_in_every_country)
{
    for (Spelling const &row : spellings()) {
        if (!row.number) continue;
        for (char const *const country : {"", "DE", "US", "IT", "AR", "BR", "AG", "RU", "JP"}) {
            for (NoPrefix const without : {local, international})
                EXPECT_EQ(phone_number(*row.number, country, without), row.number) << country;
            EXPECT_EQ(comparable_address("sms", *row.number, country), row.number);
        }
    }
}

TEST(PhoneNumber, is_found_by_the_index_however_a_lead_writes_it)
{
    for (Spelling const &row : spellings()) {
        bool const ascii =
            std::ranges::all_of(row.written, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (!row.number || !ascii) continue;
        auto const keys = phone_keys(*row.number);
        EXPECT_NE(std::ranges::find(keys, indexed(row.written)), keys.end()) << row.written << " " << *row.number;
        EXPECT_LE(keys.size(), 8U);
    }
}

TEST(PhoneNumber, without_a_prefix_is_international_at_a_gateway_and_nobodys_in_a_form)
{
    EXPECT_EQ(phone_number("4930123456", "", international), "+4930123456");
    EXPECT_EQ(phone_number("4930123456", "", local), std::nullopt);
    EXPECT_EQ(phone_number("0170 1234567", "", international), std::nullopt);
}

TEST(PhoneNumber, of_ten_digits_is_the_tenants_own_before_another_countrys)
{
    // +45 85 55 12 34 is a Danish number, (458) 555-1234 one of Oregon.
    EXPECT_EQ(phone_number("4585551234", "US", local), "+14585551234");
    EXPECT_EQ(phone_number("4585551234", "US", international), "+4585551234");
    EXPECT_EQ(comparable_address("sms", "4585551234", "US"), "+14585551234");
}

TEST(PhoneNumber, is_another_one_in_another_country)
{
    EXPECT_EQ(phone_number("0664 1234567", "AT", local), "+436641234567");
    EXPECT_EQ(phone_number("0664 1234567", "CH", local), std::nullopt);
    EXPECT_EQ(phone_number("079 123 45 67", "CH", local), "+41791234567");
    EXPECT_EQ(phone_number("079 123 45 67", "XX", local), std::nullopt);
    EXPECT_EQ(phone_number("079 123 45 67", "ch", local), "+41791234567");
}

TEST(PhoneNumber, that_nobody_has_is_none_beside_words)
{
    EXPECT_EQ(phone_number("+1234567", "", local), "+1234567");  // as before: no plan is asked of a plain number
    EXPECT_EQ(phone_number("+1234567 office", "", local), std::nullopt);
    EXPECT_EQ(phone_number("+44 20 7946 CALL", "GB", local), std::nullopt);
}

TEST(PhoneNumber, in_nonsense_is_none_and_costs_nothing)
{
    auto const began = std::chrono::steady_clock::now();
    std::string const many(100'000, '7');
    for (std::string const &text :
         {many, "+" + many, std::string(900, '7'), std::string(240, '('), std::string(240, '+'),
          "(0)" + std::string(200, '0'), std::string("\xff\xfe\x80 170"), std::string("0\000170", 5),
          std::string(200, ' ') + "\xe2\x82"}) {
        for (char const *const country : {"", "DE", "AR", "BR"})
            EXPECT_EQ(phone_number(text, country, international), std::nullopt);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(PhoneNumber, of_any_digits_is_stable)
{
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 3 == 0 ? "+" : random() % 3 == 0 ? "00" : "");
        for (auto left = 3 + random() % 14; left > 0; --left)
            text += static_cast<char>('0' + random() % 10);
        for (char const *const country : {"", "DE", "US", "AR"}) {
            auto const number = phone_number(text, country, local);
            if (!number) continue;
            EXPECT_TRUE(is_e164(*number)) << text;
            EXPECT_EQ(phone_number(*number, country, local), number) << text << " " << country;
        }
    }
}

TEST(PhonePlan, has_patterns_that_compile)
{
    for (char const *const country : {"DE", "us", "AR", "BR", "CO", "JP", "GG", "MX", "FI"}) {
        PhonePlan const *const plan = plan_of_country(country);
        ASSERT_NE(plan, nullptr) << country;
        EXPECT_FALSE(matches_plan(*plan, "1"));
        EXPECT_FALSE(after_international_prefix(*plan, "5"));
        EXPECT_EQ(without_national_prefix(*plan, "2"), "2");
    }
    EXPECT_EQ(plan_of_country("001"), nullptr);
    EXPECT_EQ(plan_of_country(""), nullptr);
    EXPECT_EQ(plan_of_code("0"), nullptr);
}

TEST(ContactAddress, is_looked_for_in_its_older_forms_too)
{
    using Forms = std::vector<std::string>;
    EXPECT_EQ(comparable_addresses("sms", "0170 1234567", "DE"), (Forms{"+491701234567", "01701234567", "1701234567"}));
    EXPECT_EQ(comparable_addresses("sms", "+491701234567", "DE"),
              (Forms{"+491701234567", "01701234567", "1701234567"}));
    EXPECT_EQ(comparable_addresses("sms", "+491701234567", "AT"), (Forms{"+491701234567"}));
    EXPECT_EQ(comparable_addresses("sms", "06 69812345", "IT"), (Forms{"+390669812345", "0669812345"}));
    EXPECT_EQ(comparable_addresses("sms", "0170 1234567", ""), (Forms{"01701234567"}));
    EXPECT_EQ(comparable_addresses("sms", "+4901701234567", ""), (Forms{"+491701234567", "+4901701234567"}));
    EXPECT_EQ(comparable_addresses("sms", "Tel. +49 170 1234567", ""),
              (Forms{"+491701234567", "Tel. +49 170 1234567"}));
    EXPECT_EQ(comparable_addresses("email", "Ann@Example.com", "DE"), (Forms{"ann@example.com"}));
    EXPECT_EQ(comparable_addresses("sms", "hashed:0170 1234567", "DE"), (Forms{"hashed:0170 1234567"}));
}

TEST(ContactAddress, of_mail_is_one_in_either_spelling_of_its_domain_and_with_blanks_around)
{
    for (char const *const written : {"ann@bücher.example", "ann@xn--bcher-kva.example", " Ann@Bücher.example\u00a0",
                                      "ann@BÜCHER.example", "ann@bu\u0308cher.example", "ann@xn--BCHER-kva.example."})
        EXPECT_EQ(comparable_address("email", written, ""), "ann@xn--bcher-kva.example") << written;
}

TEST(Recipient, is_the_lead_s_address_in_its_normal_form)
{
    Lead lead;
    lead.email = " Ann@bücher.example\u00a0";
    lead.phone = "Tel.: 0170 / 123 45 67";
    EXPECT_EQ(recipient_of(lead, "email"), "Ann@bücher.example");
    EXPECT_EQ(recipient_of(lead, "sms"), std::nullopt);
    EXPECT_EQ(consent_address(lead, "sms"), lead.phone);
    lead.country = "DE";
    EXPECT_EQ(recipient_of(lead, "sms"), "+491701234567");
    EXPECT_EQ(recipient_of(lead, "whatsapp"), "+491701234567");
    lead.email = "none";
    EXPECT_EQ(recipient_of(lead, "pigeon"), "+491701234567");
}

TEST(PhoneNumber, is_none_with_code_or_another_line_beside_it)
{
    for (auto const &beside : {"\r\nX", "\nX", "\u2028X", "\u0085X", "&x", "\"x", "\\x", "<x>", "{x}", "\xFFx"}) {
        EXPECT_FALSE(phone_number("+4930123456" + std::string(beside), {}, NoPrefix::local)) << beside;
    }
}

}  // namespace
}  // namespace automation::core
