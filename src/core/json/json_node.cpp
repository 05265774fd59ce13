#include "core/json/json_node.hpp"

#include "core/json/json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace automation::core::json {
namespace {

/** Receives the parser's events. The stack holds the open lists and objects; only the innermost one grows, so pointers
 *  to the others stay good. */
class Builder {
 public:
    using number_integer_t = Value::number_integer_t;
    using number_unsigned_t = Value::number_unsigned_t;
    using number_float_t = Value::number_float_t;
    using string_t = Value::string_t;
    using binary_t = Value::binary_t;

    explicit Builder(Node &root) : root_(root) {}

    bool null() { return leaf(Kind::null, std::string()); }
    bool boolean(bool value) { return leaf(Kind::boolean, value ? "true" : "false"); }
    bool number_integer(number_integer_t value) { return leaf(Kind::number, std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) { return leaf(Kind::number, std::to_string(value)); }
    bool number_float(number_float_t, string_t const &written) { return leaf(Kind::number, written); }
    bool string(string_t &value) { return leaf(Kind::string, std::move(value)); }
    bool binary(binary_t &) { return false; }
    bool start_object(std::size_t) { return open(Kind::object); }
    bool key(string_t &name)
    {
        key_ = std::move(name);
        return true;
    }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(Kind::array); }
    bool end_array() { return close(); }
    bool parse_error(std::size_t, std::string const &, nlohmann::detail::exception const &) { return false; }

 private:
    Node &place()
    {
        if (stack_.empty()) return root_;
        Node &added = stack_.back()->children.emplace_back();
        if (stack_.back()->kind == Kind::object) added.key = std::move(key_);
        return added;
    }

    bool leaf(Kind kind, std::string text)
    {
        Node &node = place();
        node.kind = kind;
        node.text = std::move(text);
        return true;
    }

    bool open(Kind kind)
    {
        Node &node = place();
        node.kind = kind;
        stack_.push_back(&node);
        return true;
    }

    bool close()
    {
        stack_.pop_back();
        return true;
    }

    Node &root_;
    std::vector<Node *> stack_;
    std::string key_;
};

/** A number taken apart without copying: ±0.d1d2d3… × 10^magnitude, d1 not 0; zero has no digits. */
struct Decimal {
    bool valid = false;
    bool negative = false;
    std::string_view digits;  ///< from d1 on, a point may stand among them
    std::int64_t magnitude = 0;
};

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** The exponent after the e, held within bounds that no comparison can overflow. */
std::optional<std::int64_t> exponent_of(std::string_view text) noexcept
{
    bool const negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::int64_t value = 0;
    for (char const c : text)
        value = std::min<std::int64_t>(value * 10 + (c - '0'), 1'000'000'000'000);
    return negative ? -value : value;
}

Decimal take_apart(std::string_view text) noexcept
{
    Decimal result;
    if (text.starts_with('-')) {
        result.negative = true;
        text.remove_prefix(1);
    }
    if (auto const e = text.find_first_of("eE"); e != std::string_view::npos) {
        auto const exponent = exponent_of(text.substr(e + 1));
        if (!exponent) return {};
        result.magnitude = *exponent;
        text = text.substr(0, e);
    }
    auto const point = text.find('.');
    auto const whole = std::min(point, text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != point && !is_digit(text[i])) return {};
    if (whole == 0) return {};
    result.valid = true;
    auto const first = text.find_first_of("123456789");
    if (first == std::string_view::npos) return {true, false, {}, 0};
    result.digits = text.substr(first);
    result.magnitude +=
        first < whole ? static_cast<std::int64_t>(whole - first) : -static_cast<std::int64_t>(first - whole - 1);
    return result;
}

/** Takes the next digit off, 0 when all are used: trailing zeros make no difference. */
char next_digit(std::string_view &digits) noexcept
{
    if (digits.starts_with('.')) digits.remove_prefix(1);
    if (digits.empty()) return '0';
    char const digit = digits.front();
    digits.remove_prefix(1);
    return digit;
}

/** Of printable ASCII without quote and backslash: written as it is. */
bool is_plain(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

void write_string(std::string_view text, std::string &out)
{
    if (!is_plain(text)) {
        out += dump_string(text);
        return;
    }
    out += '"';
    out += text;
    out += '"';
}

void write(Node const &node, std::string &out)
{
    bool const object = node.kind == Kind::object;
    if (node.kind == Kind::string) {
        write_string(node.text, out);
    } else if (node.kind == Kind::null) {
        out += "null";
    } else if (node.scalar()) {
        out += node.text;
    } else {
        out += object ? '{' : '[';
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out += ',';
            if (object) {
                write_string(node.children[i].key, out);
                out += ':';
            }
            write(node.children[i], out);
        }
        out += object ? '}' : ']';
    }
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept
{
    static constexpr std::array<std::string_view, 6> names{"null",     "true or false", "a number",
                                                           "a string", "a list",        "an object"};
    return names[static_cast<std::size_t>(kind)];
}

Node const *Node::member(std::string_view name) const noexcept
{
    if (kind != Kind::object) return nullptr;
    auto const found = std::find_if(children.rbegin(), children.rend(), [&](Node const &n) { return n.key == name; });
    return found == children.rend() ? nullptr : &*found;
}

Node const *Node::at(std::span<std::string const> path) const noexcept
{
    auto const *node = this;
    for (auto const &name : path) {
        node = node->member(name);
        if (node == nullptr) return nullptr;
    }
    return node;
}

std::optional<Node> parse_exact(std::string_view text, int max_depth, std::size_t max_bytes) noexcept
{
    if (text.size() > max_bytes || deeper_than(text, max_depth)) return std::nullopt;
    try {
        std::optional<Node> root(std::in_place);
        Builder builder(*root);
        if (!Value::sax_parse(text, &builder)) return std::nullopt;
        return root;
    } catch (...) {  // out of memory
        return std::nullopt;
    }
}

std::string to_text(Node const &node)
{
    std::string out;
    write(node, out);
    return out;
}

std::string quote(std::string_view value)
{
    std::string out;
    write_string(value, out);
    return out;
}

bool same_number(std::string_view a, std::string_view b) noexcept
{
    auto left = take_apart(a);
    auto right = take_apart(b);
    if (!left.valid || !right.valid || left.negative != right.negative || left.magnitude != right.magnitude ||
        left.digits.empty() != right.digits.empty())
        return false;
    while (!left.digits.empty() || !right.digits.empty())
        if (next_digit(left.digits) != next_digit(right.digits)) return false;
    return true;
}

std::string normal_number(std::string_view text)
{
    auto const number = take_apart(text);
    if (!number.valid) return {};
    std::string normal;
    for (char const digit : number.digits)
        if (digit != '.') normal += digit;
    normal.erase(normal.find_last_not_of('0') + 1);
    return (number.negative ? "-" : "+") + normal + "e" + std::to_string(number.magnitude);
}

std::optional<std::strong_ordering> compare_numbers(std::string_view a, std::string_view b) noexcept
{
    auto left = take_apart(a);
    auto right = take_apart(b);
    if (!left.valid || !right.valid) return std::nullopt;
    auto const sign = [](Decimal const &number) { return number.digits.empty() ? 0 : (number.negative ? -1 : 1); };
    if (sign(left) != sign(right) || sign(left) == 0) return sign(left) <=> sign(right);
    if (sign(left) < 0) std::swap(left, right);
    if (left.magnitude != right.magnitude) return left.magnitude <=> right.magnitude;
    while (!left.digits.empty() || !right.digits.empty()) {
        char const l = next_digit(left.digits);
        char const r = next_digit(right.digits);
        if (l != r) return l <=> r;
    }
    return std::strong_ordering::equal;
}

bool same_scalar(Node const &a, Node const &b) noexcept
{
    if (a.kind != b.kind || !a.scalar()) return false;
    return a.kind == Kind::number ? same_number(a.text, b.text) : a.text == b.text;
}

}  // namespace automation::core::json
