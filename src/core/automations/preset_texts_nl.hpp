/* preset_texts_nl.hpp — the presets' messages in Dutch.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> dutch{{
    {"Confirm a booking", "Bevestiging: {booking_title|uw afspraak}",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nUw afspraak is bevestigd.\n\nWat: "
     "{booking_title|uw afspraak}\nWanneer: {booking_starts_at|zoals afgesproken}\nWaar: {booking_location|zoals "
     "afgesproken}\n\nKomt er iets tussen? Beantwoord dit bericht en we zoeken een ander moment.\n\n{signature|Met "
     "vriendelijke groet}"},
    {"Remind the day before", "Uw afspraak: {booking_starts_at}",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWe herinneren u graag aan uw afspraak: "
     "{booking_title|uw afspraak}, {booking_starts_at}.\nWaar: {booking_location|zoals afgesproken}\n\nKunt u niet "
     "komen? Laat het ons dan weten: misschien maken we er iemand anders blij mee.\n\n{signature|Met vriendelijke "
     "groet}"},
    {"Remind two hours before", "",
     "Goedendag, we zien u graag om {booking_time}: {booking_title|uw afspraak}. {business_name|Tot straks}"},
    {"Offer another time after a cancellation", "Zullen we een ander moment zoeken?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nZoals u wenste, is de afspraak geannuleerd: "
     "{booking_title|uw afspraak}. Komt een andere dag u beter uit? Antwoord met een of twee voorstellen, dan regelen "
     "wij de rest.\n\n{signature|Met vriendelijke groet}"},
    {"Thank you after the session", "Bedankt voor uw bezoek",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nBedankt voor uw bezoek. Fijn dat u er "
     "was.\n\nHebt u nog een vraag? Beantwoord dan gewoon dit bericht.\n\n{signature|Met vriendelijke groet}"},
    {"Ask for feedback", "Hoe was het?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWat vond u van uw afspraak ({booking_title|bij "
     "ons})? Wat was goed, en wat kunnen we beter doen? Elk antwoord wordt door een mens gelezen.\n\n{signature|Dank u "
     "wel}"},
    {"Suggest the next session", "Tijd voor de volgende afspraak?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nEr zijn drie weken voorbij sinds uw laatste "
     "afspraak ({booking_title|bij ons}). Wilt u nog eens komen? Antwoord met een dag die u schikt. Al geboekt? Dan "
     "zien we u graag.\n\n{signature|Met vriendelijke groet}"},
    {"We missed you", "Jammer dat u er niet was",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWe hadden u verwacht ({booking_title|uw "
     "afspraak}) en hopen dat alles goed gaat. Zoiets kan gebeuren. Antwoord met een tijd die u schikt, dan plannen we "
     "een nieuwe afspraak.\n\n{signature|Met vriendelijke groet}"},
    {"Offer a new time after a missed session", "Een nieuw moment voor u?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWilt u nog komen? Noem ons een of twee dagen "
     "die u schikken. Zijn uw plannen veranderd? Dan is één woord genoeg en vragen we het niet nog "
     "eens.\n\n{signature|Met vriendelijke groet}"},
    {"Welcome a new lead", "Welkom, en bedankt voor uw bericht",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nBedankt dat u contact hebt opgenomen. Fijn dat "
     "u ons hebt gevonden.\n\nSchrijf ons in een of twee zinnen wat u zoekt, dan komen we met een voorstel bij u "
     "terug.\n\n{signature|Met vriendelijke groet}"},
    {"How we can help", "Hoe kunnen we u helpen?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nDe eerste stap is vaak de moeilijkste, dus "
     "hier is een makkelijke: antwoord met de ene vraag die u nu het meest bezighoudt. Een mens leest en beantwoordt "
     "haar.\n\n{signature|Met vriendelijke groet}"},
    {"Offer a first appointment", "Zullen we een moment afspreken?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWilt u kennismaken of even bellen? Antwoord "
     "met twee of drie tijden die u schikken, dan bevestigen we er een.\n\n{signature|Met vriendelijke groet}"},
    {"Leave the door open", "We zijn er wanneer u ons nodig hebt",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWe willen uw mailbox niet vullen, dus dit is "
     "het laatste bericht van deze soort. Komt het later beter uit? Antwoord dan gewoon: uw bericht bereikt ons, en we "
     "horen graag van u.\n\n{signature|Met vriendelijke groet}"},
    {"Check in after two months", "Hoe gaat het met u?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nHet is een tijdje geleden en we vroegen ons af "
     "hoe het met u gaat. Kunnen we iets voor u doen? Een kort antwoord is genoeg.\n\n{signature|Met vriendelijke "
     "groet}"},
    {"Invite back after three more months", "We zien u graag terug",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWe hebben u een tijd niet gezien en "
     "verwelkomen u graag weer. Antwoord met een dag die u schikt, dan zoeken we een plek voor u.\n\n{signature|Met "
     "vriendelijke groet}"},
    {"Say goodbye for now", "Houden we contact?",
     "{?lead_salutation}Beste {lead_salutation}{:else}Goedendag{/?},\n\nWe hebben al een hele tijd niets van u "
     "gehoord. Wilt u contact houden? Antwoord dan met ja. Zo niet, dan hoeft u niets te doen: we wensen u het "
     "allerbeste.\n\n{signature|Met vriendelijke groet}"},
}};

}  // namespace automation::core::preset_texts
