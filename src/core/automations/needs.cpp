#include "core/automations/needs.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/mail_address.hpp"
#include "core/json/parsed_documents.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

constexpr std::array<std::string_view, 7> columns{"name",     "email",    "phone",           "source",
                                                  "timezone", "language", "attributes.<key>"};
constexpr std::string_view attributes = "attributes.";
constexpr std::size_t most_needs = 20;

bool has_text(NullableText const &value)
{
    return nonblank(value).has_value();
}

bool has_attribute(Lead const &lead, FieldName const &field)
{
    auto const document = json::parse_document(lead.attributes);
    json::Node const *const node = document ? document->at(field.path) : nullptr;
    return node != nullptr && node->kind != json::Kind::null &&
           !(node->kind == json::Kind::string && is_blank(node->text));
}

bool has(Lead const &lead, FieldName const &field)
{
    switch (field.column) {
        case Column::name:
            return has_text(lead.name);
        case Column::email:
            return has_text(lead.email) && usable_mail_address(trim(*lead.email));
        case Column::phone:
            return lead.phone && phone_number(*lead.phone, lead.country, NoPrefix::local);
        case Column::source:
            return has_text(lead.source);
        case Column::timezone:
            return has_text(lead.timezone);
        case Column::language:
            return has_text(lead.language);
        default:
            return has_attribute(lead, field);
    }
}

Need need_named(std::string const &name)
{
    bool const attribute = name.starts_with(attributes) && name.size() > attributes.size();
    if (!attribute && (name == columns.back() || std::ranges::find(columns, name) == columns.end())) {
        throw UserError("needs cannot have " + quote_value(name), "No run can wait for it.",
                        hint_for(name, columns, "Write columns of the lead, as in [\"email\"]. Known are"));
    }
    return {name, field_named(name)};
}

}  // namespace

std::vector<Need> read_needs(std::span<std::string const> names)
{
    if (names.size() > most_needs) {
        throw UserError("needs has " + std::to_string(names.size()) + " entries", "",
                        "Write at most " + std::to_string(most_needs) + ".");
    }
    std::vector<Need> needs;
    for (std::string const &name : names) {
        if (std::ranges::find(needs, name, &Need::name) == needs.end()) {
            needs.push_back(need_named(name));
        }
    }
    return needs;
}

std::vector<std::string> names_of_needs(std::optional<std::string> const &json)
{
    std::vector<std::string> names;
    auto const list = json ? json::parse_exact(*json) : std::nullopt;
    for (json::Node const &item : list ? list->children : std::vector<json::Node>()) {
        if (item.kind != json::Kind::null) {
            names.push_back(item.text);
        }
    }
    return names;
}

Need const *first_missing(std::span<Need const> needs, Lead const &lead)
{
    auto const missing = std::ranges::find_if(needs, [&](Need const &need) { return !has(lead, need.field); });
    return missing == needs.end() ? nullptr : &*missing;
}

}  // namespace automation::core
