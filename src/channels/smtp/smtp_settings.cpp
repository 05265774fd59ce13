#include "channels/smtp/smtp_settings.hpp"

#include "core/base/error.hpp"
#include "core/crm/mail_address.hpp"
#include "core/base/suggest.hpp"
#include "core/settings/settings_reader.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::channels {

namespace {

constexpr char mailbox_hint[] =
    "Write \"hello@example.com\", \"Salon <hello@example.com>\" or {\"address\": \"hello@example.com\", \"name\": "
    "\"Salon\"}.";
constexpr std::string_view token_place = "{token}";

bool is_local(std::string_view host) noexcept
{
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && !host.ends_with('.') &&
            std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); }));
}

bool is_address_v6(std::string_view host) noexcept
{
    return host.size() <= 45 && std::ranges::count(host, ':') >= 2 && std::ranges::all_of(host, [](char c) {
               return c == ':' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                      (c >= 'A' && c <= 'F');
           });
}

std::string host_of(core::SettingsReader const &reader)
{
    std::string name = reader.needed_text("host", "Name the mail server: {\"host\": \"smtp.example.com\", ...}.");
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (is_address_v6(name)) return name;
    auto host = core::ascii_host(name);
    if (!host) {
        reader.refuse("host", "It is no name of a host.",
                      "Write only a name or an address, such as \"smtp.example.com\"; the port is a separate setting.");
    }
    return std::move(*host);
}

Mailbox mailbox(core::SettingsReader const &reader, char const *key, std::string const &address, std::string_view name)
{
    auto const read = core::mail_address(core::trim(address));
    if (!read.usable()) reader.refuse(key, "The address " + read.problem + ".", mailbox_hint);
    return {read.wire, header_text(name, 120)};
}

/** "a@b", "Name <a@b>" or an object of both. No address: the setting is absent. */
Mailbox mailbox(core::SettingsReader const &reader, char const *key)
{
    auto const *const value = reader.value(key);
    if (value == nullptr) return {};
    if (value->is_object()) {
        static constexpr std::array<std::string_view, 2> keys{"address", "name"};
        core::SettingsReader const parts(std::string("\"") + key + "\"", *value, keys);
        return mailbox(reader, key, parts.needed_text("address", mailbox_hint), parts.text("name").value_or(""));
    }
    auto const text = reader.text(key).value_or("");
    auto const open = text.rfind('<');
    if (open == std::string::npos) return mailbox(reader, key, text, "");
    if (!text.ends_with('>')) reader.refuse(key, "It has a < and does not end with >.", mailbox_hint);
    auto name = core::trim(std::string_view(text).substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    return mailbox(reader, key, text.substr(open + 1, text.size() - open - 2), name);
}

bool boolean(core::SettingsReader const &reader, char const *key)
{
    auto const *const value = reader.value(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) reader.refuse(key, "", "Write true or false.");
    return value->get<bool>();
}

SmtpSettings::Security security_of(core::SettingsReader const &reader, int port)
{
    using Security = SmtpSettings::Security;
    static constexpr std::array<std::string_view, 3> names{"starttls", "tls", "none"};
    auto const said = reader.text("security");
    if (!said) return port == 465 ? Security::tls : Security::starttls;
    auto const found = std::ranges::find(names, *said);
    if (found == names.end()) {
        reader.refuse("security", "The setting decides how the connection is encrypted.",
                      core::hint_for(*said, names, "Write one of these"));
    }
    return static_cast<Security>(found - names.begin());
}

void check_encryption(core::SettingsReader const &reader, SmtpSettings const &settings)
{
    if (settings.security != SmtpSettings::Security::none || is_local(settings.host)) return;
    if (boolean(reader, "insecure")) return;
    reader.refuse("security", "Messages, addresses and the password would be readable in the network.",
                  "Use \"starttls\" or \"tls\". \"none\" is for a server on this machine; for another one add "
                  "\"insecure\": true.");
}

void read_login(core::SettingsReader const &reader, SmtpSettings &settings)
{
    settings.user = reader.text("user").value_or("");
    settings.password = reader.secret("password");
    if (settings.user.empty() == !settings.password) return;
    bool const no_client = settings.user.empty();
    throw core::UserError(
        std::string("setting \"") + (no_client ? "user" : "password") + "\" of an smtp channel is missing",
        no_client ? "There is a password." : "There is a user.",
        no_client ? "Name the user, or omit the password for a server that requires no login."
                  : "Name the secret: {\"env\": \"AUTOMATION_...\"} or {\"file\": \"name\"}.");
}

std::string without_token(std::string text)
{
    auto const at = text.find(token_place);
    if (at != std::string::npos) text.replace(at, token_place.size(), "token");
    return text;
}

void read_unsubscribe(core::SettingsReader const &reader, SmtpSettings &settings)
{
    settings.unsubscribe_url = reader.text("unsubscribe_url").value_or("");
    auto const &url = settings.unsubscribe_url;
    bool const fits = url.starts_with("https://") && url.find(token_place) > 8 && url.find(token_place) < url.size() &&
                      std::ranges::all_of(without_token(url), [](char c) {
                          return c > ' ' && c <= '~' && std::string_view("<>\"'\\{}").find(c) == std::string_view::npos;
                      });
    if (!url.empty() && !fits) {
        reader.refuse("unsubscribe_url", "It must begin with https://, contain {token} once, and be plain ASCII.",
                      "Write for example \"https://example.com/unsubscribe?t={token}\".");
    }
    settings.unsubscribe_mailto = reader.text("unsubscribe_mailto").value_or("");
    auto const &mailto = settings.unsubscribe_mailto;
    auto const read = core::mail_address(without_token(mailto));
    if (!mailto.empty() && !read.usable()) {
        reader.refuse("unsubscribe_mailto", "The address " + read.problem + ".",
                      "Write \"unsubscribe@example.com\" or \"unsubscribe+{token}@example.com\".");
    }
    settings.unsubscribe_always = boolean(reader, "unsubscribe_always");
}

void read_connection(core::SettingsReader const &reader, SmtpSettings &settings)
{
    using std::chrono::seconds;
    settings.host = host_of(reader);
    settings.port = reader.number("port", 1, 65'535).value_or(settings.port);
    settings.security = security_of(reader, settings.port);
    check_encryption(reader, settings);
    read_login(reader, settings);
    if (auto const ehlo = reader.text("hello")) {
        auto const host = core::ascii_host(*ehlo);
        if (!host)
            reader.refuse("hello", "The value is not a host name.", "Write a name such as \"mail.example.com\".");
        settings.ehlo = *host;
    }
    settings.ca_file = reader.text("ca_file").value_or("");
    if (!settings.ca_file.empty() && !settings.ca_file.starts_with('/'))
        reader.refuse("ca_file", "", "Write the whole path of a file of certificates (PEM) on the server.");
    settings.public_only = boolean(reader, "public_only");
    if (auto const limit = reader.number("connect_timeout", 1, 300)) settings.connect_timeout = seconds(*limit);
    if (auto const limit = reader.number("timeout", 1, 3'600)) settings.timeout = seconds(*limit);
}

}  // namespace

SmtpSettings read_smtp_settings(std::string const &json)
{
    static constexpr std::array<std::string_view, 18> keys{"host",
                                                           "port",
                                                           "security",
                                                           "insecure",
                                                           "user",
                                                           "password",
                                                           "from",
                                                           "reply_to",
                                                           "hello",
                                                           "unsubscribe_url",
                                                           "ca_file",
                                                           "public_only",
                                                           "on_doubt",
                                                           "connect_timeout",
                                                           "unsubscribe_mailto",
                                                           "unsubscribe_always",
                                                           "timeout",
                                                           "max_connections"};
    core::SettingsReader const reader("an smtp channel", json, keys);
    SmtpSettings settings;
    read_connection(reader, settings);
    settings.from = mailbox(reader, "from");
    if (settings.from.address.empty())
        throw core::UserError("setting \"from\" of an smtp channel is missing", "", mailbox_hint);
    settings.reply_to = mailbox(reader, "reply_to");
    read_unsubscribe(reader, settings);
    settings.policy = reader.policy();
    if (reader.value("max_connections") == nullptr) settings.policy.max_connections = 4;
    return settings;
}

}  // namespace automation::channels
