/* send_window_reader.hpp — sending windows and holidays as users write them. */
#pragma once
#include "core/time/send_window.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** From {"days": ["mon", "tue"], "from": "09:00", "until": "18:00"}: without days every day, until "24:00" at most.
 * Throws UserError. */
[[nodiscard]] SendWindow read_send_window(std::string_view json);

/** From a JSON list of dates as PostgreSQL writes them; what is no date is left out. */
[[nodiscard]] Holidays read_holidays(std::string_view json);

/** "mon tue wed 09:00-18:00", as explain shows it. */
[[nodiscard]] std::string in_words(SendWindow const &window);

}  // namespace automation::core
