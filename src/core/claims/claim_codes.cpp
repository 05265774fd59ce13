/* Finds codes and passwords: "use SAVE20", "code: 4711", "the password is sunflower". */
#include "core/claims/claim_scan.hpp"
#include "core/base/utf8.hpp"
#include "core/base/unicode_case.hpp"
#include "core/claims/number_words.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

template <std::size_t Count>
bool is_among(std::string_view form, std::array<std::string_view, Count> const &known) noexcept
{
    return std::ranges::find(known, form) != known.end();
}

/** Nouns that a code is named behind; in German and Dutch they end a compound. */
bool is_code_noun(std::string_view form) noexcept
{
    static constexpr auto nouns = std::to_array<std::string_view>(
        {"code",         "codes",        "coupon",      "voucher", "pin",           "gutschein",  "promo",
         "promocode",    "codigo",       "cupon",       "codice",  "kod",           "kodu",       "kodem",
         "cupom",        "cupao",        "kodzie",      "otp",     "gutscheincode", "rabattcode", "zugangscode",
         "kortingscode", "toegangscode", "aktionscode", "turcode", "vorteilscode",  "actiecode"});
    return is_among(form, nouns);
}

/** Nouns that often mean something else: only capitals behind them are a code. */
bool is_weak_noun(std::string_view form) noexcept
{
    static constexpr auto nouns = std::to_array<std::string_view>(
        {"bon",     "buono",  "bono",   "vale",      "cheque",   "clave",       "parola",  "ordine",  "palavra",
         "passe",   "kupon",  "kuponu", "kuponem",   "bonu",     "hasla",       "haslem",  "keyword", "codeword",
         "phrase",  "offer",  "token",  "stichwort", "codewort", "losungswort", "losung",  "actie",   "tegoedbon",
         "angebot", "aktion", "oferta", "offre",     "offerta",  "aanbieding",  "promocja"});
    return is_among(form, nouns);
}

/** Nouns that say what follows to be a code, whatever it looks like. */
bool is_password(std::string_view form) noexcept
{
    static constexpr auto nouns = std::to_array<std::string_view>(
        {"password", "passcode", "passwort", "kennwort", "contrasena", "wachtwoord", "haslo", "senha", "mdp"});
    return is_among(form, nouns);
}

/** "dress code: comfortable" is none. */
bool is_other_code(Scan const &scan, std::size_t i) noexcept
{
    static constexpr auto others = std::to_array<std::string_view>(
        {"dress", "zip", "post", "postal", "qr", "area", "country", "source", "of", "da", "vestimentaire"});
    bool const before = i > 0 && is_among(scan.words[i - 1].form, others);
    return before || (i + 1 < scan.words.size() && is_among(scan.words[i + 1].form, others));
}

/** What may stand between the noun and the code. */
bool is_link_word(std::string_view form) noexcept
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"is",       "ist",        "lautet", "est",         "es",           "e",      "to",        "brzmi",
         "jest",     "the",        "promo",  "promocional", "promotionnel", "sconto", "descuento", "desconto",
         "rabatowy", "promocyjny", "remise", "reduction",   "number",       "nummer", "numero",    "for",
         "will",     "be",         "acceso", "acces",       "accesso",      "acesso", "dostepu",   "dla",
         "de",       "d",          "di",     "word",        "mot",          "passe",  "wejsciowy"});
    return is_among(form, words);
}

/** "use", "enter": a word in capitals behind it is a code. */
bool is_use(std::string_view form) noexcept
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"use",       "enter",     "apply",     "quote",      "type",     "redeem",    "nutze",  "nutzen",
         "verwende",  "verwenden", "eingeben",  "utilisez",   "utilise",  "saisissez", "usa",    "utiliza",
         "introduce", "use",       "inserisci", "utilizza",   "gebruik",  "uzyj",      "wpisz",  "mention",
         "nenne",     "nenn",      "nennen",    "mentionnez", "menciona", "mencione",  "indica", "indique",
         "indiquez",  "noem",      "podaj",     "insira",     "digite",   "introduza", "diga",   "dites"});
    return is_among(form, words);
}

struct Looks {
    std::size_t upper = 0, lower = 0, digits = 0;
};

Looks looks_of(std::string_view text)
{
    Looks looks;
    while (!text.empty()) {
        auto const whole = text;
        char32_t const code = next_code_point(text);
        auto const letter = whole.substr(0, whole.size() - text.size());
        bool const digit = code >= '0' && code <= '9';
        bool const upper = (code >= 'A' && code <= 'Z') || (code >= 0x80 && to_lower(letter) != letter);
        ++(digit ? looks.digits : upper ? looks.upper : looks.lower);
    }
    return looks;
}

std::string_view written(Scan const &scan, Word const &word) noexcept
{
    return std::string_view(scan.text).substr(word.begin, word.end - word.begin);
}

void claim_word(Scan &scan, Word const &word)
{
    scan.claim(ClaimKind::code, word.form, word.begin, word.end - word.begin);
}

/** "SAVE20", "NORD10": no word is written so. */
bool is_code_by_itself(Looks const &looks) noexcept
{
    return looks.lower == 0 && looks.upper >= 3 && looks.digits >= 1;
}

bool may_be_code(Looks const &looks, std::size_t length) noexcept
{
    bool const capitals = looks.lower == 0 && looks.upper >= 2;
    return length >= 3 && (capitals || looks.digits >= 1);
}

bool is_announcing(Scan const &scan, std::size_t i) noexcept
{
    auto const &form = scan.words[i].form;
    bool const motto = form == "mot" && i + 2 < scan.words.size() && scan.words[i + 2].form == "passe";
    return motto || ((is_code_noun(form) || is_password(form)) && !is_other_code(scan, i));
}

/** "bon BIENVENUE": capitals that follow, link words apart. */
void claim_capitals_behind(Scan &scan, std::size_t i)
{
    constexpr std::size_t reach = 3;
    constexpr std::size_t shortest = 4;
    auto const &words = scan.words;
    for (std::size_t k = i + 1; k < words.size() && k <= i + reach && words[k].gap != Gap::sentence; ++k) {
        auto const looks = looks_of(written(scan, words[k]));
        if (looks.lower == 0 && looks.upper >= shortest && !scan.is_claimed(words[k])) claim_word(scan, words[k]);
        if (!is_link_word(words[k].form)) return;
    }
}

/** "code Sunshine", "the code welcome ten": a name behind the noun, or a word and a number. */
void claim_name_behind(Scan &scan, std::size_t i)
{
    static constexpr auto others = std::to_array<std::string_view>(
        {"ihr", "ihre",  "ihrer",  "ihrem", "ihnen", "sie", "du",  "dein", "deine", "deiner",
         "wir", "unser", "unsere", "i",     "fur",   "mit", "bei", "voor", "pour",  "para",
         "per", "with",  "has",    "have",  "hat",   "na",  "pod", "do"});
    auto const &words = scan.words;
    if (i + 1 >= words.size() || words[i + 1].gap != Gap::soft || scan.is_claimed(words[i + 1])) return;
    auto const &name = words[i + 1];
    if (name.digits || is_link_word(name.form) || is_among(name.form, others)) return;
    bool const numbered =
        i + 2 < words.size() && words[i + 2].gap == Gap::soft && number_word(words[i + 2].form).has_value();
    if (name.capital || numbered) claim_word(scan, name);
}

/** The code that the noun at the word `i` announces. */
void claim_behind_noun(Scan &scan, std::size_t i)
{
    constexpr std::size_t reach = 5;
    auto const &words = scan.words;
    bool password = is_password(words[i].form);
    bool said = false;  // "is", or a colon
    for (std::size_t k = i + 1; k < words.size() && k <= i + reach && words[k].gap != Gap::sentence; ++k) {
        auto const between = std::string_view(scan.text).substr(words[k - 1].end, words[k].begin - words[k - 1].end);
        bool const quoted = between.find_first_of("\":,") != std::string_view::npos;
        bool const colon = between.find(':') != std::string_view::npos;
        if (may_be_code(looks_of(written(scan, words[k])), words[k].end - words[k].begin) || colon ||
            (password && said) || (quoted && k == i + 1 && between.find('"') != std::string_view::npos)) {
            if (!scan.is_claimed(words[k])) claim_word(scan, words[k]);
            return;
        }
        if (!is_link_word(words[k].form)) break;
        password = password || words[k].form == "passe" || is_password(words[k].form);
        said = true;
    }
    // "the access code nordlicht": a word of its own kind, behind a noun that the sentence goes on with
    bool const named = i > 0 && i + 1 < words.size() && words[i + 1].gap == Gap::soft && is_code_noun(words[i].form) &&
                       (words[i - 1].form == "access" || words[i - 1].form == "door" || words[i - 1].form == "promo" ||
                        words[i - 1].form == "entry" || words[i - 1].form == "discount");
    if (is_code_noun(words[i].form)) claim_name_behind(scan, i);
    if (named && !scan.is_claimed(words[i + 1]) && !is_link_word(words[i + 1].form) && words[i + 1].form.size() > 4)
        claim_word(scan, words[i + 1]);
}

}  // namespace

void find_codes(Scan &scan)
{
    auto const &words = scan.words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (scan.is_claimed(words[i])) continue;
        auto const looks = looks_of(written(scan, words[i]));
        bool const used = i > 0 && is_use(words[i - 1].form) && words[i].gap == Gap::soft;
        if (is_code_by_itself(looks) || (used && looks.lower == 0 && looks.upper >= 4))
            claim_word(scan, words[i]);
        else if (is_announcing(scan, i))
            claim_behind_noun(scan, i);
        else if (is_weak_noun(words[i].form))
            claim_capitals_behind(scan, i);
    }
}

}  // namespace automation::core
