#include "channels/whatsapp/whatsapp.hpp"

#include "core/base/utf8.hpp"
#include "core/crm/contact_address.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "core/base/user_agent.hpp"

#include <algorithm>

namespace automation::channels::whatsapp {

using Kind = SendOutcome::Kind;

namespace {

SendOutcome refused(char const *code, std::string detail)
{
    return {.kind = Kind::refused, .code = code, .detail = std::move(detail)};
}

/** What Meta takes as a parameter: one line, no run of blanks, not too long. */
std::string flat(std::string_view text)
{
    return core::visible_line(text, longest_parameter, core::Joiners::keep);
}

std::string parameter(WhatsAppTemplate const &approved, WhatsAppTemplate::Parameter which, Delivery const &delivery)
{
    using Parameter = WhatsAppTemplate::Parameter;
    switch (which) {
        case Parameter::name:
            return flat(core::nonblank(delivery.recipient_name)
                            .value_or(core::nonblank(approved.fallback_name).value_or(std::string_view())));
        case Parameter::business:
            return flat(delivery.business_name.value_or(""));
        case Parameter::body:
            break;
    }
    return flat(delivery.body);
}

std::variant<core::json::Value, SendOutcome> template_message(WhatsAppTemplate const &approved,
                                                              Delivery const &delivery)
{
    core::json::Value parameters = core::json::Value::array();
    for (auto const which : approved.parameters) {
        std::string const text = parameter(approved, which, delivery);
        if (text.empty()) {
            return refused("empty parameter", "parameter " + std::to_string(parameters.size() + 1) +
                                                  " of the template would be empty, which WhatsApp does not accept");
        }
        parameters.push_back({{"type", "text"}, {"text", text}});
    }
    core::json::Value message = {{"name", approved.name},
                                 {"language", {{"code", language_for(approved, delivery.language)}}}};
    if (!parameters.empty())
        message["components"] = core::json::Value::array({{{"type", "body"}, {"parameters", std::move(parameters)}}});
    return message;
}

std::variant<core::json::Value, SendOutcome> content(WhatsAppSettings const &settings, Delivery const &delivery,
                                                     core::Instant now)
{
    if (core::is_blank(delivery.body)) return refused("100", "the text is empty");
    if (window_open(delivery, now)) {
        if (auto const length = core::count_code_points(delivery.body); length > longest_body)
            return refused("100",
                           "the text has " + std::to_string(length) + " characters, but WhatsApp accepts at most 4096");
        return core::json::Value{{"type", "text"}, {"text", {{"preview_url", false}, {"body", delivery.body}}}};
    }
    if (!settings.outside) {
        SendOutcome outcome = refused("131047",
                                      "the recipient has not written for 24 hours, and the channel has no "
                                      "approved template");
        outcome.blocked_window = true;
        return outcome;
    }
    auto message = template_message(*settings.outside, delivery);
    if (auto *const outcome = std::get_if<SendOutcome>(&message)) return std::move(*outcome);
    return core::json::Value{{"type", "template"}, {"template", std::get<core::json::Value>(std::move(message))}};
}

/** As Meta writes it: pt-BR is pt_BR there. Only for comparing. */
std::string comparable(std::string_view language)
{
    std::string tag = core::lower_ascii(language);
    std::ranges::replace(tag, '-', '_');
    return tag;
}

std::string base_of(std::string const &tag)
{
    return tag.substr(0, tag.find('_'));
}

}  // namespace

bool window_open(Delivery const &delivery, core::Instant now) noexcept
{
    return delivery.last_inbound_at && now < *delivery.last_inbound_at + std::chrono::hours(24);
}

std::string const &language_for(WhatsAppTemplate const &approved, core::NullableText const &language)
{
    std::string const wanted = comparable(language.value_or(""));
    auto const same = [&](auto const &of) {
        return std::ranges::find_if(approved.languages,
                                    [&](std::string const &one) { return of(comparable(one)) == of(wanted); });
    };
    auto found = same([](std::string const &tag) { return tag; });
    if (found == approved.languages.end()) found = same(base_of);
    return found == approved.languages.end() ? approved.languages.front() : *found;
}

OutgoingRequest build_request(WhatsAppSettings const &settings, std::string_view token, Delivery const &delivery,
                              core::Instant now)
{
    auto const number_of_recipient = core::phone_number(delivery.recipient, {}, core::NoPrefix::local);
    if (!number_of_recipient) {
        return refused("131009", "the recipient is not a number in international format, such as +14155550100");
    }
    std::string const &to = *number_of_recipient;
    auto message = content(settings, delivery, now);
    if (auto *const outcome = std::get_if<SendOutcome>(&message)) return std::move(*outcome);
    auto &body = std::get<core::json::Value>(message);
    body["messaging_product"] = "whatsapp";
    body["recipient_type"] = "individual";
    body["to"] = to;
    body["biz_opaque_callback_data"] = delivery.key;
    auto request =
        provider_request(settings.base_url + "/" + settings.api_version + "/" + settings.phone_number_id + "/messages");
    request.headers = {"Authorization: Bearer " + std::string(token), "Content-Type: application/json",
                       "Accept: application/json", core::user_agent_header};
    request.body = core::json::dump(body);
    return request;
}

}  // namespace automation::channels::whatsapp
