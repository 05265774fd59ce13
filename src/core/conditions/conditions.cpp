#include "core/conditions/conditions.hpp"

#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/json/parsed_documents.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

constexpr int max_depth = 16;
constexpr std::size_t max_nodes = 200;
constexpr std::size_t max_bytes = std::size_t{64} << 10U;
constexpr std::size_t documents = 6;

/* A lead of which only the status is known, and that it was another one before. */
class StatusOnlyReader final : public FieldReader {
 public:
    explicit StatusOnlyReader(NullableText const &status) : status_(status) {}
    [[nodiscard]] FieldValue find(Scope scope, Column column) const override
    {
        if (column != Column::status) {
            return {};
        }
        return scope == Scope::before ? FieldValue::of(std::string_view("another")) : FieldValue::of(status_);
    }
    [[nodiscard]] bool is_new() const override { return false; }
    [[nodiscard]] Instant now() const override { return {}; }
    [[nodiscard]] TimeZone const &zone() const override { return utc_; }

 private:
    NullableText const &status_;
    FixedTimeZone utc_;
};

/* Lists and documents may be long; who explains wants to see what it is about. */
std::string shortened(std::string const &text)
{
    constexpr std::size_t shown = 400;
    auto const part = truncated(text, shown);
    return sanitized(part) + (part.size() < text.size() ? "…" : "");
}

bool is_document(Column column) noexcept
{
    return column == Column::attributes || column == Column::external_ids || column == Column::details;
}

}  // namespace

/* Builds the tree, counting what it consists of. */
class Conditions::Reader {
 public:
    [[nodiscard]] Condition read_all(json::Node const &object, int depth)
    {
        if (object.kind != json::Kind::object) {
            throw UserError(
                "conditions must be an object, not " + std::string(json::kind_name(object.kind)),
                "The value is " + sanitized(truncated(json::to_text(object), 80)) + ".",
                "Write a JSON object, as in {\"lead_status\":\"new\",\"source\":\"Website\"}; {} for none.");
        }
        if (depth > max_depth) {
            throw UserError("conditions are nested too deeply", "", "They may be at most 16 levels deep.");
        }
        Condition all;
        for (json::Node const &member : object.children) {
            all.children.push_back(read_member(member, depth));
        }
        order(all);
        return all;
    }

 private:
    [[nodiscard]] Condition read_member(json::Node const &member, int depth)
    {
        if (member.key == "not") {
            count(1);
            Condition negation = read_all(member, depth + 1);
            Condition group{.kind = Kind::negation, .key = "not", .field = {}, .test = {}, .children = {}};
            group.children.push_back(std::move(negation));
            order(group);
            return group;
        }
        for (auto const &[word, kind] : groups) {
            if (member.key == word) {
                return read_group(member, kind, depth);
            }
        }
        Condition condition{.kind = Kind::test, .key = member.key, .field = {}, .test = {}, .children = {}};
        condition.field = field_named(member.key);
        std::size_t nodes = 0;
        condition.test = Test::parse(condition.field, member.key, member, nodes);
        count(std::max<std::size_t>(nodes, 1));
        condition.cheap = !is_document(condition.field.column);
        return condition;
    }

    [[nodiscard]] Condition read_group(json::Node const &member, Kind kind, int depth)
    {
        if (member.kind != json::Kind::array) {
            throw UserError(quote_value(member.key) + " takes a list of conditions, not " +
                                std::string(json::kind_name(member.kind)),
                            "",
                            "Write {\"" + member.key + "\": [{\"lead_status\": \"new\"}, {\"source\": \"Website\"}]}.");
        }
        Condition group{.kind = kind, .key = member.key, .field = {}, .test = {}, .children = {}};
        count(1);
        for (json::Node const &item : member.children) {
            count(item.children.empty() ? 1 : 0);
            group.children.push_back(read_all(item, depth + 1));
        }
        order(group);
        return group;
    }

    /* What reads columns first: it costs nothing, and mostly spares the documents from being parsed. */
    static void order(Condition &group)
    {
        for (bool const cheap : {true, false}) {
            for (std::size_t i = 0; i < group.children.size(); ++i) {
                if (group.children[i].cheap == cheap) {
                    group.order.push_back(i);
                }
            }
        }
        group.cheap = std::all_of(group.children.begin(), group.children.end(),
                                  [](Condition const &child) { return child.cheap; });
    }

    void count(std::size_t more)
    {
        nodes_ += more;
        if (nodes_ > max_nodes) {
            throw UserError("too many conditions", "", "An automation may have at most 200 of them, groups included.");
        }
    }

    static constexpr std::array<std::pair<std::string_view, Kind>, 3> groups{
        {{"all", Kind::all}, {"any", Kind::any}, {"none", Kind::none}}};
    std::size_t nodes_ = 0;
};

Conditions Conditions::parse(std::string_view json)
{
    auto const root = json::parse_exact(json, 3 * max_depth, max_bytes);
    if (!root) {
        throw UserError("conditions are not valid JSON: " + quote_value(json), "",
                        "Write a JSON object of at most 16 levels and 64 KiB, as in "
                        "{\"lead_status\":\"new\",\"source\":\"Website\"}.");
    }
    Conditions conditions;
    conditions.root_ = Reader().read_all(*root, 1);
    return conditions;
}

/* One look at one source; documents are parsed once, when they are asked for. */
class Conditions::Evaluation {
 public:
    explicit Evaluation(FieldReader const &source) : source_(source) {}

    [[nodiscard]] bool holds(Condition const &condition)
    {
        auto const child_holds = [&](std::size_t child) { return holds(condition.children[child]); };
        auto const &order = condition.order;
        switch (condition.kind) {
            case Kind::test:
                return condition.test->holds(context(condition));
            case Kind::all:
                return std::all_of(order.begin(), order.end(), child_holds);
            case Kind::any:
                return std::any_of(order.begin(), order.end(), child_holds);
            case Kind::none:
                return std::none_of(order.begin(), order.end(), child_holds);
            case Kind::negation:
                return !holds(condition.children.front());
        }
        return false;
    }

    [[nodiscard]] PredicateContext context(Condition const &condition)
    {
        FieldName const &field = condition.field;
        PredicateContext context{.found = find(field.scope, field),
                                 .before = {},
                                 .after = {},
                                 .has_change = false,
                                 .status_since = {},
                                 .source = source_};
        if (condition.test->asks_change()) {
            context.before = find(Scope::before, field);
            context.after = find(Scope::after, field);
            // Absent, null and JSON null are one value: what is known is whether the column was noted.
            context.has_change = context.before.exists || source_.find(Scope::before, field.column).exists;
        }
        if (field.column == Column::status && field.scope == Scope::lead) {
            FieldValue const since = source_.find(Scope::lead, Column::status_since);
            if (since.kind == FieldValue::Kind::moment) {
                context.status_since = since.moment;
            }
        }
        return context;
    }

    [[nodiscard]] FieldValue find(Scope scope, FieldName const &field)
    {
        FieldValue const column = source_.find(scope, field.column);
        if (field.path.empty() || column.kind != FieldValue::Kind::json) {
            return field.path.empty() ? column : FieldValue{};
        }
        Document const &document = parsed(scope, field.column, column.text);
        FieldValue found = FieldValue::of(document.node ? document.node->at(field.path) : nullptr);
        found.unreadable = document.unreadable;
        return found;
    }

 private:
    struct Document {
        bool used = false;
        Scope scope{};
        Column column{};
        std::shared_ptr<json::Node const> node;
        std::string unreadable;
    };

    Document const &parsed(Scope scope, Column column, std::string_view text)
    {
        for (Document &document : documents_) {
            if (document.used && document.scope == scope && document.column == column) {
                return document;
            }
            if (!document.used) {
                document = {true, scope, column, json::parse_document(text), {}};
                if (!document.node) {
                    document.unreadable = json::why_unreadable(text);
                }
                return document;
            }
        }
        return documents_.front();
    }

    FieldReader const &source_;
    std::array<Document, documents> documents_;  // as many as there are
};

bool Conditions::match(FieldReader const &source) const
{
    try {
        return Evaluation(source).holds(root_);
    } catch (ForeignError const &) {
        throw;       // of PostgreSQL's: what it left behind is undone by who called
    } catch (...) {  // a source that breaks its promise must not end the process
        return false;
    }
}

/* Walks through the tree and shows what stands in it. */
class Conditions::ConditionExplainer {
 public:
    explicit ConditionExplainer(FieldReader const &source) : evaluation_(source) {}

    void show(Condition const &condition, Place const &place)
    {
        if (condition.kind == Kind::test) {
            show_test(condition, place);
            return;
        }
        Place inside = place;
        if (!condition.key.empty()) {
            show_group(condition, place);
            inside.before += condition.key + ": ";
            inside.whole = false;
            inside.negated = inverts(condition.kind) != place.negated;
        }
        for (Condition const &child : condition.children) {
            show(child, inside);
        }
    }
    [[nodiscard]] std::vector<ConditionResult> seen() { return std::move(seen_); }

 private:
    static bool inverts(Kind kind) noexcept { return kind == Kind::none || kind == Kind::negation; }

    void show_test(Condition const &condition, Place const &place)
    {
        PredicateContext const context = evaluation_.context(condition);
        ConditionResult one{.key = place.before + condition.key,
                            .expected = condition.test->expected(),
                            .found = to_text(context.found),
                            .holds = condition.test->holds(context),
                            .note = condition.test->note(context),
                            .told = {},
                            .whole = place.whole,
                            .negated = place.negated};
        one.told = (place.negated ? "must not " : "must ") + shortened(condition.test->asked()) + ", is " +
                   shortened(one.found) + (one.note.empty() ? "" : " (" + one.note + ")");
        seen_.push_back(std::move(one));
    }

    void show_group(Condition const &condition, Place const &place)
    {
        static constexpr std::array<std::string_view, 5> asked{"", "all to hold", "one to hold", "none to hold",
                                                               "not to hold"};
        auto const held = std::count_if(condition.children.begin(), condition.children.end(),
                                        [&](Condition const &child) { return evaluation_.holds(child); });
        std::string const expected(asked.at(static_cast<std::size_t>(condition.kind)));
        std::string const found = std::to_string(held) + " of " + std::to_string(condition.children.size());
        seen_.push_back({.key = place.before + condition.key,
                         .expected = expected,
                         .found = found,
                         .holds = evaluation_.holds(condition),
                         .note = {},
                         .told = (place.negated ? "must not hold: requires " : "requires ") + expected + ", " + found +
                                 (held == 1 ? " does" : " do"),
                         .whole = place.whole,
                         .negated = place.negated});
    }

    Evaluation evaluation_;
    std::vector<ConditionResult> seen_;
};

std::vector<Conditions::ConditionResult> Conditions::explain(FieldReader const &source) const
{
    ConditionExplainer show(source);
    show.show(root_, {});
    return show.seen();
}

std::vector<std::string> Conditions::changes_beside_status() const
{
    std::vector<std::string> keys;
    bool status = false;
    auto const visit = [&](auto const &self, Condition const &condition) -> void {
        if (condition.test && condition.test->asks_change()) {
            status = status || condition.field.column == Column::status;
            keys.push_back(condition.key);
        }
        for (Condition const &child : condition.children) {
            self(self, child);
        }
    };
    visit(visit, root_);
    return status ? std::vector<std::string>() : keys;
}

template <class Asks>
bool Conditions::any_test(Condition const &condition, Asks const &asks)
{
    return (condition.test && asks(condition)) ||
           std::any_of(condition.children.begin(), condition.children.end(),
                       [&](Condition const &child) { return any_test(child, asks); });
}

bool Conditions::asks(Scope scope) const noexcept
{
    bool const of_change = scope == Scope::before || scope == Scope::after;
    return any_test(root_, [&](Condition const &condition) {
        return condition.field.scope == scope || (of_change && condition.test->asks_change());
    });
}

bool Conditions::asks_clock() const noexcept
{
    return any_test(root_, [](Condition const &condition) {
        return condition.field.scope == Scope::now || condition.test->asks_clock();
    });
}

/* Three-valued: `ask` answers for a test. */
template <class Ask>
Conditions::Maybe Conditions::maybe(Condition const &condition, Ask const &ask)
{
    Maybe all = Maybe::yes;
    Maybe any = Maybe::no;
    for (Condition const &child : condition.children) {
        Maybe const one = maybe(child, ask);
        all = std::min(all, one);
        any = std::max(any, one);
    }
    auto const inverse = [](Maybe maybe) {
        return maybe == Maybe::unknown ? maybe : (maybe == Maybe::yes ? Maybe::no : Maybe::yes);
    };
    switch (condition.kind) {
        case Kind::test:
            return ask(condition);
        case Kind::all:
            return all;
        case Kind::any:
            return any;
        case Kind::none:
            return inverse(any);
        case Kind::negation:
            return inverse(all);
    }
    return Maybe::unknown;
}

bool Conditions::may_hold_with_status(NullableText const &status) const
{
    StatusOnlyReader const source(status);
    return maybe(root_, [&](Condition const &condition) {
               bool const known = condition.field.column == Column::status && !condition.test->asks_clock() &&
                                  !condition.test->asks_before() &&
                                  (condition.field.scope == Scope::lead || condition.field.scope == Scope::after);
               if (!known) {
                   return Maybe::unknown;
               }
               return Evaluation(source).holds(condition) ? Maybe::yes : Maybe::no;
           }) != Maybe::no;
}

bool Conditions::may_hold_without_event(FieldReader const &source) const
{
    try {
        Evaluation evaluation(source);
        return maybe(root_, [&](Condition const &condition) {
                   Scope const scope = condition.field.scope;
                   if (scope == Scope::before || scope == Scope::after || scope == Scope::message) {
                       return Maybe::unknown;
                   }
                   PredicateContext const context = evaluation.context(condition);
                   if (!condition.test->asks_change()) {
                       return condition.test->holds(context) ? Maybe::yes : Maybe::no;
                   }
                   return condition.test->may_have_changed(context) ? Maybe::unknown : Maybe::no;
               }) != Maybe::no;
    } catch (ForeignError const &) {
        throw;
    } catch (...) {  // as in hold()
        return false;
    }
}

std::string Conditions::images(FieldReader const &source) const
{
    if (!asks(Scope::before) && !asks(Scope::after)) {
        return {};
    }
    json::Value images = json::Value::object();
    auto const add = [&](char const *which, Scope scope, Column column) {
        FieldValue const found = source.find(scope, column);
        if (!found.exists) {
            return;
        }
        auto value = found.kind == FieldValue::Kind::absent
                         ? json::Value(nullptr)
                         : json::parse(to_text(found), json::document_depth).value_or(json::Value(nullptr));
        images[which][std::string(name_of(column))] = std::move(value);
    };
    auto const visit = [&](auto const &self, Condition const &condition) -> void {
        if (condition.test) {
            bool const change = condition.test->asks_change();
            if (change || condition.field.scope == Scope::before) {
                add("old", Scope::before, condition.field.column);
            }
            if (change || condition.field.scope == Scope::after) {
                add("new", Scope::after, condition.field.column);
            }
        }
        for (Condition const &child : condition.children) {
            self(self, child);
        }
    };
    visit(visit, root_);
    return images.empty() ? std::string() : json::dump(images);
}

}  // namespace automation::core
