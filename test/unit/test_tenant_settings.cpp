/* What a role that is limited to a tenant may write into a channel or a booking source. */
#include "core/settings/tenant_settings.hpp"

#include "core/base/error.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

ErrorCode mistake_of(std::string_view provider, std::string const &settings)
{
    try {
        check_settings_of_tenant(provider, settings);
    } catch (UserError const &error) {
        return error.mistake();
    }
    return ErrorCode::not_found;  // none
}

TEST(TenantSettings, may_hold_secrets_of_its_own)
{
    EXPECT_EQ(mistake_of("webhook", R"({"url": "https://example.com/", "secret": "mine", "headers": {"Key": "mine"}})"),
              ErrorCode::not_found);
    EXPECT_EQ(mistake_of("smtp", R"({"host": "mail.example.com", "password": "mine", "public_only": true})"),
              ErrorCode::not_found);
}

TEST(TenantSettings, name_nothing_that_the_server_has)
{
    for (char const *const settings :
         {R"({"auth_token": {"env": "AUTOMATION_OTHER"}})", R"({"auth_token": {"file": "other"}})",
          R"({"headers": {"Key": {"env": "AUTOMATION_OTHER"}}})", R"({"ca_file": "/etc/passwd"})",
          R"({"base_url": "https://example.com"})"}) {
        EXPECT_EQ(mistake_of("twilio", settings), ErrorCode::not_permitted) << settings;
    }
}

TEST(TenantSettings, lead_mail_to_public_servers_only)
{
    EXPECT_EQ(mistake_of("smtp", R"({"host": "mail.example.com"})"), ErrorCode::not_permitted);
    EXPECT_EQ(mistake_of("smtp", R"({"host": "mail.example.com", "public_only": false})"), ErrorCode::not_permitted);
}

TEST(TenantSettings, of_a_booking_source_are_alike)
{
    EXPECT_NO_THROW(check_source_of_tenant("\"mine\"", std::nullopt));
    EXPECT_THROW(check_source_of_tenant(R"({"env": "AUTOMATION_OTHER"})", std::nullopt), UserError);
    EXPECT_THROW(check_source_of_tenant("\"mine\"", "https://example.com"), UserError);
}

}  // namespace
}  // namespace automation::core
