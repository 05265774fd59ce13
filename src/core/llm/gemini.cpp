#include "core/llm/gemini.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "core/base/utf8.hpp"
#include "core/base/escape.hpp"
#include "core/llm/gemini_errors.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "core/base/transfer_error.hpp"
#include "core/base/user_agent.hpp"

namespace automation::core {

namespace {

constexpr std::size_t max_answer_bytes = 4U << 20U;

std::string model_path(std::string_view model)
{
    for (std::string_view const collection : {"models/", "tunedModels/"})
        if (model.starts_with(collection))
            return std::string(collection) + percent_encoded(model.substr(collection.size()));
    return "models/" + percent_encoded(model);
}

json::Value answer_schema()
{
    return {{"type", "OBJECT"},
            {"properties", {{"subject", {{"type", "STRING"}}}, {"body", {{"type", "STRING"}}}}},
            {"required", {"subject", "body"}},
            {"propertyOrdering", {"subject", "body"}}};
}

json::Value const *member(json::Value const &value, char const *key)
{
    if (!value.is_object()) return nullptr;
    auto const found = value.find(key);
    return found == value.end() ? nullptr : &*found;
}

std::string text_of(json::Value const &value, char const *key)
{
    auto const *const found = member(value, key);
    return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

int count_of(json::Value const &usage, char const *key)
{
    constexpr std::int64_t most = std::numeric_limits<int>::max() / 4;  // so that two of them can be added
    auto const *const found = member(usage, key);
    if (found == nullptr || !found->is_number_integer()) return 0;
    if (found->is_number_unsigned())
        return static_cast<int>(std::min<std::uint64_t>(found->get<std::uint64_t>(), most));
    return static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 0, most));
}

TokenCount tokens_of(json::Value const &answer)
{
    auto const *const usage = member(answer, "usageMetadata");
    if (usage == nullptr) return {};
    return {.input = count_of(*usage, "promptTokenCount"),
            .output = count_of(*usage, "candidatesTokenCount") + count_of(*usage, "thoughtsTokenCount")};
}

json::Value const *first_candidate(json::Value const &answer)
{
    auto const *const candidates = member(answer, "candidates");
    return candidates != nullptr && candidates->is_array() && !candidates->empty() ? &candidates->front() : nullptr;
}

/** All text that is not thought; parts of other kinds are none of ours. */
std::string text_in(json::Value const &candidate)
{
    std::string text;
    auto const *const content = member(candidate, "content");
    auto const *const parts = content == nullptr ? nullptr : member(*content, "parts");
    if (parts == nullptr || !parts->is_array()) return text;
    for (auto const &part : *parts) {
        auto const *const thought = member(part, "thought");
        if (thought == nullptr || !thought->is_boolean() || !thought->get<bool>()) text += text_of(part, "text");
    }
    return text;
}

/** Reasons that say "unfinished" or "garbled": another try, with more room, may do better. */
bool is_incomplete(std::string_view finish_reason)
{
    static constexpr std::array<std::string_view, 6> reasons{"MAX_TOKENS",           "CONTINUATION",
                                                             "MALFORMED_RESPONSE",   "MALFORMED_FUNCTION_CALL",
                                                             "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"};
    return std::ranges::count(reasons, finish_reason) > 0;
}

bool is_complete(std::string_view finish_reason)
{
    return finish_reason.empty() || finish_reason == "STOP" || finish_reason == "FINISH_REASON_UNSPECIFIED";
}

ModelAnswer unusable(std::string why, TokenCount tokens)
{
    return TransientError{.why = std::move(why), .wait = {}, .double_output_cap = true, .tokens = tokens};
}

ModelAnswer read_text(json::Value const &answer, json::Value const &candidate, std::string finish_reason)
{
    TokenCount const tokens = tokens_of(answer);
    std::string const text = text_in(candidate);
    if (is_blank(text)) return unusable("the reply contains no text", tokens);
    auto const written = json::parse(text);
    auto const *const subject = written ? member(*written, "subject") : nullptr;
    auto const *const body = written ? member(*written, "body") : nullptr;
    if (subject == nullptr || body == nullptr || !subject->is_string() || !body->is_string())
        return unusable("the reply is not a JSON object with subject and body", tokens);

    ModelCompletion result{.subject = subject->get<std::string>(),
                           .body = body->get<std::string>(),
                           .model_version = visible_line(text_of(answer, "modelVersion"), 100),
                           .tokens = tokens,
                           .finish_reason = std::move(finish_reason)};
    bool const storable = (result.subject + result.body).find('\0') == std::string::npos;
    if (!storable) return unusable("the reply contains a NUL character", tokens);
    return result;
}

ModelAnswer read_success(json::Value const &answer)
{
    if (auto const *feedback = member(answer, "promptFeedback"); feedback != nullptr) {
        auto const reason = visible_line(text_of(*feedback, "blockReason"), 40);
        if (!reason.empty()) return ModelRefusal{.reason = "blocked: " + reason, .tokens = tokens_of(answer)};
    }
    auto const *const candidate = first_candidate(answer);
    if (candidate == nullptr) return unusable("the reply contains no candidate", tokens_of(answer));
    auto reason = visible_line(text_of(*candidate, "finishReason"), 40);
    if (is_complete(reason)) return read_text(answer, *candidate, std::move(reason));
    if (is_incomplete(reason)) return unusable("the reply is incomplete: " + reason, tokens_of(answer));
    return ModelRefusal{.reason = "blocked: " + reason, .tokens = tokens_of(answer)};
}

int error_code_in(json::Value const &answer)
{
    auto const *const error = member(answer, "error");
    return error == nullptr ? 0 : count_of(*error, "code");
}

}  // namespace

std::string choose_base_url(std::string_view setting, char const *environment)
{
    if (!is_blank(setting)) return std::string(trim(setting));
    if (environment != nullptr && !is_blank(environment)) return std::string(trim(environment));
    return std::string(default_base_url);
}

std::string request_url(ModelOptions const &options)
{
    std::string url = choose_base_url(options.base_url, nullptr);
    if (url.ends_with('/')) url.pop_back();
    return url + '/' + percent_encoded(options.api_version) + '/' + model_path(options.model) + ":generateContent";
}

std::string request_body(Prompt const &prompt, ModelOptions const &options)
{
    auto const text_part = [](std::string const &text) { return json::Value::array({{{"text", text}}}); };
    json::Value config = {{"responseMimeType", "application/json"}, {"responseSchema", answer_schema()}};
    if (options.max_output_tokens) config["maxOutputTokens"] = *options.max_output_tokens;
    if (options.thinking_level) config["thinkingConfig"] = {{"thinkingLevel", *options.thinking_level}};
    json::Value user = {{"role", "user"}, {"parts", text_part(prompt.user)}};
    return json::dump({{"contents", json::Value::array({std::move(user)})},
                       {"systemInstruction", {{"role", "user"}, {"parts", text_part(prompt.system)}}},
                       {"generationConfig", std::move(config)}});
}

std::optional<std::vector<std::string>> request_headers(std::string_view key)
{
    auto const printable = [](char c) { return c > ' ' && c < '\x7F'; };
    key = trim(key);
    if (key.empty() || !std::ranges::all_of(key, printable)) return std::nullopt;
    return std::vector<std::string>{"content-type: application/json", "x-goog-api-key: " + std::string(key),
                                    user_agent_header};
}

ModelAnswer read_answer(int http_status, std::string_view body, std::optional<std::chrono::seconds> retry_after)
{
    if (http_status < 200 || http_status > 299) return read_error(http_status, body, retry_after);
    if (body.size() > max_answer_bytes)
        return TransientError{.why = "the reply is too large", .wait = {}, .tokens = {}};
    auto const answer = json::parse(body, json::default_depth, max_answer_bytes);
    if (!answer || !answer->is_object())
        return TransientError{.why = "the reply is not a JSON object", .wait = {}, .tokens = {}};
    if (int const code = error_code_in(*answer); code != 0) return read_error(code, *answer, retry_after);
    return read_success(*answer);
}

ModelAnswer transport_failure(int curl_code)
{
    TransferError const error = transfer_error(curl_code);
    std::string why =
        "no reply from the model: " + std::string(error.words) + " (curl " + std::to_string(curl_code) + ")";
    if (error.problem == TransferProblem::unreachable || error.problem == TransferProblem::interrupted)
        return TransientError{.why = std::move(why), .wait = {}, .tokens = {}};
    return ConfigError{.why = std::move(why), .kind = ConfigError::Kind::config};
}

}  // namespace automation::core
