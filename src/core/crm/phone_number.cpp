#include "core/crm/phone_number.hpp"

#include "core/base/strings.hpp"
#include "core/crm/address_spelling.hpp"
#include "core/crm/phone_plan.hpp"
#include "core/crm/phone_text.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr std::string_view usual_prefix = "00";  // of calls abroad

struct Number {
    std::string e164;
    bool in_plan = false;  ///< its country has such numbers

    /** With words around it, only a number that there is. */
    [[nodiscard]] std::optional<std::string> accepted(bool words) const
    {
        return is_e164(e164) && (in_plan || !words) ? std::optional(e164) : std::nullopt;
    }
};

Number number_of(PhonePlan const &plan, std::string_view behind_code)
{
    // Until nothing is left to take off: what it gives it leaves as it is.
    std::string number(behind_code);
    constexpr int most_prefixes = 8;
    for (int i = 0; i < most_prefixes; ++i) {
        auto shorter = without_national_prefix(plan, number);
        if (shorter == number) break;
        number = std::move(shorter);
    }
    return {"+" + std::string(plan.country_code) + number, matches_code(plan, number)};
}

/** Country code first. "(0)" is dialled only at home, except where numbers themselves begin with 0. */
Number international(PhoneText const &text)
{
    PhonePlan const *const plan = plan_of_code(text.digits);
    if (plan == nullptr) return {"+" + text.digits};
    std::string_view const code = plan->country_code;
    bool const keeps_zero = text.optional_zero >= code.size() && text.optional_zero <= text.digits.size() &&
                            plan->national_prefix == nullptr;
    std::string const digits = keeps_zero ? text.dialled() : text.digits;
    return number_of(*plan, std::string_view(digits).substr(code.size()));
}

/** Without what is dialled before a country code. */
PhoneText without_front(PhoneText const &text, std::size_t digits)
{
    PhoneText rest{.plus = true, .digits = text.digits.substr(digits)};
    if (text.optional_zero != std::string::npos && text.optional_zero > digits)
        rest.optional_zero = text.optional_zero - digits;
    return rest;
}

/** Whether a number that begins with its own country's code has it as such: "49 170 1234567". */
bool begins_with_own_code(PhonePlan const &plan, std::string_view digits)
{
    std::string_view const code = plan.country_code;
    if (!digits.starts_with(code)) return false;
    auto const number = without_national_prefix(plan, digits);
    auto const shorter = without_national_prefix(plan, digits.substr(code.size()));
    if (longer_than_plan(plan, number.size())) return true;
    if (!matches_plan(plan, shorter)) return false;
    // Where there are numbers of many lengths, a long one that leaves out the national prefix is more likely one that
    // leaves out the plus.
    constexpr std::size_t long_number = 11;
    bool const prefix_is_missing = plan.national_prefix != nullptr && number == digits;
    return !matches_plan(plan, number) || (prefix_is_missing && digits.size() >= long_number);
}

/** As it is dialled abroad from the country: its own prefix may name a carrier, and people write 00 everywhere. */
std::optional<Number> dialled_abroad(PhonePlan const &plan, PhoneText const &text)
{
    auto const digits = text.dialled();
    std::optional<Number> usual;
    if (text.digits.starts_with(usual_prefix)) {
        usual = international(without_front(text, usual_prefix.size()));
        bool const own = text.digits.substr(usual_prefix.size()).starts_with(plan.country_code);
        if (own && usual->in_plan) return usual;
    }
    auto const rest = after_international_prefix(plan, digits);
    if (!rest) return std::nullopt;
    auto const front = digits.size() - rest->size();
    bool const before_zero = text.optional_zero > front;
    auto found =
        international(before_zero ? without_front(text, front) : PhoneText{.plus = true, .digits = std::string(*rest)});
    if (!found.in_plan && usual && usual->in_plan) return usual;
    return is_e164(found.e164) ? std::optional(std::move(found)) : std::nullopt;
}

/** As it is dialled in the country. Short codes are nobody's number. */
std::optional<Number> national(PhonePlan const &plan, PhoneText const &text)
{
    constexpr std::size_t shortest = 6;
    constexpr std::size_t shortest_without_prefix = 7;
    if (auto abroad = dialled_abroad(plan, text)) return abroad;
    auto const digits = text.dialled();
    if (begins_with_own_code(plan, digits)) {
        return number_of(plan, std::string_view(digits).substr(std::string_view(plan.country_code).size()));
    }
    auto number = without_national_prefix(plan, digits);
    bool const small_country = longer_than_plan(plan, shortest_without_prefix + 1);
    bool const prefix_is_missing = plan.national_prefix != nullptr && number == digits;
    auto const least = small_country ? 0 : prefix_is_missing ? shortest_without_prefix : shortest;
    if (number.size() < least || !matches_code(plan, number)) return std::nullopt;
    return Number{"+" + std::string(plan.country_code) + number, true};
}

std::optional<std::string> read_local(PhonePlan const *plan, PhoneText const &text)
{
    if (plan != nullptr) {
        if (auto const found = national(*plan, text)) return found->accepted(text.words);
    }
    if (!text.digits.starts_with(usual_prefix)) return std::nullopt;
    return international(without_front(text, usual_prefix.size())).accepted(text.words);
}

/** A number in E.164 that nothing has to be taken off of, which nearly all are. */
bool is_normal(std::string_view written)
{
    if (!is_e164(written)) return false;
    auto const digits = written.substr(1);
    PhonePlan const *const plan = plan_of_code(digits);
    if (plan == nullptr) return true;
    auto const number = digits.substr(std::string_view(plan->country_code).size());
    bool const plain = plan->prefix_pattern == nullptr;
    return plain && (plan->national_prefix == nullptr || !number.starts_with(plan->national_prefix));
}

}  // namespace

std::optional<std::string> phone_number(std::string_view written, std::string_view country, NoPrefix without_prefix)
{
    if (is_normal(written)) return std::string(written);
    auto const text = read_phone_text(bare_address(written));
    if (!text) return std::nullopt;
    if (text->plus) return international(*text).accepted(text->words);
    PhonePlan const *const plan = plan_of_country(country);
    if (without_prefix == NoPrefix::local) return read_local(plan, *text);
    auto const found = international(*text);
    if (found.in_plan) return found.accepted(text->words);
    if (auto number = read_local(plan, *text)) return number;
    return found.accepted(text->words);
}

std::vector<std::string> phone_keys(std::string_view number)
{
    constexpr std::size_t longest = 7;
    constexpr std::size_t shortest = 4;
    std::vector<std::string> keys;
    if (number.starts_with('+')) number.remove_prefix(1);
    for (std::size_t digits = longest; digits >= shortest; --digits) {
        if (digits > number.size()) continue;
        std::string last(number.substr(number.size() - digits));
        if (std::string zero = "0" + last; digits < longest && std::ranges::find(keys, zero) == keys.end())
            keys.push_back(std::move(zero));
        keys.push_back(std::move(last));
    }
    if (number.size() < shortest) keys.emplace_back(number);
    return keys;
}

}  // namespace automation::core
