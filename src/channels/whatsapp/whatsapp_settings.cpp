#include "channels/whatsapp/whatsapp_settings.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/settings/settings_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace automation::channels {

namespace {

using Parameter = WhatsAppTemplate::Parameter;

constexpr std::array<std::string_view, 7> known{"phone_number_id",
                                                "access_token",
                                                "api_version",
                                                "base_url",
                                                "template",
                                                core::SettingsReader::on_ambiguous,
                                                core::SettingsReader::max_connections};
constexpr std::array<std::string_view, 4> known_of_template{"name", "languages", "parameters", "fallback_name"};
constexpr std::array<std::string_view, 3> parameter_names{"name", "business", "body"};

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_lower(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

/** "v23.0" */
bool is_version(std::string_view text) noexcept
{
    auto const point = text.find('.');
    if (!text.starts_with('v') || point == std::string_view::npos || text.size() > 8) return false;
    auto const major = text.substr(1, point - 1);
    auto const minor = text.substr(point + 1);
    return !major.empty() && !minor.empty() && std::ranges::all_of(major, is_digit) &&
           std::ranges::all_of(minor, is_digit);
}

/** "de", "en_US", "zh_CN", "fil": as Meta lists them. */
bool is_language(std::string_view text) noexcept
{
    auto const base = text.substr(0, text.find('_'));
    if (base.size() < 2 || base.size() > 3 || !std::ranges::all_of(base, is_lower)) return false;
    auto const rest = text.substr(std::min(text.size(), base.size() + 1));
    auto const is_upper = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); };
    bool const region = rest.size() >= 2 && rest.size() <= 3 && std::ranges::all_of(rest, is_upper);
    return text.size() == base.size() || region;
}

/** The words of a list; none when it is no list of words. */
std::optional<std::vector<std::string>> words_of(core::json::Value const *list, std::size_t most)
{
    if (list == nullptr || !list->is_array() || list->size() > most) return std::nullopt;
    std::vector<std::string> words;
    for (auto const &item : *list) {
        if (!item.is_string()) return std::nullopt;
        words.push_back(item.get<std::string>());
    }
    return words;
}

std::vector<std::string> read_languages(core::SettingsReader const &reader)
{
    auto words = words_of(reader.value("languages"), 100);
    if (!words || words->empty() || !std::ranges::all_of(*words, is_language))
        reader.refuse("languages",
                      "The setting lists the languages in which the template is approved, the default first.",
                      "Write for example [\"en_US\", \"de\"], spelled as the template manager of Meta shows them.");
    return std::move(*words);
}

std::vector<Parameter> read_parameters(core::SettingsReader const &reader)
{
    if (reader.value("parameters") == nullptr) return {};
    auto const words = words_of(reader.value("parameters"), 20);
    if (!words)
        reader.refuse("parameters", "The setting lists the values of {{1}}, {{2}} and so on.",
                      "Write a list of these: " + core::join(parameter_names) + ".");
    std::vector<Parameter> parameters;
    for (auto const &word : *words) {
        auto const found = std::ranges::find(parameter_names, word);
        if (found == parameter_names.end())
            reader.refuse("parameters", "", core::hint_for(word, parameter_names, "Known parameters"));
        parameters.push_back(static_cast<Parameter>(found - parameter_names.begin()));
    }
    return parameters;
}

std::optional<WhatsAppTemplate> read_template(core::SettingsReader const &around)
{
    auto const *const object = around.value("template");
    if (object == nullptr) return std::nullopt;
    core::SettingsReader const reader("the template of a whatsapp channel", *object, known_of_template);
    WhatsAppTemplate result;
    constexpr char hint[] = "Write the name of an approved template: lower-case letters, digits and _.";
    result.name = reader.needed_text("name", hint);
    if (!std::ranges::all_of(result.name, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; }))
        reader.refuse("name", "", hint);
    result.languages = read_languages(reader);
    result.parameters = read_parameters(reader);
    result.fallback_name = reader.text("fallback_name", 100);
    return result;
}

}  // namespace

WhatsAppSettings read_whatsapp_settings(std::string const &json)
{
    core::SettingsReader const reader("a whatsapp channel", json, known);
    WhatsAppSettings settings;
    constexpr char hint[] = "Write the id of the sender's number, as the app dashboard of Meta shows it: digits only.";
    settings.phone_number_id = reader.needed_text("phone_number_id", hint);
    if (settings.phone_number_id.size() > 30 || !std::ranges::all_of(settings.phone_number_id, is_digit))
        reader.refuse("phone_number_id", "The value must be the id of the telephone number, not the number.", hint);
    settings.access_token = reader.needed_secret("access_token");
    settings.api_version = reader.text("api_version").value_or("v23.0");
    if (!is_version(settings.api_version))
        reader.refuse("api_version", "", "Write a version such as v23.0, or omit it.");
    settings.base_url = reader.base_address("base_url", "https://graph.facebook.com");
    settings.outside = read_template(reader);
    settings.policy = reader.policy();
    return settings;
}

}  // namespace automation::channels
