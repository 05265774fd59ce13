#include "core/automations/automation_json.hpp"

#include "core/base/error.hpp"
#include "core/json/node_checks.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace automation::core {
namespace {

using json::Kind;
using json::Node;

[[noreturn]] void wrong_value(Node const &node, std::string_view expected)
{
    throw UserError("\"" + node.key + "\" cannot be " + json::shown(node),
                    "The value is " + std::string(json::kind_name(node.kind)) + ".",
                    "Write " + std::string(expected) + ".");
}

void put(Node const &node, std::string &field)
{
    if (node.kind != Kind::string) wrong_value(node, "a string");
    field = node.text;
}

void put(Node const &node, NullableText &field)
{
    if (node.kind == Kind::null)
        field.reset();
    else if (node.kind == Kind::string)
        field = node.text;
    else
        wrong_value(node, "a string, or null");
}

void put(Node const &node, bool &field)
{
    if (node.kind != Kind::boolean) wrong_value(node, "true or false");
    field = node.text == "true";
}

/** Null is false. */
void put_flag(Node const &node, bool &field)
{
    if (node.kind == Kind::null)
        field = false;
    else
        put(node, field);
}

void put(Node const &node, std::optional<bool> &field)
{
    if (node.kind == Kind::null) return field.reset();
    if (node.kind != Kind::boolean) wrong_value(node, "true, false, or null for the default");
    field = node.text == "true";
}

void put(Node const &node, std::optional<int> &field)
{
    if (node.kind == Kind::null) return field.reset();
    if (!json::whole_number(node)) wrong_value(node, "a whole number, or null for the default");
    field = json::whole_number(node);
}

void put(Node const &node, int &field)
{
    if (node.kind != Kind::null && (!json::whole_number(node))) wrong_value(node, "a whole number");
    field = node.kind == Kind::null ? 0 : *json::whole_number(node);
}

/** An object as JSON text; null empties it. */
void put_object(Node const &node, std::string &field)
{
    if (node.kind != Kind::object && node.kind != Kind::null) wrong_value(node, "an object, {} for none");
    field = node.kind == Kind::null ? "{}" : json::to_text(node);
}

/** JSON text that is read elsewhere. */
void put_document(Node const &node, NullableText &field)
{
    field = node.kind == Kind::null ? NullableText() : NullableText(json::to_text(node));
}

/** An interval: words stay words for PostgreSQL to read, a number is seconds. */
void put_interval(Node const &node, std::optional<Micros> &field, NullableText &words)
{
    constexpr double most_seconds = 1e11;  // some 3,000 years, and far from overflowing Micros
    field.reset();
    words.reset();
    if (node.kind == Kind::null) return;
    if (node.kind == Kind::string && !is_blank(node.text)) {
        words = node.text;
        return;
    }
    double seconds = 0;
    auto const *const end = node.text.data() + node.text.size();
    bool const read = node.kind == Kind::number && std::from_chars(node.text.data(), end, seconds).ec == std::errc();
    if (!read || seconds > most_seconds || seconds < -most_seconds)
        wrong_value(node, "an interval such as \"1 hour\", a number of seconds, or null for the default");
    field = std::chrono::round<Micros>(std::chrono::duration<double>(seconds));
}

void put(Node const &node, std::vector<std::string> &field)
{
    field.clear();
    if (node.kind == Kind::null) return;
    for (auto const &item : node.children) {
        if (item.kind == Kind::string) field.push_back(item.text);
    }
    if (node.kind != Kind::array || field.size() != node.children.size())
        wrong_value(node, "a list of strings, such as [\"email\"], or null");
}

/** The type time: words, but those of the field. */
void put_time_of_day(Node const &node, std::optional<Micros> &field)
{
    if (node.kind == Kind::null) return field.reset();
    if (node.kind != Kind::string) wrong_value(node, "a time of day such as \"09:00\", or null for the default");
    field = read_time_of_day(node.text);
}

struct ConfigKey {
    std::string_view name;
    void (*put)(Node const &node, AutomationDraft &draft);
};

template <auto Member>
void into(Node const &node, AutomationDraft &draft)
{
    put(node, draft.*Member);
}

using D = AutomationDraft;
constexpr std::array<ConfigKey, 28> keys{{
    {"name", into<&D::name>},
    {"type", into<&D::type>},
    {"trigger", into<&D::trigger>},
    {"delay_days", into<&D::delay_days>},
    {"delay_hours", into<&D::delay_hours>},
    {"delay_minutes", into<&D::delay_minutes>},
    {"channel", into<&D::channel>},
    {"subject_template", into<&D::subject_template>},
    {"message_template", into<&D::message_template>},
    {"ai_instructions", into<&D::ai_instructions>},
    {"conditions", [](Node const &node, D &draft) { put_object(node, draft.conditions); }},
    {"actions", [](Node const &node, D &draft) { put_object(node, draft.actions); }},
    {"review",
     [](Node const &node, D &draft) {
         if (node.kind == Kind::null)
             draft.review = D().review;
         else
             put(node, draft.review);
     }},
    {"stop_on_reply", into<&D::stop_on_reply>},
    {"max_runs", into<&D::max_runs>},
    {"cooldown", [](Node const &node, D &draft) { put_interval(node, draft.cooldown, draft.cooldown_text); }},
    {"max_lateness",
     [](Node const &node, D &draft) { put_interval(node, draft.max_lateness, draft.max_lateness_text); }},
    {"send_window", [](Node const &node, D &draft) { put_document(node, draft.send_window); }},
    {"needs", into<&D::needs>},
    {"steps", [](Node const &node, D &draft) { put_document(node, draft.steps); }},
    {"exit", [](Node const &node, D &draft) { put_document(node, draft.exit); }},
    {"goal", [](Node const &node, D &draft) { put_document(node, draft.goal); }},
    {"date_field", into<&D::date_field>},
    {"at", [](Node const &node, D &draft) { put_time_of_day(node, draft.at); }},
    {"after", [](Node const &node, D &draft) { put_flag(node, draft.after); }},
    {"yearly", [](Node const &node, D &draft) { put_flag(node, draft.yearly); }},
    {"to", into<&D::to>},
    {"enabled", into<&D::enabled>},
}};

/* Columns of a saved automation that are no keys: a row that was read may be sent back as it is, but for these. */
constexpr std::array<std::string_view, 8> kept_columns{
    "id", "salt", "tenant_id", "version", "times_triggered", "last_triggered", "created_at", "updated_at"};

ConfigKey const &key_named(Node const &node)
{
    auto const found =
        std::find_if(keys.begin(), keys.end(), [&](ConfigKey const &key) { return key.name == node.key; });
    if (found != keys.end()) return *found;
    if (std::ranges::find(kept_columns, node.key) != kept_columns.end())
        throw UserError(quote_value(node.key) + " cannot be written", "The value is " + json::shown(node) + ".",
                        "Omit the key: the extension keeps this column itself.");
    std::array<std::string_view, keys.size()> names;
    std::transform(keys.begin(), keys.end(), names.begin(), [](ConfigKey const &key) { return key.name; });
    throw UserError("unknown key " + quote_value(node.key), "The value is " + json::shown(node) + ".",
                    hint_for(node.key, names, "Keys are"));
}

}  // namespace

ParsedConfig parse_config(AutomationDraft base, std::string_view json)
{
    auto const root = json::parse_exact(json);
    if (!root || root->kind != Kind::object)
        throw UserError(root ? "a config must be an object, not " + std::string(json::kind_name(root->kind))
                             : "the config is not valid JSON: " + quote_value(json),
                        "",
                        "Write a JSON object, as in {\"name\":\"Welcome New Leads\",\"type\":\"lead_followup\","
                        "\"trigger\":\"new_lead\"}.");
    ParsedConfig applied{std::move(base), {}};
    for (auto const &member : root->children) {
        key_named(member).put(member, applied.draft);
        if (std::find(applied.keys.begin(), applied.keys.end(), member.key) == applied.keys.end())
            applied.keys.push_back(member.key);
    }
    return applied;
}

}  // namespace automation::core
