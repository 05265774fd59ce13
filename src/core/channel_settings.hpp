/* channel_settings.hpp — what the settings of a channel must look like, by its provider. */
#pragma once
#include "core/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** Throws UserError, which names the nearest known key, when the settings can never work. */
void check_channel_settings(std::string_view provider, std::string const &settings_json);

}  // namespace automation::core
