/* event_changes.cpp — what conditions ask of a change: which columns, whether one has changed, and what a run keeps of
 * the lead before and after the event.
 */
#include "core/conditions/condition_evaluation.hpp"
#include "core/conditions/conditions.hpp"
#include "core/base/error.hpp"
#include "core/json/json_node.hpp"

#include <algorithm>
#include <compare>
#include <utility>

namespace automation::core {

namespace {

/* A column of the lead before or after the event, or a part of a document. */
struct ImagePart {
    Scope scope{};
    Column column{};
    std::vector<std::string> path;
    auto operator<=>(ImagePart const &) const = default;

    [[nodiscard]] bool contains(ImagePart const &other) const
    {
        return scope == other.scope && column == other.column && path.size() <= other.path.size() &&
               std::equal(path.begin(), path.end(), other.path.begin());
    }
};

/* Each once, and none that another contains. */
std::vector<ImagePart> without_contained(std::vector<ImagePart> parts)
{
    std::sort(parts.begin(), parts.end());
    std::vector<ImagePart> kept;
    for (ImagePart &part : parts) {
        if (kept.empty() || !kept.back().contains(part)) {  // what contains it stands right before it
            kept.push_back(std::move(part));
        }
    }
    return kept;
}

json::Node &object_in(json::Node &object, std::string_view name)
{
    auto const found = std::ranges::find(object.children, name, &json::Node::key);
    json::Node &member = found == object.children.end() ? object.children.emplace_back() : *found;
    member.kind = json::Kind::object;
    member.key = name;
    return member;
}

void put(json::Node &object, std::string_view name, FieldValue const &found)
{
    json::Node value;
    if (found.node != nullptr) {
        value = *found.node;
    } else if (found.kind != FieldValue::Kind::absent) {
        value = json::parse_exact(to_text(found)).value_or(json::Node());
    }
    value.key = name;
    object.children.push_back(std::move(value));
}

/* A lead of which only one column is known, and that it was another before. */
class OneColumnReader final : public FieldReader {
 public:
    OneColumnReader(Column column, FieldValue before, FieldValue now) : column_(column), before_(before), now_(now) {}
    [[nodiscard]] FieldValue find(Scope scope, Column column) const override
    {
        if (column != column_) {
            return {};
        }
        return scope == Scope::before ? before_ : now_;
    }
    [[nodiscard]] bool is_new() const override { return false; }
    [[nodiscard]] Instant now() const override { return {}; }
    [[nodiscard]] TimeZone const &zone() const override { return utc_; }

 private:
    Column column_;
    FieldValue before_, now_;
    FixedTimeZone utc_;
};

bool overlap(FieldName const &a, FieldName const &b)
{
    return a.column == b.column &&
           std::equal(a.path.begin(),
                      a.path.begin() + static_cast<std::ptrdiff_t>(std::min(a.path.size(), b.path.size())),
                      b.path.begin());
}

/* What a document is that has nothing but one value. */
std::string document_with(std::vector<std::string> const &path, json::Node const &value)
{
    std::string text;
    for (std::string const &step : path) {
        text += "{" + json::quote(step) + ":";
    }
    return text + json::to_text(value) + std::string(path.size(), '}');
}

}  // namespace

template <class See>
void Conditions::for_changes(Condition const &condition, See const &see)
{
    if (condition.test && condition.test->asks_change()) {
        see(condition);
    }
    for (Condition const &child : condition.children) {
        for_changes(child, see);
    }
}

bool Conditions::may_hold_with(FieldReader const &source, FieldName const &field) const
{
    return maybe(root_, [&](Condition const &condition) {
               bool const known = condition.field.column == field.column && condition.field.path == field.path &&
                                  !condition.test->asks_clock() && !condition.test->asks_before() &&
                                  (condition.field.scope == Scope::lead || condition.field.scope == Scope::after);
               if (!known) {
                   return Maybe::unknown;
               }
               return Evaluation(source).holds(condition) ? Maybe::yes : Maybe::no;
           }) != Maybe::no;
}

bool Conditions::may_hold_with_status(NullableText const &status) const
{
    OneColumnReader const source(Column::status, FieldValue::of(std::string_view("another")), FieldValue::of(status));
    return may_hold_with(source, {Scope::lead, Column::status, {}});
}

bool Conditions::may_hold_with_change(FieldName const &field, json::Node const *value) const
{
    bool named = false;
    for_changes(root_, [&](Condition const &condition) { named = named || overlap(condition.field, field); });
    if (!named || value == nullptr || !value->scalar()) {
        return named;
    }
    if (field.path.empty()) {
        bool const text = value->kind == json::Kind::string;
        OneColumnReader const source(field.column, FieldValue::of(std::string_view("another")),
                                     text ? FieldValue::of(std::string_view(value->text)) : FieldValue::of(value));
        return may_hold_with(source, field);
    }
    json::Node another;
    another.kind = json::Kind::string;
    another.text = "another";
    std::string const before = document_with(field.path, another);
    std::string const now = document_with(field.path, *value);
    OneColumnReader const source(field.column, FieldValue::of_json(before), FieldValue::of_json(now));
    return may_hold_with(source, field);
}

std::vector<std::string> Conditions::changes_beside_status() const
{
    std::vector<std::string> keys;
    bool status = false;
    for_changes(root_, [&](Condition const &condition) {
        status = status || condition.field.column == Column::status;
        keys.push_back(condition.key);
    });
    return status ? std::vector<std::string>() : keys;
}

std::vector<Column> Conditions::changed_columns() const
{
    std::vector<Column> columns;
    for_changes(root_, [&](Condition const &condition) {
        bool const of_lead = condition.field.scope != Scope::booking && condition.field.scope != Scope::message &&
                             condition.field.scope != Scope::now;
        if (of_lead && std::ranges::find(columns, condition.field.column) == columns.end()) {
            columns.push_back(condition.field.column);
        }
    });
    return columns;
}

bool Conditions::sees_change(FieldReader const &source) const
{
    try {
        Evaluation evaluation(source);
        bool seen = false;
        for_changes(root_, [&](Condition const &condition) {
            seen = seen || Test::has_changed(evaluation.context(condition));
        });
        return seen;
    } catch (ForeignError const &) {
        throw;
    } catch (...) {  // as in match()
        return false;
    }
}

namespace {

/* Of which fact the test has none, whatever is true of the lead; none: it may be met, or not. */
std::optional<Scope> absent_for(FieldName const &field, Test const &test, EventFacts const &facts)
{
    switch (field.scope) {
        case Scope::booking:
            return facts.booking ? std::nullopt : std::optional(Scope::booking);
        case Scope::message:
            return facts.message ? std::nullopt : std::optional(Scope::message);
        case Scope::before:
            return facts.old_values ? std::nullopt : std::optional(Scope::before);
        default:
            return facts.old_values || facts.is_new || !test.requires_change() ? std::nullopt
                                                                               : std::optional(Scope::before);
    }
}

}  // namespace

std::optional<UnmetTest> Conditions::unmet_in_events(EventFacts const &facts) const
{
    Lead const lead;
    FactFieldReader const nothing({.lead = lead, .is_new = facts.is_new});
    Evaluation evaluation(nothing);
    std::optional<UnmetTest> unmet, met;  // the first of each: below a not, what is met keeps it from holding
    auto const answer = [&](Condition const &condition) {
        auto const absent = absent_for(condition.field, *condition.test, facts);
        if (!absent) {
            return Maybe::unknown;
        }
        bool const holds = evaluation.holds(condition);
        if (auto &first = holds ? met : unmet; !first) {
            first = UnmetTest{condition.key, *absent};
        }
        return holds ? Maybe::yes : Maybe::no;
    };
    if (maybe(root_, answer) != Maybe::no) {
        return std::nullopt;
    }
    return unmet ? unmet : met;
}

std::string Conditions::images(FieldReader const &source) const
{
    std::vector<ImagePart> parts;
    auto const collect = [&](auto const &self, Condition const &condition) -> void {
        if (condition.test) {
            bool const change = condition.test->asks_change();
            for (Scope const scope : {Scope::before, Scope::after}) {
                if (change || condition.field.scope == scope) {
                    parts.push_back({scope, condition.field.column, condition.field.path});
                }
            }
        }
        for (Condition const &child : condition.children) {
            self(self, child);
        }
    };
    collect(collect, root_);
    json::Node images;
    images.kind = json::Kind::object;
    Evaluation evaluation(source);
    for (ImagePart const &part : without_contained(std::move(parts))) {
        if (!source.find(part.scope, part.column).exists) {
            continue;
        }
        json::Node *at = &object_in(images, part.scope == Scope::before ? "old" : "new");
        std::string_view name = name_of(part.column);
        // The document is noted even where it has no such part: that says what there was.
        for (std::string const &step : part.path) {
            at = &object_in(*at, name);
            name = step;
        }
        FieldValue const found = evaluation.find(part.scope, {part.scope, part.column, part.path});
        if (part.path.empty() || found.exists) {
            put(*at, name, found);
        }
    }
    std::ranges::sort(images.children, {}, &json::Node::key);
    return images.children.empty() ? std::string() : json::to_text(images);
}

}  // namespace automation::core
