/* model_client.hpp — the calls of the model that are under way, from the prompt to a text or the reason why there is
 * none.
 *
 * Knows no transaction: it is given prompts and gives back texts. Who waits for its sockets is the caller.
 */
#pragma once
#include "core/messages/compose.hpp"
#include "core/llm/gemini.hpp"
#include "core/time/retry.hpp"
#include "net/http/http_client.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace automation::engine {

/** From the settings, read again when they are reloaded. */
struct ModelSettings {
    core::ModelOptions options;
    std::string key;
    std::string ca_file;
    std::chrono::milliseconds timeout{60000};
    std::chrono::seconds max_wait{600};
    std::int64_t daily_tokens = 0;
    std::size_t max_in_flight = 64;
    int max_attempts = 6;
};
[[nodiscard]] ModelSettings read_model_settings();

class ModelClient {
 public:
    explicit ModelClient(ModelSettings settings);

    /** Takes new settings; a pause ends, for what was wrong may be right now. */
    void reconfigure(ModelSettings settings);

    /** Why a run should take the built-in text without asking, or nothing. */
    [[nodiscard]] std::optional<std::string> unavailable(core::Instant now) const;
    /** How many more may be asked now. */
    [[nodiscard]] std::size_t capacity(core::Instant now) const;
    /** Asks. `request_id` is the caller's name for it; one question a request_id. What an earlier text has cost is told
     * with the answer again, but counted for the day only once. */
    void submit_request(std::uint64_t request_id, core::Prompt prompt, core::Instant now);

    /** For the wait: the descriptor, and how long at most. */
    [[nodiscard]] int descriptor() const noexcept { return client_ ? client_->descriptor() : -1; }
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout(core::Instant now) const;
    /** Does what can be done at once: sends, receives, asks again whose wait is over. */
    void work(core::Instant now);
    /** What has come to an end since the last call. */
    [[nodiscard]] std::vector<std::pair<std::uint64_t, core::ModelSource>> drain_results();

    /** Questions without an answer yet, those that wait to be asked again included. */
    [[nodiscard]] std::size_t in_flight() const noexcept { return requests_.size(); }
    /** Calls on the wire. */
    [[nodiscard]] std::size_t calling() const noexcept { return client_ ? client_->in_flight() : 0; }
    /** Why the model is not asked at the moment, or what its last call failed with; empty when all is well. */
    [[nodiscard]] std::string paused(core::Instant now) const;
    /** True while the model is not asked because of its key. */
    [[nodiscard]] bool key_refused(core::Instant now) const;
    /** Why the latest runs went without the model, until it answers or the settings change: for the log. */
    [[nodiscard]] std::string const &error_text() const noexcept { return error_text_; }
    /** Tokens used on a day (UTC) before this desk was set up. */
    void count_earlier_tokens(std::int64_t tokens, core::Instant now);
    void forget_all() noexcept;

 private:
    struct ModelRequest {
        core::Prompt prompt;
        core::Instant first_asked;
        int attempts = 0;  ///< those that count
        int failures = 0;  ///< all of them: the backoff grows with each
        bool doubled = false;
        core::TokenCount tokens;
    };

    void submit(std::uint64_t request_id, ModelRequest const &question, core::Instant now);
    void answered(core::TokenCount tokens, core::Instant now);
    void on_response(std::uint64_t request_id, net::HttpResponse const &response, core::Instant now);
    void on_answer(std::uint64_t request_id, core::ModelCompletion const &answer, core::Instant now);
    void on_answer(std::uint64_t request_id, core::ModelRefusal const &answer, core::Instant now);
    void on_answer(std::uint64_t request_id, core::TransientError const &answer, core::Instant now);
    void on_answer(std::uint64_t request_id, core::QuotaExceeded const &answer, core::Instant now);
    void on_answer(std::uint64_t request_id, core::ConfigError const &answer, core::Instant now);
    void fail(std::uint64_t request_id, std::string why);
    void count_tokens(core::TokenCount tokens, core::Instant now);
    void schedule_retry(std::uint64_t request_id, core::TransientError const &answer, core::Instant now);
    [[nodiscard]] bool is_degraded(core::Instant now) const noexcept;
    [[nodiscard]] bool max_wait_exhausted(core::Instant now) const noexcept;

    ModelSettings settings_;
    std::optional<std::vector<std::string>> headers_;
    std::unique_ptr<net::HttpClient> client_;  // made at the first question: most processes never ask
    core::ModelCircuitBreaker breaker_;
    std::unordered_map<std::uint64_t, ModelRequest> requests_;
    std::multimap<core::Instant, std::uint64_t> again_;
    std::vector<std::pair<std::uint64_t, core::ModelSource>> finished_;
    std::optional<core::Instant> failing_since_;  ///< the first failure after the last answer
    std::string trouble_;                         ///< what the last call failed with
    std::string error_text_;
    bool bad_key_ = false;      ///< the key was refused, and none has been accepted since
    core::Instant next_probe_;  ///< while in trouble for long: when one may ask again
    std::int64_t tokens_today_ = 0;
    std::int64_t token_day_ = 0;
};

}  // namespace automation::engine
