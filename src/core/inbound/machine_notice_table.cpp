#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto notices = std::to_array<std::string_view>({
    // the receipt of an office
    "acknowledge|acknowledges|acknowledging ~ receipt",
    "confirms ~ receipt",
    "confirm receipt of your message|email|enquiry|inquiry|application|letter",
    "bestatigen|bestatigt ~ eingang|erhalt ~ "
    "nachricht|mail|email|anfrage|schreibens|mitteilung|antrags|bewerbung|zuschrift|unterlagen",
    "eingang ihrer|deiner nachricht|mail|email|anfrage|bewerbung|mitteilung ~ bestatig*",
    "ruckfragen ~ ~ abzusehen",
    "accuse|accusons|accusent ~ reception",
    "confirm* ~ reception ~ ~ message|mail|courriel|demande|courrier",
    "acusa|acusamos|acusan ~ recibo|recepcion",
    "confirma|confirmamos ~ recepcion|recibo ~ mensaje|correo|solicitud|escrito|consulta|comunicacion",
    "conferma|confermiamo ~ ~ ricezione|ricevimento",
    "assunta|assunto|registrata|registrato|acquisita ~ ~ protocollo",
    "bevestig* ~ ~ ontvangst ~ ~ bericht|mail|email|aanvraag|brief",
    "potwierdza* ~ wplyw|wplyniecie|otrzymanie|przyjecie|odbior|odebranie",
    "numer sprawy|zgloszenia #*",
    "confirma|confirmamos ~ recebimento|rececao|recepcao",
    // numbers and addresses that only send
    "number ~ ~ not|cant|cannot|doesnt|unable|isnt ~ receive|accept|monitored|take|set|able|incoming|reply",
    "texts|messages|replies|sms ~ ~ number|address ~ not ~ read|monitored|received|answered",
    "nummer ~ ~ kein|keine|keinen|nicht ~ empfangen|annehmen|entgegennehmen|empfangt|lesen|gelesen|uberwacht|empfang",
    "numero|ligne ne ~ recoit|peut|accepte|permet|prend|lit pas",
    "numero no recibe|admite|acepta|puede|esta|permite ~",
    "numero non riceve|accetta|puo|e|consente ~ ~ messaggi|sms|ricevere|abilitato|presidiato|monitorato|risposte",
    "nummer kan|ontvangt|accepteert|leest|is ~ geen|niet|onbemand",
    "numer ~ nie odbiera|obsluguje|przyjmuje|sluzy|jest",
    "numero nao recebe|aceita|pode|esta|permite|le ~",
    "send|outgoing|outbound only",
    "used|only for|to sending|outgoing|send ~ only|messages|notifications",
    "nur|ausschliesslich ~ ~ versand|ausgehende|ausgehend|senden",
    "uniquement|exclusivement ~ ~ lenvoi|envoi|denvoi|sortants",
    "exclusiv* para ~ envio*",
    "solo|unicamente|unicamente para ~ envio*",
    "solo|esclusivamente|unicamente ~ ~ linvio|invio",
    "alleen|uitsluitend ~ ~ verzenden|verzending|uitgaande|versturen",
    "tylko|wylacznie ~ ~ wysylki|wysylania|powiadomien",
    "antwort*|nachricht*|rucksendungen ~ ~ nicht gelesen|beantwortet|bearbeitet|empfangen|zugestellt",
    "reponse*|message* ne ~ pas|jamais lu*|traite*|consulte*|lue|lues",
    "respuesta*|mensaje* no ~ leid*|atendid*|leen|lee|revisa*|procesa*",
    "rispost*|messagg* non ~ lett*|presidiat*|gestit*|lette",
    "non accetta messaggi|mail|email|risposte",
    "antwoord*|bericht*|reactie* ~ ~ niet gelezen|beantwoord|behandeld|verwerkt",
    "odpowiedz*|wiadomosc*|korespondencj* ~ nie ~ czytan*|odczytan*|przeczytan*|przekazywan*|obslugiwan*",
    "resposta*|mensage* nao ~ lida*|respondida*|monitorad*|lidas",
    "nachricht|mail|email|message|mensaje|wiadomosc|mensagem|messaggio|bericht ~ ~ ~ "
    "zuruckgehalten|attente|espera|wstrzyman*|retida|sospeso|trattenut*|vastgehouden",
    "antwort|nachricht|mail|melding|bericht|antwoord ~ ~ automatisch",
    "genere*|generated|erzeugt|gegenereerd|generad*|generat*|gerad*|wygenerowan* ~ "
    "serveur|server|servidor|dal|przez|sistema",
    "confirm* ~ ~ persona|person|human|personne|mensch|pessoa|robot|robo",
    "sauthentifier|authentifier|authenticate ~",
    "absender ~ unbekannt",
    "plus achemine*|distribue*|releve*|consulte*",
    "nao faz|fazemos mais parte",
    "ne fait plus partie",
    "no forma ya? parte",
    "cannot|not guarantee ~ delivery|read",
    "nicht weitergeleitet",
    "not seen|read by any*|nobody|anyone",
    "ni lus ni|lues|lu",
    "buzon|correo|cuenta ~ ~ eliminara|cerrara|desactivara",
    "casella|account ~ verra|sara ~ spenta|chiusa|disattivata|eliminata",
    "you are trying to reach|contact",
    "message|mail|note|reply|msg|mensagem|mensaje|messaggio|nachricht|wiadomosc|odpowiedz ~ ~ automat*",
    "parte da solo|sola",
    "skrypt|automat ~ wyslal*|odpisuje",
    "wyslal* skrypt|automat|system|robot",
    // the networks of phones
    "abonent ~ ~ niedostepn*|dostepn*",
    "numero ~ ~ ~ ~ disponivel|indisponivel|disponible",
    "the subscriber|number ~ ~ you ~ is|not ~ available|unavailable|reachable",
    "teilnehmer ~ ~ erreichbar",
    "utente ~ ~ raggiungibile|disponibile",
    "reply|text|rispondi|risponda|antworte|responde|responda|tapez|digite|typ|odpisz ~ menu|info|rdv ~ "
    "per|for|fur|para|pour|"
    "voor|aby|un",
    "reached the voicemail|mailbox|voice",
    "leave a message after|and|with",
    "ticket|case #* has|was|is|wurde|ist",
    "cant talk right? now",
    "no longer in service",
    "no longer check|read|use|monitor ~ address|mailbox|account|inbox",
    "received your application|submission|complaint|registration",
    "wir haben ihre bewerbung|anmeldung|beschwerde|meldung|unterlagen ~ erhalten",
    // menus and robots
    "reply|press|type|text|send|answer|enter ~ 0|1|2|3 for|to",
    "antworte*|tippe*|drucke*|sende*|schreib*|schick*|wahle* ~ ~ 0|1|2|3 ~ fur|um|wenn",
    "tapez|repondez|envoyez|appuyez|choisissez ~ 0|1|2|3 pour|si",
    "pulse|pulsa|marque|marca|responda|responde|escriba|escribe|envie|teclee|digite ~ 0|1|2|3 para|si",
    "digita|digiti|digitare|rispondi|risponda|premi|prema|invia|scrivi|scriva ~ 0|1|2|3 per|se",
    "typ|toets|antwoord|stuur|kies|druk ~ 0|1|2|3 voor|om",
    "wpisz|nacisnij|odpisz|wyslij|wybierz|napisz ~ 0|1|2|3 aby|zeby|jesli|by|dla|w",
    "digite|responda|envie|tecle|escolha|escreva|prima ~ 0|1|2|3 para|se",
    "virtual|digital|automated assistant|agent|assistent",
    "virtuell*|digital* assistent*",
    "assistant|conseiller virtuel|digital|numerique",
    "asistente|assistente virtual|virtuale|digital|digitale",
    "virtuele|digitale assistent*",
    "wirtualn* asysten*",
    "hier ist|schreibt|spricht der|dein|ihr|die|unser assistent*|bot|chatbot",
    "chatbot|robot ~ de|der|von|of|di|van|do",
    // the sender is gone
    "account|mailbox|inbox|address ~ ~ ~ "
    "closed|deactivated|disabled|deleted|discontinued|retired|deprovisioned|suspended",
    "account|mailbox you ~ ~ trying|tried",
    "ceased trading|operations|business|activity",
    "stopped trading",
    "gone out of business",
    "adresse|mailadresse|konto|postfach ~ ~ ~ ~ existiert nicht",
    "konto|postfach|adresse|mailadresse ~ ~ deaktiviert|geschlossen|geloscht|abgeschaltet|gesperrt|stillgelegt",
    "vom server erzeugt|generiert|erstellt",
    "geschaftsbetrieb|tatigkeit|betrieb|praxis ~ ~ eingestellt|aufgegeben|geschlossen",
    "compte|boite|adresse ~ ~ ~ cloture*|ferme*|supprime*|desactive*|resilie*",
    "cesse ~ activite",
    "cuenta|buzon|direccion ~ ~ ~ cerrad*|eliminad*|desactivad*|cancelad*",
    "cesado ~ actividad",
    "casella|account|indirizzo ~ ~ ~ disattivat*|chius*|dismess*|disabilitat*",
    "cessato ~ attivita|lattivita",
    "account|mailbox|postvak|adres|emailadres|mailadres ~ ~ ~ "
    "opgeheven|gesloten|verwijderd|gedeactiveerd|uitgeschakeld",
    "bedrijf|praktijk|zaak ~ ~ beeindigd|opgeheven|gestopt",
    "adres|konto|skrzynka ~ ~ wylaczon*|zamkniet*|usuniet*|zlikwidowan*|dezaktywowan*|zablokowan*",
    "likwidacj*",
    "zakonczyl* ~ dzialalnosc",
    "conta|caixa|endereco ~ ~ ~ desativad*|desactivad*|encerrad*|eliminad*|excluid*",
    "cessou|encerrou ~ atividade|actividade|atividades",
    // refused on the way
    "rejected|refused|blocked by ~ ~ server|filter|recipient|policy",
    "abgelehnt|abgewiesen|zuruckgewiesen vom|von|durch ~",
    "rejete*|refuse* par ~ serveur|filtre|destinataire",
    "rechazad* por ~ servidor|filtro|destinatario",
    "rifiutat*|respint* dal|da ~",
    "geweigerd|geblokkeerd door ~ server|filter|ontvanger",
    "odrzucon*|zablokowan* przez ~",
    "rejeitad*|recusad* pelo|por ~ servidor|filtro|destinatario",
});

}  // namespace

std::span<std::string_view const> machine_notices()
{
    return notices;
}

}  // namespace automation::core::inbound
