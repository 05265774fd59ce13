/* test_mail_address.cpp — which addresses can be written to, and their form on the wire. */
#include "core/crm/mail_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using namespace automation::core;

TEST(MailAddress, an_ordinary_address_stays_as_it_is)
{
    for (char const *const address : {"ann@example.com", "Ann.Lee+tag@sub.example.co.uk", "o'brien@example.org",
                                      "a_b-c@xn--bcher-kva.example", "1@2.example"}) {
        EXPECT_EQ(mail_address(address).wire, address);
        EXPECT_TRUE(usable_mail_address(address)) << address;
    }
}

TEST(MailAddress, a_domain_in_other_letters_becomes_ascii)
{
    EXPECT_EQ(mail_address("ann@bücher.example").wire, "ann@xn--bcher-kva.example");
    EXPECT_EQ(mail_address("ann@例え.テスト").wire, "ann@xn--r8jz45g.xn--zckzah");
    EXPECT_EQ(mail_address("ann@BÜCHER.example").wire, "ann@xn--bcher-kva.example");
    EXPECT_EQ(mail_address("ann@straße.example").wire, "ann@xn--strae-oqa.example");
}

TEST(MailAddress, what_could_end_a_command_or_begin_a_header_is_refused)
{
    std::string const nul("ann\0@example.com", 16);
    std::string const nul_domain("ann@example.com\0.evil.com", 25);
    for (std::string const &address :
         {std::string("ann@example.com\r\nRCPT TO:<evil@example.com>"), std::string("ann\n@example.com"),
          std::string("<ann@example.com>"), std::string("ann@example.com>"), std::string("ann lee@example.com"),
          std::string("ann@exa mple.com"), std::string("\"ann\"@example.com"),
          std::string("ann@example.com,bob@example.com"), std::string("ann@[127.0.0.1]"),
          std::string("ann@example.com "), std::string(" ann@example.com"),
          std::string("ann@\xE2\x80\xA8"
                      "example.com"),
          std::string("ann\x7F@example.com"), nul, nul_domain, std::string("@relay.example:ann@example.com"),
          std::string("ann@b\xC3\xBC"
                      "cher.example\r\nDATA")}) {
        auto const read = mail_address(address);
        EXPECT_FALSE(read.usable()) << address << " became " << read.wire;
        EXPECT_FALSE(read.problem.empty());
    }
}

TEST(MailAddress, what_no_server_takes_is_refused_with_a_reason)
{
    EXPECT_EQ(mail_address("").problem, "has no @");
    EXPECT_EQ(mail_address("ann").problem, "has no @");
    EXPECT_EQ(mail_address("анна@example.com").problem, "has characters before the @ that mail servers do not accept");
    EXPECT_EQ(mail_address(std::string(65, 'a') + "@example.com").problem, "is longer than 64 characters before the @");
    EXPECT_EQ(mail_address("ann@").problem, "has no valid domain after the @");
    EXPECT_EQ(mail_address("ann@\xFF\xFE.com").problem, "has no valid domain after the @");
    EXPECT_EQ(mail_address(".ann@example.com").problem, "is not an address of the form name@example.com");
    EXPECT_EQ(mail_address("ann@localhost").problem, "is not an address of the form name@example.com");
}

TEST(MailAddress, the_longest_address_has_254_bytes)
{
    auto const domain = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(57, 'c') + ".de";
    EXPECT_TRUE(mail_address(std::string(64, 'x') + "@" + domain).usable());  // 64 + 1 + 188 = 253
    EXPECT_FALSE(mail_address(std::string(64, 'x') + "@aa." + domain).usable());
}

TEST(MailAddress, a_host_may_be_a_single_label)
{
    EXPECT_EQ(ascii_host("localhost"), "localhost");
    EXPECT_EQ(ascii_host("127.0.0.1"), "127.0.0.1");
    EXPECT_EQ(ascii_host("bücher.example"), "xn--bcher-kva.example");
    for (char const *const name : {"", "-a.example", ".example", "a..b", "a/b", "a b", "a:25", "a@b", "a%0d"})
        EXPECT_FALSE(ascii_host(name)) << name;
}

}  // namespace
