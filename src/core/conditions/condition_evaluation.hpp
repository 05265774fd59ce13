/* condition_evaluation.hpp — one look at one source: what a condition finds there. Of conditions.cpp and
 * event_changes.cpp only.
 */
#pragma once
#include "core/conditions/conditions.hpp"
#include "core/json/json.hpp"
#include "core/json/parsed_documents.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace automation::core {

/** Documents are parsed once, when they are asked for. */
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
                                 .assumes_change = false,
                                 .status_since = {},
                                 .source = source_};
        if (condition.test->asks_change()) {
            context.before = find(Scope::before, field);
            context.after = find(Scope::after, field);
            // Absent, null and JSON null are one value: what is known is whether the column was noted.
            context.has_change = context.before.exists || source_.find(Scope::before, field.column).exists;
            context.assumes_change = !context.before.exists && source_.assumes_changes();
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
    std::array<Document, 6> documents_;  // as many as there are
};

/** Three-valued: `ask` answers for a test. */
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

}  // namespace automation::core
