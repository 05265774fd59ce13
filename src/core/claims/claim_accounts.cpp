/* Finds where money could be sent: IBANs, card numbers, addresses of wallets. */
#include "core/claims/claim_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core {

namespace {

bool is_letter(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** How long an IBAN of a country is; 0: not known. */
std::size_t iban_length(std::string_view country) noexcept
{
    using Known = std::pair<std::string_view, std::size_t>;
    static constexpr auto known = std::to_array<Known>(
        {{"de", 22}, {"at", 20}, {"ch", 21}, {"li", 21}, {"fr", 27}, {"es", 24}, {"it", 27}, {"nl", 18}, {"pl", 28},
         {"pt", 25}, {"gb", 22}, {"ie", 22}, {"be", 16}, {"lu", 20}, {"dk", 18}, {"se", 24}, {"no", 15}, {"fi", 18},
         {"cz", 24}, {"sk", 24}, {"gr", 27}, {"hu", 28}, {"ro", 24}, {"bg", 22}, {"hr", 21}, {"si", 19}, {"lt", 20},
         {"lv", 21}, {"ee", 20}, {"mt", 31}, {"cy", 28}, {"mc", 27}, {"tr", 26}, {"ua", 29}, {"br", 29}});
    auto const *const found = std::ranges::find(known, country, &Known::first);
    return found == known.end() ? 0 : found->second;
}

/** The remainder that ISO 7064 tests, taken over characters one by one. */
class Remainder {
 public:
    void add(char c) noexcept
    {
        int const value = is_digit(c) ? c - '0' : c - 'a' + 10;
        rest_ = (rest_ * (value > 9 ? 100 : 10) + value) % 97;
    }
    [[nodiscard]] bool is_one() const noexcept { return rest_ == 1; }

 private:
    int rest_ = 0;
};

bool passes_check(std::string const &iban) noexcept
{
    Remainder rest;
    for (std::size_t i = 4; i < iban.size(); ++i)
        rest.add(iban[i]);
    for (std::size_t i = 0; i < 4; ++i)
        rest.add(iban[i]);
    return rest.is_one();
}

/** Characters and the single separators between them. */
struct DigitRun {
    std::string characters;
    std::size_t end = 0;
};

/** Takes the next character of a number that is written in groups; false when it ends. */
bool extend(Scan const &scan, DigitRun &run, bool letters)
{
    auto const fits = [&](std::size_t i) { return scan.digit(i) || (letters && is_letter(scan.at(i))); };
    std::size_t next = run.end;
    bool const parted = scan.at(next) == ' ' || scan.at(next) == '-' || scan.at(next) == '\n';
    if (!fits(next) && parted) ++next;
    if (!fits(next)) return false;
    run.characters += scan.at(next);
    run.end = next + 1;
    return true;
}

void claim_iban(Scan &scan, std::size_t i)
{
    constexpr std::size_t shortest = 15;
    constexpr std::size_t longest = 34;
    constexpr std::ptrdiff_t least_digits = 8;
    if (!is_letter(scan.at(i)) || !is_letter(scan.at(i + 1)) || !scan.digit(i + 2) || !scan.digit(i + 3)) return;
    DigitRun run{scan.lowered.substr(i, 4), i + 4};
    DigitRun best;
    std::size_t const usual = iban_length(run.characters.substr(0, 2));
    while (run.characters.size() < longest && extend(scan, run, true)) {
        if (scan.in_word(run.end) || run.characters.size() < shortest) continue;
        bool const mostly_digits = std::ranges::count_if(run.characters, is_digit) >= least_digits;
        if (mostly_digits && (run.characters.size() == usual || passes_check(run.characters))) best = run;
    }
    if (best.end > 0) scan.claim(ClaimKind::account, best.characters, i, best.end - i);
}

/** Luhn's check, which every card number passes. */
bool passes_luhn(std::string_view digits) noexcept
{
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int digit = digits[digits.size() - 1 - i] - '0';
        if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

}  // namespace

bool is_card_number(std::string_view digits) noexcept
{
    constexpr std::size_t shortest = 13;
    constexpr std::size_t longest = 19;
    bool const known = !digits.empty() && digits.front() >= '2' && digits.front() <= '6';
    return known && digits.size() >= shortest && digits.size() <= longest && passes_luhn(digits);
}

namespace {

void claim_card(Scan &scan, std::size_t i)
{
    constexpr std::size_t longest = 19;
    if (scan.at(i) < '2' || scan.at(i) > '6' || (i > 0 && scan.at(i - 1) == '+')) return;
    DigitRun run{"", i};
    DigitRun best;
    while (run.characters.size() < longest && extend(scan, run, false))
        if (!scan.in_word(run.end) && is_card_number(run.characters)) best = run;
    if (best.end > 0) scan.claim(ClaimKind::account, best.characters, i, best.end - i);
}

/** A Polish account as it is written inside the country: an IBAN without its letters. */
void claim_polish(Scan &scan, std::size_t i)
{
    constexpr std::size_t length = 26;
    DigitRun run{"", i};
    while (run.characters.size() < length && extend(scan, run, false)) {
    }
    if (run.characters.size() == length && !scan.in_word(run.end) && passes_check("pl" + run.characters))
        scan.claim(ClaimKind::account, run.characters, i, run.end - i);
}

/** The beginnings that only addresses of wallets have, and what they are too short to be. */
bool begins_like_wallet(std::string_view token) noexcept
{
    static constexpr auto starts =
        std::to_array<std::string_view>({"bc1q", "bc1p", "tb1q", "ltc1", "addr1", "cosmos1"});
    auto const is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
    bool const hex = token.size() >= 6 && token.starts_with("0x") && std::ranges::all_of(token.substr(2), is_hex);
    return hex || std::ranges::any_of(starts, [&](auto start) { return token.starts_with(start); });
}

/** Nobody writes so long a mix of letters and digits but to be copied. */
bool is_long_mix(std::string_view token) noexcept
{
    constexpr std::size_t shortest = 25;
    return token.size() >= shortest && std::ranges::count_if(token, is_digit) >= 3 &&
           std::ranges::count_if(token, is_letter) >= 3;
}

/** Means of payment that only the business can have offered; in the form of word_forms.hpp. */
void claim_means(Scan &scan)
{
    static constexpr auto names = std::to_array<std::string_view>(
        {"paypal", "venmo", "revolut", "moneygram", "cashapp", "bizum", "twint", "bitcoin", "bitcoins", "btc", "usdt",
         "ethereum", "crypto", "cryptocurrency", "kryptowahrung", "criptomonedas", "criptovalute"});
    for (auto const &word : scan.words)
        if (!scan.is_claimed(word) && std::ranges::find(names, word.form) != names.end())
            scan.claim(ClaimKind::account, word.form, word.begin, word.end - word.begin, true);
}

}  // namespace

void find_accounts(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i) {
        if (!scan.starts_word(i)) continue;
        std::size_t const before = scan.claims.size();
        claim_iban(scan, i);
        if (scan.claims.size() == before) claim_polish(scan, i);
        if (scan.claims.size() == before) claim_card(scan, i);
        std::size_t end = i;
        while (scan.in_word(end) || (scan.at(end) == '_' && scan.in_word(end + 1)))
            ++end;
        auto const token = std::string_view(scan.lowered).substr(i, end - i);
        if (begins_like_wallet(token) || is_long_mix(token))
            scan.claim(ClaimKind::account, std::string(token), i, end - i);
        i = std::max(i, end);
    }
    claim_means(scan);
}

}  // namespace automation::core
