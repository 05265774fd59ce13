/* pledge_words.hpp — a price that is to last, and money down to the last cent, in the form of phrases.hpp; extends the
 * promises of commitment_words.hpp.
 */
#pragma once
#include "core/claims/phrases.hpp"

#include <array>

namespace automation::core::words {

inline constexpr auto pledges = std::to_array<Phrase>({
    // English
    {"you can? t lose", "guarantee"},
    {"nothing to lose", "guarantee"},
    {"price|prices|rate|fee .. is|stays|remains|are|s .. locked|frozen|fixed|protected|unchanged", "guarantee"},
    {"price|rate|fee stays|remains .. same", "guarantee"},
    {"lock|locked|freeze|froze|frozen .. in? your|the|this|that|our .. price|prices|rate|fee", "guarantee"},
    {"price|prices|rate|fee .. never|not .. go|rise|increase|change", "guarantee"},
    {"never pay .. more", "guarantee"},
    {"match|beat any|every|all .. price|prices|offer|quote|rate", "guarantee"},
    {"every|each|last|whole @coin .. back|returned", "refund"},
    // German
    {"stehen|stehe .. namen gerade|ein", "guarantee"},
    {"mein|unser ehrenwort", "guarantee"},
    {"preis|tarif|beitrag|preise bleibt|ist|bleiben .. gleich|fest|fix|stabil|eingefroren|unverandert|derselbe",
     "guarantee"},
    {"preis|tarif|beitrag halten|frieren|sichern wir|ich", "guarantee"},
    {"halten|frieren|sichern .. preis|tarif|beitrag", "guarantee"},
    {"preis|tarif|beitrag steigt|erhoht|andert .. nie|niemals|nicht", "guarantee"},
    {"nie|niemals teurer|erhoht", "guarantee"},
    {"teurer wird .. nie|niemals", "guarantee"},
    {"jeden|jeder|letzten|letzte @coin .. zuruck|wieder", "refund"},
    // French
    {"donnons|donne .. parole", "guarantee"},
    {"prix|tarif|cotisation .. est|reste|restera|sera|resteront .. bloque|fixe|fige|inchange|meme", "guarantee"},
    {"prix|tarif|cotisation .. augmentera|augmente|bougera|changera jamais|pas|plus", "guarantee"},
    {"bloquons|figeons|gelons .. prix|tarif|cotisation", "guarantee"},
    {"payerez|paierez|paieras jamais plus", "guarantee"},
    {"dernier @coin", "refund"},
    {"rendons|rend|rendra .. argent|tout", "refund"},
    // Spanish
    {"damos|doy .. nuestra|mi palabra", "guarantee"},
    {"precio|cuota|tarifa .. no|nunca|jamas .. sube|subira|aumenta|aumentara|cambia|cambiara", "guarantee"},
    {"precio|cuota|tarifa .. subira|aumentara|cambiara nunca|jamas", "guarantee"},
    {"congelamos|mantenemos|bloqueamos|respetamos .. precio|cuota|tarifa", "guarantee"},
    {"precio|cuota|tarifa .. congelado|congelada|bloqueado|fijo|fija", "guarantee"},
    {"nunca|jamas pagaras|pagara .. mas", "guarantee"},
    {"ultimo @coin", "refund"},
    // Italian
    {"diamo|do .. nostra|mia parola", "guarantee"},
    {"prezzo|quota|tariffa .. non .. aumenta|aumentera|sale|salira|cambia|cambiera", "guarantee"},
    {"prezzo|quota|tariffa .. e|resta|rimane .. bloccato|bloccata|fisso|fissa|congelato|invariato", "guarantee"},
    {"blocchiamo|congeliamo|manteniamo .. prezzo|quota|tariffa", "guarantee"},
    {"non .. paghera|pagherai mai piu?", "guarantee"},
    {"ogni|ultimo @coin .. indietro", "refund"},
    {"all ultimo @coin", "refund"},
    {"ridiamo|rendiamo .. soldi|denaro|tutto", "refund"},
    // Dutch
    {"hebt|heeft|geven .. ons|mijn woord", "guarantee"},
    {"prijs|tarief|contributie .. staat|blijft|ligt .. vast|gelijk|hetzelfde", "guarantee"},
    {"prijs|tarief|contributie .. nooit|niet .. omhoog|stijgen|stijgt|veranderen", "guarantee"},
    {"bevriezen .. prijs|tarief", "guarantee"},
    {"betaalt|betaal nooit meer", "guarantee"},
    {"elke|iedere|laatste @coin .. terug", "refund"},
    {"niets|niks|geen|niet .. beloven", ""},
    // Polish
    {"dajemy|daje .. slowo", "guarantee"},
    {"cena|cene|ceny|oplata|skladka .. nigdy|nie .. wzrosnie|zmieni|podniesiemy|wzrasta", "guarantee"},
    {"zagwarant*", "guarantee"},
    {"cena|oplata|skladka jest|pozostanie|pozostaje .. stala|zamrozona", "guarantee"},
    {"zamrazamy|zamrozimy .. cene|oplate", "guarantee"},
    {"nigdy nie zaplacisz|zaplaci wiecej", "guarantee"},
    {"co do grosza", "refund"},
    {"oddamy|zwrocimy .. wszystko|calosc|@coin", "refund"},
    // Portuguese
    {"damos|dou .. nossa|minha palavra", "guarantee"},
    {"preco|mensalidade|valor .. nunca|nao .. sobe|subir|subira|aumenta|aumentar|aumentara|muda", "guarantee"},
    {"preco|mensalidade|valor .. fica|esta|e .. congelado|congelada|bloqueado|fixo|fixa", "guarantee"},
    {"congelamos|mantemos|bloqueamos .. preco|mensalidade|valor", "guarantee"},
    {"nunca pagara|pagaras|paga .. mais", "guarantee"},
    {"ultimo @coin", "refund"},
});

}  // namespace automation::core::words
