#include "channels/twilio/twilio.hpp"

#include "core/base/base64.hpp"
#include "core/base/utf8.hpp"
#include "core/crm/contact_address.hpp"
#include "core/base/escape.hpp"
#include "core/llm/gemini_errors.hpp"
#include "core/json/json.hpp"
#include "channels/common/error_codes.hpp"
#include "core/base/strings.hpp"
#include "core/base/user_agent.hpp"

namespace automation::channels::twilio {

using Kind = SendOutcome::Kind;

namespace {

// Twilio's dictionary of errors. Those from 30001 on come as a rule later, by its callback.
constexpr ErrorCodeRule rules[] = {
    {10001, 10001, Kind::channel_broken, "the account is not active"},
    {20003, 20003, Kind::channel_broken, "the credentials are wrong"},
    {20005, 20005, Kind::channel_broken, "the account is not active"},
    {20404, 20404, Kind::channel_broken, "there is no such account or service"},
    {20429, 20429, Kind::channel_waits, "too many requests"},
    {21211, 21211, Kind::refused, "the recipient is not a valid number", ErrorFlag::bad_address},
    {21408, 21408, Kind::refused, "the account may not send to this region"},
    {21606, 21606, Kind::refused, "the sender cannot send to this number"},
    {21610, 21610, Kind::refused, "the recipient has opted out", ErrorFlag::opted_out},
    {21611, 21611, Kind::channel_waits, "the sender's queue is full"},
    {21612, 21612, Kind::refused, "messages from this sender to this number are not possible"},
    {21614, 21614, Kind::refused, "the recipient is not a mobile number", ErrorFlag::bad_address},
    {21617, 21617, Kind::refused, "the text is too long"},
    {21660, 21660, Kind::channel_broken, "the sender does not belong to the account"},
    {30001, 30001, Kind::try_again, "the queue is full"},
    {30002, 30002, Kind::channel_broken, "the account is suspended"},
    {30003, 30003, Kind::refused, "the telephone cannot be reached"},
    {30004, 30004, Kind::refused, "the recipient or the network blocks the message"},
    {30005, 30005, Kind::refused, "the number is unknown", ErrorFlag::bad_address},
    {30006, 30006, Kind::refused, "a landline, or a network that accepts no messages", ErrorFlag::bad_address},
    {30007, 30007, Kind::refused, "a network filtered the message"},
    {30008, 30008, Kind::try_again, "an unknown error", ErrorFlag::once},
    {30034, 30034, Kind::refused, "the sender is not registered"},
    {30036, 30036, Kind::refused, "the validity period expired"},
    {63016, 63016, Kind::refused, "outside the 24-hour window of WhatsApp", ErrorFlag::window},
    {63018, 63018, Kind::try_again, "too many messages at once"},
};

SendOutcome refused(char const *code, std::string detail)
{
    return {.kind = Kind::refused, .code = code, .detail = std::move(detail)};
}

void add(std::string &form, std::string_view name, std::string_view value)
{
    if (!form.empty()) form += '&';
    ((form += name) += '=') += core::percent_encoded(value);
}

std::string form_of(TwilioSettings const &settings, std::string const &to, std::string_view body)
{
    std::string form;
    add(form, "To", to);
    if (settings.from)
        add(form, "From", *settings.from);
    else
        add(form, "MessagingServiceSid", settings.messaging_service_sid.value_or(""));
    add(form, "Body", body);
    if (settings.status_callback) add(form, "StatusCallback", *settings.status_callback);
    if (settings.validity_period) add(form, "ValidityPeriod", std::to_string(*settings.validity_period));
    return form;
}

std::string text_in(core::json::Value const &object, char const *key)
{
    auto const found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int code_in(core::json::Value const &object, char const *key)
{
    auto const found = object.find(key);
    bool const fits = found != object.end() && found->is_number_integer() && *found > 0 && *found < 1'000'000;
    return fits ? found->get<int>() : 0;
}

SendOutcome read_error(net::HttpResponse const &response, core::json::Value const &object, int code)
{
    if (auto const *const rule = error_code_rule(code, rules)) return outcome_of(*rule, code, asked_wait(response));
    SendOutcome outcome = by_status(response);
    if (code != 0) outcome.code = std::to_string(code);
    outcome.detail = status_code(response.status);
    if (auto const said = core::safe_message(text_in(object, "message")); !said.empty()) outcome.detail += ": " + said;
    return outcome;
}

SendOutcome read_success(net::HttpResponse const &response, core::json::Value const &object)
{
    if (int const code = code_in(object, "error_code"); code != 0) return read_error(response, object, code);
    std::string sid = safe_id(text_in(object, "sid"));
    if (!sid.empty()) return {.kind = Kind::accepted, .provider_message_id = std::move(sid)};
    return {.kind = Kind::unknown, .code = status_code(response.status), .detail = "a reply that is not Twilio's"};
}

}  // namespace

OutgoingRequest build_request(TwilioSettings const &settings, std::string_view secret, Delivery const &delivery)
{
    auto const number_of_recipient = core::phone_number(delivery.recipient, {}, core::NoPrefix::local);
    if (!number_of_recipient) {
        return refused("21211", "the recipient is not a number in international format, such as +14155550100");
    }
    std::string const &to = *number_of_recipient;
    if (core::is_blank(delivery.body)) return refused("21602", "the text is empty");
    if (auto const length = core::count_code_points(delivery.body); length > longest_body)
        return refused("21617",
                       "the text has " + std::to_string(length) + " characters, but Twilio accepts at most 1600");
    auto request =
        provider_request(settings.base_url + "/2010-04-01/Accounts/" + settings.account_sid + "/Messages.json");
    request.headers = {"Authorization: Basic " + core::base64(settings.user + ":" + std::string(secret)),
                       "Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
                       core::user_agent_header};
    request.body = form_of(settings, to, delivery.body);
    return request;
}

SendOutcome classify(net::HttpResponse const &response)
{
    if (auto outcome = without_answer(response, Repeat::harmful)) return std::move(*outcome);
    auto document = core::json::parse(response.body);
    core::json::Value const object =
        document && document->is_object() ? std::move(*document) : core::json::Value::object();
    if (response.status >= 200 && response.status < 300) return read_success(response, object);
    return read_error(response, object, code_in(object, "code"));
}

}  // namespace automation::channels::twilio
