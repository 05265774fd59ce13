#include "channels/webhook/webhook_settings.hpp"

#include "channels/webhook/webhook_signature.hpp"
#include "core/settings/secret_reference.hpp"
#include "core/settings/settings_reader.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace automation::channels {

namespace {

constexpr std::array<std::string_view, 5> known{"url", "secret", "headers", core::SettingsReader::on_ambiguous,
                                                core::SettingsReader::max_connections};
// What we write ourselves, and what belongs to the connection rather than to the message.
constexpr std::array<std::string_view, 17> taken{"accept",
                                                 "connection",
                                                 "content-encoding",
                                                 "content-length",
                                                 "content-type",
                                                 "expect",
                                                 "host",
                                                 "idempotency-key",
                                                 "keep-alive",
                                                 "te",
                                                 "trailer",
                                                 "transfer-encoding",
                                                 "upgrade",
                                                 "user-agent",
                                                 "webhook-id",
                                                 "webhook-signature",
                                                 "webhook-timestamp"};
constexpr std::size_t most_headers = 20;
constexpr std::size_t longest_value = 2'000;

/** RFC 9110's token, of which a header's name consists. */
bool is_token(std::string_view name) noexcept
{
    auto const fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, fits);
}

bool is_taken(std::string_view name)
{
    std::string const lower = core::lower_ascii(name);
    return std::ranges::find(taken, lower) != taken.end() || lower.starts_with("x-automation-") ||
           lower.starts_with("proxy-");
}

WebhookHeader read_header(core::SettingsReader const &reader, core::SettingsReader const &headers,
                          std::string const &name, core::json::Value const &value)
{
    constexpr char hint[] = "Write {\"Name\": \"value\"}, or {\"Name\": {\"env\": \"AUTOMATION_...\"}} for a secret.";
    if (!is_token(name)) reader.refuse("headers", "The name of a header is malformed.", hint);
    if (is_taken(name))
        reader.refuse("headers", "The header " + core::quote_value(name) + " is written by the channel itself.",
                      "Omit it, or use another name.");
    if (value.is_object()) return {name, headers.needed_secret(name.c_str()), true};
    bool const fits = value.is_string() && value.get_ref<std::string const &>().size() <= longest_value &&
                      core::is_header_value(value.get_ref<std::string const &>());
    if (!fits)
        reader.refuse("headers",
                      "The value of " + core::quote_value(name) + " is not a line of ASCII of at most 2000 bytes.",
                      hint);
    return {name, std::string(core::trim(value.get_ref<std::string const &>())), false};
}

std::vector<std::string> keys_of(core::json::Value const &object)
{
    std::vector<std::string> keys;
    for (auto const &item : object.items())
        keys.push_back(item.key());
    return keys;
}

std::vector<WebhookHeader> read_headers(core::SettingsReader const &reader)
{
    auto const *const object = reader.value("headers");
    if (object == nullptr) return {};
    if (!object->is_object() || object->size() > most_headers)
        reader.refuse("headers", "Headers must be an object of at most 20 names and values.",
                      "Write {\"Name\": \"value\"}, or omit it.");
    std::vector<std::string> const keys = keys_of(*object);
    std::vector<std::string_view> const names(keys.begin(), keys.end());
    core::SettingsReader const headers("the headers of a webhook channel", *object, names);
    std::vector<WebhookHeader> result;
    for (auto const &item : object->items()) {
        result.push_back(read_header(reader, headers, item.key(), item.value()));
        auto const same = [&](WebhookHeader const &one) {
            return core::lower_ascii(one.name) == core::lower_ascii(item.key());
        };
        if (std::ranges::count_if(result, same) > 1)
            reader.refuse("headers", "The header " + core::quote_value(item.key()) + " is specified twice.",
                          "Write it once.");
    }
    return result;
}

/** A secret that stands in the settings themselves; one that they name is checked when it is read. */
void check_plain_secret(core::SettingsReader const &reader, core::NullableText const &reference)
{
    if (!reference) return;
    auto const secret = core::read_secret_reference(*reference);
    if (secret.kind == core::SecretReference::Kind::plain &&
        !webhook::signing_key(webhook::without_blanks_around(secret.value)))
        reader.refuse(
            "secret", "It begins with \"whsec_\", and what follows is not base64.",
            "Write \"whsec_\" and 24 to 64 random bytes as base64, for example from openssl rand -base64 32.");
}

}  // namespace

WebhookSettings read_webhook_settings(std::string const &json)
{
    core::SettingsReader const reader("a webhook channel", json, known);
    WebhookSettings settings;
    auto url = reader.address("url", true);
    settings.url = url ? std::move(*url)
                       : reader.needed_text("url",
                                            "Write the address that receives the messages, for example "
                                            "https://example.com/path.");
    settings.secret = reader.secret("secret");
    check_plain_secret(reader, settings.secret);
    settings.headers = read_headers(reader);
    settings.policy = reader.policy();
    return settings;
}

}  // namespace automation::channels
