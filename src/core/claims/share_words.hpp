/* share_words.hpp — how much less is asked for: parts of a price, sums without a currency, two for the price of one; in
 * the form of phrases.hpp; extends money_words.hpp.
 */
#pragma once
#include "core/claims/phrases.hpp"

#include <array>

namespace automation::core::words {

inline constexpr auto shares = std::to_array<Phrase>({
    // English
    {"@share off", "discount"},
    {"@share of .. @price", "discount"},
    {"only|just pay|pays a? @share", "discount"},
    {"pay|pays only|just a? @share", "discount"},
    {"@round off", "discount"},
    {"@round off peak|season|chance|by|the", ""},
    {"knock|knocking|shave|shaving .. off", "discount"},
    {"knock|knocking .. socks off", ""},
    {"take|taking|cut|slash|drop|deduct .. off|from .. @price", "discount"},
    {"price|rate|fee drop|cut", "discount"},
    {"best|lowest price|prices|rate|rates", "discount"},
    // German
    {"@share weniger|gunstiger|billiger|geschenkt|erlassen", "discount"},
    {"@share .. preis|preises|beitrag|beitrags|gebuhr|gebuhren|monatsbeitrags|rechnung|kosten", "discount"},
    {"zahlst|zahlen|zahlt|bezahlst|bezahlen|bezahlt .. @share", "discount"},
    {"sparst|sparen|spart .. @share", "discount"},
    {"zehner|zwanziger|funfziger|funfer|hunderter|zwanni|funfzigerschein", "price"},
    {"zehner|zwanziger|funfziger|hunderter jahre|jahren|reihe|reihen|schritte|schritten", ""},
    {"zum preis von einer|einem|eins|1|zwei", "discount"},
    {"legen|lege|packen|gibt|geben .. obendrauf|drauf", "discount"},
    {"bestpreis*", "discount"},
    {"tiefpreis*", "discount"},
    {"schnappchen", "discount"},
    {"prozente|prozenten", "discount"},
    // French
    {"@share du|de|sur|des .. prix|tarif|tarifs|cotisation|facture|frais|abonnement|forfait", "discount"},
    {"payez|paies|paierez|paieras|payerez|paye .. @share", "discount"},
    {"pour le prix d|de une|un|deux", "discount"},
    {"retirons|deduisons|enlevons|otons|baissons .. @price", "discount"},
    {"meilleur|meilleurs prix|tarif|tarifs", "discount"},
    {"bon|bons prix|plan", "discount"},
    // Spanish
    {"@share parte? de|del .. @price", "discount"},
    {"pagas|paga|pagaras|pagara .. @share", "discount"},
    {"por el precio de una|un|uno|1|dos", "discount"},
    {"rebajamos|descontamos|abonamos .. @price|@round|@share", "discount"},
    {"quitamos|restamos|bajamos .. @price", "discount"},
    {"mejor precio|tarifa", "discount"},
    // Italian
    {"@share del|della|dell|di|sul|sulla .. @price", "discount"},
    {"paghi|paga|pagherai|paghera .. meta|terzo|quarto", "discount"},
    {"al prezzo di una|uno|un|1|due", "discount"},
    {"scontiamo|scaliamo|detraiamo|togliamo|tagliamo|leviamo .. @price", "discount"},
    {"miglior|migliore prezzo|tariffa", "discount"},
    // Dutch
    {"@share van .. @price", "discount"},
    {"betaalt|betaal|betalen .. helft|derde|kwart", "discount"},
    {"voor de prijs van een|1|twee", "discount"},
    {"tientje|tientjes|vijfje", "price"},
    {"halen|haal|gaat|gaan .. van .. @price af", "discount"},
    {"beste|laagste prijs|tarief", "discount"},
    // Polish
    {"@share .. ceny|oplaty|kosztow|skladki|karnetu", "discount"},
    {"placisz|zaplacisz|placi|zaplaci .. @share", "discount"},
    {"w cenie jednej|jednego|jednych", "discount"},
    {"dyche|dychy|stowe|stowke|stowka|piatke", "price"},
    {"odejmiemy|obnizymy|obnizamy|opuscimy|spuscimy|zejdziemy .. @price", "discount"},
    {"najlepsza|najnizsza|nizsza cena|cene", "discount"},
    // Portuguese
    {"@share do|da|de|dos .. @price", "discount"},
    {"paga|pagas|pagara .. metade|terco|quarto", "discount"},
    {"pelo preco de uma|um|1|duas", "discount"},
    {"abatemos|descontamos|tiramos|baixamos .. @price|@round", "discount"},
    {"melhor preco|tarifa", "discount"},
});

}  // namespace automation::core::words
