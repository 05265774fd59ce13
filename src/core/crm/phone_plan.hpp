/* phone_plan.hpp — how the telephone numbers of a country are formed.
 *
 * The data are libphonenumber's (phone_plans_a.hpp, phone_plans_b.hpp), its patterns are matched by ICU. Pure: digits
 * in ASCII come in, digits go out.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** Pointers to literals; null where a region has none. */
struct PhonePlan {
    char const *region;                ///< ISO 3166; "001" for numbers of no country
    char const *country_code;          ///< without the plus
    char const *international_prefix;  ///< pattern of what is dialled before a country code
    char const *national_prefix;       ///< what is dialled before a number of the same country
    char const *prefix_pattern;        ///< pattern of it, where it is more than these digits
    char const *prefix_rule;           ///< what is put instead, "$1" being a group of the pattern
    char const *pattern;               ///< of the numbers themselves
    unsigned lengths;                  ///< bit n: they may have n digits
    bool main;                         ///< of several regions with the code the one whose rules hold for all
};

/** By a country's two letters, in either case; null where there is none. */
[[nodiscard]] PhonePlan const *plan_of_country(std::string_view country) noexcept;
/** Whose country code these digits begin with; null where there is none. */
[[nodiscard]] PhonePlan const *plan_of_code(std::string_view digits) noexcept;

/** Whether the digits behind the country code are a number of the plan. */
[[nodiscard]] bool matches_plan(PhonePlan const &plan, std::string_view number);
/** The same for any region with the country code of the plan. */
[[nodiscard]] bool matches_code(PhonePlan const &plan, std::string_view number);
[[nodiscard]] bool longer_than_plan(PhonePlan const &plan, std::size_t digits) noexcept;

/** The number without what is dialled before it in its own country, where it has that. */
[[nodiscard]] std::string without_national_prefix(PhonePlan const &plan, std::string_view number);
/** What is behind the prefix of a call abroad, country code first; nothing where there is no such prefix. */
[[nodiscard]] std::optional<std::string_view> after_international_prefix(PhonePlan const &plan,
                                                                         std::string_view digits);

}  // namespace automation::core
