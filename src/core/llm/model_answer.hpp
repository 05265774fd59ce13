/* model_answer.hpp — what came of asking the model, as a caller must act on it.
 *
 * Plain values. Every `why` is one line of valid UTF-8, at most 300 characters of it the provider's, and holds no key.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace automation::core {

/** What a call cost; thoughts are billed as output. */
struct TokenCount {
    int input = 0;
    int output = 0;
};

/** A whole answer. Not yet checked: output_checks.hpp. */
struct ModelCompletion {
    std::string subject, body;  ///< valid UTF-8 without NUL
    std::string model_version;
    TokenCount tokens;
    std::string finish_reason;
};

/** The model will not write this, however often it is asked: take the built-in text. */
struct ModelRefusal {
    std::string reason;  ///< "blocked: SAFETY", "too large"
    TokenCount tokens;
};

/** Ask again, after `wait` if there is one, else after a backoff. */
struct TransientError {
    std::string why;
    std::optional<std::chrono::milliseconds> wait;  ///< at most an hour
    bool counts_attempt = true;                     ///< false: the provider is busy, which is not this run's fault
    bool double_output_cap = false;                 ///< the text came out unusable: once more, with twice the room
    TokenCount tokens;
};

/** The day's quota is used up; it begins anew at the next midnight in Los Angeles. */
struct QuotaExceeded {
    std::string why;
    bool daily = true;
};

/** Nothing will work until somebody changes something: a setting, a key, an account. */
struct ConfigError {
    enum class Kind { bad_key, config, model_gone, billing };
    std::string why;
    Kind kind = Kind::config;
};

using ModelAnswer = std::variant<ModelCompletion, ModelRefusal, TransientError, QuotaExceeded, ConfigError>;

}  // namespace automation::core
