/* providers.hpp — how each provider is made from the settings of its row. For make_provider() only. */
#pragma once
#include "channels/provider.hpp"

#include <memory>
#include <string>

namespace automation::channels {

/** Each reads the settings and resolves their secrets. Throws UserError, which quotes no secret. */
[[nodiscard]] std::unique_ptr<Provider> make_smtp(std::string const &settings_json, ResolveSecret const &resolve);
[[nodiscard]] std::unique_ptr<Provider> make_twilio(std::string const &settings_json, ResolveSecret const &resolve);
[[nodiscard]] std::unique_ptr<Provider> make_whatsapp(std::string const &settings_json, ResolveSecret const &resolve);
[[nodiscard]] std::unique_ptr<Provider> make_webhook(std::string const &settings_json, ResolveSecret const &resolve);

}  // namespace automation::channels
