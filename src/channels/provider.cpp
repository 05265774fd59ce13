#include "channels/provider.hpp"

#include "channels/providers.hpp"
#include "channels/smtp/smtp_settings.hpp"
#include "channels/twilio/twilio_settings.hpp"
#include "channels/webhook/webhook_settings.hpp"
#include "channels/whatsapp/whatsapp_settings.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"

#include <algorithm>
#include <array>

namespace automation::channels {

namespace {

struct ProviderEntry {
    std::string_view name;
    void (*check)(std::string const &settings_json);
    std::unique_ptr<Provider> (*make)(std::string const &settings_json, ResolveSecret const &resolve);
};

constexpr std::array providers{
    ProviderEntry{"smtp", [](std::string const &json) { (void)read_smtp_settings(json); }, make_smtp},
    ProviderEntry{"twilio", [](std::string const &json) { (void)read_twilio_settings(json); }, make_twilio},
    ProviderEntry{"whatsapp", [](std::string const &json) { (void)read_whatsapp_settings(json); }, make_whatsapp},
    ProviderEntry{"webhook", [](std::string const &json) { (void)read_webhook_settings(json); }, make_webhook},
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
