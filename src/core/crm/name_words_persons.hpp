/* name_words_persons.hpp — honorifics, particles, joiners and words for families, as keys (lower case, no final stop).
 */
#pragma once
#include "core/crm/name_words_table.hpp"

namespace automation::core::name_words {

inline constexpr auto honorifics = sorted(std::to_array<std::string_view>({
    // German
    "frau",
    "herr",
    "herrn",
    "hr",
    "fräulein",
    "frl",
    // English
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "mister",
    "missus",
    "madam",
    "ma'am",
    // French
    "mme",
    "mlle",
    "madame",
    "monsieur",
    "mademoiselle",
    // Spanish, Portuguese
    "sr",
    "sra",
    "srta",
    "sr.ª",
    "sr.a",
    "srª",
    "señor",
    "señora",
    "señorita",
    "senor",
    "senora",
    "senhor",
    "senhora",
    "menina",
    "exmo",
    "exma",
    "ex.mo",
    "ex.ma",
    // Italian
    "sig",
    "sig.ra",
    "sig.na",
    "sigra",
    "sigg.ra",
    "signor",
    "signore",
    "signora",
    "signorina",
    // Dutch
    "dhr",
    "mevr",
    "mevrouw",
    "mw",
    "mej",
    "meneer",
    // Polish, Czech, Slovak
    "pani",
    "panna",
    "pán",
    "paní",
    "slečna",
    "slecna",
    // Scandinavian, Finnish
    "fru",
    "fröken",
    "frøken",
    "frk",
    "herra",
    "rouva",
    // Turkish
    "sayın",
    "sayin",
    "bayan",
    // Russian, Ukrainian, Greek, Hebrew, Arabic
    "господин",
    "госпожа",
    "г-н",
    "г-жа",
    "пан",
    "пані",
    "κύριος",
    "κυρία",
    "κος",
    "κα",
    "מר",
    "גברת",
    "גב'",
    "السيد",
    "السيدة",
    "الأستاذ",
    "الأستاذة",
}));

/** Honorifics that are names, initials or titles elsewhere. */
inline constexpr auto honorifics_of_languages = std::to_array<LanguageWord>({
    {"fr", "de"},
    {"m", "fr"},
    {"p", "pl"},
    {"pan", "pl cs sk"},
    {"bay", "tr"},
    {"fr", "da nb no"},
    {"h", "nl"},
});

inline constexpr auto honorifics_before_first_names = std::to_array<LanguageWord>({
    {"don", "es it"},
    {"doña", "es it"},
    {"dña", "es"},
    {"d", "es pt"},
    {"d.ª", "es pt"},
    {"dª", "es pt"},
    {"dona", "pt es ca"},
    {"donna", "it"},
    {"seu", "pt"},
});

inline constexpr auto honorifics_behind_names =
    sorted(std::to_array<std::string_view>({"hanım", "hanim", "bey", "efendi"}));

/** Before another honorific. */
inline constexpr auto courtesies =
    sorted(std::to_array<std::string_view>({"exmo", "exma", "ex.mo", "ex.ma", "ilmo", "ilma"}));

/** Small words that begin a last name. */
inline constexpr auto particles = sorted(std::to_array<std::string_view>({
    "von", "vom",   "zu",    "zum",   "zur",   "van", "der", "den",   "de", "ter", "ten", "te",  "'t",   "'s",
    "het", "op",  //
    "del", "della", "dello", "delle", "degli", "dei", "dal", "dalla", "di", "da",  "das", "do",  "dos",  "du",
    "des", "la",    "le",    "lo",    "el",    "los", "las", "d'",    "af", "av",  "bin", "ibn", "bint", "st",
}));

/** And, in any spelling of the name. */
inline constexpr auto joiners = sorted(std::to_array<std::string_view>({
    "and", "und", "u", "et",    "y",     "e",    "en",  "i",    "og",   "och",      "ve",   "és", "и",  "та",  "και",
    "&",   "+",   "/", "&amp;", "sowie", "plus", "mit", "with", "avec", "und/oder", "oder", "or", "ou", "bzw",
}));

/** Joiners of one letter: in capitals they are initials, but in these languages. */
inline constexpr auto joiners_of_languages = std::to_array<LanguageWord>({
    {"y", "es ca"},
    {"e", "it pt es"},
    {"i", "pl ca hr sr bs sl"},
    {"u", "de"},
    {"a", "cs sk"},
    {"и", "ru bg"},
});

inline constexpr auto joiners_of_last_names = std::to_array<LanguageWord>({{"y", "es"}, {"e", "pt"}, {"i", "ca"}});

inline constexpr auto families = sorted(std::to_array<std::string_view>({
    "familie", "fam",    "eheleute", "ehepaar",    "geschwister", "haushalt",   "family",     "household",
    "the",     "messrs", "mesdames", "messieurs",  "mm",          "mmes",       "famille",    "époux",
    "familia", "sres",   "srs",      "matrimonio", "famiglia",    "sigg",       "coniugi",    "echtpaar",
    "heren",   "dames",  "państwo",  "panstwo",    "rodzina",     "rodzeństwo", "małżeństwo", "família",
    "casal",   "ailesi", "manželé",  "rodina",     "familjen",    "familien",   "perhe",      "семья",
}));

}  // namespace automation::core::name_words
