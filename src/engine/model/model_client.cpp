#include "engine/model/model_client.hpp"

#include "engine/session/random.hpp"

#include <algorithm>

#include "pg/time/time_zone.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t largest_answer = std::size_t{1} << 20U;
constexpr auto pause_between_looks = 15min;  // a key may have been mended at the provider's
constexpr auto pause_between_probes = 60s;
constexpr auto longest_backoff = 60s;
constexpr auto longest_asked_wait = 1h;
constexpr char slow_model_error[] = "no reply from the model within gemini_max_wait: ";
constexpr char invalid_key[] = "the API key of the model contains invalid characters";

std::int64_t day_of(core::Instant moment)
{
    return std::chrono::floor<std::chrono::days>(moment).time_since_epoch().count();
}

core::Instant quota_returns(core::Instant now)
{
    core::TimeZone const *const zone = pg::find_zone("America/Los_Angeles");
    return zone == nullptr ? now + 24h : core::next_pacific_midnight(now, *zone);
}

}  // namespace

ModelClient::ModelClient(ModelSettings settings)
{
    reconfigure(std::move(settings));
}

void ModelClient::reconfigure(ModelSettings settings)
{
    settings_ = std::move(settings);
    headers_ = core::request_headers(settings_.key);
    breaker_.settings_changed();
    bad_key_ = false;
    failing_since_.reset();
    error_text_.clear();
    if (requests_.empty()) {
        client_.reset();  // the limits of its connections may have changed, too
    }
}

bool ModelClient::is_degraded(core::Instant now) const noexcept
{
    return failing_since_ && now - *failing_since_ >= settings_.max_wait;
}

/* A run that came now would wait in vain, or for longer than it may. */
bool ModelClient::max_wait_exhausted(core::Instant now) const noexcept
{
    auto const opens = breaker_.opens_at(now);
    bool const opens_too_late = opens && *opens - now >= settings_.max_wait;
    return opens_too_late || (is_degraded(now) && (now < next_probe_ || !breaker_.open(now)));
}

std::optional<std::string> ModelClient::unavailable(core::Instant now) const
{
    if (settings_.key.empty()) {
        return "no API key for the model is set";
    }
    if (!headers_) {
        return invalid_key;
    }
    if (settings_.daily_tokens > 0 && day_of(now) == token_day_ && tokens_today_ >= settings_.daily_tokens) {
        return "gemini_daily_tokens is exhausted";
    }
    if (breaker_.hopeless(now)) {
        return "the model is paused: " + breaker_.why();
    }
    if (max_wait_exhausted(now)) {
        return slow_model_error + trouble_;
    }
    return std::nullopt;
}

std::size_t ModelClient::capacity(core::Instant now) const
{
    if (!breaker_.open(now) || requests_.size() >= settings_.max_in_flight) {
        return 0;
    }
    // In trouble, one question at a time finds out whether it is over.
    std::size_t const free = settings_.max_in_flight - requests_.size();
    return is_degraded(now) ? std::min<std::size_t>(free, 1) : free;
}

void ModelClient::submit_request(std::uint64_t request_id, core::Prompt prompt, core::Instant now)
{
    if (is_degraded(now)) {
        next_probe_ = now + pause_between_probes;
    }
    core::TokenCount const spent = prompt.earlier ? prompt.earlier->tokens : core::TokenCount{};
    auto const [at, is_new] = requests_.insert_or_assign(
        request_id, ModelRequest{.prompt = std::move(prompt), .first_asked = now, .tokens = spent});
    submit(request_id, at->second, now);
}

void ModelClient::submit(std::uint64_t request_id, ModelRequest const &question, core::Instant now)
{
    if (!client_) {
        client_ = std::make_unique<net::HttpClient>(net::ConnectionLimits{
            .http2 = 8, .http1 = static_cast<long>(std::max<std::size_t>(settings_.max_in_flight, 16))});
    }
    core::ModelOptions options = settings_.options;
    if (question.doubled && options.max_output_tokens) {
        options.max_output_tokens = *options.max_output_tokens * 2;
    }
    net::HttpRequest request;
    request.url = core::request_url(options);
    request.headers = *headers_;
    request.body = core::request_body(question.prompt, options);
    auto const wait_left =
        std::chrono::ceil<std::chrono::milliseconds>(question.first_asked + settings_.max_wait - now);
    request.timeout = std::min(settings_.timeout, std::max(wait_left, 1ms));
    request.max_response_bytes = largest_answer;
    // Who may set the base URL decides whether it is encrypted; for users it is out of reach.
    request.allow_plain_http = options.base_url.starts_with("http://");
    request.ca_file = settings_.ca_file;
    client_->submit(request_id, std::move(request));
}

std::optional<std::chrono::milliseconds> ModelClient::timeout(core::Instant now) const
{
    std::optional<std::chrono::milliseconds> soonest = client_ ? client_->timeout() : std::nullopt;
    auto const at_most = [&](core::Instant moment) {
        auto const left = std::max(std::chrono::ceil<std::chrono::milliseconds>(moment - now), 0ms);
        soonest = std::min(soonest.value_or(left), left);
    };
    if (!again_.empty()) {
        at_most(again_.begin()->first);
    }
    if (auto const opens = breaker_.opens_at(now)) {
        at_most(*opens);
    }
    if (failing_since_ && !is_degraded(now)) {
        at_most(*failing_since_ + settings_.max_wait);  // what waits for a place need not wait any longer then
    }
    return soonest;
}

void ModelClient::work(core::Instant now)
{
    while (!again_.empty() && again_.begin()->first <= now) {
        std::uint64_t const request_id = again_.begin()->second;
        again_.erase(again_.begin());
        if (auto const question = requests_.find(request_id); question != requests_.end()) {
            submit(request_id, question->second, now);
        }
    }
    if (!client_) {
        return;
    }
    client_->on_ready();
    client_->on_timeout();
    for (auto const &[request_id, response] : client_->drain_results()) {
        on_response(request_id, response, now);
    }
}

std::vector<std::pair<std::uint64_t, core::ModelSource>> ModelClient::drain_results()
{
    return std::exchange(finished_, {});
}

void ModelClient::on_response(std::uint64_t request_id, net::HttpResponse const &response, core::Instant now)
{
    if (!requests_.contains(request_id)) {
        return;
    }
    core::ModelAnswer const answer =
        response.too_large        ? core::ModelAnswer(core::ModelRefusal{"the reply is too large", {}})
        : response.curl_code != 0 ? core::transport_failure(response.curl_code)
                                  : core::read_answer(response.status, response.body, response.retry_after);
    std::visit([&](auto const &what) { on_answer(request_id, what, now); }, answer);
}

void ModelClient::on_answer(std::uint64_t request_id, core::ModelCompletion const &answer, core::Instant now)
{
    ModelRequest &question = requests_.at(request_id);
    answered(answer.tokens, now);
    error_text_.clear();
    core::ModelText text;
    text.subject = answer.subject;
    text.body = answer.body;
    text.model = answer.model_version.empty() ? settings_.options.model : answer.model_version;
    text.input_tokens = question.tokens.input + answer.tokens.input;
    text.output_tokens = question.tokens.output + answer.tokens.output;
    text.prompt = std::move(question.prompt);
    requests_.erase(request_id);
    finished_.emplace_back(request_id, std::move(text));
}

void ModelClient::on_answer(std::uint64_t request_id, core::ModelRefusal const &answer, core::Instant now)
{
    answered(answer.tokens, now);
    requests_.at(request_id).tokens.input += answer.tokens.input;
    requests_.at(request_id).tokens.output += answer.tokens.output;
    fail(request_id, "the model rejected the request: " + answer.reason);
}

void ModelClient::on_answer(std::uint64_t request_id, core::TransientError const &answer, core::Instant now)
{
    ModelRequest &question = requests_.at(request_id);
    question.tokens.input += answer.tokens.input;
    question.tokens.output += answer.tokens.output;
    if (answer.double_output_cap) {
        answered(answer.tokens, now);
        if (std::exchange(question.doubled, true)) {
            fail(request_id, answer.why);
        } else {
            submit(request_id, question, now);
        }
        return;
    }
    count_tokens(answer.tokens, now);
    failing_since_ = failing_since_.value_or(now);
    trouble_ = answer.why;
    ++question.failures;
    question.attempts += answer.counts_attempt ? 1 : 0;
    if (question.attempts >= settings_.max_attempts) {
        error_text_ = answer.why;
        fail(request_id, answer.why);
        return;
    }
    schedule_retry(request_id, answer, now);
}

void ModelClient::schedule_retry(std::uint64_t request_id, core::TransientError const &answer, core::Instant now)
{
    ModelRequest const &question = requests_.at(request_id);
    core::Attempt const attempt{.number = question.failures,
                                .asked_wait = answer.wait,
                                .cap = answer.wait ? longest_asked_wait : longest_backoff};
    auto const wait = core::next_wait(attempt, unit_random());
    // Also for the sake of the others, when this one gives up: what the provider asks for holds for all.
    if (!answer.counts_attempt) {
        breaker_.wait_until(now, now + answer.wait.value_or(wait), answer.why);
    }
    if (now + wait >= question.first_asked + settings_.max_wait) {
        error_text_ = answer.why;
        fail(request_id, slow_model_error + answer.why);
        return;
    }
    again_.emplace(now + wait, request_id);
}

void ModelClient::on_answer(std::uint64_t request_id, core::QuotaExceeded const &answer, core::Instant now)
{
    breaker_.quota_gone_until(now, quota_returns(now), answer.why);
    error_text_ = answer.why;
    fail(request_id, "the model's daily quota is exhausted: " + answer.why);
}

void ModelClient::on_answer(std::uint64_t request_id, core::ConfigError const &answer, core::Instant now)
{
    breaker_.pause(answer.why, now + pause_between_looks);
    bad_key_ = answer.kind == core::ConfigError::Kind::bad_key;
    error_text_ = answer.why;
    fail(request_id, "the model is paused: " + answer.why);
}

/* Something came back, be it only a refusal: the model is there. */
void ModelClient::answered(core::TokenCount tokens, core::Instant now)
{
    breaker_.answered(now);
    bad_key_ = false;
    failing_since_.reset();
    count_tokens(tokens, now);
}

void ModelClient::fail(std::uint64_t request_id, std::string why)
{
    core::TokenCount const tokens = requests_.at(request_id).tokens;
    requests_.erase(request_id);
    finished_.emplace_back(request_id, core::NoModel{std::move(why), tokens.input, tokens.output});
}

void ModelClient::count_tokens(core::TokenCount tokens, core::Instant now)
{
    if (day_of(now) != token_day_) {
        token_day_ = day_of(now);
        tokens_today_ = 0;
    }
    tokens_today_ += tokens.input + tokens.output;
}

void ModelClient::count_earlier_tokens(std::int64_t tokens, core::Instant now)
{
    count_tokens({}, now);
    tokens_today_ += tokens;
}

std::string ModelClient::paused(core::Instant now) const
{
    if (!settings_.key.empty() && !headers_) {
        return invalid_key;
    }
    if (!breaker_.open(now)) {
        return breaker_.why();
    }
    return failing_since_ ? trouble_ : "";
}

bool ModelClient::key_refused(core::Instant now) const
{
    return settings_.key.empty() ? false : !headers_ || (bad_key_ && !breaker_.open(now));
}

void ModelClient::forget_all() noexcept
{
    if (client_) {
        client_->cancel_all();
    }
    requests_.clear();
    again_.clear();
    finished_.clear();
}

}  // namespace automation::engine
