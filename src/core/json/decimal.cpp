#include "core/json/decimal.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr std::size_t most_digits = 1000;

/* Digits without a point, lined up so that both have as many before and after it. */
struct Plain {
    bool negative = false;
    std::string digits;
};

std::size_t decimals_of(std::string_view text) noexcept
{
    auto const point = text.find('.');
    return point == std::string_view::npos ? 0 : text.size() - point - 1;
}

std::optional<Plain> plain(std::string_view text, std::size_t decimals)
{
    Plain result;
    result.negative = text.starts_with('-');
    text.remove_prefix(result.negative ? 1 : 0);
    std::size_t const missing = decimals - decimals_of(text);
    for (char const c : text) {
        if (c != '.' && (c < '0' || c > '9')) {
            return std::nullopt;
        }
        if (c != '.') {
            result.digits += c;
        }
    }
    result.digits.append(missing, '0');
    return result;
}

std::string sum_of(std::string const &a, std::string const &b)
{
    std::string sum(a.size() + 1, '0');
    int carry = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        int const digit = (a[i] - '0') + (b[i] - '0') + carry;
        sum[i + 1] = static_cast<char>('0' + digit % 10);
        carry = digit / 10;
    }
    sum[0] = static_cast<char>('0' + carry);
    return sum;
}

/* a is not less than b. */
std::string difference_of(std::string const &a, std::string const &b)
{
    std::string difference(a.size(), '0');
    int borrow = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        int const digit = (a[i] - '0') - (b[i] - '0') - borrow;
        borrow = digit < 0 ? 1 : 0;
        difference[i] = static_cast<char>('0' + digit + 10 * borrow);
    }
    return difference;
}

std::string written(std::string const &digits, bool negative, std::size_t decimals)
{
    std::size_t const whole = digits.size() - decimals;
    std::size_t const zeros = std::min(digits.find_first_not_of('0'), whole - 1);
    bool const zero = digits.find_first_not_of('0') == std::string::npos;
    std::string text = digits.substr(zeros, whole - zeros);
    if (decimals > 0) {
        text += "." + digits.substr(whole);
    }
    return (negative && !zero ? "-" : "") + text;
}

}  // namespace

std::optional<std::string> add_decimals(std::string_view a, std::string_view b)
{
    if (a.size() > most_digits || b.size() > most_digits || a.empty() || b.empty()) {
        return std::nullopt;
    }
    std::size_t const decimals = std::max(decimals_of(a), decimals_of(b));
    auto left = plain(a, decimals);
    auto right = plain(b, decimals);
    if (!left || !right) {
        return std::nullopt;
    }
    std::size_t const length = std::max({left->digits.size(), right->digits.size(), decimals + 1});
    left->digits.insert(0, length - left->digits.size(), '0');
    right->digits.insert(0, length - right->digits.size(), '0');
    if (left->negative == right->negative) {
        return written(sum_of(left->digits, right->digits), left->negative, decimals);
    }
    bool const less = left->digits < right->digits;
    Plain const &greater = less ? *right : *left;
    return written(difference_of(greater.digits, (less ? *left : *right).digits), greater.negative, decimals);
}

}  // namespace automation::core
