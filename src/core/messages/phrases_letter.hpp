/* phrases_letter.hpp — what stands around every built-in text: the greeting, the labels of a booking, the close.
 *
 * Nothing depends on the reader's gender. Where a language declines names (Polish), the greeting has none.
 */
#pragma once
#include "core/crm/text_language.hpp"

namespace automation::core::phrases {

inline constexpr Wording greeting_before_name{.de = "Guten Tag ",
                                              .en = "Hi ",
                                              .es = "Hola, ",
                                              .fr = "Bonjour ",
                                              .it = "Buongiorno ",
                                              .nl = "Beste ",
                                              .pl = "",
                                              .pt = "Olá, "};
inline constexpr Wording greeting_without_name{.de = "Guten Tag,",
                                               .en = "Hi there,",
                                               .es = "Hola:",
                                               .fr = "Bonjour,",
                                               .it = "Buongiorno,",
                                               .nl = "Goedendag,",
                                               .pl = "Dzień dobry,",
                                               .pt = "Olá,"};
inline constexpr Wording greeting_end{
    .de = ",", .en = ",", .es = ":", .fr = ",", .it = ",", .nl = ",", .pl = ",", .pt = ","};

inline constexpr Wording close{.de = "Freundliche Grüße[\n{business}]",
                               .en = "Best regards[,\n{business}]",
                               .es = "Un cordial saludo[,\n{business}]",
                               .fr = "Cordialement[,\n{business}]",
                               .it = "Cordiali saluti[,\n{business}]",
                               .nl = "Met vriendelijke groet[,\n{business}]",
                               .pl = "Z pozdrowieniami[\n{business}]",
                               .pt = "Atenciosamente[,\n{business}]"};

inline constexpr Wording what{.de = "Buchung: ",
                              .en = "What: ",
                              .es = "Reserva: ",
                              .fr = "Réservation : ",
                              .it = "Prenotazione: ",
                              .nl = "Wat: ",
                              .pl = "Rezerwacja: ",
                              .pt = "Reserva: "};
inline constexpr Wording when{.de = "Termin: ",
                              .en = "When: ",
                              .es = "Fecha: ",
                              .fr = "Date : ",
                              .it = "Data: ",
                              .nl = "Wanneer: ",
                              .pl = "Termin: ",
                              .pt = "Data: "};
inline constexpr Wording where{.de = "Ort: ",
                               .en = "Where: ",
                               .es = "Lugar: ",
                               .fr = "Lieu : ",
                               .it = "Luogo: ",
                               .nl = "Waar: ",
                               .pl = "Miejsce: ",
                               .pt = "Local: "};

/** Between a start with its day and the time of the end, " to "; where it is empty, "day, start-end". */
inline constexpr Wording until{.de = "", .en = " to ", .es = "", .fr = "", .it = "", .nl = "", .pl = "", .pt = ""};

}  // namespace automation::core::phrases
