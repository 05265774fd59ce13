#include "core/messages/unsubscribe_token.hpp"

#include "core/base/base64.hpp"
#include "core/crm/contact_address.hpp"
#include "core/base/hmac.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

std::string const key(32, 'k');
Unsubscription const ann{"salon", LeadId{7}, "email"};

TEST(Hmac, is_that_of_the_standard)
{
    // RFC 4231, test cases 2 and 6
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(UnsubscribeToken, says_who_refuses_what)
{
    auto const token = make_unsubscribe_token(ann, key);
    auto const read = read_unsubscribe_token(token, key);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->tenant, "salon");
    EXPECT_EQ(read->lead, LeadId{7});
    EXPECT_EQ(read->channel, "email");
    EXPECT_EQ(make_unsubscribe_token(ann, key), token);
}

TEST(UnsubscribeToken, carries_the_hash_of_the_address)
{
    Unsubscription whom = ann;
    whom.address = hashed_address("salon", "ann@example.com", key);
    auto const read = read_unsubscribe_token(make_unsubscribe_token(whom, key), key);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->address, whom.address);
    EXPECT_EQ(read->tenant, "salon");
    EXPECT_EQ(read->lead, LeadId{7});
    EXPECT_EQ(read->channel, "email");
    // Tokens of before have none, and are the same as ever.
    EXPECT_EQ(make_unsubscribe_token(ann, key).substr(0, 2), "AQ");
    EXPECT_EQ(read_unsubscribe_token(make_unsubscribe_token(ann, key), key)->address, "");
}

TEST(UnsubscribeToken, holds_any_tenant_and_any_id)
{
    for (auto const &tenant : {std::string(), std::string("\xC3\xA9 \0 x", 6), std::string(1024, 't')}) {
        for (auto const id : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
            auto const read = read_unsubscribe_token(make_unsubscribe_token({tenant, LeadId{id}, "all"}, key), key);
            ASSERT_TRUE(read.has_value());
            EXPECT_EQ(read->tenant, tenant);
            EXPECT_EQ(read->lead, LeadId{id});
            EXPECT_EQ(read->channel, "all");
        }
    }
}

TEST(UnsubscribeToken, may_stand_in_a_url_as_it_is)
{
    for (int id = 0; id < 300; ++id) {
        auto const token = make_unsubscribe_token({"a", LeadId{id}, "sms"}, key);
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        EXPECT_LE(token.size(), 60U);
    }
}

TEST(UnsubscribeToken, is_nothing_without_a_key_or_with_a_name_too_long)
{
    EXPECT_EQ(make_unsubscribe_token(ann, ""), "");
    EXPECT_EQ(make_unsubscribe_token({"salon", LeadId{7}, ""}, key), "");
    EXPECT_EQ(make_unsubscribe_token({std::string(1025, 't'), LeadId{7}, "email"}, key), "");
    EXPECT_EQ(make_unsubscribe_token({"", LeadId{7}, std::string(256, 'c')}, key), "");
    EXPECT_FALSE(read_unsubscribe_token(make_unsubscribe_token(ann, key), "").has_value());
}

TEST(UnsubscribeToken, of_another_key_is_refused)
{
    EXPECT_FALSE(read_unsubscribe_token(make_unsubscribe_token(ann, std::string(32, 'x')), key).has_value());
}

TEST(UnsubscribeToken, with_any_character_changed_or_missing_is_refused)
{
    auto const token = make_unsubscribe_token(ann, key);
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (char const other : {'A', 'B', '-', '_', '=', ' ', '\0', '\xC3'}) {
            auto changed = token;
            changed[i] = other;
            if (changed != token) {
                EXPECT_FALSE(read_unsubscribe_token(changed, key).has_value()) << i << other;
            }
        }
        EXPECT_FALSE(read_unsubscribe_token(token.substr(0, i), key).has_value()) << i;
        EXPECT_FALSE(read_unsubscribe_token(token.substr(i + 1), key).has_value()) << i;
    }
    EXPECT_FALSE(read_unsubscribe_token(token + "A", key).has_value());
    EXPECT_FALSE(read_unsubscribe_token(token + "=", key).has_value());
    EXPECT_FALSE(read_unsubscribe_token(std::string(1'000'000, 'A'), key).has_value());
}

TEST(UnsubscribeToken, signs_more_than_its_parts_in_a_row)
{
    // tenant "ab", channel "c" and tenant "a", channel "bc" are not the same
    auto const one = make_unsubscribe_token({"ab", LeadId{1}, "c"}, key);
    auto const other = make_unsubscribe_token({"a", LeadId{1}, "bc"}, key);
    EXPECT_NE(one, other);
    EXPECT_EQ(read_unsubscribe_token(one, key)->channel, "c");
    EXPECT_EQ(read_unsubscribe_token(other, key)->channel, "bc");
}

}  // namespace
}  // namespace automation::core
