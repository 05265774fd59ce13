/* test_raw_mail.cpp — what a person reads in a mail as a mail server received it. */
#include "core/base/strings.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/inbound/reply_text.hpp"
#include "core/mail/raw_mail.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace automation::core::mail {
namespace {

std::string file_text(std::string const &name)
{
    std::ifstream file(std::string(AUTOMATION_TEST_DATA "/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string unescaped(std::string const &text)
{
    if (text == "-") return {};
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const escape = text[at] == '\\' && at + 1 < text.size();
        if (escape) ++at;
        out += escape && text[at] == 'n' ? '\n' : text[at];
    }
    return out;
}

std::string or_dash(std::string const &text)
{
    return text.empty() ? "-" : text;
}

std::string kind_of(RawMail const &mail)
{
    if (mail.report) {
        return (mail.report->complaint ? "complaint " : "delivery ") + or_dash(mail.report->action) + " " +
               or_dash(mail.report->status) + " " + or_dash(mail.report->recipient) + " " +
               or_dash(mail.report->message_id);
    }
    auto const kind = inbound_kind("email", mail.subject, mail.text, mail.headers);
    return kind == InboundKind::message ? "answer" : std::string(flag_of(kind));
}

TEST(RawMail, has_the_sender_the_subject_the_kind_and_the_reply_that_a_person_reads)
{
    std::istringstream lines(file_text("mails.tsv"));
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream fields(line);
        std::string name, kind, sender, subject, reply;
        for (std::string *const field : {&name, &kind, &sender, &subject, &reply})
            std::getline(fields, *field, '\t');
        RawMail const mail = read_mail(file_text("mails/" + name));
        EXPECT_EQ(kind_of(mail), kind) << name;
        EXPECT_EQ(mail.sender, unescaped(sender)) << name;
        EXPECT_EQ(mail.subject.value_or(""), unescaped(subject)) << name;
        auto const read = inbound::find_reply(mail.text.value_or(""));
        std::string whole(trim(read.text));
        if (!is_blank(read.signature) && whole != unescaped(reply)) whole += "\n\n" + std::string(trim(read.signature));
        EXPECT_EQ(whole, unescaped(reply)) << name;
        ++count;
    }
    EXPECT_GE(count, 60);
}

TEST(RawMail, has_its_message_id_without_brackets_and_its_headers)
{
    RawMail const mail = read_mail("From: a@b.example\r\nMessage-ID:  <x.1@y>\r\nX-Two: a\r\n b\r\n\r\nHello\r\n");
    EXPECT_EQ(mail.message_id, "x.1@y");
    EXPECT_EQ(mail.text, "Hello");
    auto const has = [&](std::string const &name, std::string const &value) {
        return std::ranges::find(mail.headers, std::pair(name, value)) != mail.headers.end();
    };
    EXPECT_TRUE(has("x-two", "a b"));
    EXPECT_TRUE(has("content-type", "text/plain"));
}

TEST(RawMail, is_read_whatever_it_is)
{
    EXPECT_FALSE(read_mail("").text);
    EXPECT_FALSE(read_mail(std::string(100, '\0')).text);
    EXPECT_FALSE(read_mail("\n\n\n").report);
    std::string deep = "From: a@b.example\n";
    for (int i = 0; i < 5000; ++i) {
        std::string const b = "b" + std::to_string(i);
        deep += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
    }
    EXPECT_EQ(read_mail(deep).sender, "a@b.example");
    std::string many = "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 20000; ++i)
        many += "--b\nContent-Type: image/png\n\nx\n";
    EXPECT_FALSE(read_mail(many + "--b\n\nhello\n").text) << "what is behind a hundred attachments is not read";
    std::string long_line =
        "From: a@b.example\nSubject: " + std::string(3'000'000, 's') + "\n\n" + std::string(9'000'000, 'x');
    EXPECT_LE(read_mail(long_line).text.value_or("").size(), 1'100'000U);
    EXPECT_LE(read_mail(long_line).subject.value_or("").size(), 2000U);
}

double seconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

TEST(RawMail, is_not_followed_into_parts_without_end_however_their_type_is_written)
{
    for (std::string const type :
         {"multipart/mixed", "MuLtIpArT/MiXeD", "multipart (x) / mixed", "\n multipart/mixed"}) {
        std::string deep = "From: a@b.example\n";
        for (int i = 0; i < 300'000; ++i) {
            std::string const b = "b" + std::to_string(i);
            deep += "content-TYPE: " + type + "; boundary=" + b + "\n\n--" + b + "\n";
        }
        auto const began = seconds();
        EXPECT_EQ(read_mail(deep).sender, "a@b.example") << type;
        EXPECT_LT(seconds() - began, 2) << type;
    }
    std::string messages = "From: a@b.example\n";
    for (int i = 0; i < 100'000; ++i)
        messages += "Content-Type: message (x) /rfc822\n\n";
    EXPECT_EQ(read_mail(messages).sender, "a@b.example");
}

TEST(RawMail, takes_no_longer_for_marks_that_are_never_closed)
{
    for (std::string const mark : {"<@", "<a@", "<!", "<a ", "<style>", "&", "<blockquote>", "<<", "<!--"}) {
        std::string html = "From: a@b.example\nContent-Type: text/html\n\n<html>";
        while (html.size() < 1'000'000)
            html += mark;
        auto const began = seconds();
        (void)read_mail(html);
        EXPECT_LT(seconds() - began, 10) << mark;
    }
}

}  // namespace
}  // namespace automation::core::mail
