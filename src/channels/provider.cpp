#include "channels/provider.hpp"

#include "channels/providers.hpp"
#include "channels/smtp/smtp_settings.hpp"
#include "channels/twilio/twilio_settings.hpp"
#include "channels/webhook/webhook_settings.hpp"
#include "channels/whatsapp/whatsapp_settings.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/settings/web_address.hpp"
#include "net/private_address.hpp"
#include "pg/extension/settings.hpp"

#include <algorithm>
#include <array>

namespace automation::channels {

namespace {

struct ProviderEntry {
    std::string_view name;
    void (*check)(std::string const &settings_json);
    std::unique_ptr<Provider> (*make)(std::string const &settings_json, ResolveSecret const &resolve);
    /** The host that must be public; empty: any may be used. */
    std::string (*public_host)(std::string const &settings_json) = nullptr;
};

std::string public_mail_host(std::string const &json)
{
    SmtpSettings const settings = read_smtp_settings(json);
    return settings.public_only ? settings.host : "";
}

std::string public_webhook_host(std::string const &json)
{
    WebhookSettings const settings = read_webhook_settings(json);
    return pg::settings::allow_private_addresses ? "" : std::string(core::host_of_address(settings.url));
}

constexpr std::array providers{
    ProviderEntry{"smtp", [](std::string const &json) { (void)read_smtp_settings(json); }, make_smtp, public_mail_host},
    ProviderEntry{"twilio", [](std::string const &json) { (void)read_twilio_settings(json); }, make_twilio},
    ProviderEntry{"whatsapp", [](std::string const &json) { (void)read_whatsapp_settings(json); }, make_whatsapp},
    ProviderEntry{"webhook", [](std::string const &json) { (void)read_webhook_settings(json); }, make_webhook,
                  public_webhook_host},
};

ProviderEntry const &entry_of(std::string_view name)
{
    auto const *const found = std::ranges::find(providers, name, &ProviderEntry::name);
    if (found == providers.end()) {
        std::array<std::string_view, providers.size()> names;
        std::ranges::transform(providers, names.begin(), &ProviderEntry::name);
        throw core::UserError("unknown provider " + core::quote_value(name) + " of a channel", "",
                              core::hint_for(name, names, "Known providers"));
    }
    return *found;
}

/* The dispatcher asks the provider that made the request; if it ever asked another one, a message that may have been
 * delivered must not be sent again. */
SendOutcome other_protocol()
{
    return {.kind = SendOutcome::Kind::unknown, .code = "protocol", .detail = "the response is of another protocol"};
}

}  // namespace

SendOutcome Provider::classify(net::HttpResponse const &) const
{
    return other_protocol();
}

SendOutcome Provider::classify(net::MailResponse const &) const
{
    return other_protocol();
}

std::unique_ptr<Provider> make_provider(std::string_view provider, std::string const &settings_json,
                                        ResolveSecret const &resolve)
{
    return entry_of(provider).make(settings_json, resolve);
}

void check_channel_settings(std::string_view provider, std::string const &settings_json)
{
    entry_of(provider).check(settings_json);
}

std::optional<Unusable> why_forbidden(std::string_view provider, std::string const &settings_json)
{
    auto const find_host = entry_of(provider).public_host;
    std::string const host = find_host == nullptr ? "" : find_host(settings_json);
    if (!net::names_private_address(host)) {
        return std::nullopt;
    }
    return Unusable{core::quote_value(host) + " is a private address",
                    "Write a public one, or allow private ones: automation.allow_private_addresses for webhooks, "
                    "\"public_only\": false for mail servers."};
}

std::optional<Unusable> why_unusable(std::string_view provider, std::string const &settings_json,
                                     ResolveSecret const &resolve)
{
    try {
        (void)make_provider(provider, settings_json, resolve);
        return std::nullopt;
    } catch (core::UserError const &error) {
        return Unusable{error.what(), error.hint()};
    }
}

}  // namespace automation::channels
