#include "core/actions.hpp"

#include "core/error.hpp"
#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <array>

namespace automation::core {

namespace {

constexpr std::array<std::string_view, 1> known_actions{"set"};
constexpr std::array<std::string_view, 7> known_columns{"name",   "email",    "phone",   "status",
                                                        "source", "timezone", "language"};
constexpr std::size_t most_sets = 100;
constexpr std::size_t deepest = 16;

json::Value read_object(std::string_view text, std::string_view what)
{
    constexpr char const *hint = R"(Write for example {"set": {"status": "contacted"}}; {} for none.)";
    auto value = json::parse(text, static_cast<int>(deepest));
    if (!value) {
        throw UserError(std::string(what) + " are not valid JSON: " + in_quotes(clip(text, 100)), "", hint);
    }
    if (!value->is_object()) {
        throw UserError(std::string(what) + " must be an object, not " + json::dump(*value), "", hint);
    }
    return std::move(*value);
}

/* The member behind a column; columns are checked when parsed. */
Text Lead::*member_of(std::string_view column)
{
    static constexpr std::array members{&Lead::name,   &Lead::email,    &Lead::phone,   &Lead::status,
                                        &Lead::source, &Lead::timezone, &Lead::language};
    std::size_t i = 0;
    while (i + 1 < known_columns.size() && known_columns[i] != column) {
        ++i;
    }
    return members[i];
}

std::vector<std::string> split(std::string_view path)
{
    std::vector<std::string> keys;
    while (true) {
        std::size_t const dot = path.find('.');
        keys.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos) {
            return keys;
        }
        path.remove_prefix(dot + 1);
    }
}

/* The attribute at a path, null when there is none. */
json::Value at_path(json::Value const &root, std::vector<std::string> const &path)
{
    json::Value const *at = &root;
    for (auto const &key : path) {
        auto const next = at->is_object() ? at->find(key) : at->end();
        if (!at->is_object() || next == at->end()) {
            return nullptr;
        }
        at = &*next;
    }
    return *at;
}

void put_at_path(json::Value &root, std::vector<std::string> const &path, json::Value value)
{
    json::Value *at = &root;
    for (auto const &key : path) {
        if (!at->is_object()) {
            *at = json::Value::object();
        }
        at = &(*at)[key];
    }
    *at = std::move(value);
}

}  // namespace

void apply_to(Lead &lead, LeadChange const &change)
{
    for (auto const &[column, value] : change.columns) {
        lead.*member_of(column) = value;
    }
    if (change.attributes) {
        lead.attributes = *change.attributes;
    }
}

Actions::Set Actions::set_from(std::string const &key, std::string const &value)
{
    constexpr std::string_view attributes = "attributes.";
    Set set{key, "", {}, value};
    if (key.starts_with(attributes)) {
        set.path = split(std::string_view(key).substr(attributes.size()));
        bool blank = set.path.size() > deepest;
        for (auto const &part : set.path) {
            blank = blank || part.empty();
        }
        if (blank) {
            throw UserError("invalid field " + in_quotes(key) + " in actions",
                            "An attribute is named by up to 16 keys.", "Write for example \"attributes.tier\".");
        }
        return set;
    }
    for (auto const column : known_columns) {
        if (column == key) {
            set.column = key;
            return set;
        }
    }
    throw UserError("unknown field " + in_quotes(key) + " in actions", "",
                    hint_for(key, known_columns, "Fields are attributes.<key> and"));
}

Actions Actions::parse(std::string_view json_text)
{
    Actions actions;
    json::Value const given = read_object(json_text, "actions");
    for (auto const &[action, what] : given.items()) {
        if (action != "set") {
            throw UserError("unknown action " + in_quotes(action), "", hint_for(action, known_actions, "Actions are"));
        }
        json::Value const set = read_object(json::dump(what), "set");
        for (auto const &[key, value] : set.items()) {
            if (value.is_structured()) {
                throw UserError("invalid value for " + in_quotes(key) + " in actions: " + json::dump(value),
                                "It must be a string, a number, true, false or null.",
                                "Set each key by itself, as in \"attributes.address.city\".");
            }
            actions.sets_.push_back(set_from(key, json::dump(value)));
        }
    }
    if (actions.sets_.size() > most_sets) {
        throw UserError("too many fields in actions", "At most 100 can be set.", "Use several automations.");
    }
    return actions;
}

LeadChange Actions::apply(Lead const &lead) const
{
    LeadChange change;
    json::Value attributes = json::parse(lead.attributes).value_or(json::Value::object());
    json::Value before = json::Value::object();
    json::Value after = json::Value::object();
    bool any_attribute = false;
    for (Set const &set : sets_) {
        json::Value const value = json::parse(set.value).value_or(nullptr);
        if (set.column.empty()) {
            json::Value const was = at_path(attributes, set.path);
            if (was != value) {
                before[set.key] = was;
                after[set.key] = value;
                put_at_path(attributes, set.path, value);
                any_attribute = true;
            }
            continue;
        }
        Text const &was = lead.*member_of(set.column);
        Text const becomes = json::scalar_text(value);
        if (was != becomes) {
            before[set.key] = was ? json::Value(*was) : json::Value(nullptr);
            after[set.key] = value;
            change.columns.emplace_back(set.column, becomes);
        }
    }
    if (any_attribute) {
        change.attributes = json::dump(attributes);
    }
    change.before = json::dump(before);
    change.after = json::dump(after);
    return change;
}

}  // namespace automation::core
