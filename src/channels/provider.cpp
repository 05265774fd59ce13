#include "channels/provider.hpp"

#include "channels/providers.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include <stdexcept>

namespace automation::channels {

SendOutcome Provider::classify(net::HttpResponse const &) const
{
    throw std::logic_error("this provider does not use HTTP");
}

SendOutcome Provider::classify(net::MailResponse const &) const
{
    throw std::logic_error("this provider does not send mail");
}

std::unique_ptr<Provider> make_provider(std::string_view provider, std::string const &settings_json,
                                        ResolveSecret const &resolve)
{
    if (provider == "smtp") return make_smtp(settings_json, resolve);
    if (provider == "twilio") return make_twilio(settings_json, resolve);
    if (provider == "whatsapp") return make_whatsapp(settings_json, resolve);
    if (provider == "webhook") return make_webhook(settings_json, resolve);
    throw core::UserError("unknown provider " + core::quote_value(provider) + " of a channel", "",
                          "Known providers: smtp, twilio, whatsapp, webhook.");
}

}  // namespace automation::channels
