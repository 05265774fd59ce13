/* commitment_words.hpp — what a business is bound by, in the form of phrases.hpp.
 *
 * Values: "refund" and "guarantee" are never known to be so; "confirmed" and "cancelled" say how a booking stands,
 * "booked" that there was one, "moved" that it was put elsewhere. An empty one means something else.
 */
#pragma once
#include "core/claims/phrases.hpp"

#include <array>

namespace automation::core::words {

inline constexpr auto promises = std::to_array<Phrase>({
    // English
    {"money back", "refund"},
    {"return|give|gives|pay .. your money", "refund"},
    {"pay you back", "refund"},
    {"you have my|our promise", "guarantee"},
    {"refund*", "refund"},
    {"reimburs*", "refund"},
    {"your money returned", "refund"},
    {"compensat*", "refund"},
    {"guarantee|guarantees|guaranteed|guaranteeing", "guarantee"},
    {"warranty|warranties", "guarantee"},
    {"we|i promise", "guarantee"},
    {"you have my|our word", "guarantee"},
    {"risk free", "guarantee"},
    {"no risk", "guarantee"},
    {"legally binding", "guarantee"},
    // German
    {"geld zuruck", "refund"},
    {"geld wieder", "refund"},
    {"ruckerstatt*", "refund"},
    {"erstatt*", "refund"},
    {"zuruckerstatt*", "refund"},
    {"ruckzahlung*", "refund"},
    {"zuruckzahlen", "refund"},
    {"entschadig*", "refund"},
    {"geldzuruck*", "refund"},
    {"garantie*", "guarantee"},
    {"garantier*", "guarantee"},
    {"gewahrleist*", "guarantee"},
    {"versprechen wir|dir|ihnen", "guarantee"},
    {"wir versprechen", "guarantee"},
    // French
    {"rembours*", "refund"},
    {"argent rendu", "refund"},
    {"rendons l argent", "refund"},
    {"dedommag*", "refund"},
    {"garantie|garanties|garanti|garantis|garantit|garantissons", "guarantee"},
    {"sans risque", "guarantee"},
    {"nous vous? promettons", "guarantee"},
    {"je vous promets", "guarantee"},
    {"c est promis", "guarantee"},
    // Spanish
    {"reembols*", "refund"},
    {"devolv* .. dinero", "refund"},
    {"devol* del|su|tu dinero", "refund"},
    {"devuelv* .. dinero", "refund"},
    {"dinero de vuelta", "refund"},
    {"indemniz*", "refund"},
    {"garantia|garantias", "guarantee"},
    {"garantiz*", "guarantee"},
    {"sin riesgo", "guarantee"},
    {"te|le|os|lo prometemos", "guarantee"},
    // Italian
    {"rimbors*", "refund"},
    {"soldi indietro", "refund"},
    {"restitu* .. soldi|denaro", "refund"},
    {"risarc*", "refund"},
    {"garanzia|garanzie", "guarantee"},
    {"garantit*", "guarantee"},
    {"garantiamo|garantisce", "guarantee"},
    {"senza rischi|rischio", "guarantee"},
    {"te|ti|lo|glielo promettiamo", "guarantee"},
    // Dutch
    {"geld terug", "refund"},
    {"terugbetal*", "refund"},
    {"terugbetaald", "refund"},
    {"betalen .. terug", "refund"},
    {"vergoed*", "refund"},
    {"garander*", "guarantee"},
    {"gegarandeerd*", "guarantee"},
    {"beloven|beloofd", "guarantee"},
    {"zonder risico", "guarantee"},
    // Polish
    {"zwrot* pieniedzy|kosztow|srodkow", "refund"},
    {"zwroc* .. pieniadze|kwote|koszty", "refund"},
    {"odda* .. pieniadze", "refund"},
    {"gwaranc*", "guarantee"},
    {"gwarant*", "guarantee"},
    {"bez ryzyka", "guarantee"},
    {"obiecujemy", "guarantee"},
    // Portuguese
    {"devolvemos .. dinheiro", "refund"},
    {"devol* .. dinheiro", "refund"},
    {"dinheiro de volta", "refund"},
    {"garantid*", "guarantee"},
    {"garantimos", "guarantee"},
    {"garante", "guarantee"},
    {"sem risco", "guarantee"},
    {"prometemos", "guarantee"},
});

inline constexpr auto confirmations = std::to_array<Phrase>({
    // English
    {"appointment|booking|reservation|session|lesson|class|slot|spot|place|visit|treatment|seat|massage|trial "
     "is|are|has|s .. confirmed|reserved|secured|scheduled|booked|set",
     "confirmed"},
    {"appointment|booking|reservation|session|lesson|class|slot|spot|place|visit was .. confirmed", "confirmed"},
    {"appointment|booking|reservation|session|lesson|class|slot|spot|place|visit was .. scheduled|booked|reserved",
     "booked"},
    {"confirmed|reserved|secured|scheduled your "
     "appointment|booking|reservation|session|lesson|class|slot|spot|place|seat",
     "confirmed"},
    {"is|are|was|were|been|be|get|gets|quickly|often|already fully? booked out|up|solid", ""},
    {"is|are|was|were|often|quickly fully booked", ""},
    {"you re|are .. booked|confirmed|scheduled|registered|signed", "confirmed"},
    {"ve|have .. booked|reserved|secured|saved|held|scheduled a|an|your|the|one "
     "place|spot|seat|slot|time|appointment|session|table|room|lesson|class",
     "confirmed"},
    {"ve|have booked|scheduled you", "confirmed"},
    {"this is to confirm your|the appointment|booking|reservation|session|lesson|class", "confirmed"},
    {"we|i|hereby|gladly confirm your|the appointment|booking|reservation|session|lesson|class|slot|place|visit",
     "confirmed"},
    {"confirms|confirming your|the appointment|booking|reservation|session|lesson|class|slot|place|visit", "confirmed"},
    {"booking|reservation|appointment stands", "confirmed"},
    {"booking|reservation went|gone through", "confirmed"},
    {"you have an|a|your appointment|booking|reservation|session", "confirmed"},
    {"could|can|would|please|want|like|let you? to? confirm", ""},
    {"please|want|like|need|able|asked|you|d|ll to? confirm", ""},
    {"appointment|booking|reservation|session|lesson|class|visit is|has|was .. cancelled|canceled", "cancelled"},
    {"ve|have cancelled|canceled your|the appointment|booking|reservation|session|lesson|class", "cancelled"},
    {"appointment|booking|reservation|session|lesson|class|visit has|was|is .. moved|rescheduled|postponed", "moved"},
    {"ve|have moved|rescheduled|postponed your", "moved"},
    // German
    {"termin*|buchung|reservierung|platz|stunde|kurs|sitzung|behandlung|anmeldung|massage|probestunde "
     "ist|wurde|sind|wird .. bestatigt|reserviert|gebucht|fest|gesichert|eingetragen|vorgemerkt",
     "confirmed"},
    {"termin*|buchung|reservierung|platz|stunde|kurs|sitzung|behandlung|anmeldung steht fest?", "confirmed"},
    {"wir|ich|hiermit bestatigen|bestatige .. termin*|buchung|reservierung|platz|anmeldung", "confirmed"},
    {"bestatigen|bestatige wir|ich .. termin*|buchung|reservierung|platz|anmeldung", "confirmed"},
    {"haben|habe .. platz|termin|stunde .. reserviert|gebucht|eingetragen|gesichert|freigehalten|vorgemerkt",
     "confirmed"},
    {"sind|bist .. angemeldet|eingetragen|eingebucht", "confirmed"},
    {"haben dich|sie .. angemeldet|eingetragen|eingebucht", "confirmed"},
    {"du|sie hast|haben .. termin", "confirmed"},
    {"terminbestatigung|buchungsbestatigung", "confirmed"},
    {"termin*|buchung|reservierung|stunde|kurs|sitzung|behandlung ist|wurde|wird .. "
     "abgesagt|storniert|gestrichen|entfallt",
     "cancelled"},
    {"termin*|buchung|stunde|kurs|sitzung|behandlung wurde|ist|wird .. verschoben|verlegt", "moved"},
    // French
    {"vous|reservation|seance|place|cours|creneau|inscription|massage .. est|a|sont .. "
     "confirme|confirmee|reserve|reservee|enregistre|enregistree|bloque|fixe",
     "confirmed"},
    {"vous|te|nous|je confirmons|confirme .. vous|reservation|seance|place|cours|creneau|inscription", "confirmed"},
    {"vous avez un? rendez vous", "confirmed"},
    {"avons|ai .. reserve|bloque .. place|creneau|seance|cours", "confirmed"},
    {"vous|reservation|seance|cours|creneau .. est|a|ete .. annule|annulee", "cancelled"},
    {"vous|reservation|seance|cours|creneau a|est .. reporte|reportee|deplace|deplacee", "moved"},
    // Spanish
    {"cita|reserva|sesion|plaza|clase|hora|inscripcion|masaje .. esta|queda|ha|fue|esta .. "
     "confirmada|confirmado|reservada|reservado|agendada|apartada|asegurada",
     "confirmed"},
    {"confirmamos|confirmo .. cita|reserva|sesion|plaza|clase|inscripcion", "confirmed"},
    {"tienes|tiene una? cita|reserva", "confirmed"},
    {"hemos|he .. reservado|apartado|guardado .. plaza|cita|hora|hueco|sesion|clase|lugar", "confirmed"},
    {"cita|reserva|sesion|clase .. ha|fue|esta|queda .. cancelada|anulada|cancelado", "cancelled"},
    {"cita|reserva|sesion|clase ha|fue|esta .. movida|aplazada|pospuesta|cambiada|reprogramada", "moved"},
    // Italian
    {"appuntamento|prenotazione|seduta|posto|lezione|iscrizione|massaggio .. e|risulta|sono .. "
     "confermato|confermata|riservato|prenotato|prenotata|fissato|fissata",
     "confirmed"},
    {"confermiamo|confermo .. appuntamento|prenotazione|seduta|posto|lezione|iscrizione", "confirmed"},
    {"hai|ha un|una? appuntamento|prenotazione", "confirmed"},
    {"abbiamo|ho .. riservato|prenotato|fissato|tenuto .. posto|appuntamento|seduta|lezione", "confirmed"},
    {"appuntamento|prenotazione|seduta|lezione .. e|stato|stata .. "
     "annullato|annullata|cancellato|cancellata|disdetto|disdetta",
     "cancelled"},
    {"appuntamento|prenotazione|seduta|lezione e .. spostato|spostata|rinviato|rinviata", "moved"},
    // Dutch
    {"afspraak|boeking|reservering|plek|plaats|les|sessie|behandeling|inschrijving|massage is|staat|zijn|werd .. "
     "bevestigd|gereserveerd|geboekt|vastgelegd|vast",
     "confirmed"},
    {"bevestigen|bevestig we|wij|ik? .. afspraak|boeking|reservering|plek|inschrijving", "confirmed"},
    {"je|u hebt|heeft een afspraak", "confirmed"},
    {"hebben|heb .. plek|plaats|afspraak|les .. gereserveerd|geboekt|vastgelegd|ingepland", "confirmed"},
    {"bent|je|u|staat .. ingepland|ingeschreven|ingeboekt", "confirmed"},
    {"afspraak|boeking|reservering|les|sessie|behandeling .. is|werd .. geannuleerd|afgezegd|afgelast", "cancelled"},
    {"afspraak|boeking|reservering|les|sessie is|werd .. verzet|verplaatst|verschoven", "moved"},
    // Polish
    {"wizyt*|rezerwacj*|termin|miejsce|lekcj*|zajec*|masaz .. jest|zostal*|sa .. "
     "potwierdzon*|zarezerwowan*|umowion*|zapisan*",
     "confirmed"},
    {"potwierdzamy|potwierdzam .. wizyt*|rezerwacj*|termin|miejsce|zapis|lekcj*", "confirmed"},
    {"zarezerwowan*|umowion*|potwierdzon* .. wizyt*|miejsce|termin|zajec*|lekcj*", "confirmed"},
    {"zarezerwowalismy .. miejsce|termin|wizyt*|lekcj*", "confirmed"},
    {"wizyt*|rezerwacj*|termin|lekcj*|zajec* .. zostal*|jest|sa .. odwolan*|anulowan*", "cancelled"},
    {"wizyt*|rezerwacj*|termin|lekcj* zostal*|jest .. przelozon*|przesuniet*|przeniesion*", "moved"},
    // Portuguese
    {"marcacao|reserva|consulta|sessao|aula|vaga|lugar|inscricao|horario|massagem .. esta|foi|fica|estao .. "
     "confirmada|confirmado|reservada|reservado|agendada|agendado|marcada|garantida",
     "confirmed"},
    {"confirmamos|confirmo .. marcacao|reserva|consulta|sessao|aula|vaga|lugar|inscricao", "confirmed"},
    {"tem|tens .. marcacao|consulta|aula marcada", "confirmed"},
    {"reservamos|guardamos .. lugar|vaga|horario|aula|sessao", "confirmed"},
    {"marcacao|reserva|consulta|sessao|aula .. foi|esta|fica .. cancelada|anulada|desmarcada|cancelado", "cancelled"},
    {"marcacao|reserva|consulta|sessao|aula foi|esta .. adiada|remarcada|reagendada|alterada", "moved"},
});

/** Before them in the sentence, nothing is said to be so yet. */
inline constexpr auto conditional = std::to_array<std::string_view>({
    "if",        "once",   "unless",   "until",    "whether", "when",     "not",     "falls",   "sobald",      "wenn",
    "ob",        "nicht",  "bis",      "si",       "des",     "quand",    "lorsque", "pas",     "cuando",      "no",
    "se",        "quando", "appena",   "non",      "als",     "zodra",    "niet",    "wanneer", "jesli",       "jezeli",
    "gdy",       "nie",    "whenever", "keinen",   "keine",   "kein",     "aucun",   "ningun",  "ninguna",     "nessun",
    "nessuna",   "geen",   "zadnego",  "nenhum",   "nenhuma", "assim",    "nao",     "caso",    "can",         "could",
    "would",     "may",    "kann",     "konnen",   "hope",    "hoping",   "hoffe",   "hoffen",  "hoffentlich", "espero",
    "esperamos", "spero",  "speriamo", "esperons", "hopen",   "nadzieje", "czy",
});

}  // namespace automation::core::words
