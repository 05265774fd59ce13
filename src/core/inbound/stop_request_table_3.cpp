#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto requests = std::to_array<std::string_view>({
    "aus|von|vom|ausm ~ ~ @list|*datei|*liste|*listen|*verteiler|*datenbank|*kartei|*bestand|system ~ "
    "gestrichen|geloscht|entfernt|genommen|ausgetragen|rausgenommen|herausgenommen werden",
    "ser|sea eliminad*|borrad*|excluid*|quitad*|sacad* de|del ~ @list",
    "van|uit ~ ~ @list|*bestand|*lijst verwijderd|gehaald|geschrapt|gewist worden|te",
    "zostac|byc usunie*|wykresl*|skresl*|wypisan* z|ze",
    "hor*|hoer* ~ auf damit",
    "dont|not|never wanna|want|need|wish|care ~ get|receive|have these|this|them|any|more ~ more|anymore|$",
    "plus|pas dappels|dappel|de ~ ni de? @mail",
    "ne plus ~ me|nous faire parvenir",
    "hor*|hoer* auf mich|uns ~ zu ~",
    "can|could|will|would u|you|ya just|kindly|please? stop|quit $|please|plz|pls|now|it|this",
    "konnt|konntet|konnten|kannst ihr|sie|du bitte|mal|endlich|damit? aufhoren|aufhoeren|stoppen $",
    "pouvez|peux|pourriez|pourrais vous|tu arreter|stopper|cesser $|sil|svp|stp",
    "pueden|puedes|podeis|podrian parar|dejarlo|cesar $",
    "potete|puoi|puo|potreste smettere|smetterla|finirla $",
    "kunnen|kun|kan|kunt jullie|je|u ophouden|stoppen $|aub|svp|hiermee|daarmee",
    "mozecie|mozesz|moglibyscie przestac|skonczyc $",
    "podem|pode|podes|poderiam parar $",
    "gesagt|geschrieben dass|daß ~ ~ nicht ~ will|mochte|wollen|mochten $",
    "gesagt|gebeten ~ ~ ~ aufhoren|aufzuhoren|aufhoeren|stoppen $",
    "deja|vous|ai dit|demande|repete ~ darreter|arreter|cesser|stopper",
    "gezegd|gevraagd ~ ~ ~ stoppen|ophouden $",
    "mowil*|prosil* ~ zeby ~ nie|przestac|przestali",
    "non ricontatt*|riscriv*",
    "dont|not|never use it|this|that|my|the ~ again|anymore|more|ever",
    "dont|not|never invite me|us ~ again|anything|any|anymore|more|else",
    "removed|deleted|taken|dropped|excluded from|off ~ all|any|your|future|the ~ @list|@mail|mailings|communications",
    "^ nerv|nervt nicht",
    "konnt|konntet|konnten|kannst ihr|sie|du ~ das|dies|es bitte|mal|endlich|jetzt? lassen|unterlassen|seinlassen $",
    "inutile|inutil|useless|pointless|zwecklos dinsister|insister|insistir|insistere|to",
    "cancel*|anul*|annul*|kundig*|anuluj*|resili*|opzeg*|zeg|disd* ~ ~ "
    "suscripcion|subscription|iscrizione|liscrizione|abonnement|abo|anmeldung|inscripcion|inscription|inscricao|"
    "subskrypcj*|aanmelding|assinatura ~ newsletter*|boletin|infolettre|nieuwsbrief|@mail",
    "zet ~ ~ abonnement ~ ~ stop $",
    "no|nao|non|ne|favor insistir|insista|insistan|insistais|insistas|insistate|insistere|insistez|insistam "
    "mas|mais|piu|plus|pas|$",
    "unless|or these|this|they|it|you stop|stops|stopped $",
    "wenn|falls das|dies|ihr|sie ~ nicht ~ aufhor*|aufhoer*|unterlass*|unterbleib*",
    "si ca|vous|cela|tu ~ narret*|ncess*|arret*|cess* pas",
    "si no ~ paran|dejan|cesan|para|paras|acaban",
    "se non ~ smett*|finit*|cess*|piant*",
    "als dit|jullie|u|het niet ~ stopt|stoppen|ophoudt|ophouden",
    "jesli|jezeli nie ~ przestan*",
    "se nao ~ parar*|param|acabar*|cessar*",
    "object|objecting|objection to|against ~ processing|use|marketing|@mail|@send|receiving|being",
    "make|see ~ sure ~ ~ dont|not|no|never ~ contacted|bothered|emailed|texted|called|written",
    "dont|not|longer want|wish|like|need to? be|stay|remain on it|this|these $",
    "seh*|sieh ~ ~ von weiteren|weiterer|zukunftigen|kunftigen|solchen ~ ~ ab",
    "^ ca|cela suffit ~ @mail",
    "^ es reicht ~ mit|von ~ @mail",
    "^ no|keine|keinerlei|kein|geen|pas|niente|nessuna|zadnych|zadnej|nada|sem|ninguna|nenhuma|bez de? @mail "
    "via|per|uber|auf|op|par|sur|por|en|su|tramite|na|przez|pelo|no|by|on "
    "whatsapp|sms|mail|email|handy|telefon|mobile|telefoon|whatsappie|whatsappem|smsem|phone|wa|app",
    "nie zgadzam|zgadzamy sie na ~ @mail",
    "nicht|nie einverstanden|zugestimmt mit|zu ~ @mail|werbung",
    "not|dont|never agree|agreed|consent|consented|authorise|authorize to ~ @mail|getting|receiving|being",
    "no autorizo|autorizamos|consiento|consentimos|acepto|aceptamos ~ envio|recibir|@mail",
    "non autorizzo|autorizziamo|acconsento|acconsentiamo|accetto|accettiamo ~ invio|linvio|ricevere|@mail",
    "nao autorizo|autorizamos|consinto|consentimos|aceito|aceitamos ~ envio|receber|@mail",
    "je|nous nautoris*|naccept* pas|plus ~ envoi|lenvoi|recevoir|@mail",
    "geen toestemming|akkoord voor|met ~ @mail",
    "non serve|servono|occorre|occorrono piu che ci|mi ~",
});

}  // namespace

std::span<std::string_view const> stop_requests_of_several_languages()
{
    return requests;
}

}  // namespace automation::core::inbound
