/* Finds prices, telephone numbers and whatever other numbers are left. */
#include "core/claims/claim_scan.hpp"

#include <array>
#include <utility>

namespace automation::core {

namespace {

struct Currency {
    std::string_view written, code;
};

constexpr std::array<Currency, 46> currencies{{
    {"\xE2\x82\xAC", "EUR"}, {"eur", "EUR"},
    {"euro", "EUR"},         {"euros", "EUR"},
    {"us$", "USD"},          {"$", "USD"},
    {"usd", "USD"},          {"dollar", "USD"},
    {"dollars", "USD"},      {"bucks", "USD"},
    {"\xC2\xA3", "GBP"},     {"gbp", "GBP"},
    {"pound", "GBP"},        {"pounds", "GBP"},
    {"quid", "GBP"},         {"\xC2\xA5", "JPY"},
    {"jpy", "JPY"},          {"yen", "JPY"},
    {"chf", "CHF"},          {"fr.", "CHF"},
    {"franken", "CHF"},      {"francs", "CHF"},
    {"\xE2\x82\xB9", "INR"}, {"inr", "INR"},
    {"rs.", "INR"},          {"rupees", "INR"},
    {"\xE2\x82\xBD", "RUB"}, {"rub", "RUB"},
    {"r$", "BRL"},           {"brl", "BRL"},
    {"reais", "BRL"},        {"kr", "kr"},
    {"sek", "SEK"},          {"nok", "NOK"},
    {"dkk", "DKK"},          {"z\xC5\x82", "PLN"},
    {"pln", "PLN"},          {"aud", "AUD"},
    {"a$", "AUD"},           {"cad", "CAD"},
    {"c$", "CAD"},           {"nzd", "NZD"},
    {"mxn", "MXN"},          {"pesos", "MXN"},
    {"cents", "cent"},       {"\xE2\x82\xBA", "TRY"},
}};

bool is_word(Currency const &currency) noexcept
{
    char const last = currency.written.back();
    return last >= 'a' && last <= 'z';
}

/** The longest currency written at `i`. */
std::pair<std::string_view, std::size_t> currency_at(Scan const &scan, std::size_t i) noexcept
{
    std::pair<std::string_view, std::size_t> best{};
    for (auto const &currency : currencies) {
        std::size_t const end = i + currency.written.size();
        bool const goes_on = is_word(currency) && scan.in_word(end) && !scan.digit(end);  // EUR120 is no longer word
        if (scan.has(i, currency.written) && !goes_on && currency.written.size() > best.second)
            best = {currency.code, currency.written.size()};
    }
    return best;
}

struct Amount {
    std::string value;
    std::size_t length = 0;  ///< 0: none
};

void drop_trailing_zeroes(std::string &decimal)
{
    if (decimal.find('.') == std::string::npos) return;
    while (decimal.ends_with('0'))
        decimal.pop_back();
    if (decimal.ends_with('.')) decimal.pop_back();
}

/** A number with its separators: "1,200.50", "1.200,50" and "1 200" without those of thousands, the decimal one as '.'.
 *  One separator before exactly three digits is taken for one of thousands. */
Amount amount_at(Scan const &scan, std::size_t begin)
{
    Amount found;
    std::size_t i = begin;
    while (scan.digit(i))
        found.value += scan.at(i++);
    while (!found.value.empty()) {
        char const separator = scan.at(i);
        if (separator != ',' && separator != '.' && separator != '\'' && separator != ' ') break;
        std::size_t digits = 0;
        while (scan.digit(i + 1 + digits))
            ++digits;
        bool const thousands =
            digits == 3 && found.value.find('.') == std::string::npos && (found.length > 0 || found.value.size() <= 3);
        bool const decimals = digits > 0 && (separator == ',' || separator == '.');
        if (!thousands && !decimals) break;
        if (!thousands && found.value.find('.') != std::string::npos) break;
        if (!thousands) found.value += '.';
        for (std::size_t k = 0; k < digits; ++k)
            found.value += scan.at(i + 1 + k);
        i += digits + 1;
        found.length = i - begin;
    }
    drop_trailing_zeroes(found.value);
    found.length = i - begin;
    return found;
}

bool continues_number(Scan const &scan, std::size_t i) noexcept
{
    return i > 0 && scan.digit(i - 1);
}

bool is_money_start(Scan const &scan, std::size_t i) noexcept
{
    return i == 0 || !scan.in_word(i) || static_cast<unsigned char>(scan.at(i)) >= 0x80 || !scan.in_word(i - 1);
}

constexpr std::size_t most_phone_digits = 17;

/** A telephone number at `begin`: how long it is, and its digits. */
std::pair<std::size_t, std::string> phone_at(Scan const &scan, std::size_t begin)
{
    std::string digits;
    std::size_t end = begin;
    for (std::size_t i = begin, between = 0; between <= 2 && digits.size() <= most_phone_digits;) {
        char const c = scan.at(i);
        if (scan.digit(i)) {
            digits += c;
            end = ++i;
            between = 0;
        } else if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || (c == '+' && i == begin)) {
            if (c == '.' && !scan.digit(i + 1)) break;  // the end of a sentence
            ++i;
            ++between;
        } else {
            break;
        }
    }
    return {end - begin, digits};
}

/** An order number is no telephone number, unless it is written like one. */
bool looks_like_phone(std::size_t length, std::string_view digits) noexcept
{
    if (digits.size() < 7 || digits.size() > most_phone_digits) return false;
    bool const plain = length == digits.size();
    return !plain || digits.size() >= 10 || digits.front() == '0';
}

}  // namespace

void find_money(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i) {
        if (auto const [code, length] = currency_at(scan, i); length > 0 && is_money_start(scan, i)) {
            std::size_t const number = scan.skip(i + length, " ");
            if (auto const amount = amount_at(scan, number); amount.length > 0)
                scan.claim(ClaimKind::money, amount.value + ' ' + std::string(code), i, number + amount.length - i);
        } else if (scan.digit(i) && !continues_number(scan, i)) {
            auto const amount = amount_at(scan, i);
            std::size_t const after = scan.skip(i + amount.length, " ");
            auto const [behind, behind_length] = currency_at(scan, after);
            if (behind_length > 0)
                scan.claim(ClaimKind::money, amount.value + ' ' + std::string(behind), i, after + behind_length - i);
            else
                i += amount.length - 1;
        }
    }
}

void find_phones(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i) {
        char const c = scan.at(i);
        bool const starts = c == '+' || c == '(' || scan.starts_number(i);
        if (!starts) continue;
        auto const [length, digits] = phone_at(scan, i);
        if (looks_like_phone(length, digits))
            scan.claim(ClaimKind::phone, digits, i, length);
        else if (scan.digit(i))
            while (scan.digit(i + 1))
                ++i;
    }
}

void find_numbers(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i) {
        if (!scan.digit(i)) continue;
        auto const amount = amount_at(scan, i);
        if (scan.starts_number(i)) scan.claim(ClaimKind::number, amount.value, i, amount.length);
        i += amount.length - 1;
    }
}

}  // namespace automation::core
