/* phrases_followups.hpp — follow-ups: the subject, what is said first, and what is said last.
 */
#pragma once
#include "core/crm/text_language.hpp"

namespace automation::core::phrases {

inline constexpr Wording interest_subject{.de = "Vielen Dank für Ihr Interesse[ an {business}]",
                                          .en = "Thank you for your interest[ in {business}]",
                                          .es = "Gracias por su interés[ en {business}]",
                                          .fr = "Merci de votre intérêt[ pour {business}]",
                                          .it = "Grazie per il Suo interesse[ per {business}]",
                                          .nl = "Bedankt voor uw interesse[ in {business}]",
                                          .pl = "Dziękujemy za zainteresowanie[ ofertą firmy {business}]",
                                          .pt = "Agradecemos o seu interesse[ em {business}]"};
inline constexpr Wording interest{
    .de = "vielen Dank für Ihr Interesse[ an {business}]. Wir helfen Ihnen gern weiter.",
    .en = "Thank you for your interest[ in {business}]. We would love to help you.",
    .es = "Gracias por su interés[ en {business}]. Será un placer ayudarle.",
    .fr = "Merci de votre intérêt[ pour {business}]. Nous vous aiderons avec plaisir.",
    .it = "grazie per il Suo interesse[ per {business}]. Saremo lieti di aiutarLa.",
    .nl = "Bedankt voor uw interesse[ in {business}]. We helpen u graag verder.",
    .pl = "dziękujemy za zainteresowanie[ ofertą firmy {business}]. Chętnie pomożemy.",
    .pt = "Agradecemos o seu interesse[ em {business}]. Teremos todo o prazer em ajudar."};
inline constexpr Wording questions{.de = "Wenn Sie Fragen haben, antworten Sie einfach auf diese Nachricht.",
                                   .en = "If you have any questions, simply reply to this message.",
                                   .es = "Si tiene alguna pregunta, basta con responder a este mensaje.",
                                   .fr = "Si vous avez des questions, il vous suffit de répondre à ce message.",
                                   .it = "Se ha domande, basta rispondere a questo messaggio.",
                                   .nl = "Hebt u vragen? Beantwoord dan gewoon dit bericht.",
                                   .pl = "W razie pytań wystarczy odpowiedzieć na tę wiadomość.",
                                   .pt = "Em caso de dúvida, basta responder a esta mensagem."};

inline constexpr Wording silence_subject{.de = "Ein kurzer Gruß[ von {business}]",
                                         .en = "Checking in[ from {business}]",
                                         .es = "Un saludo[ de {business}]",
                                         .fr = "Des nouvelles[ de {business}]",
                                         .it = "Un saluto[ da {business}]",
                                         .nl = "Een groet[ van {business}]",
                                         .pl = "Pozdrowienia[ od firmy {business}]",
                                         .pt = "Saudações[ de {business}]"};
inline constexpr Wording silence{
    .de = "wir haben eine Weile nichts voneinander gehört und möchten fragen, wie es Ihnen geht.",
    .en = "We have not been in touch for a while, so we wanted to ask how you are getting on.",
    .es = "Hace tiempo que no hablamos y queríamos saber cómo le va.",
    .fr = "Cela fait quelque temps que nous n'avons pas échangé, et nous souhaitions prendre de vos nouvelles.",
    .it = "è da un po' di tempo che non ci sentiamo e vorremmo sapere come va.",
    .nl = "We hebben elkaar een tijdje niet gesproken en zijn benieuwd hoe het met u gaat.",
    .pl = "od dłuższego czasu nie mieliśmy kontaktu, dlatego chcemy zapytać, co u Państwa słychać.",
    .pt = "Há algum tempo que não falamos, e gostaríamos de saber como está."};
inline constexpr Wording silence_end{
    .de = "Wenn wir etwas für Sie tun können, antworten Sie einfach auf diese Nachricht.",
    .en = "If there is anything we can do for you, simply reply to this message.",
    .es = "Si podemos ayudarle en algo, basta con responder a este mensaje.",
    .fr = "Si nous pouvons faire quelque chose pour vous, il vous suffit de répondre à ce message.",
    .it = "Se possiamo fare qualcosa per Lei, basta rispondere a questo messaggio.",
    .nl = "Kunnen we iets voor u doen? Beantwoord dan gewoon dit bericht.",
    .pl = "Jeśli możemy w czymś pomóc, wystarczy odpowiedzieć na tę wiadomość.",
    .pt = "Se pudermos ajudar em alguma coisa, basta responder a esta mensagem."};

inline constexpr Wording received_subject{.de = "Vielen Dank für Ihre Nachricht",
                                          .en = "Thank you for your message",
                                          .es = "Gracias por su mensaje",
                                          .fr = "Merci pour votre message",
                                          .it = "Grazie per il Suo messaggio",
                                          .nl = "Bedankt voor uw bericht",
                                          .pl = "Dziękujemy za wiadomość",
                                          .pt = "Agradecemos a sua mensagem"};
inline constexpr Wording received{
    .de = "vielen Dank für Ihre Nachricht. Wir haben sie erhalten und antworten Ihnen so bald wie möglich.",
    .en = "Thank you for your message. We have received it, and someone will reply to you as soon as possible.",
    .es = "Gracias por su mensaje. Lo hemos recibido y le responderemos lo antes posible.",
    .fr = "Merci pour votre message. Nous l'avons bien reçu et vous répondrons dès que possible.",
    .it = "grazie per il Suo messaggio. Lo abbiamo ricevuto e Le risponderemo al più presto.",
    .nl = "Bedankt voor uw bericht. We hebben het ontvangen en antwoorden u zo snel mogelijk.",
    .pl = "dziękujemy za wiadomość. Otrzymaliśmy ją i odpowiemy tak szybko, jak to możliwe.",
    .pt = "Agradecemos a sua mensagem. Já a recebemos e responderemos o mais brevemente possível."};

inline constexpr Wording cancelled{.de = "Ihre Buchung[ bei {business}] wurde storniert.",
                                   .en = "Your booking[ with {business}] has been cancelled.",
                                   .es = "Su reserva[ en {business}] se ha cancelado.",
                                   .fr = "Votre réservation[ chez {business}] a été annulée.",
                                   .it = "la Sua prenotazione[ presso {business}] è stata annullata.",
                                   .nl = "Uw afspraak[ bij {business}] is geannuleerd.",
                                   .pl = "Państwa rezerwacja[ w firmie {business}] została anulowana.",
                                   .pt = "A sua reserva[ com {business}] foi cancelada."};
/** Where the booking is not known any more. */
inline constexpr Wording another_time{.de = "wir würden uns freuen, Sie ein anderes Mal zu begrüßen.",
                                      .en = "We would be glad to welcome you another time.",
                                      .es = "Nos encantaría recibirle en otra ocasión.",
                                      .fr = "Nous aurions plaisir à vous accueillir une autre fois.",
                                      .it = "saremmo lieti di accoglierLa in un'altra occasione.",
                                      .nl = "We verwelkomen u graag een andere keer.",
                                      .pl = "chętnie powitamy Państwa innym razem.",
                                      .pt = "Teremos todo o prazer em contar com a sua visita em outra ocasião."};
inline constexpr Wording another_time_subject{.de = "Ein anderer Termin?",
                                              .en = "Another time?",
                                              .es = "¿Otra fecha?",
                                              .fr = "Une autre date ?",
                                              .it = "Un'altra data?",
                                              .nl = "Een ander moment?",
                                              .pl = "Inny termin?",
                                              .pt = "Outra data?"};
inline constexpr Wording rebook{
    .de =
        "Wenn Sie einen anderen Termin wünschen, antworten Sie einfach auf diese Nachricht. "
        "Wir kümmern uns gern darum.",
    .en = "If you would like to find another time, simply reply to this message. We will be glad to arrange it.",
    .es = "Si desea otra fecha, basta con responder a este mensaje. Nos ocuparemos de ello con mucho gusto.",
    .fr =
        "Si vous souhaitez une autre date, il vous suffit de répondre à ce message. "
        "Nous nous en occuperons avec plaisir.",
    .it = "Se desidera un'altra data, basta rispondere a questo messaggio. Ce ne occuperemo volentieri.",
    .nl = "Wilt u een ander moment afspreken? Beantwoord dan gewoon dit bericht. We regelen het graag voor u.",
    .pl = "Jeśli wolą Państwo inny termin, wystarczy odpowiedzieć na tę wiadomość. Chętnie go ustalimy.",
    .pt = "Se preferir outra data, basta responder a esta mensagem. Trataremos disso com prazer."};

inline constexpr Wording missed_subject{.de = "Schade, dass Sie nicht da waren",
                                        .en = "Sorry we missed you",
                                        .es = "Sentimos que no pudiera venir",
                                        .fr = "Dommage que vous n'ayez pas pu venir",
                                        .it = "Peccato non esserci incontrati",
                                        .nl = "Jammer dat we u niet hebben gezien",
                                        .pl = "Szkoda, że się nie spotkaliśmy",
                                        .pt = "Sentimos a sua falta"};
inline constexpr Wording missed{
    .de = "schade, dass wir Sie zu Ihrem Termin[ bei {business}] nicht begrüßen konnten.",
    .en = "We are sorry that we missed you at your booking[ with {business}].",
    .es = "Sentimos que no pudiera acudir a su reserva[ en {business}].",
    .fr = "Nous regrettons que vous n'ayez pas pu venir à votre rendez-vous[ chez {business}].",
    .it = "peccato non esserci incontrati in occasione della Sua prenotazione[ presso {business}].",
    .nl = "Jammer dat we u niet hebben gezien bij uw afspraak[ bij {business}].",
    .pl = "szkoda, że nie spotkaliśmy się w zarezerwowanym terminie[ w firmie {business}].",
    .pt = "Lamentamos que não tenha sido possível vir à sua reserva[ com {business}]."};
inline constexpr Wording missed_unknown{.de = "schade, dass wir Sie nicht begrüßen konnten.",
                                        .en = "We are sorry that we missed you.",
                                        .es = "Sentimos que no pudiera venir.",
                                        .fr = "Nous regrettons que vous n'ayez pas pu venir.",
                                        .it = "peccato non esserci incontrati.",
                                        .nl = "Jammer dat we u niet hebben gezien.",
                                        .pl = "szkoda, że się nie spotkaliśmy.",
                                        .pt = "Lamentamos que não tenha sido possível vir."};

inline constexpr Wording hello_subject{.de = "Eine kurze Nachricht[ von {business}]",
                                       .en = "A short message[ from {business}]",
                                       .es = "Un breve mensaje[ de {business}]",
                                       .fr = "Un petit message[ de {business}]",
                                       .it = "Un breve messaggio[ da {business}]",
                                       .nl = "Een kort bericht[ van {business}]",
                                       .pl = "Krótka wiadomość[ od firmy {business}]",
                                       .pt = "Uma breve mensagem[ de {business}]"};
inline constexpr Wording hello{
    .de = "wir möchten uns kurz melden und Ihnen sagen, dass wir gern für Sie da sind.",
    .en = "We wanted to get in touch and let you know that we are here for you.",
    .es = "Queríamos ponernos en contacto con usted y recordarle que estamos a su disposición.",
    .fr = "Nous souhaitions prendre contact avec vous et vous rappeler que nous sommes à votre disposition.",
    .it = "desideriamo ricordarLe che siamo a Sua disposizione.",
    .nl = "We willen u graag laten weten dat we voor u klaarstaan.",
    .pl = "chcemy się przypomnieć: jesteśmy do Państwa dyspozycji.",
    .pt = "Gostaríamos de lembrar que estamos à sua disposição."};

}  // namespace automation::core::phrases
