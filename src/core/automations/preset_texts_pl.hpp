/* preset_texts_pl.hpp — the presets' messages in Polish.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> polish{{
    {"Confirm a booking", "Potwierdzenie: {booking_title|Państwa rezerwacja}",
     "Dzień dobry,\n\nPaństwa rezerwacja jest potwierdzona.\n\nRezerwacja: {booking_title|wizyta}\nTermin: "
     "{booking_starts_at|zgodnie z ustaleniami}\nMiejsce: {booking_location|zgodnie z ustaleniami}\n\nCoś wypadło? "
     "Prosimy odpowiedzieć na tę wiadomość, a znajdziemy inny termin.\n\n{signature|Z pozdrowieniami}"},
    {"Remind the day before", "Państwa wizyta: {booking_starts_at}",
     "Dzień dobry,\n\nprzypominamy o wizycie: {booking_title|rezerwacja}, {booking_starts_at}.\nMiejsce: "
     "{booking_location|zgodnie z ustaleniami}\n\nJeśli ten termin nie odpowiada, prosimy o wiadomość: może ktoś inny "
     "ucieszy się z tego miejsca.\n\n{signature|Z pozdrowieniami}"},
    {"Remind two hours before", "",
     "Przypominamy: {booking_title|rezerwacja}, godz. {booking_time}. {business_name|Do zobaczenia}"},
    {"Offer another time after a cancellation", "Może inny termin?",
     "Dzień dobry,\n\nzgodnie z życzeniem wizyta jest odwołana: {booking_title|rezerwacja}. Czy inny dzień byłby "
     "wygodniejszy? Prosimy odpisać z jedną lub dwiema propozycjami, a my zajmiemy się resztą.\n\n{signature|Z "
     "pozdrowieniami}"},
    {"Thank you after the session", "Dziękujemy za wizytę",
     "Dzień dobry,\n\ndziękujemy za wizytę. Miło było Państwa gościć.\n\nJeśli pojawi się pytanie, wystarczy "
     "odpowiedzieć na tę wiadomość.\n\n{signature|Z pozdrowieniami}"},
    {"Ask for feedback", "Jak było?",
     "Dzień dobry,\n\njak się Państwu podobało: {booking_title|wizyta}? Co było dobre, a co możemy poprawić? Każdą "
     "odpowiedź czyta człowiek.\n\n{signature|Dziękujemy}"},
    {"Suggest the next session", "Czas na następną wizytę?",
     "Dzień dobry,\n\nod ostatniej wizyty ({booking_title|u nas}) minęły trzy tygodnie. Jeśli chcą Państwo przyjść "
     "ponownie, prosimy odpisać, jaki dzień odpowiada. Rezerwacja już jest? W takim razie do "
     "zobaczenia.\n\n{signature|Z pozdrowieniami}"},
    {"We missed you", "Szkoda, że się nie spotkaliśmy",
     "Dzień dobry,\n\nczekaliśmy na Państwa ({booking_title|wizyta}) i mamy nadzieję, że wszystko w porządku. Tak "
     "bywa. Prosimy odpisać, jaka pora odpowiada, a zarezerwujemy nowy termin.\n\n{signature|Z pozdrowieniami}"},
    {"Offer a new time after a missed session", "Nowy termin?",
     "Dzień dobry,\n\nczy nadal chcą Państwo przyjść? Prosimy podać jeden lub dwa dni, które odpowiadają. Jeśli plany "
     "się zmieniły, wystarczy jedno słowo i nie będziemy więcej pytać.\n\n{signature|Z pozdrowieniami}"},
    {"Welcome a new lead", "Witamy i dziękujemy za wiadomość",
     "Dzień dobry,\n\ndziękujemy za kontakt. Cieszymy się, że nas Państwo znaleźli.\n\nProsimy napisać w jednym lub "
     "dwóch zdaniach, czego Państwo szukają, a odpowiemy z propozycją.\n\n{signature|Z pozdrowieniami}"},
    {"How we can help", "Jak możemy pomóc?",
     "Dzień dobry,\n\npierwszy krok bywa najtrudniejszy, więc oto łatwy: prosimy odpisać z jednym pytaniem, które jest "
     "teraz najważniejsze. Przeczyta je człowiek i odpowie.\n\n{signature|Z pozdrowieniami}"},
    {"Offer a first appointment", "Umówimy się?",
     "Dzień dobry,\n\nczy chcieliby Państwo się spotkać albo krótko porozmawiać przez telefon? Prosimy odpisać z "
     "dwiema lub trzema porami, które odpowiadają, a jedną z nich potwierdzimy.\n\n{signature|Z pozdrowieniami}"},
    {"Leave the door open", "Jesteśmy, gdy będziemy potrzebni",
     "Dzień dobry,\n\nnie chcemy zapełniać Państwa skrzynki, więc to ostatnia taka wiadomość. Jeśli pora będzie lepsza "
     "później, wystarczy odpowiedzieć: wiadomość do nas dotrze i chętnie ją przeczytamy.\n\n{signature|Z "
     "pozdrowieniami}"},
    {"Check in after two months", "Co słychać?",
     "Dzień dobry,\n\nminęło trochę czasu i zastanawiamy się, co u Państwa słychać. Czy możemy w czymś pomóc? "
     "Wystarczy krótka odpowiedź.\n\n{signature|Z pozdrowieniami}"},
    {"Invite back after three more months", "Chętnie znów się spotkamy",
     "Dzień dobry,\n\nnie widzieliśmy się od dłuższego czasu i chętnie znów Państwa powitamy. Prosimy odpisać, jaki "
     "dzień odpowiada, a znajdziemy miejsce.\n\n{signature|Z pozdrowieniami}"},
    {"Say goodbye for now", "Zostajemy w kontakcie?",
     "Dzień dobry,\n\nod dawna nie mieliśmy od Państwa wiadomości. Jeśli chcą Państwo pozostać w kontakcie, wystarczy "
     "odpisać „tak”. Jeśli nie, nic nie trzeba robić: życzymy wszystkiego dobrego.\n\n{signature|Z pozdrowieniami}"},
}};

}  // namespace automation::core::preset_texts
