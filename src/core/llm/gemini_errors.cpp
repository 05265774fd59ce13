#include "core/llm/gemini_errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/base/utf8.hpp"
#include "core/base/strings.hpp"

namespace automation::core {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds longest_wait = std::chrono::hours(1);
constexpr milliseconds wait_without_details{5'000};
constexpr milliseconds wait_per_minute{60'000};
constexpr std::size_t message_length = 300;

/** An error as the API words it; empty where the body was something else. */
struct ApiError {
    bool from_api = false;
    bool has_details = false;
    std::string status, message;
    std::string lowered;  ///< the message, for looking into
    std::vector<std::string> reasons, quota_ids;
    std::optional<milliseconds> delay;

    [[nodiscard]] bool says(std::string_view words) const { return lowered.find(words) != std::string::npos; }
    [[nodiscard]] bool has_reason(std::string_view reason) const { return std::ranges::count(reasons, reason) > 0; }
};

std::string text_of(json::Value const &object, char const *key)
{
    auto const found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json::Value const *member(json::Value const &object, char const *key)
{
    if (!object.is_object()) return nullptr;
    auto const found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

void read_detail(json::Value const &detail, ApiError &error)
{
    if (!detail.is_object()) return;
    std::string const type = text_of(detail, "@type");
    if (type.ends_with(".RetryInfo")) {
        error.delay = read_delay(text_of(detail, "retryDelay"));
    } else if (type.ends_with(".ErrorInfo")) {
        error.reasons.push_back(text_of(detail, "reason"));
    } else if (auto const *violations = member(detail, "violations"); violations != nullptr && violations->is_array()) {
        for (auto const &violation : *violations)
            if (violation.is_object()) error.quota_ids.push_back(text_of(violation, "quotaId"));
    }
}

std::optional<milliseconds> delay_in_words(std::string_view message)
{
    constexpr std::string_view words = "retry in ";
    auto const at = message.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    auto rest = message.substr(at + words.size());
    rest = rest.substr(0, rest.find_first_not_of("0123456789.hms"));
    while (rest.ends_with('.'))
        rest.remove_suffix(1);
    return read_delay(rest);
}

ApiError parse_error(json::Value const &body)
{
    ApiError error;
    auto const *const found = member(body.is_array() && !body.empty() ? body.front() : body, "error");
    if (found == nullptr || !found->is_object()) return error;
    error.from_api = true;
    error.status = text_of(*found, "status");
    error.message = text_of(*found, "message");
    error.lowered = lower_ascii(error.message);
    if (auto const *details = member(*found, "details"); details != nullptr && details->is_array()) {
        error.has_details = !details->empty();
        for (auto const &detail : *details)
            read_detail(detail, error);
    }
    if (!error.delay) error.delay = delay_in_words(error.lowered);
    return error;
}

std::string describe(int http_status, ApiError const &error)
{
    std::string text = "HTTP " + std::to_string(http_status);
    if (!error.status.empty()) text += ' ' + visible_line(error.status, 40);
    if (!error.message.empty()) text += ": " + safe_message(error.message);
    if (!error.from_api) text += " (not a reply of the Gemini API)";
    return text;
}

bool is_daily(std::string_view quota_id)
{
    return quota_id.find("PerDay") != std::string_view::npos || quota_id.find("Daily") != std::string_view::npos;
}

bool account_is_empty(ApiError const &error)
{
    bool const credits = error.says("credit") && (error.says("deplet") || error.says("exhaust") || error.says("prepa"));
    bool const limit = error.says("spend") && (error.says("limit") || error.says("cap"));
    return error.has_reason("BILLING_DISABLED") || credits || limit;
}

ModelAnswer too_many_requests(ApiError const &error, std::string why, std::optional<milliseconds> header_delay)
{
    if (std::ranges::any_of(error.quota_ids, is_daily)) return QuotaExceeded{.why = std::move(why), .daily = true};
    if (account_is_empty(error)) return ConfigError{.why = std::move(why), .kind = ConfigError::Kind::billing};
    auto wait = error.delay ? error.delay : header_delay;
    if (!wait) wait = error.has_details ? wait_per_minute : wait_without_details;
    return TransientError{.why = std::move(why), .wait = wait, .counts_attempt = false, .tokens = {}};
}

ModelAnswer bad_request(ApiError const &error, std::string why)
{
    using Kind = ConfigError::Kind;
    bool const too_large = error.says("token count") && error.says("exceed");
    if (too_large) return ModelRefusal{.reason = "too large: " + why, .tokens = {}};
    if (error.has_reason("API_KEY_INVALID") || error.says("api key not valid") || error.says("api key expired"))
        return ConfigError{.why = std::move(why), .kind = Kind::bad_key};
    bool const billing = error.status == "FAILED_PRECONDITION" && error.says("billing");
    return ConfigError{.why = std::move(why), .kind = billing ? Kind::billing : Kind::config};
}

ModelAnswer forbidden(ApiError const &error, std::string why)
{
    using Kind = ConfigError::Kind;
    bool const not_the_key = error.has_reason("SERVICE_DISABLED") || !error.from_api;
    auto const kind = account_is_empty(error) ? Kind::billing : not_the_key ? Kind::config : Kind::bad_key;
    return ConfigError{.why = std::move(why), .kind = kind};
}

ModelAnswer decide(int status, ApiError const &error, std::optional<milliseconds> header_delay)
{
    using Kind = ConfigError::Kind;
    std::string why = describe(status, error);
    auto const wait = error.delay ? error.delay : header_delay;
    switch (status) {
        case 400:
            return bad_request(error, std::move(why));
        case 401:
            return ConfigError{.why = std::move(why), .kind = Kind::bad_key};
        case 402:
            return ConfigError{.why = std::move(why), .kind = Kind::billing};
        case 403:
            return forbidden(error, std::move(why));
        case 404:  // one in HTML comes from a wrong base URL
            return ConfigError{.why = std::move(why), .kind = error.from_api ? Kind::model_gone : Kind::config};
        case 408:
        case 499:
            return TransientError{.why = std::move(why), .wait = wait, .tokens = {}};
        case 413:
            return ModelRefusal{.reason = "too large: " + why, .tokens = {}};
        case 429:
            return too_many_requests(error, std::move(why), header_delay);
        default:
            break;
    }
    if (status >= 300 && status < 500) return ConfigError{.why = std::move(why), .kind = Kind::config};
    return TransientError{.why = std::move(why), .wait = wait, .counts_attempt = status != 503, .tokens = {}};
}

/** "AIza…" and every other long run of letters with digits: what a key, a token or a hash looks like. */
bool looks_like_key(std::string_view word)
{
    constexpr std::size_t shortest = 24;
    auto const has = [&](char from, char to) {
        return std::ranges::any_of(word, [=](char c) { return c >= from && c <= to; });
    };
    return word.size() >= shortest && has('0', '9') && (has('a', 'z') || has('A', 'Z'));
}

bool may_be_in_key(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}  // namespace

std::optional<milliseconds> read_delay(std::string_view text) noexcept
{
    struct Unit {
        std::string_view name;
        double milliseconds;
    };
    static constexpr std::array<Unit, 4> units{{{"ms", 1.0}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}}};
    if (text.empty() || text.size() > 40) return std::nullopt;
    double total = 0;
    while (!text.empty()) {
        double amount = 0;
        auto const [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
        if (error != std::errc() || !std::isfinite(amount) || std::signbit(amount)) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        auto const unit = std::ranges::find_if(units, [&](Unit const &u) { return text.starts_with(u.name); });
        if (unit == units.end()) return std::nullopt;
        text.remove_prefix(unit->name.size());
        total += amount * unit->milliseconds;
    }
    return milliseconds(std::llround(std::min(std::ceil(total), static_cast<double>(longest_wait.count()))));
}

std::string safe_message(std::string_view message)
{
    std::string out;
    std::string const line = visible_line(message, message_length * 2);
    for (std::string_view rest = line; !rest.empty();) {
        auto const end = static_cast<std::size_t>(std::ranges::find_if_not(rest, may_be_in_key) - rest.begin());
        auto const word = rest.substr(0, end);
        out += looks_like_key(word) ? "[removed]" : word;
        if (end < rest.size()) out += rest[end];
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    return std::string(truncated(out, message_length));
}

ModelAnswer read_error(int http_status, json::Value const &body, std::optional<std::chrono::seconds> retry_after)
{
    std::optional<milliseconds> header_delay;
    if (retry_after)
        header_delay = std::clamp<milliseconds>(std::min<std::chrono::seconds>(*retry_after, std::chrono::hours(1)),
                                                milliseconds(0), longest_wait);
    return decide(http_status, parse_error(body), header_delay);
}

ModelAnswer read_error(int http_status, std::string_view body, std::optional<std::chrono::seconds> retry_after)
{
    constexpr std::size_t max_bytes = 1U << 20U;
    return read_error(http_status, json::parse(body, json::default_depth, max_bytes).value_or(json::Value()),
                      retry_after);
}

}  // namespace automation::core
