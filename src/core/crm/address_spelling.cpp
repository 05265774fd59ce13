#include "core/crm/address_spelling.hpp"

#include "core/base/utf8.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace automation::core {

namespace {

/** As it would have been typed: without characters that show nothing, with plain spaces, hyphens, digits and @. */
std::string typed(std::string_view written)
{
    std::string plain;
    while (!written.empty()) {
        char32_t const code = next_code_point(written);
        if (is_hidden(code) || is_joiner_or_mark(code)) continue;
        if (is_control(code) || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
            code == 0x202F || code == 0x205F || code == 0x3000)
            plain += ' ';
        else if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212)
            plain += '-';
        else if (code >= 0xFF01 && code <= 0xFF5E)  // full-width forms
            plain += static_cast<char>(code - 0xFF01 + '!');
        else
            append_code_point(plain, code);
    }
    return plain;
}

bool breaks_line(std::string_view written)
{
    static constexpr std::array<std::string_view, 7> breaks{"\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"};
    return std::any_of(breaks.begin(), breaks.end(),
                       [&](std::string_view one) { return written.find(one) != std::string_view::npos; });
}

/** Where `c` stands first or last outside of quotes. */
std::vector<std::size_t> places_of(std::string_view written, char c)
{
    std::vector<std::size_t> places;
    bool quoted = false;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (quoted && written[i] == '\\')
            ++i;
        else if (written[i] == '"')
            quoted = !quoted;
        else if (!quoted && written[i] == c)
            places.push_back(i);
    }
    // A quote that nothing closes is a character as any other.
    return quoted && written.find('"') != std::string_view::npos ? places_of(written.substr(0, written.rfind('"')), c)
                                                                 : places;
}

/** `Ann Lee <ann@example.com>` means what stands in the angles; several addresses mean none of them. */
std::string_view without_name(std::string_view written)
{
    auto const opens = places_of(written, '<');
    auto const closes = places_of(written, '>');
    if (opens.empty() || closes.empty() || closes.back() < opens.back()) return written;
    bool const several =
        opens.size() > 1 && written.substr(opens.front(), opens.back() - opens.front()).find('@') != std::string::npos;
    auto const rest = trim(written.substr(closes.back() + 1));
    auto const inside = written.substr(opens.back() + 1, closes.back() - opens.back() - 1);
    // Unquoted, another address before it is no name.
    auto const name = trim(written.substr(0, opens.back()));
    bool const another = !places_of(name, '@').empty() && lower_ascii(name) != lower_ascii(trim(inside));
    if (several || another || rest.find('@') != std::string_view::npos) return written;
    return inside;
}

std::string percent_decoded(std::string_view written)
{
    auto const digit = [](char c) {
        auto const at = std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
        return at == std::string_view::npos ? -1 : static_cast<int>(at);
    };
    std::string decoded;
    for (std::size_t i = 0; i < written.size(); ++i) {
        bool const coded =
            written[i] == '%' && i + 2 < written.size() && digit(written[i + 1]) >= 0 && digit(written[i + 2]) >= 0;
        if (coded) {
            decoded += static_cast<char>(digit(written[i + 1]) * 16 + digit(written[i + 2]));
            i += 2;
        } else {
            decoded += written[i];
        }
    }
    return decoded;
}

/** Behind a scheme stands an address, and perhaps a query or parameters. */
std::string without_scheme(std::string_view written)
{
    static constexpr std::array<std::string_view, 8> schemes{
        "whatsapp:", "mailto:", "tel:", "sms:", "smsto:", "callto:", "mms:", "mmsto:"};
    for (auto const scheme : schemes) {
        if (lower_ascii(written.substr(0, scheme.size())) != scheme) continue;
        auto rest = written.substr(scheme.size());
        while (rest.starts_with('/'))
            rest.remove_prefix(1);
        rest = rest.substr(0, std::min(rest.find('?'), rest.find(';')));
        return percent_decoded(rest);
    }
    return std::string(written);
}

}  // namespace

std::string bare_address(std::string_view written)
{
    if (written.size() > longest_written_address) return std::string(written);
    // One line: what goes on in another is no part of an address, whatever it says.
    if (breaks_line(trim(written))) return std::string(trim(written));
    std::string address(written);
    // Until nothing changes: what is left must not be read as something else when it is read again.
    for (;;) {
        std::string const plain = typed(address);
        std::string next = without_scheme(trim(without_name(trim(plain))));
        next = std::string(trim(next));
        if (next == address) return address;
        address = std::move(next);
    }
}

std::string_view without_trimmings(std::string_view address)
{
    for (;;) {
        std::string_view rest = trim(address);
        if (rest.starts_with('(') && rest.find(')') != std::string_view::npos) rest = rest.substr(rest.find(')') + 1);
        if (rest.ends_with(')') && rest.rfind('(') != std::string_view::npos) rest = rest.substr(0, rest.rfind('('));
        if (rest.ends_with(',') || rest.ends_with(';') || rest.ends_with('.')) rest.remove_suffix(1);
        if (rest.size() == address.size()) return address;
        address = rest;
    }
}

}  // namespace automation::core
