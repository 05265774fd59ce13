#include "core/conditions/condition_fields.hpp"

#include "core/base/error.hpp"
#include "core/time/time_format.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core {

namespace {

constexpr std::size_t deepest_path = 16;

using Name = std::pair<std::string_view, Column>;
constexpr std::array<Name, 18> lead_fields{{{"id", Column::id},
                                            {"name", Column::name},
                                            {"email", Column::email},
                                            {"phone", Column::phone},
                                            {"status", Column::status},
                                            {"source", Column::source},
                                            {"timezone", Column::timezone},
                                            {"language", Column::language},
                                            {"last_contacted", Column::last_contacted},
                                            {"last_inbound_at", Column::last_inbound_at},
                                            {"silent_since", Column::silent_since},
                                            {"status_since", Column::status_since},
                                            {"created_at", Column::created_at},
                                            {"opted_out", Column::opted_out},
                                            {"ai_allowed", Column::ai_allowed},
                                            {"attributes", Column::attributes},
                                            {"external_ids", Column::external_ids},
                                            {"inside", Column::inside}}};
constexpr std::array<Name, 7> booking_fields{{{"id", Column::id},
                                              {"title", Column::title},
                                              {"location", Column::location},
                                              {"starts_at", Column::starts_at},
                                              {"ends_at", Column::ends_at},
                                              {"status", Column::status},
                                              {"details", Column::details}}};
constexpr std::array<Name, 3> message_fields{
    {{"channel", Column::channel}, {"subject", Column::subject}, {"body", Column::body}}};

constexpr std::array<std::pair<std::string_view, Scope>, 5> scopes{{{"lead", Scope::lead},
                                                                    {"old", Scope::before},
                                                                    {"new", Scope::after},
                                                                    {"booking", Scope::booking},
                                                                    {"message", Scope::message}}};

std::span<Name const> fields_of(Scope scope) noexcept
{
    switch (scope) {
        case Scope::booking:
            return booking_fields;
        case Scope::message:
            return message_fields;
        default:
            return lead_fields;
    }
}

bool is_document(Column column) noexcept
{
    return column == Column::attributes || column == Column::external_ids || column == Column::details;
}

std::vector<std::string_view> names_of(Scope scope)
{
    std::vector<std::string_view> names;
    for (auto const &[name, column] : fields_of(scope)) {
        names.push_back(name);
    }
    return names;
}

/* The scope before the dot, and what is left. `lead_status` and `booking_title` are said like in templates. */
std::pair<Scope, std::string_view> take_scope(std::string_view key) noexcept
{
    for (auto const &[word, scope] : scopes) {
        bool const spelled = key.starts_with(word) && key.size() > word.size();
        char const next = spelled ? key[word.size()] : '\0';
        if (next == '.' || (next == '_' && (scope == Scope::lead || scope == Scope::booking))) {
            return {scope, key.substr(word.size() + 1)};
        }
    }
    return {Scope::lead, key};
}

std::string nearest_to(std::string_view key, Scope scope, std::string_view rest)
{
    auto const head = rest.substr(0, rest.find('.'));
    auto const near = suggest(head, names_of(scope));
    if (!near) {
        return {};
    }
    std::string const before(key.substr(0, key.size() - rest.size()));
    return before + std::string(*near) + sanitized(truncated(rest.substr(head.size()), 80));
}

[[noreturn]] void refuse(std::string_view key, Scope scope, std::string_view rest)
{
    std::string const near = nearest_to(key, scope, rest);
    std::string const names = join(names_of(scope));
    throw UserError("unknown condition " + quote_value(key), "No field has this name.",
                    did_you_mean(near.empty() ? std::nullopt : std::optional<std::string_view>(near)) +
                        "A condition may name: " + names +
                        (scope == Scope::lead ? " (each also as lead_status or lead.status), attributes.<key>; and "
                                                "fields of old., new., booking. and message."
                                              : "."));
}

std::vector<std::string> path_of(std::string_view key, std::string_view rest)
{
    std::vector<std::string> path;
    while (!rest.empty()) {
        auto const dot = rest.find('.');
        path.emplace_back(rest.substr(0, dot));
        bool const ends_in_dot = dot != std::string_view::npos && dot + 1 == rest.size();
        if (path.back().empty() || ends_in_dot) {
            path.clear();
            break;
        }
        rest.remove_prefix(std::min(rest.size(), path.back().size() + 1));
    }
    if (path.empty()) {
        throw UserError("condition " + quote_value(key) + " does not name a key", "",
                        "Write the key after a dot, as in \"attributes.tier\".");
    }
    if (path.size() > deepest_path) {
        throw UserError("condition " + quote_value(key) + " is nested too deeply", "",
                        "An attribute may be at most 16 levels deep.");
    }
    return path;
}

}  // namespace

FieldName field_named(std::string_view key)
{
    if (key == "now") {
        return {.scope = Scope::now, .column = Column::moment, .path = {}};
    }
    auto const [scope, rest] = take_scope(key);
    auto const head = rest.substr(0, rest.find('.'));
    auto const fields = fields_of(scope);
    auto const at = std::find_if(fields.begin(), fields.end(), [&](Name const &name) { return name.first == head; });
    if (at == fields.end()) {
        refuse(key, scope, rest);
    }
    FieldName name{.scope = scope, .column = at->second, .path = {}};
    if (name.column == Column::inside && scope != Scope::lead) {
        throw UserError("unknown condition " + quote_value(key), "No event changes it.",
                        "Write {\"inside\": {\"has\": [\"Win-back\"]}}, which is asked when the automation is due.");
    }
    auto const below = rest.substr(std::min(rest.size(), head.size() + 1));
    if (is_document(name.column)) {
        name.path = path_of(key, below);
    } else if (rest.size() != head.size()) {
        refuse(key, scope, rest);
    }
    return name;
}

FieldValue FieldValue::of(std::string_view text) noexcept
{
    FieldValue found;
    found.kind = Kind::text;
    found.exists = true;
    found.text = text;
    return found;
}

FieldValue FieldValue::of(std::optional<std::string> const &text) noexcept
{
    if (text) {
        return of(std::string_view(*text));
    }
    FieldValue found;
    found.exists = true;
    return found;
}

FieldValue FieldValue::of(std::optional<Instant> moment) noexcept
{
    FieldValue found;
    found.exists = true;
    if (moment) {
        found.kind = Kind::moment;
        found.moment = *moment;
    }
    return found;
}

FieldValue FieldValue::of_number(std::string_view written) noexcept
{
    FieldValue found = of(written);
    found.kind = Kind::number;
    return found;
}

FieldValue FieldValue::of_truth(bool boolean) noexcept
{
    FieldValue found;
    found.kind = Kind::boolean;
    found.exists = true;
    found.boolean = boolean;
    return found;
}

FieldValue FieldValue::of_list(std::span<std::string const> list) noexcept
{
    FieldValue found;
    found.kind = Kind::list;
    found.exists = true;
    found.list = list;
    return found;
}

FieldValue FieldValue::of_json(std::string_view document) noexcept
{
    FieldValue found = of(document);
    found.kind = Kind::json;
    return found;
}

FieldValue FieldValue::of(json::Node const *node) noexcept
{
    FieldValue found;
    if (node == nullptr) {
        return found;
    }
    found.exists = true;
    switch (node->kind) {
        case json::Kind::null:
            break;
        case json::Kind::boolean:
            found.kind = Kind::boolean;
            found.boolean = node->text == "true";
            break;
        case json::Kind::number:
            found.kind = Kind::number;
            found.text = node->text;
            break;
        case json::Kind::string:
            found.kind = Kind::text;
            found.text = node->text;
            break;
        case json::Kind::array:
        case json::Kind::object:
            found.kind = Kind::json;
            found.node = node;
            break;
    }
    return found;
}

std::string to_text(FieldValue const &found)
{
    switch (found.kind) {
        case FieldValue::Kind::absent:
            return found.unreadable.empty() ? "absent" : std::string(found.unreadable);
        case FieldValue::Kind::text:
            return json::quote(found.text);
        case FieldValue::Kind::number:
            return std::string(found.text);
        case FieldValue::Kind::boolean:
            return found.boolean ? "true" : "false";
        case FieldValue::Kind::moment:
            return json::quote(iso_8601(found.moment, FixedTimeZone()));
        case FieldValue::Kind::list: {
            std::string text = "[";
            for (std::string const &item : found.list) {
                text += (text.size() > 1 ? "," : "") + json::quote(item);
            }
            return text + "]";
        }
        case FieldValue::Kind::json:
            return found.node != nullptr ? json::to_text(*found.node) : std::string(found.text);
    }
    return "absent";
}

}  // namespace automation::core
