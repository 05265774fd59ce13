#include "core/settings/settings_reader.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/settings/secret_reference.hpp"
#include "core/base/strings.hpp"
#include "core/settings/web_address.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core {

namespace {

json::Value read_object(std::string const &of, std::string const &text)
{
    constexpr std::size_t most_bytes = std::size_t{64} << 10U;
    auto value = json::parse(text, 8, most_bytes);
    if (!value || !value->is_object())
        throw UserError("invalid settings of " + of, "Settings must be a JSON object of at most 64 KB.",
                        "Write the settings as {\"name\": value, ...}.");
    return std::move(*value);
}

}  // namespace

SettingsReader::SettingsReader(std::string of, std::string const &json, std::span<std::string_view const> known)
    : of_(std::move(of)), object_(read_object(of_, json))
{
    check_keys(known);
}

SettingsReader::SettingsReader(std::string of, json::Value object, std::span<std::string_view const> known)
    : of_(std::move(of)), object_(std::move(object))
{
    if (!object_.is_object())
        throw UserError("invalid settings of " + of_, "Settings must be a JSON object.",
                        "Known settings: " + join(known) + ".");
    check_keys(known);
}

void SettingsReader::check_keys(std::span<std::string_view const> known) const
{
    for (auto const &item : object_.items())
        if (std::ranges::find(known, item.key()) == known.end())
            throw UserError("unknown setting " + quote_value(item.key()) + " of " + of_, "",
                            hint_for(item.key(), known, "Known settings"));
}

void SettingsReader::refuse(std::string_view key, std::string detail, std::string hint) const
{
    throw UserError("invalid setting " + quote_value(key) + " of " + of_, std::move(detail), std::move(hint));
}

json::Value const *SettingsReader::value(char const *key) const
{
    auto const found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

NullableText SettingsReader::text(char const *key, std::size_t most_bytes) const
{
    auto const *const found = value(key);
    if (found == nullptr) return std::nullopt;
    bool const fits = found->is_string() && found->get_ref<std::string const &>().size() <= most_bytes &&
                      !is_blank(found->get_ref<std::string const &>()) &&
                      sanitized(found->get_ref<std::string const &>()) == found->get_ref<std::string const &>();
    if (!fits)
        refuse(key, "The value must be one line of text of at most " + std::to_string(most_bytes) + " bytes.",
               "Write it as a JSON string without control characters, or omit it.");
    return std::string(trim(found->get_ref<std::string const &>()));
}

std::string SettingsReader::needed_text(char const *key, std::string const &hint) const
{
    auto found = text(key);
    if (!found) throw UserError("setting " + quote_value(key) + " of " + of_ + " is missing", "", hint);
    return std::move(*found);
}

NullableText SettingsReader::secret(char const *key) const
{
    auto const *const found = value(key);
    if (found == nullptr || (found->is_object() && found->empty())) return std::nullopt;
    std::string reference = json::dump(*found);
    try {
        (void)read_secret_reference(reference);
    } catch (UserError const &error) {
        refuse(key, error.detail(), error.hint());
    }
    return reference;
}

std::string SettingsReader::needed_secret(char const *key) const
{
    auto found = secret(key);
    if (!found)
        throw UserError("setting " + quote_value(key) + " of " + of_ + " is missing", "",
                        "Name the secret: {\"env\": \"AUTOMATION_...\"} or {\"file\": \"name\"}.");
    return std::move(*found);
}

std::optional<int> SettingsReader::number(char const *key, int least, int most) const
{
    auto const *const found = value(key);
    if (found == nullptr) return std::nullopt;
    bool const fits = found->is_number_integer() && *found >= least && *found <= most;
    if (!fits)
        refuse(key, "", "Write a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return found->get<int>();
}

NullableText SettingsReader::address(char const *key, bool machine) const
{
    auto url = text(key, 2'000);
    if (!url) return std::nullopt;
    if (auto const why = problem_with_address(*url, machine); !why.empty())
        refuse(key, std::string(why),
               "Write an https address without user and fragment, for example https://example.com/path.");
    return url;
}

std::string SettingsReader::base_address(char const *key, char const *usual) const
{
    std::string url = address(key, true).value_or(usual);
    if (url.find('?') != std::string::npos)
        refuse(key, "The address has a query.", std::string("Write an address such as ") + usual + ", or omit it.");
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

SendPolicy SettingsReader::policy() const
{
    SendPolicy policy;
    if (auto const doubt = text("on_doubt")) {
        static constexpr std::array<std::string_view, 2> choices{"retry", "hold"};
        if (std::ranges::find(choices, *doubt) == choices.end())
            refuse("on_doubt", "The setting decides what happens if the provider may have a message but did not reply.",
                   hint_for(*doubt, choices, "Write one of these"));
        policy.on_ambiguous = *doubt == "hold" ? SendPolicy::OnAmbiguous::hold : SendPolicy::OnAmbiguous::retry;
    }
    policy.max_connections = number("max_connections", 1, 100).value_or(policy.max_connections);
    return policy;
}

std::string header_secret(std::string_view key, std::string secret)
{
    if (!is_header_value(secret))
        throw UserError(
            ErrorCode::wrong_state, "the secret behind " + quote_value(key) + " cannot be sent",
            "The secret is blank, or contains a line break or another character that is not allowed in a header.",
            "Write it on one line, in ASCII.");
    return secret;
}

bool is_header_value(std::string_view value) noexcept
{
    return !is_blank(value) && std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace automation::core
