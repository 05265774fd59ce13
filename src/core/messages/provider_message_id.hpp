/* provider_message_id.hpp — the form in which a provider's id of a message is stored and looked up. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace automation::core {

/** In bytes, with the name of the channel: longer ones are in no index. */
inline constexpr std::size_t longest_message_id = 1000;

/** The id itself, or a hash of one that is too long: the same id has the same form each time it is given. Throws
 *  std::runtime_error when OpenSSL refuses. */
[[nodiscard]] std::string stored_message_id(std::string_view channel, std::string_view id);

}  // namespace automation::core
