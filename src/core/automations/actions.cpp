#include "core/automations/actions.hpp"

#include "core/json/decimal.hpp"
#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/time/time_format.hpp"
#include "core/base/suggest.hpp"
#include "core/json/scalar_set.hpp"
#include "core/base/strings.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

using json::Node;

constexpr std::array<std::string_view, 4> action_names{"set", "add", "remove", "touch"};
constexpr std::array<std::string_view, 7> columns{"name", "email", "phone", "status", "source", "timezone", "language"};
constexpr std::array<std::string_view, 1> touchable{"last_contacted"};
constexpr std::size_t most_steps = 100;
constexpr std::size_t deepest = 16;
constexpr std::size_t most_bytes = std::size_t{64} << 10U;

/* The member behind a column; columns are checked when parsed. */
NullableText Lead::*member_of(std::string_view column)
{
    static constexpr std::array members{&Lead::name,   &Lead::email,    &Lead::phone,   &Lead::status,
                                        &Lead::source, &Lead::timezone, &Lead::language};
    auto const at = std::find(columns.begin(), columns.end() - 1, column);
    return members[static_cast<std::size_t>(at - columns.begin())];
}

Node null_node()
{
    return {};
}

/* Written the same, but for the blanks between. */
bool identical(Node const &a, Node const &b)
{
    bool const named = a.kind == json::Kind::object;
    return a.kind == b.kind && a.text == b.text &&
           std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                      [&](Node const &x, Node const &y) { return (!named || x.key == y.key) && identical(x, y); });
}

bool same(Node const &a, Node const &b)
{
    return a.scalar() ? json::same_scalar(a, b) : identical(a, b);
}

/* The member of an object to write to, made where there is none. */
Node &member_to_write(Node &object, std::string const &name)
{
    if (object.kind != json::Kind::object) {
        std::string key = std::move(object.key);
        object = Node{.kind = json::Kind::object, .key = std::move(key), .text = {}, .children = {}};
    }
    auto const at = std::find_if(object.children.begin(), object.children.end(),
                                 [&](Node const &child) { return child.key == name; });
    if (at != object.children.end()) {
        return *at;
    }
    object.children.push_back(Node{.kind = json::Kind::null, .key = name, .text = {}, .children = {}});
    return object.children.back();
}

void put(Node &root, std::vector<std::string> const &path, Node value)
{
    Node *at = &root;
    for (std::string const &name : path) {
        at = &member_to_write(*at, name);
    }
    value.key = at->key;
    *at = std::move(value);
}

void erase(Node &root, std::vector<std::string> const &path)
{
    Node *at = &root;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        auto const child = std::find_if(at->children.begin(), at->children.end(),
                                        [&](Node const &node) { return node.key == path[i]; });
        if (at->kind != json::Kind::object || child == at->children.end()) {
            return;
        }
        at = &*child;
    }
    std::erase_if(at->children, [&](Node const &node) { return node.key == path.back(); });
}

/* The values that are not in it yet go to its end, each once. */
Node list_with(Node const &was, Node const &more)
{
    Node list =
        was.kind == json::Kind::array ? was : Node{.kind = json::Kind::array, .key = {}, .text = {}, .children = {}};
    json::ScalarSet const wanted(more.children);
    std::vector<bool> there(wanted.size());
    for (Node const &item : list.children) {
        if (auto const at = wanted.place(item)) {
            there[*at] = true;
        }
    }
    for (Node const &item : more.children) {
        auto const at = wanted.place(item);
        if (at && !there[*at]) {
            there[*at] = true;
            list.children.push_back(item);
        }
    }
    return list;
}

Node list_without(Node list, Node const &less)
{
    json::ScalarSet const unwanted(less.children);
    std::erase_if(list.children, [&](Node const &item) { return unwanted.place(item).has_value(); });
    return list;
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
    if (change.last_contacted) {
        lead.last_contacted = change.last_contacted;
    }
}

/* From JSON to steps. */
class Actions::Reader {
 public:
    [[nodiscard]] std::vector<Step> read(std::string_view text)
    {
        for (Node const &action : object(json::parse_exact(text, deepest, most_bytes), text, "actions").children) {
            read_action(action);
        }
        return std::move(steps_);
    }

 private:
    static constexpr char const *hint = R"(Write for example {"set": {"status": "contacted"}}; {} for none.)";

    static Node object(std::optional<Node> node, std::string_view text, std::string_view what)
    {
        if (!node) {
            throw UserError(std::string(what) + " are not valid JSON: " + quote_value(text),
                            "At most 64 KiB, 16 levels deep.", hint);
        }
        if (node->kind != json::Kind::object) {
            throw UserError(std::string(what) + " must be an object, not " + json::shown(*node), "", hint);
        }
        return std::move(*node);
    }

    void read_action(Node const &action)
    {
        auto const at = std::find(action_names.begin(), action_names.end(), action.key);
        if (at == action_names.end()) {
            throw UserError("unknown action " + quote_value(action.key), "",
                            hint_for(action.key, action_names, "Actions are"));
        }
        if (action.key == "touch") {
            read_touch(action);
            return;
        }
        auto const kind = static_cast<Kind>(at - action_names.begin());
        for (Node const &member : object(action, "", action.key).children) {
            read_step(kind, member);
        }
    }

    void read_step(Kind kind, Node const &member)
    {
        Step step{.kind = kind, .key = member.key, .column = {}, .path = {}, .value = member};
        step.value.key.clear();
        name_field(step);
        bool const fits = kind == Kind::set ? member.scalar()
                          : kind == Kind::add
                              ? is_list(member) || member.kind == json::Kind::number
                              : is_list(member) || (member.kind == json::Kind::boolean && member.text == "true");
        if (!fits || (kind != Kind::set && !step.column.empty())) {
            refuse(step);
        }
        add(std::move(step));
    }

    /* Of several with one name the last counts, as in jsonb. */
    void add(Step step)
    {
        auto const same = std::find_if(steps_.begin(), steps_.end(), [&](Step const &other) {
            return other.kind == step.kind && other.key == step.key;
        });
        if (same != steps_.end()) {
            *same = std::move(step);
            return;
        }
        if (steps_.size() == most_steps) {
            throw UserError("too many fields in actions", "At most 100 can be changed.", "Use several automations.");
        }
        steps_.push_back(std::move(step));
    }

    static bool is_list(Node const &node)
    {
        return node.kind == json::Kind::array &&
               std::all_of(node.children.begin(), node.children.end(), [](Node const &item) { return item.scalar(); });
    }

    [[noreturn]] static void refuse(Step const &step)
    {
        std::string const value = json::shown(step.value);
        switch (step.kind) {
            case Kind::set:
                throw UserError("invalid value for " + quote_value(step.key) + " in actions: " + value,
                                "It must be a string, a number, true, false or null.",
                                "Set each key separately, as in \"attributes.address.city\".");
            case Kind::add:
                throw UserError("cannot add " + value + " to " + quote_value(step.key),
                                "Values are added to the list of an attribute, a number to its number.",
                                R"(Write {"add": {"attributes.tags": ["warm"], "attributes.score": 5}}.)");
            default:
                throw UserError("cannot remove " + value + " from " + quote_value(step.key),
                                "Values are removed from the list of an attribute; true removes the attribute.",
                                R"(Write {"remove": {"attributes.tags": ["cold"], "attributes.draft": true}}.)");
        }
    }

    void read_touch(Node const &action)
    {
        if (!is_list(action)) {
            throw UserError("invalid touch " + json::shown(action) + " in actions", "",
                            R"(Write {"touch": ["last_contacted"]}.)");
        }
        for (Node const &item : action.children) {
            if (item.text != touchable.front()) {
                throw UserError("unknown field " + quote_value(item.text) + " in touch", "",
                                hint_for(item.text, touchable, "It may name"));
            }
            add({.kind = Kind::touch, .key = item.text, .column = item.text, .path = {}, .value = {}});
        }
    }

    /* Column, or path of an attribute. */
    static void name_field(Step &step)
    {
        constexpr std::string_view attributes = "attributes.";
        if (!step.key.starts_with(attributes)) {
            if (std::find(columns.begin(), columns.end(), step.key) == columns.end()) {
                throw UserError("unknown field " + quote_value(step.key) + " in actions", "",
                                hint_for(step.key, columns, "Fields are attributes.<key> and"));
            }
            step.column = step.key;
            return;
        }
        std::string_view rest = std::string_view(step.key).substr(attributes.size());
        for (std::size_t dot = 0; dot != std::string_view::npos; rest.remove_prefix(std::min(rest.size(), dot + 1))) {
            dot = rest.find('.');
            step.path.emplace_back(rest.substr(0, dot));
            if (dot == std::string_view::npos) {
                break;
            }
        }
        bool const blank =
            std::any_of(step.path.begin(), step.path.end(), [](auto const &part) { return part.empty(); });
        if (blank || step.path.size() > deepest) {
            throw UserError("invalid field " + quote_value(step.key) + " in actions",
                            "An attribute is named by up to 16 keys.", "Write for example \"attributes.tier\".");
        }
    }

    std::vector<Step> steps_;
};

Actions Actions::parse(std::string_view json_text)
{
    Actions actions;
    actions.steps_ = Reader().read(json_text);
    return actions;
}

/* Steps on one lead, one after the other. */
class Actions::Application {
 public:
    Application(Lead const &lead, Instant now)
        : lead_(lead), now_(now), attributes_(json::parse_exact(lead.attributes).value_or(null_node()))
    {
        if (attributes_.kind == json::Kind::null) {
            unreadable_ = json::why_unreadable(lead.attributes);
        }
    }

    void take(Step const &step)
    {
        if (step.kind == Kind::touch) {
            touch(step);
        } else if (!step.column.empty()) {
            set_column(step);
        } else {
            change_attribute(step);
        }
    }

    [[nodiscard]] LeadChange change()
    {
        if (!change_.failed.empty()) {
            return {.columns = {},
                    .attributes = {},
                    .last_contacted = {},
                    .before = "{}",
                    .after = "{}",
                    .failed = change_.failed};
        }
        if (attributes_changed_) {
            change_.attributes = json::to_text(attributes_);
        }
        change_.before = "{";
        change_.after = "{";
        for (KeyChange const &one : key_changes_) {
            std::string const name = (&one == key_changes_.data() ? "" : ",") + json::quote(one.key) + ":";
            change_.before += name + one.before;
            change_.after += name + one.after;
        }
        change_.before += "}";
        change_.after += "}";
        return std::move(change_);
    }

 private:
    /* A key and its values as JSON text. */
    struct KeyChange {
        std::string key, before, after;
    };

    void note_change(std::string const &key, std::string before, std::string after)
    {
        auto const at = std::find_if(key_changes_.begin(), key_changes_.end(),
                                     [&](KeyChange const &one) { return one.key == key; });
        if (at == key_changes_.end()) {
            key_changes_.push_back({key, std::move(before), std::move(after)});
        } else {
            at->after = std::move(after);
        }
    }

    static std::string text_of(NullableText const &text) { return text ? json::quote(*text) : "null"; }

    void set_column(Step const &step)
    {
        NullableText const &was = lead_.*member_of(step.column);
        NullableText const becomes =
            step.value.kind == json::Kind::null ? NullableText() : NullableText(step.value.text);
        if (was != becomes) {
            note_change(step.key, text_of(was), json::to_text(step.value));
            change_.columns.emplace_back(step.column, becomes);
        }
    }

    void touch(Step const &step)
    {
        if (!lead_.last_contacted || *lead_.last_contacted < now_) {
            auto const moment = [](std::optional<Instant> at) {
                return text_of(at ? NullableText(iso_8601(*at, FixedTimeZone())) : NullableText());
            };
            note_change(step.key, moment(lead_.last_contacted), moment(now_));
            change_.last_contacted = now_;
        }
    }

    void change_attribute(Step const &step)
    {
        if (!unreadable_.empty()) {
            change_.failed = "the lead's attributes are " + unreadable_;
            return;
        }
        Node const *const there = attributes_.at(step.path);
        Node const nothing;
        Node const &was = there != nullptr ? *there : nothing;
        bool const removes_key = step.kind == Kind::remove && step.value.kind == json::Kind::boolean;
        auto becomes = removes_key ? std::optional(null_node()) : value_after(step, was);
        if (removes_key ? there == nullptr : !becomes || (there != nullptr && same(was, *becomes))) {
            return;
        }
        if (!removes_key && there == nullptr && becomes->kind == json::Kind::null) {
            return;  // absent and null are the same
        }
        note_change(step.key, json::to_text(was), json::to_text(*becomes));
        attributes_changed_ = true;
        if (removes_key) {
            erase(attributes_, step.path);
        } else {
            put(attributes_, step.path, *std::move(becomes));
        }
    }

    /* None: what is there does not fit. */
    static std::optional<Node> value_after(Step const &step, Node const &was)
    {
        bool const absent = was.kind == json::Kind::null;
        if (step.kind == Kind::set) {
            return step.value;
        }
        if (step.value.kind == json::Kind::number) {
            auto const sum =
                absent ? std::optional(step.value.text)
                       : (was.kind == json::Kind::number ? add_decimals(was.text, step.value.text) : std::nullopt);
            return sum ? std::optional(Node{.kind = json::Kind::number, .key = {}, .text = *sum, .children = {}})
                       : std::nullopt;
        }
        if (!absent && was.kind != json::Kind::array) {
            return std::nullopt;
        }
        if (step.kind == Kind::add) {
            return list_with(was, step.value);
        }
        return absent ? std::nullopt : std::optional(list_without(was, step.value));
    }

    Lead const &lead_;
    Instant now_;
    Node attributes_;
    std::string unreadable_;
    bool attributes_changed_ = false;
    std::vector<KeyChange> key_changes_;
    LeadChange change_;
};

LeadChange Actions::apply(Lead const &lead, Instant now) const
{
    Application application(lead, now);
    for (Step const &step : steps_) {
        application.take(step);
    }
    return application.change();
}

std::optional<NullableText> Actions::status_set() const
{
    for (Step const &step : steps_) {
        if (step.kind == Kind::set && step.column == "status") {
            return step.value.kind == json::Kind::null ? NullableText() : NullableText(step.value.text);
        }
    }
    return std::nullopt;
}

std::vector<Actions::Written> Actions::written() const
{
    std::vector<Written> fields;
    for (Step const &step : steps_) {
        FieldName field = step.column.empty() ? FieldName{Scope::lead, Column::attributes, step.path}
                                              : field_named(step.kind == Kind::touch ? step.key : step.column);
        fields.push_back({std::move(field), step.key, step.kind == Kind::set ? &step.value : nullptr});
    }
    return fields;
}

}  // namespace automation::core
