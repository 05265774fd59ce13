#include "core/crm/phone_plan.hpp"

#include "core/crm/phone_plans_a.hpp"
#include "core/crm/phone_plans_b.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <unicode/uregex.h>

namespace automation::core {

namespace {

struct CloseRegex {
    void operator()(URegularExpression *expression) const noexcept { uregex_close(expression); }
};
using Regex = std::unique_ptr<URegularExpression, CloseRegex>;

/** Digits and the characters of patterns. */
std::u16string from_ascii(std::string_view ascii)
{
    return {ascii.begin(), ascii.end()};
}

/* Compiling one takes longer than matching a thousand numbers. Few countries occur in a process. */
URegularExpression *compiled(char const *pattern)
{
    static std::map<char const *, Regex> known;
    auto found = known.find(pattern);
    if (found == known.end()) {
        auto const text = from_ascii(pattern);
        UErrorCode status = U_ZERO_ERROR;
        Regex regex(uregex_open(text.data(), static_cast<std::int32_t>(text.size()), 0, nullptr, &status));
        found = known.emplace(pattern, U_SUCCESS(status) ? std::move(regex) : nullptr).first;
    }
    return found->second.get();
}

/** A pattern at the front of digits. */
class Match {
 public:
    Match(char const *pattern, std::string_view digits, bool whole)
        : regex_(compiled(pattern)), digits_(digits), text_(from_ascii(digits))
    {
        if (regex_ == nullptr) return;
        uregex_setText(regex_, text_.data(), static_cast<std::int32_t>(text_.size()), &status_);
        found_ = (whole ? uregex_matches(regex_, 0, &status_) : uregex_lookingAt(regex_, 0, &status_)) != 0 &&
                 U_SUCCESS(status_);
    }

    [[nodiscard]] bool found() const noexcept { return found_; }
    [[nodiscard]] std::string_view rest() { return digits_.substr(end_of(0)); }
    [[nodiscard]] int groups() { return uregex_groupCount(regex_, &status_); }
    /** Empty where the group is no part of the match. */
    [[nodiscard]] std::string_view group(int number)
    {
        auto const begin = uregex_start(regex_, number, &status_);
        return begin < 0
                   ? std::string_view()
                   : digits_.substr(static_cast<std::size_t>(begin), end_of(number) - static_cast<std::size_t>(begin));
    }

 private:
    [[nodiscard]] std::size_t end_of(int group)
    {
        return static_cast<std::size_t>(std::max(uregex_end(regex_, group, &status_), 0));
    }

    URegularExpression *regex_;
    std::string_view digits_;
    std::u16string text_;  // the expression refers to it
    UErrorCode status_ = U_ZERO_ERROR;
    bool found_ = false;
};

constexpr std::size_t most_digits = 31;

template <class Accept>
PhonePlan const *first_plan(Accept &&accept)
{
    for (PhonePlan const &plan : phone_plans_a) {
        if (accept(plan)) return &plan;
    }
    for (PhonePlan const &plan : phone_plans_b) {
        if (accept(plan)) return &plan;
    }
    return nullptr;
}

char upper(char c) noexcept
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

bool has_length(PhonePlan const &plan, std::size_t digits) noexcept
{
    return digits <= most_digits && (plan.lengths >> digits & 1U) != 0;
}

/** A rule such as "9$1" with its group. */
std::string replaced(char const *rule, Match &match)
{
    std::string number;
    for (std::string_view rest = rule; !rest.empty(); rest.remove_prefix(1)) {
        if (rest.size() > 1 && rest[0] == '$') {
            rest.remove_prefix(1);
            number += match.group(rest[0] - '0');
        } else {
            number += rest[0];
        }
    }
    number += match.rest();
    return number;
}

/** What the prefix leaves, whether or not that is a number. */
std::optional<std::string> behind_prefix(PhonePlan const &plan, std::string_view number)
{
    if (plan.prefix_pattern == nullptr) {
        bool const there = plan.national_prefix != nullptr && number.starts_with(plan.national_prefix);
        return there ? std::optional(std::string(number.substr(std::string_view(plan.national_prefix).size())))
                     : std::nullopt;
    }
    Match match(plan.prefix_pattern, number, false);
    if (!match.found()) return std::nullopt;
    bool const by_rule = plan.prefix_rule != nullptr && match.groups() > 0 && !match.group(match.groups()).empty();
    return by_rule ? replaced(plan.prefix_rule, match) : std::string(match.rest());
}

}  // namespace

PhonePlan const *plan_of_country(std::string_view country) noexcept
{
    if (country.size() != 2) return nullptr;
    return first_plan([&](PhonePlan const &plan) {
        return plan.region[0] == upper(country[0]) && plan.region[1] == upper(country[1]) && plan.region[2] == '\0';
    });
}

PhonePlan const *plan_of_code(std::string_view digits) noexcept
{
    // No code begins with another one.
    return first_plan([&](PhonePlan const &plan) { return plan.main && digits.starts_with(plan.country_code); });
}

bool matches_plan(PhonePlan const &plan, std::string_view number)
{
    return has_length(plan, number.size()) && Match(plan.pattern, number, true).found();
}

bool matches_code(PhonePlan const &plan, std::string_view number)
{
    std::string_view const code = plan.country_code;
    return first_plan([&](PhonePlan const &one) { return one.country_code == code && matches_plan(one, number); }) !=
           nullptr;
}

bool longer_than_plan(PhonePlan const &plan, std::size_t digits) noexcept
{
    return digits > most_digits || plan.lengths >> digits == 0;
}

std::string without_national_prefix(PhonePlan const &plan, std::string_view number)
{
    auto rest = behind_prefix(plan, number);
    if (!rest || *rest == number) return std::string(number);
    // Where the prefix may as well be the beginning of the number, it is.
    bool const part_of_number = matches_plan(plan, number) && !matches_plan(plan, *rest);
    bool const possible = has_length(plan, rest->size()) || longer_than_plan(plan, rest->size());
    return part_of_number || !possible ? std::string(number) : *std::move(rest);
}

std::optional<std::string_view> after_international_prefix(PhonePlan const &plan, std::string_view digits)
{
    if (plan.international_prefix == nullptr) return std::nullopt;
    Match match(plan.international_prefix, digits, false);
    if (!match.found()) return std::nullopt;
    auto const rest = match.rest();
    return rest.starts_with('0') ? std::nullopt : std::optional(rest);
}

}  // namespace automation::core
