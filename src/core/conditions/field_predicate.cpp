#include "core/conditions/field_predicate.hpp"

#include "core/conditions/condition_operators.hpp"
#include "core/base/error.hpp"
#include "core/base/unicode_case.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"
#include "core/json/node_checks.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::size_t longest_pattern = 1000;

/* Reads the argument of one operator. */
class ArgumentReader {
 public:
    ArgumentReader(FieldName const &field, std::string_view key, std::string_view op, json::Node const &argument,
                   std::size_t &nodes)
        : field_(field), key_(key), op_(op), argument_(argument), nodes_(nodes)
    {}

    [[nodiscard]] Operand read(Argument shape)
    {
        switch (shape) {
            case Argument::scalar:
                take_scalar(argument_);
                break;
            case Argument::scalars:
                take_scalars();
                break;
            case Argument::bound:
                take_bound(argument_);
                break;
            case Argument::bounds:
                take_bounds();
                break;
            case Argument::text:
                take_text();
                break;
            case Argument::flag:
                take_flag();
                break;
            case Argument::count:
                take_count();
                break;
            case Argument::span:
                operand_.span = span_from(argument_);
                break;
            case Argument::moment:
                take_moment(false);
                break;
            case Argument::date:
                take_moment(true);
                break;
            case Argument::weekdays:
                take_weekdays();
                break;
            case Argument::had:
                take_had();
                break;
        }
        return std::move(operand_);
    }

 private:
    [[noreturn]] void refuse(std::string const &hint) const
    {
        throw UserError(
            "condition " + quote_value(key_) + ": " + std::string(op_) + " cannot take " + json::shown(argument_), "",
            hint);
    }

    void take_scalar(json::Node const &node)
    {
        if (!node.scalar()) {
            refuse("Write a string, a number, true, false or null, as in {\"" + std::string(op_) + "\": \"new\"}.");
        }
        operand_.values.push_back(node);
        operand_.wanted.add(node);
        ++nodes_;
    }

    void take_scalars()
    {
        if (argument_.scalar()) {
            take_scalar(argument_);
            return;
        }
        if (argument_.kind != json::Kind::array) {
            refuse("Write a list, as in {\"" + std::string(op_) + "\": [\"new\", \"open\"]}.");
        }
        for (json::Node const &item : argument_.children) {
            take_scalar(item);
        }
    }

    void take_bound(json::Node const &node)
    {
        auto const moment = node.kind == json::Kind::string ? parse_iso8601(node.text) : std::nullopt;
        if (node.kind != json::Kind::number && !moment) {
            refuse("Write a number or a timestamp, as in {\"" + std::string(op_) + "\": 10} or {\"" + std::string(op_) +
                   "\": \"2026-11-24\"}.");
        }
        operand_.values.push_back(node);
        operand_.moments.push_back(moment.value_or(ParsedDateTime{}));
        ++nodes_;
    }

    void take_bounds()
    {
        if (argument_.kind != json::Kind::array || argument_.children.size() != 2 ||
            argument_.children[0].kind != argument_.children[1].kind) {
            refuse("Write the lower and the upper bound, as in {\"between\": [10, 20]}.");
        }
        take_bound(argument_.children[0]);
        take_bound(argument_.children[1]);
    }

    void take_text()
    {
        if (argument_.kind != json::Kind::string || is_blank(argument_.text) ||
            argument_.text.size() > longest_pattern) {
            refuse("Write a text that is not blank, of at most 1000 bytes, as in {\"" + std::string(op_) +
                   "\": \"massage\"}.");
        }
        operand_.values.push_back(argument_);
        operand_.folded.push_back(to_lower(argument_.text));
        ++nodes_;
    }

    void take_flag()
    {
        if (argument_.kind != json::Kind::boolean) {
            refuse("Write true or false, as in {\"" + std::string(op_) + "\": true}.");
        }
        operand_.flag = argument_.text == "true";
        ++nodes_;
    }

    void take_count()
    {
        bool const number = argument_.kind == json::Kind::number;
        if (!number && argument_.kind != json::Kind::object) {
            refuse("Write a number or operators on one, as in {\"size\": 2} or {\"size\": {\"gte\": 1}}.");
        }
        operand_.nested = Test::parse(field_, std::string(key_) + " size", argument_, nodes_);
    }

    [[nodiscard]] Period span_from(json::Node const &node)
    {
        auto const span = node.kind == json::Kind::string ? parse_period(node.text) : std::nullopt;
        if (!span) {
            refuse("Write a span of time, as in \"3 days\", \"1 week 12 hours\" or \"P3D\".");
        }
        ++nodes_;
        operand_.span_text = node.text;
        return *span;
    }

    void take_moment(bool date)
    {
        auto const moment = argument_.kind == json::Kind::string ? parse_iso8601(argument_.text) : std::nullopt;
        if (!moment || (date && !moment->date_only)) {
            refuse(date ? "Write a date, as in {\"on\": \"2026-11-24\"}."
                        : "Write a timestamp, as in {\"" + std::string(op_) + "\": \"2026-11-24T14:30:00+01:00\"}.");
        }
        operand_.values.push_back(argument_);
        operand_.moments.push_back(*moment);
        ++nodes_;
    }

    void take_weekdays()
    {
        auto const take = [&](json::Node const &node) {
            auto const at = std::find(weekday_names.begin(), weekday_names.end(), to_lower(node.text).substr(0, 3));
            if (node.kind != json::Kind::string || at == weekday_names.end()) {
                refuse("Write days of the week, as in {\"weekday_in\": [\"mon\", \"tue\"]}.");
            }
            operand_.weekdays |= 1U << static_cast<unsigned>(at - weekday_names.begin());
            ++nodes_;
        };
        if (argument_.scalar()) {
            take(argument_);
        }
        for (json::Node const &item : argument_.children) {
            take(item);
        }
    }

    void take_had()
    {
        auto const *const value = argument_.member("value");
        auto const *const span = argument_.member("for");
        if (field_.scope != Scope::lead || field_.column != Column::status) {
            refuse("The start time of a value is known only for the lead's status.");
        }
        if (value == nullptr || span == nullptr || !value->scalar() || argument_.children.size() != 2) {
            refuse("Write the value and how long, as in {\"has_been\": {\"value\": \"new\", \"for\": \"3 days\"}}.");
        }
        take_scalar(*value);
        operand_.span = span_from(*span);
    }

    FieldName const &field_;
    std::string_view key_;
    std::string_view op_;
    json::Node const &argument_;
    std::size_t &nodes_;
    Operand operand_;
};

Operator const &operator_from(std::string_view key, json::Node const &member)
{
    Operator const *const op = operator_named(member.key);
    if (op == nullptr) {
        throw UserError("unknown operator " + quote_value(member.key) + " in condition " + quote_value(key), "",
                        hint_for(member.key, operator_names(), "Operators are"));
    }
    return *op;
}

/* It has no value that compares with anything but names, and no event changes it. */
void check_inside(std::string_view key, json::Node const &argument)
{
    static constexpr std::array<std::string_view, 4> of_names{"has", "has_any", "has_all", "has_none"};
    static constexpr std::string_view hint =
        R"(Write the names of sequences, as in {"inside": {"has": ["Win-back"]}} or {"inside": {"has_none": ["Win-back"]}}.)";
    if (argument.kind != json::Kind::object) {
        throw UserError("condition " + quote_value(key) + " cannot be " + json::shown(argument), "", std::string(hint));
    }
    for (json::Node const &member : argument.children) {
        if (operator_from(key, member).argument != Argument::scalars ||
            std::ranges::find(of_names, std::string_view(member.key)) == of_names.end()) {
            throw UserError("condition " + quote_value(key) + " has no operator " + quote_value(member.key), "",
                            std::string(hint));
        }
        auto const is_name = [](json::Node const &node) {
            return node.kind == json::Kind::string && !is_blank(node.text);
        };
        bool const names = member.kind == json::Kind::array
                               ? !member.children.empty() && std::ranges::all_of(member.children, is_name)
                               : is_name(member);
        if (!names) {
            throw UserError("condition " + quote_value(key) + ": " + member.key + " cannot take " + json::shown(member),
                            "", std::string(hint));
        }
    }
}

/* The argument as it stands in a sentence. */
std::string argument_of(Operator const &op, Operand const &operand)
{
    if (operand.nested) {
        return operand.nested->asked();
    }
    std::string words;
    for (json::Node const &value : operand.values) {
        char const *const between = op.argument == Argument::bounds ? " and " : ", ";
        words += (words.empty() ? "" : between) + json::to_text(value);
    }
    for (std::size_t day = 0; day < weekday_names.size(); ++day) {
        if ((operand.weekdays >> day & 1U) != 0) {
            words += (words.empty() ? "" : ", ") + std::string(weekday_names.at(day));
        }
    }
    if (op.argument == Argument::span || op.argument == Argument::had) {
        words += (words.empty() ? "" : " for ") + operand.span_text;
    }
    return words;
}

std::string in_words(Test::One const &one)
{
    std::string_view words = one.op->words;
    auto const bar = words.find('|');
    if (bar != std::string_view::npos) {
        return std::string(one.operand.flag ? words.substr(0, bar) : words.substr(bar + 1));
    }
    auto const place = words.find('%');
    return std::string(words.substr(0, place)) + argument_of(*one.op, one.operand) +
           std::string(words.substr(place + 1));
}

char const *kind_of(FieldValue const &found) noexcept
{
    switch (found.kind) {
        case FieldValue::Kind::text:
            return "a text";
        case FieldValue::Kind::number:
            return "a number";
        case FieldValue::Kind::boolean:
            return "true or false";
        case FieldValue::Kind::moment:
            return "a moment";
        case FieldValue::Kind::list:
            return "a list";
        default:
            return "a list or an object";
    }
}

}  // namespace

Test Test::parse(FieldName const &field, std::string_view key, json::Node const &argument, std::size_t &nodes)
{
    if (field.column == Column::inside) {
        check_inside(key, argument);
    }
    Test test;
    test.expected_ = json::to_text(argument);
    auto const add = [&](Operator const &op, json::Node const &given) {
        Operand operand = ArgumentReader(field, key, op.name, given, nodes).read(op.argument);
        test.all_.push_back(std::make_shared<One const>(One{&op, std::move(operand)}));
    };
    if (argument.kind == json::Kind::array) {
        add(*operator_named("in"), argument);
    } else if (argument.kind != json::Kind::object) {
        add(*operator_named("eq"), argument);
    } else {
        for (json::Node const &member : argument.children) {
            add(operator_from(key, member), member);
        }
        if (argument.children.empty()) {
            throw UserError("condition " + quote_value(key) + " is empty", "",
                            "Write what it must be, as in {\"" + std::string(key) + "\": \"new\"}.");
        }
    }
    return test;
}

bool Test::holds(PredicateContext const &context) const
{
    return std::all_of(all_.begin(), all_.end(), [&](auto const &one) {
        return (one->op->ask(one->operand, context) == Comparison::yes) != one->op->negative;
    });
}

std::string Test::asked() const
{
    std::string words;
    for (auto const &one : all_) {
        words += (words.empty() ? "" : " and ") + in_words(*one);
    }
    return words;
}

std::string Test::note(PredicateContext const &context) const
{
    for (auto const &one : all_) {
        if (one->op->ask(one->operand, context) == Comparison::mismatch) {
            return std::string(kind_of(context.found)) + " is not a value that " + std::string(one->op->name) +
                   " compares";
        }
        if (one->op->negative && context.found.kind == FieldValue::Kind::absent) {
            return std::string(one->op->name) + " holds if there is no value; add \"not_empty\": true to require one";
        }
    }
    return {};
}

namespace {

bool same(FieldValue const &a, FieldValue const &b)
{
    return a.kind == b.kind && (a.kind == FieldValue::Kind::absent || to_text(a) == to_text(b));
}

}  // namespace

/* Everything about a new lead has changed, from nothing. */
bool Test::has_changed(PredicateContext const &context)
{
    return context.source.is_new() || context.assumes_change ||
           (context.has_change && !same(context.before, context.after));
}

bool Test::asks_change() const noexcept
{
    return std::any_of(all_.begin(), all_.end(), [](auto const &one) { return one->op->name.starts_with("changed"); });
}

bool Test::may_have_changed(PredicateContext const &context) const
{
    return std::all_of(all_.begin(), all_.end(), [&](auto const &one) {
        if (!one->op->name.starts_with("changed")) {
            return (one->op->ask(one->operand, context) == Comparison::yes) != one->op->negative;
        }
        return one->op->name != "changed_to" || operator_named("in")->ask(one->operand, context) == Comparison::yes;
    });
}

std::vector<std::string> Test::texts() const
{
    std::vector<std::string> texts;
    for (auto const &one : all_) {
        for (json::Node const &value : one->operand.values) {
            if (value.kind == json::Kind::string) {
                texts.push_back(value.text);
            }
        }
    }
    return texts;
}

bool Test::requires_change() const noexcept
{
    return std::any_of(all_.begin(), all_.end(), [](auto const &one) {
        return one->op->name == "changed" ? one->operand.flag : one->op->name.starts_with("changed");
    });
}

bool Test::asks_before() const noexcept
{
    return std::any_of(all_.begin(), all_.end(), [](auto const &one) { return one->op->name == "changed_from"; });
}

bool Test::asks_clock() const noexcept
{
    return std::any_of(all_.begin(), all_.end(), [](auto const &one) {
        return one->op->argument == Argument::span || one->op->argument == Argument::had;
    });
}

}  // namespace automation::core
