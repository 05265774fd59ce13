#include "core/conditions/contradictions.hpp"

#include "core/conditions/conditions.hpp"
#include "core/json/json.hpp"
#include "core/json/json_node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

namespace automation::core {

namespace {

constexpr int deepest = 64;

constexpr std::array<std::string_view, 3> choosing{"eq", "in", "changed_to"};
constexpr std::array<std::string_view, 5> bounding{"lt", "lte", "gt", "gte", "between"};
constexpr std::array<std::string_view, 4> naming{"eq", "ne", "in", "not_in"};

bool is_one_of(std::string_view name, std::span<std::string_view const> names)
{
    return std::ranges::find(names, name) != names.end();
}

/* A condition on one field: its operators with their arguments. */
struct FieldTest {
    std::string key;
    FieldName field;
    std::vector<json::Node> operators;  ///< the operator is the key of its argument
};

FieldTest test_from(json::Node const &member)
{
    FieldTest test{.key = member.key, .field = field_named(member.key), .operators = {}};
    if (member.kind == json::Kind::object) {
        test.operators = member.children;
    } else {
        test.operators.push_back(member);
        test.operators.back().key = member.kind == json::Kind::array ? "in" : "eq";
    }
    return test;
}

bool is_group(std::string_view key)
{
    return key == "all" || key == "any" || key == "none" || key == "not";
}

std::vector<json::Node> values_in(json::Node const &argument)
{
    return argument.kind == json::Kind::array ? argument.children : std::vector<json::Node>{argument};
}

/* The values of which the field must have one; none where it may have another, or none at all. */
std::optional<std::vector<json::Node>> only_values(FieldTest const &test)
{
    auto const found =
        std::ranges::find_if(test.operators, [](json::Node const &op) { return is_one_of(op.key, choosing); });
    if (found == test.operators.end()) {
        return std::nullopt;
    }
    auto values = values_in(*found);
    bool const may_be_empty =
        std::ranges::any_of(values, [](json::Node const &value) { return value.kind == json::Kind::null; });
    return may_be_empty ? std::nullopt : std::optional(std::move(values));
}

bool bounds_number(FieldTest const &test)
{
    return std::ranges::any_of(test.operators, [](json::Node const &op) {
        return is_one_of(op.key, bounding) && values_in(op).front().kind == json::Kind::number;
    });
}

/* Adds the numbers that it compares with; false where it asks for anything but comparisons. */
bool add_numbers(std::vector<json::Node> &numbers, FieldTest const &test)
{
    for (json::Node const &op : test.operators) {
        if (!is_one_of(op.key, bounding) && !is_one_of(op.key, naming)) {
            return false;
        }
        for (json::Node const &value : values_in(op)) {
            if (value.kind == json::Kind::number) {
                numbers.push_back(value);
            }
        }
    }
    return true;
}

json::Node number_node(double number)
{
    std::array<char, 64> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    json::Node node;
    node.kind = json::Kind::number;
    node.text = std::string(digits.data(), end.ptr);
    return node;
}

double number_of(json::Node const &node)
{
    double number = 0;
    std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
    return number;
}

/* The numbers themselves, one between each two neighbours, and one beyond either end. None where a double is too coarse
 * to find one. */
std::optional<std::vector<json::Node>> with_neighbours(std::vector<json::Node> numbers)
{
    auto const less = [](json::Node const &a, json::Node const &b) {
        auto const order = json::compare_numbers(a.text, b.text);
        return order && *order < 0;
    };
    std::ranges::sort(numbers, less);
    std::vector<json::Node> all = numbers;
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
        if (!less(numbers[i], numbers[i + 1])) {
            continue;
        }
        json::Node const between = number_node((number_of(numbers[i]) + number_of(numbers[i + 1])) / 2);
        if (!less(numbers[i], between) || !less(between, numbers[i + 1])) {
            return std::nullopt;
        }
        all.push_back(between);
    }
    double const first = number_of(numbers.front());
    double const last = number_of(numbers.back());
    json::Node const below = number_node(2 * first - last - 1);
    json::Node const above = number_node(2 * last - first + 1);
    if (!less(below, numbers.front()) || !less(numbers.back(), above)) {
        return std::nullopt;
    }
    all.push_back(below);
    all.push_back(above);
    return all;
}

bool is_of_lead(FieldName const &field)
{
    return field.scope == Scope::lead || field.scope == Scope::after;
}

bool is_same_field(FieldName const &a, FieldName const &b)
{
    return a.column == b.column && a.path == b.path;
}

/* What the field of a lead can be set to a text; null: it has no such column. */
NullableText *text_column(Lead &lead, Column column)
{
    switch (column) {
        case Column::name:
            return &lead.name;
        case Column::email:
            return &lead.email;
        case Column::phone:
            return &lead.phone;
        case Column::status:
            return &lead.status;
        case Column::source:
            return &lead.source;
        case Column::timezone:
            return &lead.timezone;
        case Column::language:
            return &lead.language;
        default:
            return nullptr;
    }
}

std::string *document_column(Lead &lead, Column column)
{
    return column == Column::attributes     ? &lead.attributes
           : column == Column::external_ids ? &lead.external_ids
                                            : nullptr;
}

/* A document that has nothing but one value. */
std::string document_with(std::vector<std::string> const &path, std::string const &value)
{
    std::string text;
    for (std::string const &step : path) {
        text += "{" + json::quote(step) + ":";
    }
    return text + value + std::string(path.size(), '}');
}

/* A timestamp is written in many ways, and a list is none of its values: only texts and what is in documents. */
bool can_be_set(FieldName const &field)
{
    Lead lead;
    return field.path.empty() ? text_column(lead, field.column) != nullptr
                              : document_column(lead, field.column) != nullptr;
}

/* The conditions without what is not known, which is whatever makes them hold. */
class Relaxation {
 public:
    explicit Relaxation(FieldName const &field) : field_(field) {}

    /** `wanted`: what helps is that it holds. */
    [[nodiscard]] json::Node relaxed(json::Node const &object, bool wanted) const
    {
        json::Node kept = object;
        kept.children.clear();
        for (json::Node const &member : object.children) {
            if (is_group(member.key)) {
                kept.children.push_back(relaxed_group(member, wanted));
            } else if (is_known(member)) {
                kept.children.push_back(member);
            } else if (!wanted) {
                kept.children = {never()};
                return kept;
            }
        }
        return kept;
    }

 private:
    [[nodiscard]] json::Node relaxed_group(json::Node const &group, bool wanted) const
    {
        if (group.key == "not") {
            return relaxed(group, !wanted);
        }
        json::Node kept = group;
        for (json::Node &item : kept.children) {
            item = relaxed(item, wanted != (group.key == "none"));
        }
        return kept;
    }

    [[nodiscard]] bool is_known(json::Node const &member) const
    {
        FieldName const named = field_named(member.key);
        if (!is_of_lead(named) || !is_same_field(named, field_)) {
            return false;
        }
        std::size_t nodes = 0;
        Test const test = Test::parse(named, member.key, member, nodes);
        return !test.asks_clock() && !test.asks_before();
    }

    [[nodiscard]] static json::Node never()
    {
        json::Node none;
        none.kind = json::Kind::array;
        none.key = "any";
        return none;
    }

    FieldName const &field_;
};

/* A lead of which only one field is known, and that the event has changed it. */
bool holds_with(Conditions const &conditions, FieldName const &field, json::Node const &value)
{
    json::Node other;
    other.kind = json::Kind::string;
    other.text = value.text == "another" ? "other" : "another";
    Lead lead;
    if (field.path.empty()) {
        if (value.kind != json::Kind::string) {
            return false;  // the column holds texts
        }
        *text_column(lead, field.column) = value.text;
    } else {
        *document_column(lead, field.column) = document_with(field.path, json::to_text(value));
    }
    auto const image = [&](json::Node const &its) {
        std::string const written = json::to_text(its);
        return "{" + json::quote(name_of(field.column)) + ":" +
               (field.path.empty() ? written : document_with(field.path, written)) + "}";
    };
    std::string const images = R"({"old":)" + image(other) + R"(,"new":)" + image(value) + "}";
    return conditions.match(FactFieldReader({.lead = lead, .images = images}));
}

/* The tests that must hold whatever else does. */
void add_required(std::vector<FieldTest> &tests, json::Node const &object)
{
    for (json::Node const &member : object.children) {
        if (member.key == "all") {
            for (json::Node const &item : member.children) {
                add_required(tests, item);
            }
        } else if (!is_group(member.key)) {
            tests.push_back(test_from(member));
        }
    }
}

void add_all(std::vector<FieldTest> &tests, json::Node const &object)
{
    for (json::Node const &member : object.children) {
        if (member.key == "not") {
            add_all(tests, member);
        } else if (is_group(member.key)) {
            for (json::Node const &item : member.children) {
                add_all(tests, item);
            }
        } else {
            tests.push_back(test_from(member));
        }
    }
}

/* Where none of these values will do, no value does; none where that cannot be said. */
std::optional<std::vector<json::Node>> values_to_try(FieldTest const &required, std::vector<FieldTest> const &all)
{
    if (auto values = only_values(required)) {
        return values;
    }
    if (!bounds_number(required)) {
        return std::nullopt;
    }
    std::vector<json::Node> numbers;
    for (FieldTest const &test : all) {
        if (is_same_field(test.field, required.field) && !add_numbers(numbers, test)) {
            return std::nullopt;
        }
    }
    return with_neighbours(std::move(numbers));
}

json::Node read(std::string_view conditions)
{
    (void)Conditions::parse(conditions);
    return json::parse_exact(conditions, deepest).value_or(json::Node());
}

}  // namespace

std::vector<std::string> contradictions(std::string_view conditions)
{
    json::Node const root = read(conditions);
    std::vector<FieldTest> required;
    add_required(required, root);
    std::vector<FieldTest> all;
    add_all(all, root);
    std::vector<std::string> keys;
    for (FieldTest const &test : required) {
        auto const values = is_of_lead(test.field) && can_be_set(test.field) ? values_to_try(test, all)
                                                                             : std::optional<std::vector<json::Node>>();
        if (!values || std::ranges::find(keys, test.key) != keys.end()) {
            continue;
        }
        Conditions const relaxed = Conditions::parse(json::to_text(Relaxation(test.field).relaxed(root, true)));
        if (std::ranges::none_of(*values,
                                 [&](json::Node const &value) { return holds_with(relaxed, test.field, value); })) {
            keys.push_back(test.key);
        }
    }
    return keys;
}

std::optional<std::vector<std::string>> required_statuses(std::string_view conditions)
{
    std::vector<FieldTest> required;
    add_required(required, read(conditions));
    for (FieldTest const &test : required) {
        auto const values = is_of_lead(test.field) && test.field.column == Column::status
                                ? only_values(test)
                                : std::optional<std::vector<json::Node>>();
        if (values) {
            std::vector<std::string> statuses;
            for (json::Node const &value : *values) {
                statuses.push_back(value.text);
            }
            return statuses;
        }
    }
    return std::nullopt;
}

}  // namespace automation::core
