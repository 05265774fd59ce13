/* test_message_key.cpp — the name of a message for providers. */
#include "core/messages/idempotency_key.hpp"

#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

constexpr Instant written{std::chrono::seconds(1'700'000'000)};

TEST(MessageKey, is_a_uuid_and_the_same_each_time)
{
    std::string const key = message_key("secret", "", MessageId{1}, written);
    EXPECT_TRUE(
        std::regex_match(key, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << key;
    EXPECT_EQ(key, message_key("secret", "", MessageId{1}, written));
}

TEST(MessageKey, is_another_one_for_another_message_tenant_moment_and_installation)
{
    std::set<std::string> const keys{
        message_key("secret", "", MessageId{1}, written), message_key("secret", "", MessageId{2}, written),
        message_key("secret", "a", MessageId{1}, written), message_key("secret", "", MessageId{1}, written + Micros(1)),
        message_key("other", "", MessageId{1}, written)};
    EXPECT_EQ(keys.size(), 5U);
}

}  // namespace
}  // namespace automation::core
