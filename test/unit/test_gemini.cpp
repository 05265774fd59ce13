/* test_gemini.cpp — the wire format, and what every kind of answer makes us do. */
#include "core/llm/gemini.hpp"

#include <type_traits>

#include <gtest/gtest.h>

#include "core/llm/gemini_errors.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Prompt simple_prompt()
{
    Prompt prompt;
    prompt.system = "You write \"mail\"";
    prompt.user = "GOAL: greet\n<data-1>\n{}\n</data-1>";
    return prompt;
}

/** The kind of answer a test expects, or a failure that says which one came. */
template <class Kind>
Kind expect(ModelAnswer const &answer)
{
    if (auto const *found = std::get_if<Kind>(&answer)) return *found;
    std::string const was = std::visit(
        [](auto const &other) -> std::string {
            using Other = std::decay_t<decltype(other)>;
            if constexpr (std::is_same_v<Other, ModelCompletion>)
                return "written: " + other.body;
            else if constexpr (std::is_same_v<Other, ModelRefusal>)
                return "refused: " + other.reason;
            else if constexpr (std::is_same_v<Other, TransientError>)
                return "try again: " + other.why;
            else if constexpr (std::is_same_v<Other, QuotaExceeded>)
                return "quota gone: " + other.why;
            else
                return "paused: " + other.why;
        },
        answer);
    ADD_FAILURE() << "another kind of answer, " << was;
    return {};
}

std::string answer_with(std::string const &text, std::string const &finish = "STOP")
{
    return json::dump(
        {{"candidates", json::Value::array({{{"content", {{"parts", json::Value::array({{{"text", text}}})}}},
                                             {"finishReason", finish}}})},
         {"usageMetadata", {{"promptTokenCount", 10}, {"candidatesTokenCount", 5}, {"thoughtsTokenCount", 25}}},
         {"modelVersion", "gemini-3.5-flash-lite"}});
}

std::string const good_text = R"({"subject":"Hi","body":"Hello Ann"})";

std::string error_body(int code, std::string const &status, std::string const &message, json::Value const &details = {})
{
    json::Value error = {{"code", code}, {"status", status}, {"message", message}};
    if (!details.is_null()) error["details"] = details;
    return json::dump({{"error", error}});
}

json::Value retry_info(std::string const &delay)
{
    return {{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", delay}};
}

json::Value quota(std::string const &id)
{
    return {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
            {"violations", json::Value::array({{{"quotaMetric", "m"}, {"quotaId", id}, {"quotaValue", "2"}}})}};
}

TEST(GeminiUrl, follows_the_sdk)
{
    EXPECT_EQ(request_url({}),
              "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite:generateContent");
    ModelOptions options;
    options.base_url = "http://127.0.0.1:8080/prefix/";
    options.api_version = "v1";
    options.model = "models/gemini-4-argon";
    EXPECT_EQ(request_url(options), "http://127.0.0.1:8080/prefix/v1/models/gemini-4-argon:generateContent");
    options.model = "tunedModels/mine";
    EXPECT_TRUE(request_url(options).ends_with("/v1/tunedModels/mine:generateContent"));
}

TEST(GeminiUrl, lets_no_model_name_out_of_its_segment)
{
    ModelOptions options;
    options.model = "models/../../x?key=1#\r\n y";
    EXPECT_TRUE(request_url(options).ends_with("/models/..%2F..%2Fx%3Fkey%3D1%23%0D%0A%20y:generateContent"));
}

TEST(GeminiUrl, prefers_the_setting_to_the_environment)
{
    EXPECT_EQ(choose_base_url("https://a", "https://b"), "https://a");
    EXPECT_EQ(choose_base_url(" ", "https://b"), "https://b");
    EXPECT_EQ(choose_base_url("", nullptr), default_base_url);
}

TEST(GeminiRequest, is_what_the_sdk_sends)
{
    auto const expected = json::parse(R"({
        "contents":[{"role":"user","parts":[{"text":"GOAL: greet\n<data-1>\n{}\n</data-1>"}]}],
        "systemInstruction":{"role":"user","parts":[{"text":"You write \"mail\""}]},
        "generationConfig":{"maxOutputTokens":2048,"responseMimeType":"application/json",
          "responseSchema":{"type":"OBJECT",
            "properties":{"subject":{"type":"STRING"},"body":{"type":"STRING"}},
            "required":["subject","body"],"propertyOrdering":["subject","body"]}}})");
    ASSERT_TRUE(expected);
    auto const sent = json::parse(request_body(simple_prompt(), {}));
    ASSERT_TRUE(sent);
    EXPECT_EQ(*sent, *expected) << sent->dump(1);
}

TEST(GeminiRequest, thinks_and_limits_only_when_asked)
{
    ModelOptions options;
    options.max_output_tokens.reset();
    options.thinking_level = "LOW";
    auto const sent = json::parse(request_body(simple_prompt(), options));
    ASSERT_TRUE(sent);
    EXPECT_FALSE((*sent)["generationConfig"].contains("maxOutputTokens"));
    EXPECT_EQ((*sent)["generationConfig"]["thinkingConfig"], json::Value({{"thinkingLevel", "LOW"}}));
}

TEST(GeminiRequest, is_valid_even_when_a_text_is_no_utf8)
{
    Prompt prompt = simple_prompt();
    prompt.user = "a\xFF z";
    EXPECT_TRUE(json::parse(request_body(prompt, {})));
}

TEST(GeminiHeaders, carry_the_key_trimmed)
{
    auto const headers = request_headers(" key-1\n");
    ASSERT_TRUE(headers);
    EXPECT_EQ(*headers, (std::vector<std::string>{"content-type: application/json", "x-goog-api-key: key-1",
                                                  "User-Agent: pg_automation"}));
}

TEST(GeminiHeaders, refuse_a_key_that_is_none)
{
    for (std::string_view const key : {"", "  ", "a\r\nx: y", "a\nb", "a b", "a\x01", "k\xC3\xA9y", "a\x7F"})
        EXPECT_FALSE(request_headers(key)) << testing::PrintToString(key);
    EXPECT_FALSE(request_headers(std::string_view("a\0b", 3)));
}

TEST(GeminiAnswer, takes_subject_body_and_counts_thoughts_as_output)
{
    auto const written = expect<ModelCompletion>(read_answer(200, answer_with(good_text)));
    EXPECT_EQ(written.subject, "Hi");
    EXPECT_EQ(written.body, "Hello Ann");
    EXPECT_EQ(written.model_version, "gemini-3.5-flash-lite");
    EXPECT_EQ(written.tokens.input, 10);
    EXPECT_EQ(written.tokens.output, 30);
    EXPECT_EQ(written.finish_reason, "STOP");
}

TEST(GeminiAnswer, joins_parts_and_leaves_thoughts_and_strangers_out)
{
    auto const written = expect<ModelCompletion>(read_answer(200, R"({"candidates":[{"content":{"role":"model","parts":[
        {"text":"thinking {","thought":true},{"text":"{\"subject\":\"S\","},{"inlineData":{}},7,
        {"text":"\"body\":\"B\"}","thoughtSignature":"x"}]},"finishReason":"STOP"}]})"));
    EXPECT_EQ(written.subject, "S");
    EXPECT_EQ(written.body, "B");
    EXPECT_EQ(written.tokens.output, 0);
}

TEST(GeminiAnswer, refuses_blocked_prompts_and_texts_without_a_retry)
{
    auto const prompt = expect<ModelRefusal>(
        read_answer(200, R"({"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9}})"));
    EXPECT_EQ(prompt.reason, "blocked: SAFETY");
    EXPECT_EQ(prompt.tokens.input, 9);
    for (auto const *reason :
         {"SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "SOMETHING_NEW"})
        EXPECT_EQ(expect<ModelRefusal>(read_answer(200, answer_with(good_text, reason))).reason,
                  std::string("blocked: ") + reason);
}

TEST(GeminiAnswer, asks_once_more_with_more_room_when_the_text_is_unusable)
{
    for (auto const &body :
         {answer_with(R"({"subject":"Hi","bo)", "MAX_TOKENS"), answer_with(good_text, "MALFORMED_RESPONSE"),
          answer_with(good_text, "CONTINUATION"), answer_with("Sure! Here is"), answer_with(""),
          answer_with(R"({"subject":1,"body":"x"})"), answer_with(R"({"subject":"x"})"), answer_with(R"(["a"])"),
          answer_with(R"({"subject":"x","body":"a\u0000b"})"), answer_with(std::string(100, '[')),
          std::string(R"({"candidates":[]})"),
          std::string(R"({"candidates":[{"finishReason":"MAX_TOKENS","content":{}}]})"),
          std::string(R"({"candidates":[{"finishReason":"STOP"}]})"), std::string("{}")}) {
        auto const again = expect<TransientError>(read_answer(200, body));
        EXPECT_TRUE(again.double_output_cap) << body;
        EXPECT_TRUE(again.counts_attempt) << body;
    }
}

TEST(GeminiAnswer, survives_bodies_of_any_kind)
{
    for (auto const &body :
         {std::string(), std::string("<html>502</html>"), std::string("{\"candidates\":\"\xFF\xFE\"}"),
          std::string(200'000, '['), std::string(10U << 20U, 'x'), std::string("null"), std::string("[]")})
        for (int const status : {200, 400, 404, 429, 500, 503})
            static_cast<void>(read_answer(status, body));
    EXPECT_FALSE(expect<TransientError>(read_answer(200, "<html>")).double_output_cap);
    EXPECT_TRUE(expect<TransientError>(read_answer(200, "{\"candidates\":\"\xFF\"}")).counts_attempt);
}

TEST(GeminiAnswer, bounds_token_counts)
{
    auto const written = expect<ModelCompletion>(read_answer(200, R"({"candidates":[{"content":{"parts":[{"text":
        "{\"subject\":\"S\",\"body\":\"B\"}"}]}}],"usageMetadata":{"promptTokenCount":-5,
        "candidatesTokenCount":18446744073709551615,"thoughtsTokenCount":9223372036854775807}})"));
    EXPECT_EQ(written.tokens.input, 0);
    EXPECT_GT(written.tokens.output, 0);
}

TEST(GeminiAnswer, reads_an_error_in_a_200)
{
    auto const body = error_body(429, "RESOURCE_EXHAUSTED", "slow down");
    EXPECT_FALSE(expect<TransientError>(read_answer(200, body)).counts_attempt);
}

TEST(GeminiError, waits_as_retry_info_says_and_counts_no_attempt)
{
    auto const body = error_body(429, "RESOURCE_EXHAUSTED", "Please retry in 9s.",
                                 json::Value::array({quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
                                                     retry_info("34.074824224s")}));
    auto const again = expect<TransientError>(read_answer(429, body));
    EXPECT_EQ(again.wait, 34'075ms);
    EXPECT_FALSE(again.counts_attempt);
    EXPECT_FALSE(again.double_output_cap);
}

TEST(GeminiError, finds_the_wait_in_the_words_or_takes_a_usual_one)
{
    auto const per_minute = json::Value::array({quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier")});
    auto const wait = [](std::string const &body) { return expect<TransientError>(read_answer(429, body)).wait; };
    EXPECT_EQ(wait(error_body(429, "RESOURCE_EXHAUSTED", "x\nPlease retry in 56.185908122s.", per_minute)), 56'186ms);
    EXPECT_EQ(wait(error_body(429, "RESOURCE_EXHAUSTED", "Please retry in 500ms.", per_minute)), 500ms);
    EXPECT_EQ(wait(error_body(429, "RESOURCE_EXHAUSTED", "no hint", per_minute)), 60s);
    EXPECT_EQ(wait(error_body(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")), 5s);
    EXPECT_EQ(wait("<html>too many</html>"), 5s);
    EXPECT_EQ(expect<TransientError>(read_answer(429, "<html>", 17s)).wait, 17s);
    EXPECT_EQ(expect<TransientError>(read_answer(429, "", std::chrono::seconds::max())).wait, 1h);
}

TEST(GeminiError, believes_a_daily_quota_more_than_a_short_delay)
{
    auto const body =
        error_body(429, "RESOURCE_EXHAUSTED", "Please retry in 5s.",
                   json::Value::array({quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
                                       quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), retry_info("5s")}));
    EXPECT_TRUE(expect<QuotaExceeded>(read_answer(429, body)).daily);
}

TEST(GeminiError, tells_an_empty_account_from_a_busy_minute)
{
    auto const plan = error_body(429, "RESOURCE_EXHAUSTED",
                                 "You exceeded your current quota, please check your plan and billing details.");
    expect<TransientError>(read_answer(429, plan));
    auto const credits = error_body(429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.");
    EXPECT_EQ(expect<ConfigError>(read_answer(429, credits)).kind, ConfigError::Kind::billing);
    auto const spend = error_body(429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.");
    EXPECT_EQ(expect<ConfigError>(read_answer(429, spend)).kind, ConfigError::Kind::billing);
}

TEST(GeminiError, pauses_where_only_a_change_helps)
{
    auto const kind = [](int status, std::string const &body) {
        return expect<ConfigError>(read_answer(status, body)).kind;
    };
    using Kind = ConfigError::Kind;
    auto const reason = [](char const *text) {
        return json::Value::array(
            {{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", text}, {"domain", "googleapis.com"}}});
    };
    EXPECT_EQ(kind(400, error_body(400, "INVALID_ARGUMENT", "x", reason("API_KEY_INVALID"))), Kind::bad_key);
    EXPECT_EQ(kind(400, error_body(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")),
              Kind::bad_key);
    EXPECT_EQ(kind(400, error_body(400, "INVALID_ARGUMENT", "Unknown name \"foo\": Cannot find field.")), Kind::config);
    EXPECT_EQ(kind(400, error_body(400, "FAILED_PRECONDITION", "User location is not supported")), Kind::config);
    EXPECT_EQ(kind(400, error_body(400, "FAILED_PRECONDITION", "Enable billing on your project")), Kind::billing);
    EXPECT_EQ(kind(401, error_body(401, "UNAUTHENTICATED", "x")), Kind::bad_key);
    EXPECT_EQ(kind(403, error_body(403, "PERMISSION_DENIED", "Your API key was reported as leaked.")), Kind::bad_key);
    EXPECT_EQ(kind(403, error_body(403, "PERMISSION_DENIED", "off", reason("SERVICE_DISABLED"))), Kind::config);
    EXPECT_EQ(kind(403, "<html>proxy</html>"), Kind::config);
    EXPECT_EQ(kind(404, error_body(404, "NOT_FOUND", "models/X is not found for API version v1beta")),
              Kind::model_gone);
    EXPECT_EQ(kind(404, "<html>Not Found</html>"), Kind::config);
    EXPECT_EQ(kind(302, ""), Kind::config);
    EXPECT_EQ(kind(405, ""), Kind::config);
}

TEST(GeminiError, gives_up_on_one_prompt_that_is_too_large)
{
    auto const body =
        error_body(400, "INVALID_ARGUMENT",
                   "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).");
    expect<ModelRefusal>(read_answer(400, body));
    expect<ModelRefusal>(read_answer(413, ""));
}

TEST(GeminiError, tries_again_when_the_server_is_in_trouble)
{
    for (int const status : {408, 499, 500, 502, 504, 520, 0})
        EXPECT_TRUE(expect<TransientError>(read_answer(status, "<html>oops</html>")).counts_attempt) << status;
    auto const busy =
        expect<TransientError>(read_answer(503, error_body(503, "UNAVAILABLE", "The model is overloaded.")));
    EXPECT_FALSE(busy.counts_attempt);
    EXPECT_EQ(busy.wait, std::nullopt);
    EXPECT_EQ(busy.why, "HTTP 503 UNAVAILABLE: The model is overloaded.");
}

TEST(GeminiError, reads_errors_in_a_list)
{
    auto const body = "[" + error_body(404, "NOT_FOUND", "gone") + "]";
    EXPECT_EQ(expect<ConfigError>(read_answer(404, body)).kind, ConfigError::Kind::model_gone);
}

TEST(GeminiError, shows_a_short_clean_line_without_keys)
{
    std::string const key = "AIzaSyA1234567890abcdefghijklmnopqrstu";
    auto const body = error_body(400, "INVALID_ARGUMENT",
                                 "bad\r\nkey " + key + "\x1b[31m " + "\xE2\x80\xAE" + std::string(5'000, 'a') + " b");
    auto const why = expect<ConfigError>(read_answer(400, body)).why;
    EXPECT_EQ(why.find(key), std::string::npos);
    EXPECT_EQ(why.find_first_of("\r\n\x1b"), std::string::npos);
    EXPECT_LT(why.size(), 400U);
    EXPECT_TRUE(why.starts_with("HTTP 400 INVALID_ARGUMENT: bad key [removed]"));
    EXPECT_TRUE(is_utf8(safe_message("\xFF\xC3 \xE2\x82\xAC")));
    EXPECT_EQ(safe_message("GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
              "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
}

TEST(GeminiDelay, understands_what_is_sent_and_nothing_else)
{
    EXPECT_EQ(read_delay("56s"), 56s);
    EXPECT_EQ(read_delay("500ms"), 500ms);
    EXPECT_EQ(read_delay("0s"), 0ms);
    EXPECT_EQ(read_delay("1m2.5s"), 62'500ms);
    EXPECT_EQ(read_delay("14h32m50s"), 1h);
    EXPECT_EQ(read_delay("999999999999999999999s"), 1h);
    for (auto const *text : {"", "s", "5", "-5s", "nans", "infs", "1e9s", "5 s", "5s!", "0x5s"})
        EXPECT_EQ(read_delay(text), std::nullopt) << text;
}

TEST(TransportFailure, waits_for_what_passes_and_pauses_for_what_does_not)
{
    for (int const code : {6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 9'999})
        EXPECT_TRUE(expect<TransientError>(transport_failure(code)).counts_attempt) << code;
    for (int const code : {1, 3, 60, 77})
        EXPECT_EQ(expect<ConfigError>(transport_failure(code)).kind, ConfigError::Kind::config) << code;
}

}  // namespace
}  // namespace automation::core
