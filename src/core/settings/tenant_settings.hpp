/* tenant_settings.hpp — what a role that is limited to a tenant may write into the settings of a channel or source.
 *
 * Such a row makes the server act, with what the server has: the environment and the files that hold everybody's
 * secrets, and the network that it stands in. What leads there is for the owner of the tables to write.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** Throws UserError (not_permitted) when settings of a channel, JSON, name a secret, a file or a host that is not for
 *  everybody. Other mistakes are check_channel_settings()'s business. */
void check_settings_of_tenant(std::string_view provider, std::string const &settings_json);

/** The same for a booking source. */
void check_source_of_tenant(std::string const &secret_json, NullableText const &base_url);

}  // namespace automation::core
