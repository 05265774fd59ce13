#include "core/conditions/condition_operators.hpp"

#include "core/json/json.hpp"
#include "core/base/unicode_case.hpp"
#include "core/conditions/like.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

using Kind = FieldValue::Kind;
using enum Comparison;

Comparison said(bool boolean) noexcept
{
    return boolean ? yes : no;
}

bool is_empty(FieldValue const &found) noexcept
{
    switch (found.kind) {
        case Kind::absent:
            return true;
        case Kind::text:
            return found.text.empty();
        case Kind::list:
            return found.list.empty();
        case Kind::json:
            return found.node == nullptr ? found.text == "{}" : found.node->children.empty();
        default:
            return false;
    }
}

/* The moment that stands there, or that a text writes. */
std::optional<Instant> moment_of(FieldValue const &found, FieldReader const &source)
{
    if (found.kind == Kind::moment) {
        return found.moment;
    }
    auto const written = found.kind == Kind::text ? parse_iso8601(found.text) : std::nullopt;
    return written ? std::optional(resolve(*written, source.zone())) : std::nullopt;
}

Comparison equal(FieldValue const &found, json::Node const &value, FieldReader const &source)
{
    if (value.kind == json::Kind::null) {
        return said(is_empty(found));
    }
    switch (found.kind) {
        case Kind::absent:
            return absent;
        case Kind::text:
            return value.kind == json::Kind::string ? said(found.text == value.text) : mismatch;
        case Kind::number:
            return value.kind == json::Kind::number ? said(json::same_number(found.text, value.text)) : mismatch;
        case Kind::boolean:
            return value.kind == json::Kind::boolean ? said(found.boolean == (value.text == "true")) : mismatch;
        case Kind::moment: {
            auto const written = value.kind == json::Kind::string ? parse_iso8601(value.text) : std::nullopt;
            return written ? said(found.moment == resolve(*written, source.zone())) : mismatch;
        }
        case Kind::list:
        case Kind::json:
            return mismatch;
    }
    return mismatch;
}

/* One yes is enough; a mismatch with all of them is one. */
template <class Values, class Compare>
Comparison any_of(Values const &values, Compare &&compare)
{
    Comparison worst = no;
    bool all_mismatch = !values.empty();
    for (auto const &value : values) {
        Comparison const one = compare(value);
        if (one == yes) {
            return yes;
        }
        all_mismatch = all_mismatch && one == mismatch;
        worst = one == absent ? absent : worst;
    }
    return all_mismatch ? mismatch : worst;
}

/* As what it stands in JSON; none for a moment, a list, an object and nothing. */
std::optional<json::Kind> scalar_kind(FieldValue const &found) noexcept
{
    switch (found.kind) {
        case Kind::text:
            return json::Kind::string;
        case Kind::number:
            return json::Kind::number;
        case Kind::boolean:
            return json::Kind::boolean;
        default:
            return std::nullopt;
    }
}

std::string_view scalar_text(FieldValue const &found) noexcept
{
    return found.kind == Kind::boolean ? (found.boolean ? "true" : "false") : found.text;
}

Comparison in(Operand const &operand, PredicateContext const &context)
{
    auto const kind = scalar_kind(context.found);
    if (!kind || operand.values.size() == 1) {
        return any_of(operand.values,
                      [&](json::Node const &value) { return equal(context.found, value, context.source); });
    }
    bool const null = operand.wanted.has_kind(json::Kind::null);
    if ((null && is_empty(context.found)) || operand.wanted.place(*kind, scalar_text(context.found))) {
        return yes;
    }
    return null || operand.wanted.has_kind(*kind) || operand.values.empty() ? no : mismatch;
}

Comparison in_any_case(Operand const &operand, PredicateContext const &context)
{
    if (context.found.kind != Kind::text) {
        return in(operand, context);
    }
    std::string const folded = to_lower(context.found.text);
    return any_of(operand.values, [&](json::Node const &value) {
        return value.kind == json::Kind::string ? said(to_lower(value.text) == folded)
                                                : equal(context.found, value, context.source);
    });
}

/* Less, equal, greater; none where the two are not of one kind. */
std::optional<std::strong_ordering> compare(FieldValue const &found, Operand const &operand, std::size_t which,
                                            FieldReader const &source)
{
    json::Node const &value = operand.values[which];
    if (value.kind == json::Kind::number) {
        return found.kind == Kind::number ? json::compare_numbers(found.text, value.text) : std::nullopt;
    }
    auto const moment = moment_of(found, source);
    return moment ? std::optional(*moment <=> resolve(operand.moments[which], source.zone())) : std::nullopt;
}

template <class Accept>
Comparison compared(Operand const &operand, PredicateContext const &context, Accept &&accept)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    auto const order = compare(context.found, operand, 0, context.source);
    return order ? said(accept(*order)) : mismatch;
}

Comparison lt(Operand const &operand, PredicateContext const &context)
{
    return compared(operand, context, [](auto order) { return order < 0; });
}
Comparison lte(Operand const &operand, PredicateContext const &context)
{
    return compared(operand, context, [](auto order) { return order <= 0; });
}
Comparison gt(Operand const &operand, PredicateContext const &context)
{
    return compared(operand, context, [](auto order) { return order > 0; });
}
Comparison gte(Operand const &operand, PredicateContext const &context)
{
    return compared(operand, context, [](auto order) { return order >= 0; });
}
Comparison between(Operand const &operand, PredicateContext const &context)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    auto const low = compare(context.found, operand, 0, context.source);
    auto const high = compare(context.found, operand, 1, context.source);
    return low && high ? said(*low >= 0 && *high <= 0) : mismatch;
}

template <class Compare>
Comparison in_text(Operand const &operand, PredicateContext const &context, Compare &&compare)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    return context.found.kind == Kind::text ? said(compare(to_lower(context.found.text), operand.folded.front()))
                                            : mismatch;
}

Comparison contains(Operand const &operand, PredicateContext const &context)
{
    return in_text(operand, context, [](std::string const &text, std::string const &part) {
        return text.find(part) != std::string::npos;
    });
}
Comparison starts_with(Operand const &operand, PredicateContext const &context)
{
    return in_text(operand, context,
                   [](std::string const &text, std::string const &part) { return text.starts_with(part); });
}
Comparison ends_with(Operand const &operand, PredicateContext const &context)
{
    return in_text(operand, context,
                   [](std::string const &text, std::string const &part) { return text.ends_with(part); });
}
Comparison like(Operand const &operand, PredicateContext const &context)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    return context.found.kind == Kind::text ? said(is_like(context.found.text, operand.values.front().text)) : mismatch;
}

Comparison empty(Operand const &operand, PredicateContext const &context)
{
    return said(is_empty(context.found) == operand.flag);
}
Comparison not_empty(Operand const &operand, PredicateContext const &context)
{
    return said(is_empty(context.found) != operand.flag);
}
Comparison has_no_value(Operand const &operand, PredicateContext const &context)
{
    return said((context.found.kind == FieldValue::Kind::absent) == operand.flag);
}

Comparison exists(Operand const &operand, PredicateContext const &context)
{
    return said(context.found.exists == operand.flag);
}

/* The values of a list, one after the other; false when it is none. */
template <class Visit>
bool visit_list(FieldValue const &found, Visit &&visit)
{
    if (found.kind == Kind::list) {
        for (std::string const &item : found.list) {
            visit(FieldValue::of(std::string_view(item)));
        }
        return true;
    }
    if (found.kind != Kind::json || found.node == nullptr || found.node->kind != json::Kind::array) {
        return false;
    }
    for (json::Node const &item : found.node->children) {
        visit(FieldValue::of(&item));
    }
    return true;
}

/* How many different wanted values are in the list; none when it is no list. */
std::optional<std::size_t> present(Operand const &operand, PredicateContext const &context)
{
    std::vector<bool> there(operand.wanted.size());
    bool const list = visit_list(context.found, [&](FieldValue const &item) {
        if (is_empty(item) && operand.wanted.has_kind(json::Kind::null)) {
            there[*operand.wanted.place(json::Kind::null, {})] = true;
        }
        auto const kind = scalar_kind(item);
        if (auto const at = kind ? operand.wanted.place(*kind, scalar_text(item)) : std::nullopt) {
            there[*at] = true;
        }
    });
    return list ? std::optional(static_cast<std::size_t>(std::count(there.begin(), there.end(), true))) : std::nullopt;
}

Comparison has_any(Operand const &operand, PredicateContext const &context)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    auto const count = present(operand, context);
    return count ? said(*count > 0) : mismatch;
}
Comparison has_all(Operand const &operand, PredicateContext const &context)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    auto const count = present(operand, context);
    return count ? said(*count == operand.wanted.size()) : mismatch;
}

Comparison size(Operand const &operand, PredicateContext const &context)
{
    std::size_t count = 0;
    if (context.found.kind != Kind::absent && !visit_list(context.found, [&](FieldValue const &) { ++count; })) {
        return mismatch;
    }
    std::string const written = std::to_string(count);
    PredicateContext const of_count{.found = FieldValue::of_number(written),
                                    .before = {},
                                    .after = {},
                                    .has_change = false,
                                    .status_since = {},
                                    .source = context.source};
    return said(operand.nested->holds(of_count));
}

template <class Accept>
Comparison in_time(PredicateContext const &context, Accept &&accept)
{
    if (context.found.kind == Kind::absent) {
        return absent;
    }
    auto const moment = moment_of(context.found, context.source);
    return moment ? said(accept(*moment)) : mismatch;
}

Comparison older_than(Operand const &operand, PredicateContext const &context)
{
    return in_time(context, [&](Instant moment) {
        return moment < earlier(context.source.now(), operand.span, context.source.zone());
    });
}
Comparison newer_than(Operand const &operand, PredicateContext const &context)
{
    return in_time(context, [&](Instant moment) {
        return moment > earlier(context.source.now(), operand.span, context.source.zone());
    });
}
Comparison within_next(Operand const &operand, PredicateContext const &context)
{
    return in_time(context, [&](Instant moment) {
        Instant const now = context.source.now();
        return moment >= now && moment <= later(now, operand.span, context.source.zone());
    });
}
Comparison before(Operand const &operand, PredicateContext const &context)
{
    return in_time(context,
                   [&](Instant moment) { return moment < resolve(operand.moments[0], context.source.zone()); });
}
Comparison after(Operand const &operand, PredicateContext const &context)
{
    return in_time(context,
                   [&](Instant moment) { return moment > resolve(operand.moments[0], context.source.zone()); });
}
Comparison on(Operand const &operand, PredicateContext const &context)
{
    return in_time(context, [&](Instant moment) {
        return std::chrono::floor<std::chrono::days>(context.source.zone().to_local(moment)) ==
               operand.moments[0].local;
    });
}
Comparison weekday_in(Operand const &operand, PredicateContext const &context)
{
    return in_time(context, [&](Instant moment) {
        auto const day = std::chrono::floor<std::chrono::days>(context.source.zone().to_local(moment));
        return (operand.weekdays >> std::chrono::weekday(day).c_encoding() & 1U) != 0;
    });
}

Comparison has_been(Operand const &operand, PredicateContext const &context)
{
    Comparison const is = in(operand, context);
    if (is != yes || !context.status_since) {
        return is == yes ? absent : is;
    }
    return said(*context.status_since <= earlier(context.source.now(), operand.span, context.source.zone()));
}

/* True while the field has the value that the event gave it. What was noted at the event is JSON: a moment is a text
 * there, and a list may be spaced in another way. */
bool is_still(PredicateContext const &context)
{
    if (context.found.kind == Kind::absent || context.after.kind == Kind::absent) {
        return context.found.kind == context.after.kind;
    }
    std::string const now = to_text(context.found);
    std::string const then = to_text(context.after);
    return now == then || json::parse(now, json::document_depth) == json::parse(then, json::document_depth);
}

Comparison changed(Operand const &operand, PredicateContext const &context)
{
    return said(operand.flag ? Test::has_changed(context) && is_still(context) : !Test::has_changed(context));
}
Comparison changed_from(Operand const &operand, PredicateContext const &context)
{
    if (!Test::has_changed(context)) {
        return no;
    }
    if (context.assumes_change) {
        return yes;
    }
    return any_of(operand.values,
                  [&](json::Node const &value) { return equal(context.before, value, context.source); });
}
Comparison changed_to(Operand const &operand, PredicateContext const &context)
{
    if (!Test::has_changed(context) || !is_still(context)) {
        return no;
    }
    return any_of(operand.values, [&](json::Node const &value) { return equal(context.after, value, context.source); });
}

constexpr std::array operators{
    Operator{"eq", Argument::scalar, "be %", in},
    Operator{"ne", Argument::scalar, "not be %", in, true},
    Operator{"in", Argument::scalars, "be one of %", in},
    Operator{"not_in", Argument::scalars, "be none of %", in, true},
    Operator{"ieq", Argument::scalar, "be % (ignoring case)", in_any_case},
    Operator{"ine", Argument::scalar, "not be % (ignoring case)", in_any_case, true},
    Operator{"iin", Argument::scalars, "be one of % (ignoring case)", in_any_case},
    Operator{"lt", Argument::bound, "be less than %", lt},
    Operator{"lte", Argument::bound, "be at most %", lte},
    Operator{"gt", Argument::bound, "be more than %", gt},
    Operator{"gte", Argument::bound, "be at least %", gte},
    Operator{"between", Argument::bounds, "be between % (both included)", between},
    Operator{"contains", Argument::text, "contain %", contains},
    Operator{"not_contains", Argument::text, "not contain %", contains, true},
    Operator{"starts_with", Argument::text, "start with %", starts_with},
    Operator{"ends_with", Argument::text, "end with %", ends_with},
    Operator{"like", Argument::text, "be like %", like},
    Operator{"empty", Argument::flag, "be empty|not be empty", empty},
    Operator{"not_empty", Argument::flag, "not be empty|be empty", not_empty},
    Operator{"absent", Argument::flag, "have no value|have a value", has_no_value},
    Operator{"exists", Argument::flag, "exist|not exist", exists},
    Operator{"has", Argument::scalars, "have one of %", has_any},
    Operator{"has_any", Argument::scalars, "have one of %", has_any},
    Operator{"has_all", Argument::scalars, "have all of %", has_all},
    Operator{"has_none", Argument::scalars, "have none of %", has_any, true},
    Operator{"size", Argument::count, "have a size that must %", size},
    Operator{"older_than", Argument::span, "be older than %", older_than},
    Operator{"newer_than", Argument::span, "be newer than %", newer_than},
    Operator{"within_next", Argument::span, "come within the next %", within_next},
    Operator{"before", Argument::moment, "be before %", before},
    Operator{"after", Argument::moment, "be after %", after},
    Operator{"on", Argument::date, "be on %", on},
    Operator{"weekday_in", Argument::weekdays, "fall on %", weekday_in},
    Operator{"has_been", Argument::had, "have been % at least", has_been},
    Operator{"changed", Argument::flag, "have changed|not have changed", changed},
    Operator{"changed_from", Argument::scalars, "have changed from %", changed_from},
    Operator{"changed_to", Argument::scalars, "have changed to %", changed_to},
};

constexpr auto names = [] {
    std::array<std::string_view, operators.size()> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = operators[i].name;
    }
    return words;
}();

}  // namespace

Operator const *operator_named(std::string_view name) noexcept
{
    auto const at =
        std::find_if(operators.begin(), operators.end(), [&](Operator const &op) { return op.name == name; });
    return at == operators.end() ? nullptr : &*at;
}

std::span<std::string_view const> operator_names() noexcept
{
    return names;
}

}  // namespace automation::core
