#include "core/crm/phone_text.hpp"

#include "core/base/strings.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>

namespace automation::core {

namespace {

constexpr std::size_t longest_text = 250;
constexpr std::size_t most_digits = 24;
constexpr std::size_t most_extension_digits = 9;

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_punctuation(char c) noexcept
{
    return std::string_view(" -./()[]~\t").find(c) != std::string_view::npos;
}

/** What nobody writes beside a number: another line, code, what turns the order of characters round, broken UTF-8. */
bool is_foreign(char32_t code) noexcept
{
    constexpr char32_t replacement = 0xFFFD;
    constexpr char32_t override_order = 0x202E;
    auto const mask = U_GET_GC_MASK(static_cast<UChar32>(code));
    bool const breaks = (mask & (U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) != 0 && code != '\t';
    bool const of_code =
        code < 0x80 && std::string_view("\"\\&<>{}|%$^`").find(static_cast<char>(code)) != std::string_view::npos;
    return breaks || of_code || code == override_order || code == replacement;
}

/** Digits of any script in ASCII, dashes and tildes of others in ours, letters in lower case where they are ASCII.
 * Nothing where it has what nobody writes beside a number. */
std::optional<std::string> plain_text(std::string_view written)
{
    std::string plain;
    while (!written.empty()) {
        char32_t const code = next_code_point(written);
        if (is_foreign(code)) return std::nullopt;
        auto const digit = code > 0x7F ? u_charDigitValue(static_cast<UChar32>(code)) : -1;
        if (digit >= 0)
            plain += static_cast<char>('0' + digit);
        else if (code == 0x30FC)
            plain += '-';
        else if (code == 0x2053 || code == 0x223C)
            plain += '~';
        else
            append_code_point(plain, code);
    }
    return lower_ascii(plain);
}

/** "ext. 12", "x12", "#12", ", 12", ";ext=12" */
bool is_extension(std::string_view tail)
{
    static constexpr std::array<std::string_view, 13> labels{
        "extension", "extn", "ext", "xtn", "anexo", "poste", "interno", "int", "доб", "x", "#", ",", ";"};
    auto const skip = [&](std::string_view characters) {
        tail.remove_prefix(std::min(tail.find_first_not_of(characters), tail.size()));
    };
    skip(" ,;");
    for (auto const label : labels) {
        if (tail.starts_with(label)) {
            tail.remove_prefix(label.size());
            break;
        }
    }
    skip(" .:,=-");
    auto const digits = std::min(tail.find_first_not_of("0123456789"), tail.size());
    auto const rest = trim(tail.substr(digits));
    return digits > 0 && digits <= most_extension_digits && (rest.empty() || rest == "#" || rest == ")");
}

/** A character that no text around a number has. */
bool is_code_or_mail(std::string_view text) noexcept
{
    return text.find_first_of("@*#=") != std::string_view::npos;
}

/** What stands in front of the number, taken off; nothing where that makes it no number. */
std::optional<bool> take_label(std::string_view &rest)
{
    auto const begin = std::ranges::find_if(rest, [](char c) { return is_digit(c) || c == '+'; });
    auto const label = rest.substr(0, static_cast<std::size_t>(begin - rest.begin()));
    if (label.size() == rest.size() || is_code_or_mail(label)) return std::nullopt;
    rest.remove_prefix(label.size());
    return !std::ranges::all_of(label, is_punctuation);
}

/** The digits up to the first character that no number has; whether they can be one. */
bool take_digits(std::string_view &rest, PhoneText &number)
{
    while (rest.starts_with('+')) {
        rest.remove_prefix(1);
        number.plus = true;
    }
    while (!rest.empty() && (is_digit(rest[0]) || is_punctuation(rest[0]))) {
        if (rest.starts_with("(0)") && !number.digits.empty()) {
            if (number.optional_zero != std::string::npos) return false;
            number.optional_zero = number.digits.size();
            rest.remove_prefix(3);
            continue;
        }
        if (is_digit(rest[0])) number.digits += rest[0];
        rest.remove_prefix(1);
    }
    return !number.digits.empty() && number.digits.size() <= most_digits;
}

}  // namespace

std::string PhoneText::dialled() const
{
    std::string all = digits;
    if (optional_zero != std::string::npos) all.insert(optional_zero, 1, '0');
    return all;
}

std::optional<PhoneText> read_phone_text(std::string_view bare_address)
{
    if (bare_address.size() > longest_text) return std::nullopt;
    auto const plain = plain_text(bare_address);
    if (!plain) return std::nullopt;
    std::string_view rest = *plain;
    PhoneText number;
    auto const labelled = take_label(rest);
    if (!labelled || !take_digits(rest, number)) return std::nullopt;
    if (rest.empty()) {
        number.words = *labelled;
        return number;
    }
    // Behind it a word, or an extension; no second number.
    bool const more_digits = std::ranges::any_of(rest, is_digit) || rest.find('+') != std::string_view::npos;
    if (more_digits ? !is_extension(rest) : is_code_or_mail(rest)) return std::nullopt;
    number.words = true;
    return number;
}

}  // namespace automation::core
