#include "channels/twilio/twilio_settings.hpp"

#include "core/settings/settings_reader.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace automation::channels {

namespace {

constexpr std::array<std::string_view, 11> known{"account_sid",
                                                 "auth_token",
                                                 "api_key_sid",
                                                 "api_key_secret",
                                                 "from",
                                                 "messaging_service_sid",
                                                 "status_callback",
                                                 "validity_period",
                                                 "base_url",
                                                 core::SettingsReader::on_ambiguous,
                                                 core::SettingsReader::max_connections};

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** Two letters that say of what, then 32 hexadecimal digits. */
bool is_sid(std::string_view text, std::string_view kind) noexcept
{
    auto const is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    return text.size() == 34 && text.starts_with(kind) && std::ranges::all_of(text.substr(2), is_hex);
}

/** A number, a short code, or a name of at most 11 letters, digits and blanks with a letter among them. */
bool is_sender(std::string_view text) noexcept
{
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const in_name = [&](char c) {
        return is_letter(c) || is_digit(c) || std::string_view(" +-_&").find(c) != std::string_view::npos;
    };
    if (core::is_e164(text)) return true;
    if (std::ranges::all_of(text, is_digit)) return text.size() >= 3 && text.size() <= 8;
    return text.size() <= 11 && std::ranges::all_of(text, in_name) && std::ranges::any_of(text, is_letter);
}

core::NullableText sid(core::SettingsReader const &reader, char const *key, std::string_view kind)
{
    auto found = reader.text(key);
    if (found && !is_sid(*found, kind))
        reader.refuse(key, "A SID is " + std::string(kind) + " and 32 hexadecimal digits.",
                      "Copy it from the console of Twilio.");
    return found;
}

void read_login(core::SettingsReader const &reader, TwilioSettings &settings)
{
    auto const key = sid(reader, "api_key_sid", "SK");
    bool const has_token = reader.value("auth_token") != nullptr;
    bool const has_secret = reader.value("api_key_secret") != nullptr;
    if (key ? has_token : has_secret)
        reader.refuse(key ? "auth_token" : "api_key_secret", "There are two login methods, and only one can be used.",
                      "Write auth_token, or api_key_sid and api_key_secret.");
    settings.user = key.value_or(settings.account_sid);
    settings.secret_key = key ? "api_key_secret" : "auth_token";
    settings.secret = reader.needed_secret(settings.secret_key.c_str());
}

void read_sender(core::SettingsReader const &reader, TwilioSettings &settings)
{
    settings.from = reader.text("from");
    settings.messaging_service_sid = sid(reader, "messaging_service_sid", "MG");
    if (settings.from.has_value() == settings.messaging_service_sid.has_value())
        reader.refuse("from", "Exactly one of from and messaging_service_sid must name the sender.",
                      "Write from (a number such as +14155550100) or messaging_service_sid.");
    if (settings.from && !is_sender(*settings.from))
        reader.refuse("from", "The value is not a number, short code or name that Twilio can send from.",
                      "Write a number such as +14155550100, a short code, or a name of at most 11 letters and digits.");
}

}  // namespace

TwilioSettings read_twilio_settings(std::string const &json)
{
    core::SettingsReader const reader("a twilio channel", json, known);
    TwilioSettings settings;
    settings.account_sid = reader.needed_text("account_sid", "Write the account's SID: AC and 32 hexadecimal digits.");
    (void)sid(reader, "account_sid", "AC");
    read_login(reader, settings);
    read_sender(reader, settings);
    settings.status_callback = reader.address("status_callback", false);
    settings.validity_period = reader.number("validity_period", 1, 36'000);
    settings.base_url = reader.base_address("base_url", "https://api.twilio.com");
    settings.policy = reader.policy();
    return settings;
}

}  // namespace automation::channels
