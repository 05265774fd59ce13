/* test_mime.cpp — the mail as it goes out: headers, encodings, the two parts. */
#include "channels/smtp/mail_header.hpp"
#include "channels/smtp/mail_html.hpp"
#include "channels/smtp/mime.hpp"
#include "channels/smtp/quoted_printable.hpp"

#include <chrono>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace {

using namespace automation::core;
using namespace automation::channels;

Mail sample()
{
    Mail mail;
    mail.from = {"hello@salon.example", "Salon"};
    mail.to = {"ann@example.com", "Ann Lee"};
    mail.subject = "Welcome";
    mail.body = "Hello Ann\n\nSee you.\n";
    mail.language = "en";
    mail.date = Instant(std::chrono::sys_days(std::chrono::year(2025) / 11 / 22) + std::chrono::hours(9) +
                        std::chrono::minutes(5) + std::chrono::microseconds(7));
    mail.key = "0b7a1c5e-0000-4000-8000-000000000001";
    return mail;
}

/** The lines of a text that ends each with CRLF. */
std::vector<std::string> lines_of(std::string const &text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find("\r\n", at);
        lines.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return lines;
}

TEST(Mime, a_whole_mail)
{
    EXPECT_EQ(write_mail(sample()),
              "Date: Sat, 22 Nov 2025 09:05:00 +0000\r\n"
              "From: Salon <hello@salon.example>\r\n"
              "To: Ann Lee <ann@example.com>\r\n"
              "Subject: Welcome\r\n"
              "Message-ID: <0b7a1c5e-0000-4000-8000-000000000001@salon.example>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: multipart/alternative;\r\n"
              " boundary=\"=_0b7a1c5e-0000-4000-8000-000000000001\"\r\n"
              "\r\n"
              "--=_0b7a1c5e-0000-4000-8000-000000000001\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "Hello Ann\r\n"
              "\r\n"
              "See you.\r\n"
              "\r\n"
              "--=_0b7a1c5e-0000-4000-8000-000000000001\r\n"
              "Content-Type: text/html; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "<!DOCTYPE html>\r\n"
              "<html lang=3D\"en\">\r\n"
              "<head><meta charset=3D\"utf-8\"></head>\r\n"
              "<body>\r\n"
              "<p dir=3D\"auto\">Hello Ann</p>\r\n"
              "<p dir=3D\"auto\">See you.</p>\r\n"
              "</body>\r\n"
              "</html>\r\n"
              "\r\n"
              "--=_0b7a1c5e-0000-4000-8000-000000000001--\r\n");
}

TEST(Mime, the_same_mail_has_the_same_bytes)
{
    EXPECT_EQ(write_mail(sample()), write_mail(sample()));
}

TEST(Mime, list_unsubscribe_has_each_address_on_a_line_and_one_click_only_with_a_link)
{
    auto mail = sample();
    mail.unsubscribe = {"https://salon.example/u/TOKEN", "mailto:no@salon.example?subject=unsubscribe"};
    mail.one_click = true;
    mail.last_line = "Unsubscribe: https://salon.example/u/TOKEN";
    auto const text = write_mail(mail);
    EXPECT_NE(
        text.find(
            "List-Unsubscribe: <https://salon.example/u/TOKEN>,\r\n <mailto:no@salon.example?subject=unsubscribe>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
        std::string::npos);
    EXPECT_NE(text.find("See you.\r\n\r\nUnsubscribe: https://salon.example/u/TOKEN\r\n"), std::string::npos);
    EXPECT_NE(text.find("<a href=3D\"https://salon.example/u/TOKEN\">"), std::string::npos);
    mail.one_click = false;
    EXPECT_EQ(write_mail(mail).find("List-Unsubscribe-Post"), std::string::npos);
}

TEST(Mime, reply_to_and_a_missing_subject)
{
    auto mail = sample();
    mail.reply_to = {"desk@salon.example", ""};
    mail.subject = " \r\n ";
    auto const text = write_mail(mail);
    EXPECT_NE(text.find("Reply-To: desk@salon.example\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Subject:"), std::string::npos);
}

TEST(MailHeader, plain_ascii_is_folded_at_blanks_within_78_columns)
{
    std::string value;
    for (int i = 0; i < 40; ++i)
        value += "word" + std::to_string(i) + " ";
    auto const field = text_field("Subject", value);
    std::string unfolded;
    for (auto const &line : lines_of(field)) {
        EXPECT_LE(line.size(), 78U);
        unfolded += line;
    }
    value.pop_back();
    EXPECT_EQ(unfolded, "Subject: " + value);
}

TEST(MailHeader, other_letters_go_in_encoded_words_of_at_most_75_characters_that_cut_no_character)
{
    std::string value;
    for (int i = 0; i < 60; ++i)
        value += "日本語😀é";
    for (auto const &line : lines_of(text_field("Subject", value))) {
        EXPECT_LE(line.size(), 76U) << line;
        auto const begin = line.find("=?UTF-8?B?");
        ASSERT_NE(begin, std::string::npos) << line;
        EXPECT_LE(line.size() - begin, 75U);
        EXPECT_TRUE(line.ends_with("?="));
        EXPECT_EQ(line.find(' ', begin), std::string::npos);
    }
    EXPECT_EQ(text_field("Subject", "Grüße"), "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
}

TEST(MailHeader, what_a_reader_would_take_for_an_encoded_word_or_a_fold_is_encoded)
{
    EXPECT_EQ(text_field("Subject", "=?UTF-8?Q?hi?=").find("=?UTF-8?Q?"), std::string::npos);
    EXPECT_NE(text_field("Subject", "two  blanks").find("=?UTF-8?B?"), std::string::npos);
    for (auto const &line : lines_of(text_field("Subject", std::string(900, 'x'))))
        EXPECT_LE(line.size(), 76U);
}

TEST(MailHeader, a_name_is_an_atom_a_quoted_string_or_encoded)
{
    EXPECT_EQ(address_field("To", {"a@b.example", "Ann Lee"}), "To: Ann Lee <a@b.example>\r\n");
    EXPECT_EQ(address_field("To", {"a@b.example", "Lee, Ann \"A\\\" <x@y>"}),
              "To: \"Lee, Ann \\\"A\\\\\\\" <x@y>\" <a@b.example>\r\n");
    EXPECT_EQ(address_field("To", {"a@b.example", "Zoë"}), "To: =?UTF-8?B?Wm/Dqw==?= <a@b.example>\r\n");
    EXPECT_EQ(address_field("To", {"a@b.example", " \t"}), "To: a@b.example\r\n");
}

TEST(MailHeader, a_date_of_any_day)
{
    using namespace std::chrono;
    EXPECT_EQ(mail_date(Instant(sys_days(year(2024) / 2 / 29) + 23h + 59min + 59s)), "Thu, 29 Feb 2024 23:59:59 +0000");
    EXPECT_EQ(mail_date(Instant(sys_days(year(2000) / 1 / 1))), "Sat, 01 Jan 2000 00:00:00 +0000");
    EXPECT_EQ(mail_date(Instant(-1us)), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(QuotedPrintable, lines_have_at_most_76_characters_and_come_back_as_they_were)
{
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += i % 7 == 0 ? "é" : i % 11 == 0 ? "." : "x";
    for (auto const &line : lines_of(quoted_printable(text)))
        EXPECT_LE(line.size(), 76U);
    EXPECT_EQ(quoted_printable("a=b é\n"), "a=3Db =C3=A9\r\n");
    EXPECT_EQ(quoted_printable("no end"), "no end\r\n");
    EXPECT_EQ(quoted_printable(""), "");
}

TEST(QuotedPrintable, neither_a_dot_nor_from_stands_at_the_beginning_nor_a_blank_at_the_end_of_a_line)
{
    EXPECT_EQ(quoted_printable(".\n..\nFrom me\n a \n\t\n"), "=2E\r\n=2E.\r\n=46rom me\r\n a=20\r\n=09\r\n");
    for (auto const &line : lines_of(quoted_printable(std::string(1000, '.')))) {
        EXPECT_FALSE(line.starts_with('.')) << line;
        EXPECT_LE(line.size(), 76U);
    }
}

TEST(MailHtml, text_stays_text)
{
    auto const html = mail_html("<script>alert('x')</script> & \"y\"", "en\"><script>");
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"), std::string::npos);
    EXPECT_EQ(html.find("lang="), std::string::npos);
}

TEST(MailHtml, https_addresses_become_links_without_the_punctuation_behind_them)
{
    auto const linked = [](std::string const &url) { return "<a href=\"" + url + "\">" + url + "</a>"; };
    EXPECT_NE(mail_html("See https://a.example/x?y=1&z=2.", "").find(linked("https://a.example/x?y=1&amp;z=2") + "."),
              std::string::npos);
    EXPECT_NE(mail_html("(https://a.example/b)", "").find("(" + linked("https://a.example/b") + ")"),
              std::string::npos);
    EXPECT_NE(mail_html("https://a.example/b_(c)", "").find(linked("https://a.example/b_(c)")), std::string::npos);
    EXPECT_NE(mail_html("去https://a.example/。", "").find(linked("https://a.example/") + "。"), std::string::npos);
    EXPECT_EQ(mail_html("http://a.example javascript:x https:// \"https://\"", "").find("<a "), std::string::npos);
    EXPECT_EQ(mail_html("https://a.example/\"onclick=\"x", "").find("\"onclick"), std::string::npos);
}

TEST(MailHtml, lines_and_paragraphs)
{
    EXPECT_NE(mail_html("\n\na\nb\n\n\n\nc\n", "").find("<p dir=\"auto\">a<br>\nb</p>\n<p dir=\"auto\">c</p>\n</body>"),
              std::string::npos);
}

TEST(Mime, line_ends_of_every_kind_become_one_and_control_characters_vanish)
{
    EXPECT_EQ(mail_text("a\r\nb\rc\nd\xE2\x80\xA8"
                        "e\xC2\x85"
                        "f\v\f\x1B[0m\tg"),
              "a\nb\nc\nd\ne\nf[0m\tg");
    EXPECT_EQ(mail_text(std::string_view("a\0b", 3)), "ab");
    EXPECT_EQ(mail_text("\xFF"), "\xEF\xBF\xBD");
}

}  // namespace
