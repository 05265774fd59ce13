#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto notes = std::to_array<std::string_view>({
    "^ to stop|unsubscribe|opt|cancel|leave",
    "^ reply|text|send|txt stop|end|cancel|unsubscribe|quit to|for",
    "^ you can|may unsubscribe",
    "manage your preferences|subscription",
    "unsubscribe here",
    "^ um sich|den|diesen|keine ~ abzumelden|abmelden|abzubestellen|abbestellen|erhalten",
    "^ zum|zur abmelden|abbestellen|abmeldung|abbestellung",
    "antworten sie ~ mit stop*|abmelden",
    "hier abmelden",
    "^ pour se|vous|me|ne ~ desabonner|desinscrire|recevoir",
    "^ repondez|envoyez stop",
    "^ para ~ darse|cancelar|dejar|anular|descadastrar|sair|deixar",
    "^ responda|envie|conteste baja|stop|sair|parar",
    "^ per annullare|disiscriversi|cancellarsi|cancellare|interrompere|non|smettere",
    "^ risponda|rispondi stop",
    "^ gebruik|klik ~ link",
    "^ use|click|follow ~ link ~ bottom|below|footer|in",
    "^ nutzen|verwenden|klicken ~ link",
    "^ om u|je|geen|de|uw ~ afmelden|uitschrijven|melden|schrijven|ontvangen",
    "^ voor afmelden",
    "^ antwoord stop",
    "^ aby ~ wypisac|zrezygnowac|anulowac|otrzymywac",
    "^ odpisz|wyslij stop",
});

constexpr auto thanks = std::to_array<std::string_view>({
    "thank|thanks ~ for ~ "
    "email|message|mail|contacting|messaging|reaching|getting|writing|enquiry|submission|application|letter|inquiry|"
    "note|texting",
    "received your|the ~ ~ message|email|mail|enquiry|inquiry|text|request",
    "dear customer|sender",
    "vielen|herzlichen|besten|danke ~ fur ~ nachricht|mail|email|anfrage|schreiben|interesse",
    "danke dass sie uns",
    "liebe kund*",
    "merci ~ de|davoir nous|votre ~ contacte*|message|ecrit|mail",
    "bestatigen|bestatigt|bestatigung ~ eingang|erhalt",
    "nachricht|anfrage|mail|email ~ ~ erhalten|eingegangen",
    "wij|we hebben ~ ~ ontvangen",
    "ontvangst* ~ van uw|je|jouw",
    "hebben|is|werd ~ bericht|mail|email|aanvraag|brief ~ ontvangen",
    "gracias por ~ comunic*|escrib*|contact*|mensaje",
    "grazie del|per ~ messaggio",
    "dankt u|je voor",
    "dziekujemy za ~ zgloszenie|zapytanie|kontakt|wiadomosc",
    "merci pour|de votre message|mail|courriel",
    "avons bien recu",
    "votre message a ~ recu|enregistre",
    "gracias por ~ correo|mensaje|escribir*|contactar*|comunicar*|email",
    "hemos recibido",
    "recebemos ~ mensagem|email|pedido|contacto|contato|solicitacao",
    "grazie per ~ mail|email|messaggio|scritto|contattato|averci",
    "abbiamo ricevuto",
    "dank* ~ voor ~ mail|bericht|email",
    "leuk dat je|u",
    "bedankt voor",
    "dziekuje*|dziekujemy za ~ wiadomosc|kontakt|mail|email",
    "obrigad* por|pelo|pela ~ contact*|mensagem|email|contato|contacto|mail",
    "mesajiniz icin",
    "dekuj* za zpravu|email",
    "tack for ditt|din|er",
    "tak for din|dit|deres",
});

constexpr auto business = std::to_array<std::string_view>({
    "servicio|horario|atencion|ordini|ordinazioni|bestellen|bestellungen ~ ~ de|dalle|#|enkel|alleen|nur",
    "descansamos|riposo|ruhetag|sluitingsdag|rustdag|folga",
    "no podemos|non possiamo|konnen nicht|kunnen niet|nao podemos|cannot|cant ~ "
    "responder|rispondere|antworten|reply|answer",
    "atendimento|bakken|behandlung",
    // hours, numbers of cases, and when they answer
    "closed right|now|today|currently|at|for|from|until",
    "@own|reference|case|ticket|file number|no|id is #*",
    "reference|ref|kenmerk|zaaknummer|dossiernummer|aktenzeichen|vorgangsnummer|geschaftszeichen|expediente|protocollo|"
    "protocolo|dossier|processo|sprawy|znak ~ #*",
    "will|shall receive a|an reply|response|answer",
    "erhalten|bekommen ~ ~ ~ antwort|ruckmeldung",
    "bearbeitung|beantwortung ~ ~ ~ dauern|nehmen",
    "#* werktage|werktagen|arbeitstage|arbeitstagen|stunden|tage|tagen|wochen",
    "krijgt|ontvangt ~ ~ ~ ~ antwoord|reactie|bericht",
    "werkdagen|werktagen",
    "recevrez|obtiendrez|aurez ~ ~ reponse",
    "jours ouvres|ouvrables",
    "recibira|obtendra ~ ~ respuesta",
    "dias habiles|laborables|uteis",
    "ricevera|otterra ~ ~ risposta",
    "giorni lavorativi",
    "otrzyma* ~ ~ odpowiedz",
    "dni roboczych",
    "recebera|obtera ~ ~ resposta",
    "zamkniet*",
    "odpiszemy|oddzwonimy",
    "godzinach|godziny pracy|otwarcia",
    "horaires|horario|orario|horarios ~",
    "lun|lu|mo|ma|pn|pon|mon|seg # # #",
    "lun|lu|mo|ma|pn|pon|mon|seg ven|ve|vr|fr|pt|fri|sex|sob|sa|sab|sat|so|nd #*",
    "repondrons rapidement|vite",
    "indisponible*",
    "nieczynn*",
    "a member of ~ team",
    "be with you shortly|soon",
    "were closed now|today|at|until",
    "we open at|tomorrow|on|again",
    "we are closed",
    "opening|office|business|working hours",
    "hours are|is|monday",
    "well|we will ~ get|be|respond|reply|answer|contact ~",
    "someone from|will ~ ~ touch|contact|respond|reply",
    "one of our|us ~",
    "in touch shortly|soon",
    "as soon as we|possible",
    "not|arent ~ available|online|around",
    "respond|reply|answer shortly|soon",
    "up to # ~ days|hours",
    "within # ~ hours|days|working|business",
    "we aim|try|endeavour to",
    "we are|were closed",
    "currently closed",
    "closed for|on|until|over|today|from",
    "reopen*",
    "when we open|return|reopen",
    "messages ~ answered",
    "in the order",
    "offnungszeiten|sprechzeiten|burozeiten",
    "geschlossen",
    "ist|sind ~ ~ besetzt",
    "antworten|melden ~ ~ morgen|schnellstmoglich|umgehend|zeitnah|innerhalb",
    "schnellstmoglich|umgehend|zeitnah|baldmoglichst",
    "innerhalb von",
    "in kurze",
    "setzen uns ~ verbindung",
    "heures douverture",
    "ouvert* ~ du|de lundi|mardi|#",
    "ferme*",
    "repondrons|reviendrons|revenons|recontacterons|traiterons ~",
    "meilleurs delais",
    "des la reouverture|que",
    "sous # h|heures|jours",
    "au plus vite",
    "horario|horarios",
    "abrimos|abiertos",
    "cerrad*",
    "responderemos|contestaremos|atenderemos|contactaremos",
    "mayor brevedad|a la",
    "lo antes posible",
    "en breve",
    "en un plazo",
    "un agente",
    "siamo aperti|chiusi",
    "orari|orario",
    "chius*",
    "risponderemo|rispondiamo|ricontatteremo|contatteremo",
    "prima possibile",
    "al piu presto",
    "entro # ~ ore|giorni",
    "openingstijden",
    "zijn open|geopend|gesloten",
    "gesloten",
    "reageren|antwoorden|beantwoorden wij|we|dan|binnen|zo",
    "zo snel|spoedig mogelijk",
    "binnen # ~",
    "nemen ~ contact",
    "godziny otwarcia|pracy",
    "pracujemy|otwarte|czynne|nieczynn*",
    "odpowiemy|skontaktujemy|odezwiemy",
    "jak najszybciej",
    "najszybciej jak",
    "w ciagu",
    "estamos abertos|fechados|encerrados",
    "horario ~ funcionamento|atendimento|abertura",
    "nesse horario",
    "fechad*|encerrad*",
    "responderemos|entraremos|contactaremos|contataremos",
    "mais breve|rapido possivel|rapidamente",
    "assim que possivel",
    "em breve|# dias|horas",
    "stangt|lukket|kapali",
    "oppettider|abningstider",
    "sa snart som",
    "hurtigst muligt",
    "co nejdrive",
});

}  // namespace

PhraseSet const &opt_out_notes()
{
    static PhraseSet const set(notes);
    return set;
}

PhraseSet const &thanks_phrases()
{
    static PhraseSet const set(thanks);
    return set;
}

PhraseSet const &business_phrases()
{
    static PhraseSet const set(business);
    return set;
}

}  // namespace automation::core::inbound
