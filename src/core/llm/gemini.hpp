/* gemini.hpp — generateContent on the wire: the request as the vendor's SDK sends it, and what an answer means.
 *
 * No network in here. The key appears in request_headers() and nowhere else: never in a URL, never in a message.
 */
#pragma once
#include "core/llm/model_answer.hpp"
#include "core/llm/prompt.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

inline constexpr std::string_view default_base_url = "https://generativelanguage.googleapis.com";

struct ModelOptions {
    std::string base_url;  ///< empty: default_base_url
    std::string api_version = "v1beta";
    std::string model = "gemini-3.5-flash-lite";  ///< or "models/NAME", "tunedModels/NAME"
    std::optional<int> max_output_tokens = 2048;  ///< thoughts are charged against it too
    std::optional<std::string> thinking_level;    ///< LOW, MEDIUM …; most models answer 400 to a level they lack
};

/** The setting, else the environment's GOOGLE_GEMINI_BASE_URL (may be null), else Google's. */
[[nodiscard]] std::string choose_base_url(std::string_view setting, char const *environment);

/** base/version/models/NAME:generateContent; a path in the base stays, its last slash does not. */
[[nodiscard]] std::string request_url(ModelOptions const &options);
/** JSON text. The server refuses unknown fields, so there is none that was not asked for. */
[[nodiscard]] std::string request_body(Prompt const &prompt, ModelOptions const &options);
/** Header lines; none when the key is empty or holds anything but printable ASCII. Blanks around it are dropped. */
[[nodiscard]] std::optional<std::vector<std::string>> request_headers(std::string_view key);

/** What an HTTP answer means, whatever it holds: never throws but for want of memory. `retry_after` is the header's,
 *  which a gateway in between may send; what the body asks for comes first. */
[[nodiscard]] ModelAnswer read_answer(int http_status, std::string_view body,
                                      std::optional<std::chrono::seconds> retry_after = std::nullopt);

/** What it means that no answer came; `curl_code` is a CURLcode other than 0. */
[[nodiscard]] ModelAnswer transport_failure(int curl_code);

}  // namespace automation::core
