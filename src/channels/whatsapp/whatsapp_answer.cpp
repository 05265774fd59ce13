/* whatsapp_answer.cpp — the numbers of Meta's errors, and what each makes us do. */
#include "core/llm/gemini_errors.hpp"
#include "core/json/json.hpp"
#include "channels/common/error_codes.hpp"
#include "channels/whatsapp/whatsapp.hpp"

#include <limits>

namespace automation::channels::whatsapp {

using Kind = SendOutcome::Kind;

namespace {

using Hours = decltype(ErrorCodeRule::wait);

constexpr ErrorCodeRule rules[] = {
    {0, 0, Kind::channel_broken, "the access token is not accepted"},
    {1, 1, Kind::try_again, "an error inside the API"},
    {2, 2, Kind::try_again, "the service is not available"},
    {3, 3, Kind::channel_broken, "the app may not use the API"},
    {4, 4, Kind::channel_waits, "the app sends too many requests"},
    {10, 10, Kind::channel_broken, "the permission is missing"},
    {100, 100, Kind::refused, "a parameter is not accepted"},
    {190, 190, Kind::channel_broken, "the access token has expired or was withdrawn"},
    {200, 299, Kind::channel_broken, "the permission is missing"},
    {368, 368, Kind::channel_broken, "the account is blocked for violating a policy"},
    {80007, 80007, Kind::channel_waits, "the account sends too many requests"},
    {130429, 130429, Kind::channel_waits, "too many messages at once"},
    {131000, 131000, Kind::try_again, "an unknown error"},
    {131008, 131008, Kind::refused, "a parameter is missing"},
    {131009, 131009, Kind::refused, "a parameter is not valid"},
    {131016, 131016, Kind::try_again, "the service is not available"},
    {131026, 131026, Kind::refused, "the message cannot be delivered to this number"},
    {131031, 131031, Kind::channel_broken, "the account is locked"},
    {131042, 131042, Kind::channel_broken, "the account's payment does not work"},
    {131047, 131047, Kind::refused, "the recipient has not written for 24 hours", ErrorFlag::window},
    {131048, 131048, Kind::channel_broken, "the number is limited for spam"},
    {131049, 131049, Kind::try_again, "the recipient has received too much advertising", ErrorFlag::once, Hours(24)},
    {131050, 131050, Kind::refused, "the recipient has opted out of advertising", ErrorFlag::opted_out},
    {131051, 131051, Kind::refused, "this type of message is not supported"},
    {131056, 131056, Kind::try_again, "too many messages to this number"},
    {131057, 131057, Kind::try_again, "the account is under maintenance"},
    {132000, 132000, Kind::refused, "the template has another number of parameters"},
    {132001, 132001, Kind::refused, "there is no such template in this language"},
    {132005, 132005, Kind::refused, "the template's text becomes too long"},
    {132007, 132007, Kind::refused, "the template violates a policy"},
    {132012, 132012, Kind::refused, "a parameter of the template has another format"},
    {132015, 132015, Kind::refused, "the template is paused"},
    {132016, 132016, Kind::refused, "the template is disabled"},
    {133004, 133004, Kind::try_again, "the server is not available"},
    {133010, 133010, Kind::channel_broken, "the number is not registered"},
};

constexpr int no_such_object = 33;  // subcode of 100: nothing has this phone_number_id, or the token may not see it

core::json::Value const *member(core::json::Value const &object, char const *key)
{
    auto const found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::optional<int> number_in(core::json::Value const &object, char const *key)
{
    auto const *const found = member(object, key);
    bool const fits =
        found != nullptr && found->is_number_integer() && *found >= 0 && *found <= std::numeric_limits<int>::max();
    return fits ? std::optional(found->get<int>()) : std::nullopt;
}

std::string words_in(core::json::Value const &object, char const *key)
{
    auto const *const found = member(object, key);
    return found != nullptr && found->is_string() ? core::safe_message(found->get_ref<std::string const &>())
                                                  : std::string();
}

SendOutcome read_error(net::HttpResponse const &response, core::json::Value const &error)
{
    auto const code = number_in(error, "code");
    auto const *const rule = code ? error_code_rule(*code, rules) : nullptr;
    if (rule == nullptr) {
        SendOutcome outcome = by_status(response);
        if (code) outcome.code = std::to_string(*code);
        outcome.detail = status_code(response.status);
        if (auto const said = words_in(error, "message"); !said.empty()) outcome.detail += ": " + said;
        return outcome;
    }
    SendOutcome outcome = outcome_of(*rule, *code, asked_wait(response));
    if (*code == 100 && number_in(error, "error_subcode") == no_such_object) {
        outcome.kind = Kind::channel_broken;
        outcome.detail = "there is no such phone_number_id for this access token";
    }
    return outcome;
}

std::string message_id(core::json::Value const &document)
{
    auto const *const messages = member(document, "messages");
    if (messages == nullptr || !messages->is_array() || messages->empty() || !messages->front().is_object()) return {};
    auto const *const id = member(messages->front(), "id");
    return id != nullptr && id->is_string() ? safe_id(id->get_ref<std::string const &>()) : std::string();
}

}  // namespace

SendOutcome classify(net::HttpResponse const &response)
{
    if (auto outcome = without_answer(response, Repeat::harmful)) return std::move(*outcome);
    auto document = core::json::parse(response.body);
    core::json::Value const object =
        document && document->is_object() ? std::move(*document) : core::json::Value::object();
    bool const good = response.status >= 200 && response.status < 300;
    if (auto const *const error = member(object, "error"); error != nullptr && error->is_object())
        return read_error(response, *error);
    if (!good) return read_error(response, core::json::Value::object());
    std::string id = message_id(object);
    if (!id.empty()) return {.kind = Kind::accepted, .provider_message_id = std::move(id)};
    return {.kind = Kind::unknown, .code = status_code(response.status), .detail = "a reply that is not WhatsApp's"};
}

}  // namespace automation::channels::whatsapp
