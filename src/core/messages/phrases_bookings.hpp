/* phrases_bookings.hpp — reminders, confirmations and thanks after a session.
 */
#pragma once
#include "core/crm/text_language.hpp"

namespace automation::core::phrases {

inline constexpr Wording reminder_subject{.de = "Erinnerung: ",
                                          .en = "Reminder: ",
                                          .es = "Recordatorio: ",
                                          .fr = "Rappel : ",
                                          .it = "Promemoria: ",
                                          .nl = "Herinnering: ",
                                          .pl = "Przypomnienie: ",
                                          .pt = "Lembrete: "};
inline constexpr Wording confirmation_subject{.de = "Bestätigung: ",
                                              .en = "Confirmed: ",
                                              .es = "Confirmación: ",
                                              .fr = "Confirmation : ",
                                              .it = "Conferma: ",
                                              .nl = "Bevestiging: ",
                                              .pl = "Potwierdzenie: ",
                                              .pt = "Confirmação: "};
inline constexpr Wording cancellation_subject{.de = "Storniert: ",
                                              .en = "Cancelled: ",
                                              .es = "Cancelación: ",
                                              .fr = "Annulation : ",
                                              .it = "Annullamento: ",
                                              .nl = "Geannuleerd: ",
                                              .pl = "Anulowanie: ",
                                              .pt = "Cancelamento: "};
/** Where a booking has no title. */
inline constexpr Wording your_booking{.de = "Ihre Buchung",
                                      .en = "your booking",
                                      .es = "su reserva",
                                      .fr = "votre réservation",
                                      .it = "la Sua prenotazione",
                                      .nl = "uw afspraak",
                                      .pl = "Państwa rezerwacja",
                                      .pt = "a sua reserva"};

inline constexpr Wording reminder{.de = "wir möchten Sie freundlich an Ihre Buchung[ bei {business}] erinnern.",
                                  .en = "This is a friendly reminder of your booking[ with {business}].",
                                  .es = "Le recordamos su reserva[ en {business}].",
                                  .fr = "Nous vous rappelons votre réservation[ chez {business}].",
                                  .it = "Le ricordiamo la Sua prenotazione[ presso {business}].",
                                  .nl = "Dit is een vriendelijke herinnering aan uw afspraak[ bij {business}].",
                                  .pl = "przypominamy o Państwa rezerwacji[ w firmie {business}].",
                                  .pt = "Lembramos a sua reserva[ com {business}]."};
inline constexpr Wording reminder_end{
    .de = "Wenn Sie verhindert sind oder Fragen haben, geben Sie uns bitte Bescheid.",
    .en = "If you cannot make it or have any questions, please let us know.",
    .es = "Si no puede acudir o tiene alguna pregunta, le agradeceremos que nos avise.",
    .fr = "En cas d'empêchement ou pour toute question, merci de nous prévenir.",
    .it = "Se non può venire o ha domande, La preghiamo di avvisarci.",
    .nl = "Kunt u niet komen of hebt u vragen? Laat het ons dan weten.",
    .pl = "Jeśli termin nie odpowiada lub mają Państwo pytania, prosimy o wiadomość.",
    .pt = "Se não puder vir ou tiver alguma dúvida, avise-nos, por favor."};

inline constexpr Wording confirmation{.de = "Ihre Buchung[ bei {business}] ist bestätigt.",
                                      .en = "Your booking[ with {business}] is confirmed.",
                                      .es = "Su reserva[ en {business}] está confirmada.",
                                      .fr = "Votre réservation[ chez {business}] est confirmée.",
                                      .it = "la Sua prenotazione[ presso {business}] è confermata.",
                                      .nl = "Uw afspraak[ bij {business}] is bevestigd.",
                                      .pl = "Państwa rezerwacja[ w firmie {business}] jest potwierdzona.",
                                      .pt = "A sua reserva[ com {business}] está confirmada."};
inline constexpr Wording confirmation_end{
    .de = "Wir freuen uns auf Sie. Wenn Sie etwas ändern möchten, antworten Sie einfach auf diese Nachricht.",
    .en = "We look forward to seeing you. If you need to change anything, simply reply to this message.",
    .es = "Será un placer recibirle. Si necesita cambiar algo, basta con responder a este mensaje.",
    .fr = "Au plaisir de vous accueillir. Pour toute modification, il vous suffit de répondre à ce message.",
    .it = "La aspettiamo con piacere. Se desidera cambiare qualcosa, basta rispondere a questo messaggio.",
    .nl = "We zien u graag. Wilt u iets wijzigen? Beantwoord dan gewoon dit bericht.",
    .pl = "Do zobaczenia! W razie zmian wystarczy odpowiedzieć na tę wiadomość.",
    .pt = "Até breve! Para qualquer alteração, basta responder a esta mensagem."};

inline constexpr Wording session_subject{.de = "Wie war Ihr Termin?",
                                         .en = "How was your session?",
                                         .es = "¿Qué tal fue su sesión?",
                                         .fr = "Comment s'est passé votre rendez-vous ?",
                                         .it = "Com'è andato il Suo appuntamento?",
                                         .nl = "Hoe was uw afspraak?",
                                         .pl = "Jak minęła wizyta?",
                                         .pt = "Como foi a sua sessão?"};
inline constexpr Wording session_thanks{.de = "vielen Dank für Ihren Besuch[ bei {business}].",
                                        .en = "Thank you for your session[ with {business}].",
                                        .es = "Gracias por su visita[ a {business}].",
                                        .fr = "Merci pour votre visite[ chez {business}].",
                                        .it = "grazie per la Sua visita[ presso {business}].",
                                        .nl = "Bedankt voor uw bezoek[ aan {business}].",
                                        .pl = "dziękujemy za wizytę[ w firmie {business}].",
                                        .pt = "Agradecemos a sua visita[ a {business}]."};
/** The same two where no booking is known. */
inline constexpr Wording opinion_subject{.de = "Ihre Meinung ist uns wichtig",
                                         .en = "We would love to hear from you",
                                         .es = "Nos gustaría conocer su opinión",
                                         .fr = "Votre avis nous intéresse",
                                         .it = "La Sua opinione è importante per noi",
                                         .nl = "We horen graag van u",
                                         .pl = "Chętnie poznamy Państwa opinię",
                                         .pt = "Gostaríamos de conhecer a sua opinião"};
inline constexpr Wording choice_thanks{.de = "vielen Dank für Ihr Vertrauen.",
                                       .en = "Thank you for choosing us.",
                                       .es = "Gracias por su confianza.",
                                       .fr = "Merci de votre confiance.",
                                       .it = "grazie per la Sua fiducia.",
                                       .nl = "Bedankt voor uw vertrouwen.",
                                       .pl = "dziękujemy za zaufanie.",
                                       .pt = "Agradecemos a sua confiança."};
inline constexpr Wording feedback{
    .de =
        "Über Ihre Rückmeldung würden wir uns freuen: Was hat Ihnen gefallen, und was können wir besser machen? "
        "Antworten Sie einfach auf diese Nachricht.",
    .en =
        "We would be grateful for your feedback: what did you like, and what could we do better? "
        "Simply reply to this message.",
    .es =
        "Agradeceríamos su opinión: ¿qué le ha gustado y qué podríamos mejorar? "
        "Basta con responder a este mensaje.",
    .fr =
        "Votre avis nous serait précieux : qu'avez-vous apprécié, et que pourrions-nous améliorer ? "
        "Il vous suffit de répondre à ce message.",
    .it =
        "La Sua opinione ci sarebbe preziosa: che cosa ha apprezzato e che cosa potremmo migliorare? "
        "Basta rispondere a questo messaggio.",
    .nl = "We horen graag wat u ervan vond: wat was goed, en wat kunnen we beter doen? Beantwoord gewoon dit bericht.",
    .pl =
        "Będziemy wdzięczni za opinię: co się Państwu podobało, a co możemy poprawić? "
        "Wystarczy odpowiedzieć na tę wiadomość.",
    .pt =
        "A sua opinião é importante para nós: de que gostou e o que podemos melhorar? "
        "Basta responder a esta mensagem."};

}  // namespace automation::core::phrases
