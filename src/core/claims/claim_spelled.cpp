/* Finds addresses that are spelled out so as not to look like any: "info at shop dot com", "www shop com". */
#include "core/claims/claim_scan.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

template <std::size_t Count>
bool is_among(std::string_view form, std::array<std::string_view, Count> const &known) noexcept
{
    return std::ranges::find(known, form) != known.end();
}

/** What "@" is called where nothing else is called so, or hardly anything. */
bool is_at_name(std::string_view form) noexcept
{
    static constexpr auto names =
        std::to_array<std::string_view>({"arroba", "arobase", "arobas", "chiocciola", "chiocciolina", "malpa", "malpka",
                                         "apenstaartje", "apestaartje", "klammeraffe", "affenschwanz"});
    return is_among(form, names);
}

bool is_dot_name(std::string_view form) noexcept
{
    static constexpr auto names =
        std::to_array<std::string_view>({"dot", "punkt", "point", "punto", "punt", "kropka", "ponto"});
    return is_among(form, names);
}

/** Endings of domains that are no words beside a word for the dot: "punto de" is one of them in Spanish. */
bool is_plain_ending(std::string_view form) noexcept
{
    static constexpr auto endings = std::to_array<std::string_view>(
        {"com", "net", "org", "biz", "io", "eu", "uk", "nl", "pl", "pt", "ch", "br", "fr", "ru", "xyz", "dev", "app"});
    return is_among(form, endings);
}

bool is_ending(std::string_view form) noexcept
{
    static constexpr auto endings = std::to_array<std::string_view>(
        {"de",   "es",    "it",     "at",     "be",    "me",   "co",  "us",     "info",   "shop",    "online",
         "site", "top",   "club",   "studio", "salon", "yoga", "fit", "health", "school", "academy", "store",
         "pro",  "ai",    "tv",     "cc",     "ly",    "lu",   "li",  "ie",     "se",     "dk",      "no",
         "fi",   "cz",    "cat",    "mx",     "ar",    "cl",   "au",  "nz",     "ca",     "in",      "eus",
         "gal",  "swiss", "berlin", "wien",   "link",  "page", "web", "cloud",  "email",  "tech"});
    return is_plain_ending(form) || is_among(form, endings);
}

/** Words before "point" or "dot" that are no name of a host: "at this point it", "on the dot". */
bool is_common_word(std::string_view form) noexcept
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"the",   "this", "that", "some", "any", "one",    "which",  "no",    "a",   "an",  "at",
         "every", "der",  "den",  "dem",  "ein", "diesem", "einem",  "jeder", "le",  "un",  "ce",
         "au",    "el",   "al",   "este", "ese", "il",     "questo", "che",   "het", "dit", "een",
         "op",    "dat",  "o",    "ao",   "um",  "este",   "esse",   "ta",    "ten", "to"});
    return is_among(form, words);
}

/** How a word was set apart: "(at)", "[dot]". */
bool in_brackets(Scan const &scan, Word const &word) noexcept
{
    if (word.begin == 0 || word.end >= scan.text.size()) return false;
    std::string_view const open = "([{<";
    std::string_view const close = ")]}>";
    auto const which = open.find(scan.text[word.begin - 1]);
    return which != std::string_view::npos && scan.text[word.end] == close[which];
}

/** The words from `first` to `last` as the address that they spell. */
std::string spelled(Scan const &scan, std::size_t first, std::size_t last, std::size_t at)
{
    std::string out;
    bool joint = true;
    for (std::size_t k = first; k <= last; ++k) {
        auto const &word = scan.words[k];
        bool const dot = k != at && is_dot_name(word.form);
        if (k == at || dot) {
            out += k == at ? '@' : '.';
            joint = true;
            continue;
        }
        if (!joint) out += scan.text[word.begin - 1] == '-' ? "-" : scan.text[word.begin - 1] == '_' ? "_" : ".";
        out += word.form;
        joint = false;
    }
    return out;
}

void claim_words(Scan &scan, ClaimKind kind, std::string value, std::size_t first, std::size_t last)
{
    auto const begin = scan.words[first].begin;
    scan.claim(kind, std::move(value), begin, scan.words[last].end - begin);
}

/** The word that says "@" at most five words before `dot`, in the same sentence; `dot` itself: there is none. */
std::size_t at_before(Scan const &scan, std::size_t dot) noexcept
{
    constexpr std::size_t reach = 6;
    for (std::size_t k = dot; k-- > 0 && k + reach > dot;) {
        auto const &word = scan.words[k];
        bool const says_at = is_at_name(word.form) || word.form == "at";
        if (says_at && k > 0 && k + 1 < dot && word.gap != Gap::sentence) return k;
        if (scan.words[k].gap == Gap::sentence) break;
    }
    return dot;
}

/** "at your meeting point in" is no address: between words that are common, a host is one word. */
bool is_certain(Scan const &scan, std::size_t at, std::size_t dot) noexcept
{
    if (is_at_name(scan.words[at].form) || scan.words[dot].form == "dot" || scan.words[dot].form == "kropka")
        return true;
    for (std::size_t k = at + 2; k < dot; ++k) {
        char const before = scan.text[scan.words[k].begin - 1];
        if (before != '-' && before != '_' && !is_dot_name(scan.words[k - 1].form) && !is_dot_name(scan.words[k].form))
            return false;
    }
    return true;
}

/** "info at shop dot com", "shop dot com"; returns the last word that belongs to it. */
std::size_t claim_dot(Scan &scan, std::size_t dot)
{
    auto const &words = scan.words;
    if (dot == 0 || dot + 1 >= words.size() || words[dot].gap == Gap::sentence || words[dot + 1].gap == Gap::sentence)
        return dot;
    bool const ends = is_ending(words[dot + 1].form);
    bool const host = !is_common_word(words[dot - 1].form);
    if (!ends || !host) return dot;
    std::size_t last = dot + 1;
    if (last + 2 < words.size() && is_dot_name(words[last + 1].form) && is_ending(words[last + 2].form)) last += 2;
    auto const at = at_before(scan, dot);
    if (at < dot && is_certain(scan, at, dot)) {
        claim_words(scan, ClaimKind::email, spelled(scan, at - 1, last, at), at - 1, last);
        return last;
    }
    bool const certain = is_plain_ending(words[last].form) || in_brackets(scan, words[dot]) || words[dot].form == "dot";
    if (!certain) return dot;
    claim_words(scan, ClaimKind::link, spelled(scan, dot - 1, last, words.size()), dot - 1, last);
    return last;
}

/** "info (at) shop", whatever follows. */
void claim_bracketed_at(Scan &scan, std::size_t at)
{
    auto const &word = scan.words[at];
    bool const says_at = word.form == "at" || is_at_name(word.form) || word.form == "a";
    if (!says_at || at == 0 || at + 1 >= scan.words.size() || !in_brackets(scan, word)) return;
    claim_words(scan, ClaimKind::email, spelled(scan, at - 1, at + 1, at), at - 1, at + 1);
}

/** "www shop com", "https colon slash slash". */
void claim_scheme(Scan &scan, std::size_t i)
{
    auto const &words = scan.words;
    auto const &form = words[i].form;
    bool const parted = i + 2 < words.size() && form == "w" && words[i + 1].form == "w" && words[i + 2].form == "w";
    if (form != "www" && form != "http" && form != "https" && !parted) return;
    std::size_t last = parted ? i + 2 : i;
    while (last + 1 < words.size() && last < i + 3 && words[last + 1].gap != Gap::sentence && !words[last + 1].new_line)
        ++last;
    claim_words(scan, ClaimKind::link, last > i ? spelled(scan, i + 1, last, words.size()) : form, i, last);
}

/** "shop . com", "shop .com", "shop(.)com", "shop[dot]com" */
void claim_loose_dots(Scan &scan)
{
    constexpr std::string_view around = " ()[]{}";
    for (std::size_t k = 1; k < scan.words.size(); ++k) {
        auto const &word = scan.words[k];
        auto const &before = scan.words[k - 1];
        auto const between = std::string_view(scan.text).substr(before.end, word.begin - before.end);
        bool const loose = between.size() >= 2 && between.size() <= 5 && between.front() != '.' &&
                           std::ranges::count(between, '.') == 1 &&
                           between.find_first_not_of(" .()[]{}") == std::string_view::npos;
        bool const bracketed = loose && between.find_first_of(around.substr(1)) != std::string_view::npos;
        bool const comma = between == "," && (word.form == "com" || word.form == "net" || word.form == "org");
        if (comma && !scan.is_claimed(word))
            claim_words(scan, ClaimKind::link, before.form + '.' + word.form, k - 1, k);
        if (!loose || word.capital || scan.at(word.begin) == '\0') continue;
        if (is_plain_ending(word.form) || (bracketed && is_ending(word.form)))
            claim_words(scan, ClaimKind::link, before.form + '.' + word.form, k - 1, k);
    }
}

/** "info @ shop . com", "info@ shop.com" */
void claim_loose_at(Scan &scan)
{
    for (std::size_t k = 1; k + 1 < scan.words.size(); ++k) {
        auto const &word = scan.words[k];
        auto const &before = scan.words[k - 1];
        auto const between = std::string_view(scan.text).substr(before.end, word.begin - before.end);
        if (between != " @ " && between != "@ ") continue;
        auto const behind = std::string_view(scan.text).substr(word.end, scan.words[k + 1].begin - word.end);
        bool const dotted = behind.find('.') != std::string_view::npos || is_dot_name(scan.words[k + 1].form);
        bool const ends =
            is_ending(scan.words[k + 1].form) || (k + 2 < scan.words.size() && is_ending(scan.words[k + 2].form));
        if (dotted && ends) claim_words(scan, ClaimKind::email, before.form + '@' + word.form, k - 1, k);
    }
}

}  // namespace

void find_spelled_addresses(Scan &scan)
{
    claim_loose_at(scan);
    claim_loose_dots(scan);
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        if (scan.is_claimed(scan.words[i])) continue;
        claim_scheme(scan, i);
        if (is_dot_name(scan.words[i].form)) i = claim_dot(scan, i);
        claim_bracketed_at(scan, i);
    }
}

}  // namespace automation::core
