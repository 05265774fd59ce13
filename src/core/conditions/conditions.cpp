#include "core/conditions/conditions.hpp"

#include "core/conditions/condition_evaluation.hpp"
#include "core/base/error.hpp"
#include "core/json/json.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace automation::core {

namespace {

constexpr int max_depth = 16;
constexpr std::size_t max_nodes = 200;
constexpr std::size_t max_bytes = std::size_t{64} << 10U;

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
                "The value is " + json::shown(object) + ".",
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

template <class Asks>
bool Conditions::any_test(Condition const &condition, Asks const &asks)
{
    return (condition.test && asks(condition)) ||
           std::any_of(condition.children.begin(), condition.children.end(),
                       [&](Condition const &child) { return any_test(child, asks); });
}

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
    conditions.asks_inside_ =
        any_test(conditions.root_, [](Condition const &condition) { return condition.field.column == Column::inside; });
    return conditions;
}

/* Which sequences the lead is in, at an event: the worker asks when the run is due. */
bool Conditions::is_unknown(Condition const &condition, FieldReader const &source)
{
    return condition.field.column == Column::inside && !source.find(Scope::lead, Column::inside).exists;
}

bool Conditions::match(FieldReader const &source) const
{
    try {
        Evaluation evaluation(source);
        if (!asks_inside_) {
            return evaluation.holds(root_);
        }
        return maybe(root_, [&](Condition const &condition) {
                   if (is_unknown(condition, source)) {
                       return Maybe::unknown;
                   }
                   return evaluation.holds(condition) ? Maybe::yes : Maybe::no;
               }) != Maybe::no;
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
                            .message = {},
                            .whole = place.whole,
                            .negated = place.negated};
        one.message = (place.negated ? "must not " : "must ") + shortened(condition.test->asked()) + ", is " +
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
                         .message = (place.negated ? "must not hold: requires " : "requires ") + expected + ", " +
                                    found + (held == 1 ? " does" : " do"),
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

bool Conditions::asks(Scope scope) const noexcept
{
    bool const of_change = scope == Scope::before || scope == Scope::after;
    return any_test(root_, [&](Condition const &condition) {
        return condition.field.scope == scope || (of_change && condition.test->asks_change());
    });
}

bool Conditions::reads(Column column) const noexcept
{
    return any_test(root_, [&](Condition const &condition) {
        return condition.field.scope == Scope::lead && condition.field.column == column;
    });
}

std::vector<std::string> Conditions::sequences() const
{
    std::vector<std::string> names;
    (void)any_test(root_, [&](Condition const &condition) {
        if (condition.field.column == Column::inside) {
            std::ranges::move(condition.test->texts(), std::back_inserter(names));
        }
        return false;
    });
    return names;
}

bool Conditions::asks_clock() const noexcept
{
    return any_test(root_, [](Condition const &condition) {
        return condition.field.scope == Scope::now || condition.test->asks_clock();
    });
}

bool Conditions::may_hold_without_event(FieldReader const &source) const
{
    try {
        Evaluation evaluation(source);
        return maybe(root_, [&](Condition const &condition) {
                   Scope const scope = condition.field.scope;
                   if (scope == Scope::before || scope == Scope::after || scope == Scope::message ||
                       is_unknown(condition, source)) {
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

}  // namespace automation::core
