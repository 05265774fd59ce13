/* gemini_errors.hpp — what an error of the Gemini API asks us to do: wait, wait till tomorrow, give up, or pause.
 *
 * The provider's quota names and reasons decide, then the HTTP status; the words of the message only where there is
 * nothing better. Anything may stand in the body: a proxy's HTML, half a JSON.
 */
#pragma once
#include "core/json/json.hpp"
#include "core/llm/model_answer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

[[nodiscard]] ModelAnswer read_error(int http_status, std::string_view body,
                                     std::optional<std::chrono::seconds> retry_after = std::nullopt);
/** The same for {"error": …} that is parsed already. */
[[nodiscard]] ModelAnswer read_error(int http_status, json::Value const &body,
                                     std::optional<std::chrono::seconds> retry_after = std::nullopt);

/** "56s", "34.074824224s", "500ms", "1h2m3s"; none when it is no duration or negative. At most an hour. */
[[nodiscard]] std::optional<std::chrono::milliseconds> read_delay(std::string_view text) noexcept;

/** A foreign message as we may log and store it: one line, at most 300 characters, what looks like a key taken out. */
[[nodiscard]] std::string safe_message(std::string_view message);

}  // namespace automation::core
