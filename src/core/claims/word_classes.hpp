/* word_classes.hpp — words that many phrases have in common; "@price" in a pattern of phrases.hpp is one of them.
 *
 * A class holds the words of all languages: the other words of a pattern say which language it is.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <string_view>

namespace automation::core::words {

struct WordClass {
    std::string_view name, words;  ///< between blanks, in the form of word_forms.hpp; "fee*" as in a pattern
};

inline constexpr auto classes = std::to_array<WordClass>({
    // what a customer is asked to pay
    {"price",
     "price prices fee fees bill rate rates cost costs charge tuition membership subscription invoice total "
     "preis preise preises beitrag beitrags beitrages gebuhr gebuhren kosten tarif rechnung monatsbeitrag "
     "mitgliedsbeitrag aufnahmegebuhr anmeldegebuhr startgebuhr jahresbeitrag kursgebuhr "
     "prix tarif tarifs cotisation facture frais abonnement forfait cout couts inscription "
     "precio precios cuota cuotas tarifa importe factura mensualidad matricula gastos coste costes inscripcion "
     "prezzo prezzi quota quote costo costi tariffa abbonamento canone spese retta iscrizione "
     "prijs prijzen tarief tarieven bedrag contributie abonnement rekening inschrijfgeld inschrijfkosten lesgeld "
     "cena ceny cene cenie oplata oplaty oplate oplat koszt koszty kosztow skladka skladki karnet karnetu wpisowe "
     "preco precos mensalidade valor inscricao fatura custo custos taxa taxas propina"},
    // a part of it
    {"share",
     "half third quarter fifth tenth halfte drittel viertel funftel zehntel moitie tiers quart cinquieme dixieme "
     "mitad tercio cuarto quinto meta terzo quarto decimo helft derde kwart vijfde tiende polowe polowa polowy "
     "cwierc trzecia czwarta metade terco quarta quinta tercera cuarta"},
    // round numbers that prices are cut by
    {"round",
     "five ten fifteen twenty thirty forty fifty hundred zehn zwanzig dreissig funfzig hundert dix vingt trente "
     "cinquante cent diez veinte treinta cincuenta cien dieci venti trenta cinquanta cento tien twintig dertig "
     "vijftig honderd dziesiec dwadziescia trzydziesci piecdziesiat sto dez vinte trinta cinquenta cem 5 10 15 20 25 "
     "30 40 50 100"},
    // the smallest coins
    {"coin",
     "cent cents penny pennies dime nickel dollar euro pound rappen pfennig heller franken centime centimes sou "
     "centimo centimos duro centesimo centesimi stuiver grosza grosz zlotowki centavo centavos tostao euros"},
    // what a business gives or sells
    {"good",
     "class classes lesson lessons session sessions visit visits trial month months week weeks massage treatment "
     "consultation coffee drink mat towel place "
     "stunde stunden massage probestunde kurs monat woche kaffee getrank matte behandlung besuch "
     "seance seances cours essai mois semaine semaines jours visite boisson cafe tapis consultation soin heure "
     "clase clases sesion masaje mes meses semana semanas visita cafe esterilla consulta bebida "
     "lezione lezioni prova seduta massaggio mese mesi settimana settimane visita caffe tappetino consulenza "
     "les lessen proefles sessie maand maanden week weken bezoek koffie mat drankje behandeling "
     "aula aulas sessao sessoes massagem semana semanas tapete bebida consulta lekcj* zajec* zajecia wizyt* mat* kaw*"},
    // what is booked
    {"place",
     "appointment booking reservation session lesson class slot spot place visit treatment seat "
     "platz termin termine buchung reservierung teilnahme anmeldung stunde probestunde kurs sitzung behandlung "
     "place creneau seance reservation inscription cours plaza cita reserva sitio hueco lugar sesion clase "
     "posto appuntamento prenotazione seduta lezione iscrizione plek plekje plaats afspraak boeking reservering les "
     "inschrijving miejsce termin wizyta rezerwacja vaga marcacao consulta sessao aula inscricao"},
    {"done",
     "arranged sorted booked reserved confirmed secured settled gebucht reserviert geregelt bestatigt eingetragen "
     "erledigt fixiert regle reserve confirme cale boucle arrange enregistre listo arreglado confirmado reservado "
     "hecho "
     "cerrado gestionado fatto confermato prenotato sistemato riservato organizzato geregeld geboekt gereserveerd "
     "bevestigd zalatwione ustalone umowione potwierdzone zarezerwowane zapisane tratado marcado agendado"},
    {"scarce",
     "places spots slots seats tickets spaces platze termine stunden places creneaux plazas sitios huecos "
     "lugares citas posti appuntamenti plekken plaatsen plekjes miejsca miejsc terminy terminow vagas"},
});

}  // namespace automation::core::words
