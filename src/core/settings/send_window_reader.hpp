/* send_window_reader.hpp — sending windows and holidays as users write them. */
#pragma once
#include "core/json/json_node.hpp"
#include "core/time/send_window.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** From {"days": ["mon", "tue"], "from": "09:00", "until": "18:00"}: without days every day, until "24:00" at most.
 * Throws UserError. */
[[nodiscard]] SendWindow read_send_window(std::string_view json);

/** From a list of "mon", "tue", …: bit 0 is Monday. Throws UserError that names the node's key and `where` it stands.
 */
[[nodiscard]] std::uint8_t read_weekdays(json::Node const &node, std::string_view where);

/** From a JSON list of dates as PostgreSQL writes them; what is no date is left out. */
[[nodiscard]] Holidays read_holidays(std::string_view json);

/** "mon tue wed 09:00-18:00", as explain shows it. */
[[nodiscard]] std::string in_words(SendWindow const &window);

}  // namespace automation::core
