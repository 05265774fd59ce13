#include "core/settings/secret_reference.hpp"

#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <string_view>

namespace automation::core {

namespace {

constexpr char forms[] =
    "Write {\"env\": \"AUTOMATION_...\"} for a variable of the server's environment, or {\"file\": \"name\"} for a "
    "file "
    "in automation.secrets_dir.";

bool is_word(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

SecretReference in_environment(std::string const &name)
{
    // Only what was put there for us: others' secrets stand in a server's environment, too.
    constexpr std::string_view prefix = "AUTOMATION_";
    if (!name.starts_with(prefix) || name.size() == prefix.size() || name.size() > 200 ||
        !std::ranges::all_of(name, is_word)) {
        throw UserError("invalid secret: environment variable " + quote_value(name),
                        "The name must begin with AUTOMATION_ and contain only letters, digits and _.", forms);
    }
    return {SecretReference::Kind::environment, name};
}

SecretReference in_file(std::string const &name)
{
    bool const fits = !name.empty() && name.size() <= 200 && name.front() != '.' &&
                      std::ranges::all_of(name, [](char c) { return is_word(c) || c == '.' || c == '-'; });
    if (!fits) {
        throw UserError("invalid secret: file " + quote_value(name),
                        "The name must have no path, consist of letters, digits, _, - and ., and not begin with a dot.",
                        forms);
    }
    return {SecretReference::Kind::file, name};
}

}  // namespace

SecretReference read_secret_reference(std::string const &json)
{
    auto const value = json::parse(json);
    if (value && value->is_object() && value->empty()) {
        return {};
    }
    if (value && value->is_string() && !trim(value->get_ref<std::string const &>()).empty()) {
        return {SecretReference::Kind::plain, value->get<std::string>()};
    }
    if (value && value->is_object() && value->size() == 1 && value->begin()->is_string()) {
        auto const &name = value->begin()->get_ref<std::string const &>();
        if (value->begin().key() == "env") return in_environment(name);
        if (value->begin().key() == "file") return in_file(name);
    }
    if (value && value->is_string()) {
        throw UserError("invalid secret", "The text is blank.", forms);
    }
    if (!value || !value->is_object()) {
        throw UserError("invalid secret", "The value is neither an object nor a text.", forms);
    }
    throw UserError("invalid secret", "The object must have exactly one key, env or file, whose value is a name.",
                    forms);
}

}  // namespace automation::core
