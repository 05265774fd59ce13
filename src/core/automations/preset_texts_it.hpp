/* preset_texts_it.hpp — the presets' messages in Italian.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> italian{{
    {"Confirm a booking", "Conferma: {booking_title|la Sua prenotazione}",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nla Sua prenotazione è confermata.\n\nPrenotazione: "
     "{booking_title|il Suo appuntamento}\nData: {booking_starts_at|come concordato}\nLuogo: {booking_location|come "
     "concordato}\n\nUn imprevisto? Risponda a questo messaggio e troveremo un'altra data.\n\n{signature|Cordiali "
     "saluti}"},
    {"Remind the day before", "Il Suo appuntamento: {booking_starts_at}",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nLe ricordiamo il Suo appuntamento: {booking_title|la Sua "
     "prenotazione}, {booking_starts_at}.\nLuogo: {booking_location|come concordato}\n\nSe non può venire, La "
     "preghiamo di avvisarci: forse qualcun altro sarà felice del posto.\n\n{signature|Cordiali saluti}"},
    {"Remind two hours before", "",
     "Buongiorno, La aspettiamo alle ore {booking_time}: {booking_title|la Sua prenotazione}. {business_name|A "
     "presto}"},
    {"Offer another time after a cancellation", "Troviamo un'altra data?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ncome desiderava, l'appuntamento è annullato: "
     "{booking_title|la Sua prenotazione}. Le andrebbe meglio un altro giorno? Risponda con una o due proposte e "
     "penseremo noi al resto.\n\n{signature|Cordiali saluti}"},
    {"Thank you after the session", "Grazie per la Sua visita",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ngrazie per la Sua visita. È stato un piacere "
     "accoglierLa.\n\nSe Le viene in mente una domanda, basta rispondere a questo messaggio.\n\n{signature|Cordiali "
     "saluti}"},
    {"Ask for feedback", "Com'è andata?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ncom'è andato il Suo appuntamento ({booking_title|da "
     "noi})? Che cosa Le è piaciuto e che cosa potremmo migliorare? Ogni risposta viene letta da una "
     "persona.\n\n{signature|Grazie}"},
    {"Suggest the next session", "È il momento di tornare?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nsono passate tre settimane dal Suo ultimo appuntamento "
     "({booking_title|da noi}). Se desidera tornare, risponda con un giorno che Le va bene. Ha già prenotato? Allora "
     "La aspettiamo con piacere.\n\n{signature|Cordiali saluti}"},
    {"We missed you", "Peccato non esserci incontrati",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nLa aspettavamo ({booking_title|il Suo appuntamento}) e "
     "speriamo che vada tutto bene. Sono cose che capitano. Risponda con un orario che Le va bene e prenoteremo per "
     "Lei.\n\n{signature|Cordiali saluti}"},
    {"Offer a new time after a missed session", "Una nuova data per Lei?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ndesidera ancora venire? Ci indichi uno o due giorni che "
     "Le vanno bene. Se i Suoi programmi sono cambiati, bastano due parole e non chiederemo "
     "più.\n\n{signature|Cordiali saluti}"},
    {"Welcome a new lead", "Le diamo il benvenuto",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ngrazie per averci contattato. Siamo lieti che ci abbia "
     "trovato.\n\nCi scriva in una o due righe che cosa cerca e Le risponderemo con un'idea.\n\n{signature|Cordiali "
     "saluti}"},
    {"How we can help", "Come possiamo aiutarLa?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nil primo passo è spesso il più difficile; eccone uno "
     "facile: risponda con la domanda che ora Le sta più a cuore. Una persona la leggerà e Le "
     "risponderà.\n\n{signature|Cordiali saluti}"},
    {"Offer a first appointment", "Troviamo un momento?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\ndesidera incontrarci o sentirci un momento al telefono? "
     "Risponda con due o tre orari che Le vanno bene e ne confermeremo uno.\n\n{signature|Cordiali saluti}"},
    {"Leave the door open", "Ci siamo quando ha bisogno di noi",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nnon vogliamo riempire la Sua casella di posta, perciò "
     "questo è l'ultimo messaggio di questo tipo. Se più avanti sarà il momento giusto, basta rispondere: il messaggio "
     "ci arriverà e saremo lieti di leggerLa.\n\n{signature|Cordiali saluti}"},
    {"Check in after two months", "Come va?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nè passato un po' di tempo e ci chiedevamo come va. "
     "Possiamo fare qualcosa per Lei? Basta una breve risposta.\n\n{signature|Cordiali saluti}"},
    {"Invite back after three more months", "Ci farebbe piacere rivederLa",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nè da un po' di tempo che non ci vediamo e ci farebbe "
     "piacere accoglierLa di nuovo. Risponda con un giorno che Le va bene e troveremo un posto per "
     "Lei.\n\n{signature|Cordiali saluti}"},
    {"Say goodbye for now", "Restiamo in contatto?",
     "Buongiorno{?lead_salutation} {lead_salutation}{/?},\n\nda parecchio tempo non abbiamo Sue notizie. Se desidera "
     "restare in contatto con noi, risponda con un sì. Altrimenti non deve fare nulla: Le auguriamo ogni "
     "bene.\n\n{signature|Cordiali saluti}"},
}};

}  // namespace automation::core::preset_texts
