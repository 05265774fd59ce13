/* channel_settings.hpp — whether the settings of a row of automation_channels can be used by its provider. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::channels {

/** Throws UserError that says what to write instead. Secrets are looked at by their form only: whether there is one
 *  behind a reference shows when the channel is used. */
void check_channel_settings(std::string_view provider, std::string const &settings_json);

}  // namespace automation::channels
