/* fuzz_provider_answer.cpp — an answer of any content from Twilio, WhatsApp or a webhook: read without harm, and what
 * is read may be stored and shown.
 *
 * Input: the HTTP status in two bytes (big-endian), then the body.
 */
#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "channels/twilio/twilio.hpp"
#include "channels/webhook/webhook.hpp"
#include "channels/whatsapp/whatsapp.hpp"
#include "fuzz/input.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <curl/curl.h>

using namespace automation::core;
using namespace automation::channels;
namespace net = automation::net;
using automation::fuzz::must;
using Kind = SendOutcome::Kind;

namespace {

void check_line(std::string const &text, std::size_t most)
{
    must(is_utf8(text) && text.size() <= most);
    must(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }));
}

void check(SendOutcome const &outcome, net::HttpResponse const &response)
{
    check_line(outcome.code, 40);
    check_line(outcome.detail, 2'000);
    check_line(outcome.provider_message_id, 800);
    bool const good = response.status >= 200 && response.status < 300;
    must(good || (outcome.kind != Kind::accepted && outcome.provider_message_id.empty()));
    must(outcome.kind == Kind::accepted || !outcome.code.empty());
    must(outcome.kind == Kind::refused || (!outcome.bad_address && !outcome.opted_out && !outcome.blocked_window));
    must(outcome.kind == Kind::try_again || !outcome.once_more);
    must(!outcome.wait || (outcome.wait->count() >= 0 && *outcome.wait <= std::chrono::hours(24)));
}

void read(net::HttpResponse const &response)
{
    check(twilio::classify(response), response);
    check(whatsapp::classify(response), response);
    check(webhook::classify(response), response);
    if (transfer_of(response) == Transfer::interrupted)
        must(twilio::classify(response).kind == Kind::unknown && whatsapp::classify(response).kind == Kind::unknown);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    if (size < 2) return 0;
    int const status = data[0] << 8U | data[1];
    std::string const body(automation::fuzz::text_of(data + 2, size - 2));
    read({.status = status, .body = body, .retry_after = std::chrono::seconds(static_cast<std::int64_t>(size) << 20U)});
    read({.curl_code = CURLE_RECV_ERROR, .status = status, .body = body, .error = body, .sent = true});
    read({.status = 201, .body = json::dump({{"sid", body}, {"messages", json::Value::array({{{"id", body}}})}})});
    read({.status = 400, .body = json::dump({{"code", status}, {"message", body}})});
    read({.status = 400, .body = json::dump({{"error", {{"code", status}, {"message", body}}}})});
    return 0;
}
