#include "worker/model_desk.hpp"

#include "worker/random.hpp"

#include <algorithm>

#include "pg/zone.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t largest_answer = std::size_t{1} << 20U;
constexpr auto pause_between_looks = 15min;  // a key may have been mended at the provider's
constexpr auto pause_between_probes = 60s;
constexpr auto longest_backoff = 60s;
constexpr auto longest_asked_wait = 1h;
constexpr char impatience[] = "no answer from the model within gemini_patience: ";
constexpr char odd_key[] = "the key for the model holds characters that no key has";

std::int64_t day_of(core::Instant moment)
{
    return std::chrono::floor<std::chrono::days>(moment).time_since_epoch().count();
}

core::Instant quota_returns(core::Instant now)
{
    core::Zone const *const zone = pg::find_zone("America/Los_Angeles");
    return zone == nullptr ? now + 24h : core::next_pacific_midnight(now, *zone);
}

}  // namespace

ModelDesk::ModelDesk(ModelSettings settings)
{
    reconfigure(std::move(settings));
}

void ModelDesk::reconfigure(ModelSettings settings)
{
    settings_ = std::move(settings);
    headers_ = core::request_headers(settings_.key, "pg_automation/1.0");
    gate_.settings_changed();
    troubled_since_.reset();
    complaint_.clear();
    if (questions_.empty()) {
        client_.reset();  // the limits of its connections may have changed, too
    }
}

bool ModelDesk::in_long_trouble(core::Instant now) const noexcept
{
    return troubled_since_ && now - *troubled_since_ >= settings_.patience;
}

/* A run that came now would wait in vain, or for longer than it may. */
bool ModelDesk::out_of_patience(core::Instant now) const noexcept
{
    auto const opens = gate_.opens_at(now);
    bool const opens_too_late = opens && *opens - now >= settings_.patience;
    return opens_too_late || (in_long_trouble(now) && (now < next_probe_ || !gate_.open(now)));
}

std::optional<std::string> ModelDesk::unavailable(core::Instant now) const
{
    if (settings_.key.empty()) {
        return "no key for the model is set";
    }
    if (!headers_) {
        return odd_key;
    }
    if (settings_.daily_tokens > 0 && day_of(now) == token_day_ && tokens_today_ >= settings_.daily_tokens) {
        return "gemini_daily_tokens is used up";
    }
    if (gate_.hopeless(now)) {
        return "the model is paused: " + gate_.why();
    }
    if (out_of_patience(now)) {
        return impatience + trouble_;
    }
    return std::nullopt;
}

std::size_t ModelDesk::places(core::Instant now) const
{
    if (!gate_.open(now) || questions_.size() >= settings_.max_in_flight) {
        return 0;
    }
    // In trouble, one question at a time finds out whether it is over.
    std::size_t const free = settings_.max_in_flight - questions_.size();
    return in_long_trouble(now) ? std::min<std::size_t>(free, 1) : free;
}

void ModelDesk::ask(std::uint64_t ticket, core::Prompt prompt, core::Instant now)
{
    if (in_long_trouble(now)) {
        next_probe_ = now + pause_between_probes;
    }
    core::TokenCount const spent = prompt.earlier ? prompt.earlier->tokens : core::TokenCount{};
    auto const [at, is_new] =
        questions_.insert_or_assign(ticket, Question{.prompt = std::move(prompt), .first_asked = now, .tokens = spent});
    submit(ticket, at->second, now);
}

void ModelDesk::submit(std::uint64_t ticket, Question const &question, core::Instant now)
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
    auto const patience_left =
        std::chrono::ceil<std::chrono::milliseconds>(question.first_asked + settings_.patience - now);
    request.timeout = std::min(settings_.timeout, std::max(patience_left, 1ms));
    request.max_response_bytes = largest_answer;
    // Who may set the base URL decides whether it is encrypted; for users it is out of reach.
    request.allow_plain_http = options.base_url.starts_with("http://");
    request.ca_file = settings_.ca_file;
    client_->submit(ticket, std::move(request));
}

std::optional<std::chrono::milliseconds> ModelDesk::timeout(core::Instant now) const
{
    std::optional<std::chrono::milliseconds> soonest = client_ ? client_->timeout() : std::nullopt;
    auto const at_most = [&](core::Instant moment) {
        auto const left = std::max(std::chrono::ceil<std::chrono::milliseconds>(moment - now), 0ms);
        soonest = std::min(soonest.value_or(left), left);
    };
    if (!again_.empty()) {
        at_most(again_.begin()->first);
    }
    if (auto const opens = gate_.opens_at(now)) {
        at_most(*opens);
    }
    if (troubled_since_ && !in_long_trouble(now)) {
        at_most(*troubled_since_ + settings_.patience);  // what waits for a place need not wait any longer then
    }
    return soonest;
}

void ModelDesk::work(core::Instant now)
{
    while (!again_.empty() && again_.begin()->first <= now) {
        std::uint64_t const ticket = again_.begin()->second;
        again_.erase(again_.begin());
        if (auto const question = questions_.find(ticket); question != questions_.end()) {
            submit(ticket, question->second, now);
        }
    }
    if (!client_) {
        return;
    }
    client_->on_ready();
    client_->on_timeout();
    for (auto const &[ticket, response] : client_->take_finished()) {
        on_response(ticket, response, now);
    }
}

std::vector<std::pair<std::uint64_t, core::ModelSource>> ModelDesk::take_finished()
{
    return std::exchange(finished_, {});
}

void ModelDesk::on_response(std::uint64_t ticket, net::HttpResponse const &response, core::Instant now)
{
    if (!questions_.contains(ticket)) {
        return;
    }
    core::ModelAnswer const answer =
        response.too_large        ? core::ModelAnswer(core::Refused{"the answer is too large", {}})
        : response.curl_code != 0 ? core::transport_failure(response.curl_code)
                                  : core::read_answer(response.status, response.body, response.retry_after);
    std::visit([&](auto const &what) { on_answer(ticket, what, now); }, answer);
}

void ModelDesk::on_answer(std::uint64_t ticket, core::Written const &answer, core::Instant now)
{
    Question &question = questions_.at(ticket);
    answered(answer.tokens, now);
    complaint_.clear();
    core::ModelText text;
    text.subject = answer.subject;
    text.body = answer.body;
    text.model = answer.model_version.empty() ? settings_.options.model : answer.model_version;
    text.input_tokens = question.tokens.input + answer.tokens.input;
    text.output_tokens = question.tokens.output + answer.tokens.output;
    text.prompt = std::move(question.prompt);
    questions_.erase(ticket);
    finished_.emplace_back(ticket, std::move(text));
}

void ModelDesk::on_answer(std::uint64_t ticket, core::Refused const &answer, core::Instant now)
{
    answered(answer.tokens, now);
    questions_.at(ticket).tokens.input += answer.tokens.input;
    questions_.at(ticket).tokens.output += answer.tokens.output;
    give_up(ticket, "the model refused: " + answer.reason);
}

void ModelDesk::on_answer(std::uint64_t ticket, core::TryAgain const &answer, core::Instant now)
{
    Question &question = questions_.at(ticket);
    question.tokens.input += answer.tokens.input;
    question.tokens.output += answer.tokens.output;
    if (answer.double_output_cap) {
        answered(answer.tokens, now);
        if (std::exchange(question.doubled, true)) {
            give_up(ticket, answer.why);
        } else {
            submit(ticket, question, now);
        }
        return;
    }
    count_tokens(answer.tokens, now);
    troubled_since_ = troubled_since_.value_or(now);
    trouble_ = answer.why;
    ++question.failures;
    question.attempts += answer.counts_attempt ? 1 : 0;
    if (question.attempts >= settings_.max_attempts) {
        complaint_ = answer.why;
        give_up(ticket, answer.why);
        return;
    }
    ask_later(ticket, answer, now);
}

void ModelDesk::ask_later(std::uint64_t ticket, core::TryAgain const &answer, core::Instant now)
{
    Question const &question = questions_.at(ticket);
    core::Attempt const attempt{.number = question.failures,
                                .asked_wait = answer.wait,
                                .cap = answer.wait ? longest_asked_wait : longest_backoff};
    auto const wait = core::next_wait(attempt, unit_random());
    // Also for the sake of the others, when this one gives up: what the provider asks for holds for all.
    if (!answer.counts_attempt) {
        gate_.wait_until(now, now + answer.wait.value_or(wait), answer.why);
    }
    if (now + wait >= question.first_asked + settings_.patience) {
        complaint_ = answer.why;
        give_up(ticket, impatience + answer.why);
        return;
    }
    again_.emplace(now + wait, ticket);
}

void ModelDesk::on_answer(std::uint64_t ticket, core::QuotaGone const &answer, core::Instant now)
{
    gate_.quota_gone_until(now, quota_returns(now), answer.why);
    complaint_ = answer.why;
    give_up(ticket, "the model's daily quota is used up: " + answer.why);
}

void ModelDesk::on_answer(std::uint64_t ticket, core::Paused const &answer, core::Instant now)
{
    gate_.pause(answer.why, now + pause_between_looks);
    complaint_ = answer.why;
    give_up(ticket, "the model is paused: " + answer.why);
}

/* Something came back, be it only a refusal: the model is there. */
void ModelDesk::answered(core::TokenCount tokens, core::Instant now)
{
    gate_.answered(now);
    troubled_since_.reset();
    count_tokens(tokens, now);
}

void ModelDesk::give_up(std::uint64_t ticket, std::string why)
{
    core::TokenCount const tokens = questions_.at(ticket).tokens;
    questions_.erase(ticket);
    finished_.emplace_back(ticket, core::NoModel{std::move(why), tokens.input, tokens.output});
}

void ModelDesk::count_tokens(core::TokenCount tokens, core::Instant now)
{
    if (day_of(now) != token_day_) {
        token_day_ = day_of(now);
        tokens_today_ = 0;
    }
    tokens_today_ += tokens.input + tokens.output;
}

void ModelDesk::count_earlier_tokens(std::int64_t tokens, core::Instant now)
{
    count_tokens({}, now);
    tokens_today_ += tokens;
}

std::string ModelDesk::paused(core::Instant now) const
{
    if (!settings_.key.empty() && !headers_) {
        return odd_key;
    }
    if (!gate_.open(now)) {
        return gate_.why();
    }
    return troubled_since_ ? trouble_ : "";
}

void ModelDesk::forget_all() noexcept
{
    if (client_) {
        client_->cancel_all();
    }
    questions_.clear();
    again_.clear();
    finished_.clear();
}

}  // namespace automation::worker
