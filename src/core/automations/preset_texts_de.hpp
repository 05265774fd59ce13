/* preset_texts_de.hpp — the presets' messages in German.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> german{{
    {"Confirm a booking", "Bestätigung: {booking_title|Ihre Buchung}",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nIhre Buchung ist bestätigt.\n\nBuchung: {booking_title|Ihr "
     "Termin}\nTermin: {booking_starts_at|wie besprochen}\nOrt: {booking_location|wie besprochen}\n\nKommt etwas "
     "dazwischen? Antworten Sie auf diese Nachricht, und wir finden einen anderen Termin.\n\n{signature|Herzliche "
     "Grüße}"},
    {"Remind the day before", "Ihr Termin: {booking_starts_at}",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwir möchten Sie an Ihren Termin erinnern: "
     "{booking_title|Ihre Buchung}, {booking_starts_at}.\nOrt: {booking_location|wie besprochen}\n\nWenn Sie "
     "verhindert sind, geben Sie uns bitte Bescheid: Vielleicht freut sich jemand anders über den "
     "Platz.\n\n{signature|Herzliche Grüße}"},
    {"Remind two hours before", "",
     "Guten Tag, Ihr Termin beginnt um {booking_time}: {booking_title|Ihre Buchung}. {business_name|Bis gleich}"},
    {"Offer another time after a cancellation", "Finden wir einen anderen Termin?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwie gewünscht ist der Termin abgesagt: {booking_title|Ihre "
     "Buchung}. Passt Ihnen ein anderer Tag besser? Antworten Sie mit ein oder zwei Vorschlägen, und wir kümmern uns "
     "um alles Weitere.\n\n{signature|Herzliche Grüße}"},
    {"Thank you after the session", "Vielen Dank für Ihren Besuch",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nvielen Dank für Ihren Besuch. Es war schön, dass Sie da "
     "waren.\n\nWenn noch eine Frage auftaucht, antworten Sie einfach auf diese Nachricht.\n\n{signature|Herzliche "
     "Grüße}"},
    {"Ask for feedback", "Wie war es?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwie hat es Ihnen gefallen: {booking_title|Ihr Termin}? Was "
     "war gut, und was können wir besser machen? Jede Antwort wird von einem Menschen gelesen.\n\n{signature|Vielen "
     "Dank}"},
    {"Suggest the next session", "Zeit für den nächsten Termin?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nseit Ihrem letzten Termin ({booking_title|bei uns}) sind "
     "drei Wochen vergangen. Wenn Sie gern wiederkommen möchten, antworten Sie mit einem Tag, der Ihnen passt. Schon "
     "gebucht? Dann freuen wir uns auf Sie.\n\n{signature|Herzliche Grüße}"},
    {"We missed you", "Schade, dass Sie nicht da waren",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwir hatten Sie erwartet ({booking_title|Ihr Termin}) und "
     "hoffen, dass alles in Ordnung ist. So etwas kommt vor. Antworten Sie mit einer Zeit, die Ihnen passt, und wir "
     "reservieren sie für Sie.\n\n{signature|Herzliche Grüße}"},
    {"Offer a new time after a missed session", "Ein neuer Termin für Sie?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nmöchten Sie noch kommen? Nennen Sie uns ein oder zwei "
     "Tage, die Ihnen passen. Wenn sich Ihre Pläne geändert haben, genügt ein kurzes Wort, und wir fragen nicht noch "
     "einmal.\n\n{signature|Herzliche Grüße}"},
    {"Welcome a new lead", "Willkommen, und vielen Dank für Ihre Nachricht",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nvielen Dank, dass Sie sich gemeldet haben. Wir freuen uns, "
     "dass Sie uns gefunden haben.\n\nSchreiben Sie uns in ein, zwei Sätzen, was Sie suchen, und wir melden uns mit "
     "einem Vorschlag.\n\n{signature|Herzliche Grüße}"},
    {"How we can help", "Wie können wir Ihnen helfen?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nder erste Schritt ist oft der schwerste, deshalb hier ein "
     "leichter: Antworten Sie mit der einen Frage, die Ihnen gerade am wichtigsten ist. Ein Mensch liest und "
     "beantwortet sie.\n\n{signature|Herzliche Grüße}"},
    {"Offer a first appointment", "Finden wir einen Termin?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nmöchten Sie uns kennenlernen oder kurz telefonieren? "
     "Antworten Sie mit zwei oder drei Zeiten, die Ihnen passen, und wir bestätigen eine "
     "davon.\n\n{signature|Herzliche Grüße}"},
    {"Leave the door open", "Wir sind da, wenn Sie uns brauchen",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwir möchten Ihr Postfach nicht füllen, deshalb ist dies "
     "die letzte Nachricht dieser Art. Wenn die Zeit später passt, antworten Sie einfach: Ihre Nachricht erreicht uns, "
     "und wir freuen uns, von Ihnen zu hören.\n\n{signature|Herzliche Grüße}"},
    {"Check in after two months", "Wie geht es Ihnen?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nes ist eine Weile her, und wir fragen uns, wie es Ihnen "
     "geht. Können wir etwas für Sie tun? Eine kurze Antwort genügt.\n\n{signature|Herzliche Grüße}"},
    {"Invite back after three more months", "Wir würden uns freuen, Sie wiederzusehen",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwir haben uns länger nicht gesehen und würden uns freuen, "
     "Sie wieder zu begrüßen. Antworten Sie mit einem Tag, der Ihnen passt, und wir finden einen Platz für "
     "Sie.\n\n{signature|Herzliche Grüße}"},
    {"Say goodbye for now", "Wollen wir in Verbindung bleiben?",
     "Guten Tag{?lead_salutation} {lead_salutation}{/?},\n\nwir haben länger nichts von Ihnen gehört. Wenn Sie mit uns "
     "in Verbindung bleiben möchten, antworten Sie mit Ja. Wenn nicht, brauchen Sie nichts zu tun: Wir wünschen Ihnen "
     "alles Gute.\n\n{signature|Herzliche Grüße}"},
}};

}  // namespace automation::core::preset_texts
