/* test_hmac.cpp — against the vectors of RFC 4231 and RFC 4648. */
#include "core/base/hmac.hpp"

#include "core/base/base64.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace automation::core;

namespace {

TEST(Hmac, gives_what_rfc_4231_says)
{
    EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, takes_an_empty_key_and_text)
{
    auto const expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    EXPECT_EQ(hex(hmac_sha256("", "")), expected);
    static_cast<void>(hmac_sha256("Jefe", "another key in between"));
    EXPECT_EQ(hex(hmac_sha256(std::string_view(), std::string_view())), expected);
}

TEST(Hmac, compares_whole_signatures)
{
    EXPECT_TRUE(same_bytes("", ""));
    EXPECT_TRUE(same_bytes("abc", "abc"));
    EXPECT_FALSE(same_bytes("abc", "abd"));
    EXPECT_FALSE(same_bytes("abc", "ab"));
    EXPECT_FALSE(same_bytes(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST(Base64, gives_what_rfc_4648_says)
{
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, of_urls_needs_no_escape_and_no_padding)
{
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(hex(std::string_view("\0\x7f\xff", 3)), "007fff");
}

TEST(Base64, is_decoded_in_either_form)
{
    for (std::string const bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xfb\xff\xfe"}) {
        EXPECT_EQ(from_base64(base64(bytes)), bytes);
        EXPECT_EQ(from_base64(base64url(bytes)), bytes == "\xfb\xff\xfe" ? std::nullopt : std::optional(bytes));
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    }
    for (auto const *const wrong :
         {"Z", "Zg=", "Zg===", "=", "==", "Zm9v=", "Z=g=", "Zg==Zg==", "Zm9v\n", "Zm 9v", "ü"})
        EXPECT_FALSE(from_base64(wrong)) << wrong;
    for (auto const *const wrong : {"Z", "Zg==", "+//+", "Zg\n"})
        EXPECT_FALSE(from_base64url(wrong)) << wrong;
}

}  // namespace
