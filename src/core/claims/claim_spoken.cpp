/* Finds telephone and card numbers and prices in words: "five five five one two", "fifty euros", "twenty percent". */
#include "core/claims/claim_scan.hpp"
#include "core/claims/number_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core {

namespace {

using SpokenName = std::pair<std::string_view, std::string_view>;

/** Currencies as they are called beside a number; empty: none. */
std::string_view currency_named(std::string_view form) noexcept
{
    static constexpr auto names = std::to_array<SpokenName>({
        {"euro", "EUR"},      {"euros", "EUR"},     {"eur", "EUR"},        {"dollar", "USD"},  {"dollars", "USD"},
        {"dolar", "USD"},     {"dolares", "USD"},   {"dollari", "USD"},    {"dollaro", "USD"}, {"dolarow", "USD"},
        {"usd", "USD"},       {"bucks", "USD"},     {"buck", "USD"},       {"pound", "GBP"},   {"pounds", "GBP"},
        {"quid", "GBP"},      {"pfund", "GBP"},     {"libras", "GBP"},     {"livres", "GBP"},  {"sterline", "GBP"},
        {"pond", "GBP"},      {"funtow", "GBP"},    {"gbp", "GBP"},        {"franken", "CHF"}, {"franks", "CHF"},
        {"francs", "CHF"},    {"francos", "CHF"},   {"franchi", "CHF"},    {"frank", "CHF"},   {"frankow", "CHF"},
        {"chf", "CHF"},       {"zloty", "PLN"},     {"zlote", "PLN"},      {"zlotych", "PLN"}, {"zl", "PLN"},
        {"pln", "PLN"},       {"reais", "BRL"},     {"real", "BRL"},       {"brl", "BRL"},     {"pesos", "MXN"},
        {"rupees", "INR"},    {"rupien", "INR"},    {"kronor", "SEK"},     {"kronen", "SEK"},  {"kroner", "NOK"},
        {"centimes", "cent"}, {"centimos", "cent"}, {"centesimi", "cent"}, {"pence", "GBP"},   {"groszy", "cent"},
        {"centavos", "cent"},
    });
    auto const *const found = std::ranges::find(names, form, &SpokenName::first);
    return found == names.end() ? std::string_view() : found->second;
}

/** How many words say "percent" at `i`. */
std::size_t percent_words(std::span<Word const> words, std::size_t i) noexcept
{
    if (i >= words.size() || words[i].gap != Gap::soft) return 0;
    auto const &form = words[i].form;
    if (form == "percent" || form == "prozent" || form == "pourcent" || form == "procent" || form == "procentow")
        return 1;
    bool const by = form == "per" || form == "pour" || form == "por";
    bool const cent = by && i + 1 < words.size() && words[i + 1].gap == Gap::soft &&
                      (words[i + 1].form == "cent" || words[i + 1].form == "ciento" || words[i + 1].form == "cento");
    return cent ? 2 : 0;
}

void claim_words(Scan &scan, ClaimKind kind, std::string value, std::size_t first, std::size_t end)
{
    auto const begin = scan.words[first].begin;
    scan.claim(kind, std::move(value), begin, scan.words[end - 1].end - begin, true);
}

/** "fifty euros", "a dollar", "mil de euros", "twenty percent". */
void claim_price(Scan &scan, std::size_t i)
{
    auto const &words = scan.words;
    auto number = number_in_words(words, i);
    if (words[i].form == "a") number = SpokenNumber{1, i + 1};
    if (!number || number->end >= words.size()) return;
    if (auto const percent = percent_words(words, number->end); percent > 0) {
        if (number->value < 100)
            claim_words(scan, ClaimKind::money, std::to_string(number->value) + '%', i, number->end + percent);
        return;
    }
    std::size_t unit = number->end;
    if (words[unit].form == "de" && unit + 1 < words.size()) ++unit;
    auto const currency = words[unit].gap == Gap::soft ? currency_named(words[unit].form) : std::string_view();
    if (!currency.empty())
        claim_words(scan, ClaimKind::money, std::to_string(number->value) + ' ' + std::string(currency), i, unit + 1);
}

/** "20 %", "20 percent", with what is said of them ("off"), which would else be a claim of its own. */
void claim_percent(Scan &scan, std::size_t i)
{
    auto const &words = scan.words;
    auto const &number = words[i];
    std::size_t const sign = scan.skip(number.end, " ");
    std::size_t end = 0;
    std::size_t behind = i + 1;
    if (scan.at(sign) == '%') {
        end = sign + 1;
    } else if (auto const percent = percent_words(words, i + 1); percent > 0) {
        behind = i + 1 + percent;
        end = words[behind - 1].end;
    }
    if (end == 0) return;
    if (behind < words.size() && words[behind].form == "off") end = words[behind].end;
    scan.claim(ClaimKind::percent, number.form + '%', number.begin, end - number.begin);
}

/** "at three", "um drei Uhr", "a las tres": an hour in words, where nothing follows that could be counted. */
void claim_hour(Scan &scan, std::size_t i)
{
    static constexpr auto before = std::to_array<std::string_view>({"at", "um", "om", "las", "alle", "as"});
    static constexpr auto behind = std::to_array<std::string_view>(
        {"uhr", "uur", "o", "pm", "am", "sharp", "tomorrow", "today", "on", "this", "in", "de", "da", "del"});
    auto const &words = scan.words;
    if (i + 1 >= words.size() || std::ranges::find(before, words[i].form) == before.end()) return;
    auto const &said = words[i + 1];
    auto const hour = said.gap == Gap::soft && !said.digits ? number_word(said.form) : std::nullopt;
    if (!hour || *hour < 1 || *hour > 24) return;
    bool const ends = i + 2 >= words.size() || words[i + 2].gap != Gap::soft || words[i + 2].new_line;
    if (!ends && std::ranges::find(behind, words[i + 2].form) == behind.end()) return;
    scan.claim(ClaimKind::time, std::to_string(*hour * 60) + (*hour <= 12 ? "?" : ""), said.begin,
               said.end - said.begin, true);
}

/** A digit of a telephone number in words, or a pair of them. */
bool says_digits(Word const &word)
{
    static constexpr auto others = std::to_array<std::string_view>(
        {"oh", "double", "triple", "doppel", "doppelt", "plus", "hundred", "hundert", "doble", "doppio", "dubbel"});
    if (std::ranges::find(others, word.form) != others.end()) return true;
    auto const number = number_word(word.form);
    return number && *number <= 100;
}

/** How often the digit behind the word is said: "double", "triple". */
std::size_t times_of(std::string_view form) noexcept
{
    static constexpr auto doubles =
        std::to_array<std::string_view>({"double", "doppel", "doppelt", "doble", "doppio", "dubbel"});
    if (form == "triple") return 3;
    return std::ranges::find(doubles, form) != doubles.end() ? 2 : 1;
}

void claim_phone(Scan &scan, std::size_t &i)
{
    constexpr std::size_t fewest = 5;
    constexpr std::size_t longest_phone = 16;  // E.164 has 15 digits at most
    auto const &words = scan.words;
    std::size_t spoken = 0;
    std::size_t times = 1;  // "double one"
    std::size_t end = i;
    std::string value;
    for (; end < words.size() && !scan.is_claimed(words[end]); ++end) {
        auto const &word = words[end];
        bool const in_digits = word.digits && word.form.size() <= 4;
        bool const goes_on = end == i || word.gap <= Gap::comma || !word.new_line;
        if (!goes_on || (!in_digits && !says_digits(word))) break;
        spoken += in_digits ? 0 : 1;
        auto const number = number_word(word.form);
        auto const digits = number ? std::to_string(*number) : in_digits ? word.form : "";
        for (; times > 0; --times)
            value += digits;
        times = times_of(word.form);
    }
    bool const account = value.size() >= longest_phone || is_card_number(value);
    if (spoken >= fewest) claim_words(scan, account ? ClaimKind::account : ClaimKind::phone, std::move(value), i, end);
    if (end > i) i = end - 1;
}

}  // namespace

void find_spoken_phones(Scan &scan)
{
    for (std::size_t i = 0; i < scan.words.size(); ++i)
        if (!scan.is_claimed(scan.words[i])) claim_phone(scan, i);
}

void find_spoken_prices(Scan &scan)
{
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        auto const &word = scan.words[i];
        if (scan.is_claimed(word)) continue;
        if (word.digits)
            claim_percent(scan, i);
        else
            claim_price(scan, i);
        claim_hour(scan, i);
    }
}

}  // namespace automation::core
