/* test_webhook_signature.cpp — signatures against the vectors of the Standard Webhooks project and of its libraries. */
#include "channels/webhook/webhook_signature.hpp"

#include "core/base/base64.hpp"
#include "core/base/hmac.hpp"
#include "unit/delivery_sample.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

using namespace automation::core;
using namespace automation::channels::webhook;
using namespace std::chrono_literals;
using automation::core::testing::noon;

namespace {

std::string signed_with(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body)
{
    return standard_signature(signing_key(secret).value(), id, timestamp, body);
}

TEST(WebhookSignature, is_that_of_the_specification)
{
    EXPECT_EQ(signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                          R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    EXPECT_EQ(signed_with("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", "1731705121",
                          R"({"event_type":"ping","data":{"success":true}})"),
              "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
}

TEST(WebhookSignature, takes_a_standard_secret_without_the_blanks_around_it)
{
    EXPECT_EQ(without_blanks_around("  whsec_Zm9v \r\n"), "whsec_Zm9v");
    EXPECT_EQ(without_blanks_around(" swordfish "), " swordfish ");
}

TEST(WebhookSignature, uses_the_text_of_any_other_secret)
{
    EXPECT_EQ(signing_key("swordfish"), "swordfish");
    EXPECT_EQ(signing_key("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(signing_key("WHSEC_Zm9v"), "WHSEC_Zm9v");
    EXPECT_EQ(signing_key(" whsec_Zm9v"), " whsec_Zm9v");
    EXPECT_EQ(signed_with("swordfish", "a", "1", "{}"), "v1," + base64(hmac_sha256("swordfish", "a.1.{}")));
}

TEST(WebhookSignature, decodes_base64_with_and_without_padding)
{
    EXPECT_EQ(signing_key("whsec_Zm9vYg=="), "foob");
    EXPECT_EQ(signing_key("whsec_Zm9vYg"), "foob");
    EXPECT_EQ(signing_key("whsec_+//+"), "\xfb\xff\xfe");
}

TEST(WebhookSignature, has_no_key_where_the_prefix_is_not_followed_by_base64)
{
    for (auto const *const secret : {"whsec_", "whsec_=", "whsec_====", "whsec_Z", "whsec_Zm9v\n", "whsec_Zm9v Zm9v",
                                     "whsec_-__-", "whsec_Zm9vY=g=", "whsec_swordfish!", "whsec_whsec_Zm9v"})
        EXPECT_FALSE(signing_key(secret)) << secret;
}

TEST(WebhookSignature, rounds_the_timestamp_down)
{
    EXPECT_EQ(timestamp_of(noon), "1796119200");
    EXPECT_EQ(timestamp_of(noon + 999'999us), "1796119200");
    EXPECT_EQ(timestamp_of(Instant(-1us)), "-1");
}

TEST(WebhookSignature, keeps_the_former_header_as_it_was)
{
    for (std::string const secret : {"swordfish", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
        EXPECT_EQ(former_signature(secret, "1796119200", "{}"),
                  "t=1796119200,v1=" + hex(hmac_sha256(secret, "1796119200.{}")));
}

}  // namespace
