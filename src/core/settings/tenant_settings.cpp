#include "core/settings/tenant_settings.hpp"

#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"

namespace automation::core {

namespace {

[[noreturn]] void not_for_tenants(std::string const &what, char const *why, char const *hint)
{
    throw UserError(ErrorCode::not_permitted, "permission denied to set " + what,
                    std::string("The role is limited to a tenant, and ") + why, hint);
}

/* {"env": "..."} or {"file": "..."} */
bool names_secret(json::Value const &value)
{
    return value.is_object() && value.size() == 1 && value.begin()->is_string() &&
           (value.begin().key() == "env" || value.begin().key() == "file");
}

void check(std::string const &key, json::Value const &value)
{
    constexpr char ask[] = "Omit it, or let the owner of the tables set it.";
    if (value.is_null()) return;
    if (names_secret(value))
        not_for_tenants(quote_value(key), "the server's environment and files contain the secrets of all tenants.",
                        "Write the secret itself as a string, or let the owner of the tables name it.");
    if (key == "ca_file") not_for_tenants(quote_value(key), "it names a file of the server.", ask);
    if (key == "base_url")
        not_for_tenants(quote_value(key), "it would redirect requests to a host of the role's choice.", ask);
    if (value.is_object())
        for (auto const &item : value.items())
            check(item.key(), item.value());
}

}  // namespace

void check_settings_of_tenant(std::string_view provider, std::string const &settings_json)
{
    auto const settings = json::parse(settings_json);
    if (!settings || !settings->is_object()) return;
    for (auto const &item : settings->items())
        check(item.key(), item.value());
    if (provider == "smtp" && settings->value("public_only", json::Value()) != json::Value(true))
        not_for_tenants("the host of an smtp channel", "the server could be made to connect to private hosts.",
                        "Add \"public_only\": true, which rejects private addresses.");
}

void check_source_of_tenant(std::string const &secret_json, NullableText const &base_url)
{
    if (auto const secret = json::parse(secret_json)) check("secret", *secret);
    if (base_url) check("base_url", json::Value(*base_url));
}

}  // namespace automation::core
