#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

/** Lists of people who come or wait. */
constexpr auto lists = std::to_array<std::string_view>({
    "teilnehmerliste|gasteliste|warteliste|einkaufsliste|preisliste|attendees|attendee|participants|guest|guests|"
    "guestlist|gastenlijst|deelnemerslijst|invitados|asistentes|invitati|partecipanti|invites|gosci|uczestnikow|"
    "convidados|participantes",
    "@list|woensdaglijst|mittwochsliste ~ ~ "
    "tonight|today|tomorrow|heute|morgen|soir|demain|noche|manana|stasera|oggi|domani|vanavond|vandaag|dzis|jutro|hoje|"
    "amanha|@day|mittwochs",
    "@day @list",
    "*tagsliste|*tagslijst",
    "@list ~ dattente|espera|attesa|dattesa|oczekujacych|waiting|wait",
    "waiting|wait @list",
    "wachtlijst",
});

/** What people leave that is no list of mails; counts where no mail is named. */
constexpr auto matters = std::to_array<std::string_view>({
    "rendez vous",
    "im|vom|dem|den|aus|zum hort",
    "amt|finanzamt|standesamt|burgeramt|gemeinde|behorde|gemeente|belastingdienst|mairie|ayuntamiento|comune|urzad|"
    "urzedzie|council|authorities|hmrc",
    "paczka|kurier|kurierem|courier|kurier|corriere|koerier|livreur|repartidor|estafeta",
    "zeitschrift|zeitung|magazine|newspaper|revue|revista|rivista|tijdschrift|krant|gazet*|prenumerat*|czasopism*|"
    "periodico|giornale|jornal|quotidien",
    "outing|trip|camp|tournament|match|lunch|dinner|practice|choir|swimming|waiting|parcels|packages|deliveries|"
    "delivery|technician|engineer|plumber|electrician|driver|parcel|package|goods|samples|invoice|spouse|order|course|"
    "class|membership|gym|club|school|event|workshop|car|vehicle|insurance|plan|policy|policies|trial|wheelchair|meal",
    "ausflug|ausflugs|fahrt|klassenfahrt|wanderung|reise|mittagessen|turnier|chor|treffen|feier|schwimmen|"
    "warteliste|techniker|monteur|handwerker|paket|pakete|lieferungen|ware|waren|rechnung|mahnung|mitgliedschaft|"
    "reinigung|lieferung|zeitung|kurs|kurses|kursen|fitness*|verein|schule|veranstaltung|rollstuhl|auto|wagen|fahrzeug|"
    "versicherung|*kurs|strom|zulassungsstelle|kita|essen|seminar|training|*training|probe",
    "sortie|colonie|club|chorale|tournoi|repas|natation|entrainement|dattente|technicien|colis|plombier|facture|cours|"
    "salle|ecole|voiture|vehicule|lassurance|assurance|rdv|fauteuil|stage|cantine",
    "excursion|campamento|natacion|torneo|coro|entrenamiento|club|espera|tecnico|paquete|fontanero|factura|membresia|"
    "cuota|gimnasio|curso|clase|clases|coche|carro|auto|moto|vehiculo|seguro|taller|colegio|comedor|silla|luz|socio",
    "gita|coro|torneo|nuoto|calcio|cena|pranzo|campo|dattesa|attesa|tecnico|pacco|idraulico|fattura|palestra|corso|"
    "scuola|macchina|auto|assicurazione|appuntamento|lappuntamento|carrozzina|mensa|lezione|abbonamento",
    "uitje|excursie|kamp|toernooi|koor|zwemmen|lunch|etentje|wachtlijst|monteur|pakket|pakje|loodgieter|factuur|cursus|"
    "zwemles|dansles|lessen|sportschool|auto|rdw|verzekering|school|lidmaatschap|rolstoel|opvang|training|workshop",
    "wycieczk*|obozu|oboz|basen*|trening*|choru|turniej*|oczekujacych|technika|paczki|paczke|hydraulika|faktury|kurs|"
    "kursu|silowni*|szkoly|zajec|samochod|samochodu|auta|ubezpieczenia|wizyty|wozka|karnet*|obiadow",
    "natacao|excursao|passeio|acampamento|torneio|coro|treino|almoco|espera|tecnico|encomenda|canalizador|fatura|curso|"
    "matricula|ginasio|academia|escola|carro|seguro|consulta|aula|aulas|cadeira|veiculo",
});

}  // namespace

PhraseSet const &other_matters()
{
    static PhraseSet const set(matters);
    return set;
}

PhraseSet const &other_lists()
{
    static PhraseSet const set(lists);
    return set;
}

}  // namespace automation::core::inbound
