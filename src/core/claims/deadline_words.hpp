/* deadline_words.hpp — an end of an offer that is told without a date ("today only", "until midnight"), in the form of
 * phrases.hpp. One with a date is judged by the date.
 */
#pragma once
#include "core/claims/phrases.hpp"

#include <array>

namespace automation::core::words {

inline constexpr auto deadlines = std::to_array<Phrase>({
    // English
    {"last|final day of|to|for", "deadline"},
    {"runs|run out tonight|today|soon", "deadline"},
    {"until|till|by|before midnight|noon", "deadline"},
    {"last|final chance|call", "deadline"},
    {"today|weekend only", "deadline"},
    {"this|the week|month|weekend only", "deadline"},
    {"only|just for? today", "deadline"},
    {"only|just for? this week|month|weekend", "deadline"},
    {"limited time", "deadline"},
    {"time limited", "deadline"},
    {"while stocks|supplies|places last", "deadline"},
    {"offer|deal|discount|promotion|sale .. expires|expire", "deadline"},
    {"offer|deal|discount|promotion|sale ends soon|shortly|today|tonight", "deadline"},
    // German
    {"letzter|letzte tag der|des|fur", "deadline"},
    {"bis|vor mitternacht", "deadline"},
    {"nur noch? heute", "deadline"},
    {"nur noch? diese|diesen|dieses woche|monat|wochenende", "deadline"},
    {"nur noch? in? dieser|diesem woche|monat", "deadline"},
    {"nur noch? fur? kurze|begrenzte|wenige zeit|tage|stunden", "deadline"},
    {"letzte|letzten chance|gelegenheit|moglichkeit", "deadline"},
    {"solange .. vorrat|platze reicht?", "deadline"},
    {"zeitlich begrenzt*", "deadline"},
    {"befristete|befristetes|befristet", "deadline"},
    // French
    {"dernier jour de|pour|du", "deadline"},
    {"jusqu|avant a? minuit", "deadline"},
    {"derniere|dernieres chance|places|occasion", "deadline"},
    {"duree|temps limitee|limite", "deadline"},
    {"offre limitee", "deadline"},
    {"seulement|uniquement cette semaine", "deadline"},
    {"seulement|uniquement aujourd hui", "deadline"},
    {"cette semaine seulement|uniquement", "deadline"},
    {"aujourd hui seulement|uniquement", "deadline"},
    // Spanish
    {"ultimo dia de|del|para", "deadline"},
    {"hasta|antes de? la? medianoche", "deadline"},
    {"ultima|ultimas oportunidad|ocasion|plazas", "deadline"},
    {"solo|unicamente por? hoy", "deadline"},
    {"solo|unicamente por? esta|este semana|mes", "deadline"},
    {"por tiempo limitado", "deadline"},
    {"tiempo|plazas limitado|limitadas", "deadline"},
    // Italian
    {"ultimo giorno dell|per|di|della|utile", "deadline"},
    {"fino|entro a|alla? mezzanotte", "deadline"},
    {"ultima|ultime occasione|possibilita|opportunita", "deadline"},
    {"solo per? oggi", "deadline"},
    {"solo per? questa|questo settimana|mese|weekend", "deadline"},
    {"tempo|posti limitato|limitati", "deadline"},
    // Dutch
    {"laatste dag van|voor", "deadline"},
    {"tot|voor middernacht", "deadline"},
    {"laatste kans", "deadline"},
    {"alleen|enkel|slechts vandaag", "deadline"},
    {"alleen|enkel deze week|maand|weekend", "deadline"},
    {"zolang de voorraad", "deadline"},
    {"beperkte tijd", "deadline"},
    // Polish
    {"ostatni dzien", "deadline"},
    {"do|przed polnocy|polnoca", "deadline"},
    {"ostatnia szansa|okazja", "deadline"},
    {"tylko do? dzis|dzisiaj", "deadline"},
    {"tylko w? tym|ten tygodniu|miesiacu|tydzien", "deadline"},
    {"ograniczony|ograniczonym czas|czasie", "deadline"},
    // Portuguese
    {"ultimo dia de|da|do|para", "deadline"},
    {"ate a|as? meia noite", "deadline"},
    {"antes da meia noite", "deadline"},
    {"ultima oportunidade|chance", "deadline"},
    {"so|apenas|somente hoje", "deadline"},
    {"so|apenas|somente esta|este semana|mes", "deadline"},
    {"tempo limitado", "deadline"},
});

}  // namespace automation::core::words
