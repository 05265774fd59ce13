#include "core/inbound/phrase_tables.hpp"

#include <array>
#include <vector>

namespace automation::core::inbound {

namespace {

constexpr auto mentions = std::to_array<std::string_view>({
    "croyais|croyions|pensais|pensions ~ ~ *desabonn*|*desinscri*",
    "only|just|solo|seulement|juste|nur|so|tylko|alleen|que|apenas "
    "get|receive|bekommen|erhalten|recevoir|recibir|ricevere|krijgen|ontvangen|dostawac|otrzymywac|receber ~ ~ "
    "not|nicht|no|non|niet|nie|nao|et|pas",
    "recevoir|recibir|ricevere|receive|get|receber|bekommen que|solo|only|soltanto|apenas|so|nur "
    "les|lo|le|the|os|as|die|los|i",
    "nur|solo|only ~ ~ bekommen|erhalten|recibir|ricevere|krijgen",
    "lieber|liever|mejor|meglio|plutot|prefer|prefiro|lepiej|wole|wolalabym|rather ~ "
    "per|via|par|por|by|mailem|smsem|email|em|na ~ ~ statt|anstatt|dan|que|che|instead|niz|zamiast|vez|do",
    "not|nicht|pas|no|non|niet|nie|nao at|during|in|im|pendant|en|nelle|in|tijdens|w|no|durante|wahrend|onder ~ "
    "work|working|office|arbeitszeit|burozeiten|travail|bureau|trabajo|lavoro|werktijd|werk|pracy|trabalho ~",
    "no|keine|pas|plus|geen|niente|nessuna|bez|sem|ni|zadnych|nem de? phone? "
    "calls|anrufe|dappels|appels|llamadas|telefonate|chiamate|telefoontjes|telefonow|chamadas|ligacoes $|please|bitte",
    "calls|anrufe|appels|llamadas|telefonate|chiamate|chamadas|ligacoes no|non|nao|nein|nicht|pas $",
    "instead|statt|anstatt|rather|plutot|vez|lugar|invece|plaats|ipv|zamiast|lieu "
    "of|que|de|che|van|than|do|da|del|della|na? the|den|der|die|die|de|la|le|el|da|a? "
    "weekly|wochentlich*|*hebdo*|semanal*|settimanal*|wekelijks*|tygodniow*|daily|taglich*|quotidien*|diari*|"
    "giornalier*|dagelijks*|codzienn*",
    "stay|remain|staying subscribed|registered|signed",
    "how|wie|como|jak|comment|hoe ~ ~ "
    "stop|stoppe|stoppen|stoppt|parar|paro|arreter|arrete|fermare|fermo|zatrzymac|blokkeer|blockiere "
    "it|this|these|them|das|dies|esto|isto|isso|questo|dit|to|ca|$",
    "^ stop|stopp|stoppt|pause|pausa|paren|parem|parate|arretez|pausez|przerwa "
    "jusqu*|bis|hasta|fino|tot|do|ate|until|till",
    "not|no|pas|nicht|non|niet|nie|nao|ohne|senza|sans|sin|bez the|die|de|den|les|las|los|i|le|as|os|gli? "
    "offers|promos|promotions|ads|newsletter|werbung|angebote|promociones|ofertas|publicidad|propaganda|promozioni|"
    "offerte|acties|aanbiedingen|reclame|reklamy|reklam|promocji|promocje|promocoes|pubs|offres $",
    "mute|snooze|silence|silencing|muting these|this|them|you|it|those|your ~",
    "stummschalt*|stummgeschaltet|stummstellen|sourdine|dempen|wycisz*",
    "silenci* estos|los|esto|este|las|essas|isto|questi|questa|queste|i|le ~",
    "recevoir|receber|ricever*|recibir*|receive|get|getting|erhalten|bekommen|krijgen|otrzymywac|dostawac|enviarlo|"
    "mandarlo ~ ~ une|una|uma|once|einmal|een|raz|jeden fois|vez|volta|keer|a|im|pro|w|raz? "
    "par|por|al|per|a|im|pro|w|por @period",
    "thought|dachte|dachten|glaubte|meinte|croyais|pensais|pensions|creia|creiamos|pensaba|pensavo|credevo|dacht|"
    "dachten|myslal*|achei|pensei|pensava ~ ~ ~ "
    "unsubscrib*|opted|abgemeldet|abbestellt|ausgetragen|*desabonn*|*desinscri*|baja|borrad*|cancellat*|disiscritt*|"
    "afgemeld|uitgeschreven|wypisal*|zrezygnowal*|descadastr*|desinscr*",
    "still|keep|keeps|kept getting|get|receiving|receive @mail|these|them|this|your|those ~",
    "continuo|continuamos|continua|sigo|seguimos|siguen|continue|continuons|continuiamo a|de|recibiendo|me? "
    "receber|recibir|ricevere|recevoir|llegando|arrivare|chegar|recibiendo ~",
    "schrijf|bel|mail|app mijn|mn moeder|vader|man|vrouw|ouders niet",
    "nao escrevam|contactem|liguem|mandem ~ minha|meu mae|pai|marido|mulher|avo",
    "dont|not @write my mother|mum|mom|father|dad|husband|wife|parents",
    "^ dass|dat|zeby|zebym ich|ik|wir|wij|mi? ~ ~ nicht|nichts|keine|niet|niets|geen|nie|nic ~ ~ "
    "bekomm*|erhalt*|krieg*|krijg*|ontvang*|dostawal*|otrzymywal*",
    "nur|alleen|only|seulement|solo|so|tylko "
    "schreib*|appen|mailen|sturen|text|message|write|email|ecrire|escribir|scrivere|pisac ~ "
    "if|wenn|als|falls|si|se|jak|jesli|when",
    "ecrivez|escriban|manden|scrivete|mandate|escrevam|mandem|piszcie|schreibt|schreiben|schickt|envoyez ~ "
    "solo|seulement|so|tylko|nur|uniquement|juste si|se|jak|jesli|cuando|wenn|quando|gdy",
    "quedo|zostane|resto|reste|restons|blijf|bleibe|fico|stay ~ ~ @list|liscie",
    "zet ~ ~ meldingen|mails|berichten|notificaties|alerts ~ uit",
    "less often|frequently|frequent $",
    "moins|meno|minder|weniger souvent|spesso|vaak|oft $",
    "seltener|rzadziej $",
    "con|com|de menos frecuencia|frequencia $",
    "menos a menudo",
    "use|using ~ this|that|my ~ address|email|mail|number ~ any|anymore|longer",
    "adresse|mailadresse|nummer ~ nicht ~ verwenden|benutzen|nutzen",
    "nutilisez|utilisez plus ~ adresse|mail|numero",
    "no usen|utilicen|usar|use ~ direccion|correo|numero",
    "non usate|utilizzate|usare ~ indirizzo|mail|numero",
    "gebruik ~ *adres|nummer niet",
    "nie uzywac|uzywajcie ~ adresu|maila|numeru",
    "nao usem|utilizem|usar ~ endereco|email|numero",
    "zamiast whatsappem|smsem|whatsappa",
    "maandoverzicht|kwartaaloverzicht|monatsubersicht|weekoverzicht|maandmail|kwartaalmail|wochenmail|monatsmail|"
    "quartalsmail",
    "statt|anstatt|rather|plutot|vez|invece|plaats|zamiast than|que|de|che|di|van|$? "
    "every|jede|jeder|chaque|cada|ogni|elke|co|todas|toutes as|les? "
    "week|weeks|month|day|woche|monat|semaine|semana|semanas|settimana|mese|mes|maand|tydzien|miesiac",
    "stay|remain|bleibe|bleiben|reste|rester|sigo|seguir|restare|resto|blijf|blijven|zostac|zostaje|fico|ficar ~ ~ "
    "@list",
    "publicidad|publicidade|werbung|reclame|reklamy|pubblicita|pub|ads|adverts|marketing no|non|not|nicht|niet|nie|nao "
    "$",
    "break|pause from ~ @mail|marketing",
    "hoe|how|wie|como|come|jak|comment ~ ~ ~ af|vanaf|rid of|los $",
    "mag|mogen|kan|kunnen ~ @mail|herinnering|herinneringen ~ uit|weg $",
    "not|nicht|niet|no|non|pas|nie|nao mehr|meer|mas|piu|mais|more by|per|via|par|por|op|przez|auf|na "
    "sms|mail|mails|whatsapp|email|text|telefon|smsem",
    "di|dimos|diste|dado|dio de baja",
    "sono|siamo ~ cancellat*|disiscritt*",
    "cancelei|desinscrevi|descadastrei|anulei ~",
    "telefon*|phone|calls|telefono|telefone ~ yes|ja|oui|si|tak|sim $",
    "mail|mails|email|emails|correo|correos|maile|sms|whatsapp non|no|nao|niet|nie|nein|nicht|lieber|liever|raczej "
    "nicht|niet|nie? $",
    "only|just|solo|seulement|juste|alleen|nur|so|tylko|wystarcz* ~ ~ "
    "weekly|wochentlich*|hebdo*|semana*|settimanal*|wekelijks*|tygodniow*|quarterly|quartals*|trimestr*|kwartaal*|"
    "kwartaln*|monthly|monatlich*|mensuel*|mensual*|mensil*|maandelijks*|miesieczn*|mensal|mensais",
    "weekly|daily|wochentlich*|taglich*|hebdo*|semanales|semanais|settimanali|wekelijkse|tygodniow* ~ "
    "no|non|not|nicht|niet|nie|nao|too|zu|trop ~",
    "turn|switch these|them|this|it|those|that ~ off",
    "sonst|ansonsten|anders|otherwise|sinon|senno|altrimenti|senao|inaczej ~ "
    "nicht|niet|not|pas|non|no|nao|nie|dont|keine|rien|nichts",
    "si no no me|nos escrib*|mand*|envi*",
    "se no|non niente|nessun @mail",
    "stop the|these|your|with ~ phone|voice|calls|voicemails|surveys",
    "@mail ~ par|per|im|pro|a|al|por|w|na|la|ao @period ~ "
    "suff*|enough|plenty|reicht*|genugt|basta*|chega|genoeg|wystarcz*|suficiente|do|lieber|better|mejor|meglio|liever|"
    "lepiej|melhor",
    "only|just|alleen|enkel|solo|soltanto|so|apenas|somente|seulement|uniquement|juste|tylko|nur "
    "the|die|de|les|los|las|com|i|le|os|as? os? "
    "reminder|reminders|erinnerungen|*erinnerungen|rappels|recordatorios|promemoria|herinneringen|*herinneringen|"
    "przypomnienia|lembretes|offers|angebote|offres|ofertas|offerte|aanbiedingen|oferty|promos|promotions|newsletter",
    "not|nicht|niet|no|non|pas|nie|nao|nicht by|per|via|par|por|op|przez "
    "sms|mail|mails|whatsapp|email|text|telefon|smsem",
    "nicht mehr hierher|hierhin|dorthin",
    "y|et|e|en|a|and|und? no|non|nie|nao|niet|plus|pas|not mas|piu|meer|mais|juz? a|sur|na|para|naar|an|to "
    "this|este|esta|questo|questa|celle|celui|ten|dit|deze|diese|esse $",
    "mich|uns|moi|me ~ ~ auf|en|in|on? pause|hold",
    "mais|et|ni plus les|vos|ces|aux|aucune ~ @mail|promos|offres|pubs|promotions",
    "will stop|unsubscribing also|cancel|end|affect|remove",
    "i only want ~",
    "melde ich mich ~ ~ ab",
    "bitte austragen|abmelden|loschen|abbestellen $",
    "to be taken|removed ~ off|from|$",
    "on the|your|this list twice|anymore|still",
    "an die|diese nummer|adresse nix|nichts|keine|nicht",
    "nix|nichts|nicht mehr an die|diese nummer|adresse",
    "not|niet|nicht|non|pas|no|nao|nie here|meer|mehr|piu|ici|aqui|tutaj|mas hier|qui|anymore|aqui|ici",
    "prosze nie sms|smsy|smsow|telefon*",
    "nur noch ~ ~ ~ ~ schicken|schreiben|senden",
    "^ und|and|et|y|e|en|i? de|der|the|le|el|il|o|la rest|reste|resto ~ nicht|niet|hoeft|not|pas|no|non|nao|nie",
    "pause|pausa|przerw* ~ @mail|mailach|envios|envois|jusqu*|wysylce",
    "pause ~ moi|mich|me|us",
    "en|in|em pause|pausa|pauze",
    "zet ~ mij|me|ons|ze ~ uit",
    "rispondo|scrivo|risponde cancella|cancellami|stop|basta",
    "wil ik eraf|ervan",
    "mogen weg|uit|stoppen",
    "nic|nie ~ przychodz*|przyszlo",
    "stop using ~",
    "statt|anstatt|instead|plutot|rather|dan|ipv|vez|lugar|anziche|invece|zamiast|niz "
    "of|que|than|de|di|per|van|w|na|$? par|per|por|via|by|pelo|el|o|la|na? whatsapp|sms|text|smsow|smsy",
    "nn|non|not|nicht|pas|niet|nie|nao|no qui|here|hier|ici|tutaj|aqui $",
    "statt|anstatt|instead|plutot|dan|ipv|plaats|vez|lugar|anziche|invece|zamiast|niz of|que|de|di|per|van|w|na|$? "
    "de|a|pelo|el|o|la? "
    "whatsapp|sms|ici|here|hier|texts|texting|escrever|escribir|ecrire|mecrire|scrivere|scrivermi|wiadomosci|messages",
    "statt|anstatt whatsapp|sms",
    "uniquement les rappels",
    "pisac|pisz|piszcie tylko",
    "^ dont|not @write my ~ @own|work|phone",
    "do not @write my ~ @own|work|phone",
    "mich irgendwo|hier abmelden|austragen",
    "wo|wie ~ ~ abmelden|abbestellen",
    // en
    "^ abmelden|abbestellen|austragen|stopp|unsubscribe|afmelden|uitschrijven|wypisz",
    "^ stop or|oder|ou|o|of|lub|albo|when|if",
    "unsubscri*",
    "unsubsci*",
    "opt|opted|opting out",
    "reply|text|write|type|send|sent|say|texted|replied stop|unsubscribe|end",
    "take|remove|get me|us|my ~ off|from ~ list*",
    "off ~ your|all lists|list",
    "stop the|these|your|with ~ offers|ads|promos|promotions|newsletter|marketing|reminders|adverts|deals|alerts",
    "stop calling|texting|sending|emailing|messaging|contacting|writing",
    "@write me|us ~ less often",
    "nur noch ~ im|pro monat|woche|jahr",
    "can|could|please|lets we|you? stop|pause this|these|it|them ~ for|until|till",
    "stop|pause|hold until|till|for|before|after now|#|@month|next",
    "pause|hold|suspend ~ @mail|these|this",
    "less|fewer|many ~ @mail",
    "cancel my|the|this|your subscription $|to",
    "dont|not @write me|us ~ before|after|at|on|until|during",
    "^ dont @write me|us",
    "no more offers|promos|promotions|ads|deals|reminders",
    "no @mail before|after|at|on|until",
    "only ~ @mail",
    "@mail preferences",
    "remove ~ from ~ mailing|email|your list",
    // de
    "^ abbestell*",
    "@mail|@list|das|alles|hier|mich|uns|sie ~ abbestell*",
    "*newsletter ab",
    "stopp|stop schreib*|schick*|send*|antwort*|tipp*",
    "schreib*|sende|antworte* ~ stop*",
    "melde|melden ich|wir mich|uns ab",
    "melde|meldet|abmelden ~ newsletter|@list|@mail",
    "newsletter|@list|@mail ~ abmelden|ab",
    "aus|von ~ verteiler|mailingliste|@list",
    "nicht mehr an ~",
    "kein|keine ~ @mail",
    "nicht mehr ~ schreib*|schick*|send*|anruf*|melden|kontakt*",
    "weniger|seltener ~ @mail|schreiben",
    "keine ~ angebote|aktionen|anrufe|erinnerungen mehr",
    "pausier*",
    "zu viele ~ @mail",
    "losch* ~ alte|alten ~ @own",
    // fr
    "desabonn*",
    "desinscri*",
    "repondre|repondez|ecrire|envoyer|envoie|reponds stop",
    "n*|ne *ecrivez|*envoyez|*contactez plus|pas",
    "necrivez|nenvoyez|nappelez plus|pas",
    "stop|arretez aux|au|les|de ~ promos|offres|pubs|promotions|relances|appels",
    "moins de ~ @mail",
    "plus de @mail",
    "trop de ~ @mail",
    "pas de @mail avant|apres|le|la",
    "retir*|supprim*|enlev* ladresse|lemail|lancienne ~",
    "ne *ecrivez|*envoyez|*contactez|*appelez plus|pas",
    "plus|pas doffres|de promos|de promotions",
    "suspend* ~ @mail",
    "resilier mon abonnement $|a ~ newsletter",
    // es
    "contestar|responder|enviar|escribir|mando|escribo|contesto|respondo|mandar|envio baja|stop|alto",
    "de baja ~ correo|email|numero|direccion|cuenta|@list|@mail",
    "den|dar|doy|damos|darme|darse de baja",
    "la suscripcion $",
    "cancel*|anul* ~ suscripcion $|a|al ~ @mail|@list",
    "no mas ofertas|promociones|llamadas|ofertas",
    "paren|pausen|pare|dejen hasta|por|de",
    "menos|demasiados ~ @mail",
    "borr*|quit*|saqu*|elimin*|sac* ~ de|del ~ @list",
    "no me escriban|manden|envien|llamen",
    "no escriban|manden|envien",
    "solo quiero|deseo ~",
    // it
    "scrivo|rispondo|scrivere|rispondere|invio|mando|inviare|mandare stop",
    "si|mi|ci cancella|cancello|disiscrivo|disiscrive $|dalla",
    "sospend* ~ @mail",
    "tog*|cancel*|rimuov*|elimin* ~ dalla ~ @list",
    "troppe|troppi|meno ~ @mail",
    "non scrivetemi|mandatemi|chiamatemi|scrivete|mandate|inviate",
    "disiscri*",
    "annull*|cancell* liscrizione $|alla ~ @mail|newsletter",
    "non mi scriv*|mand*|chiam*",
    "solo i|le promemoria",
    "niente|basta offerte|promozioni|chiamate",
    // nl
    "stop sturen|antwoorden|appen|smsen|terugsturen",
    "af te melden",
    "uit te schrijven",
    "schrijf|meld|schrijven|melden ik|we me|mij|ons ~ uit|af",
    "uitschrijv*",
    "afmelden voor|van ~ @mail",
    "hoe|kan ~ afmelden|uitschrijven",
    "niet meer ~ appen|mailen|sturen|bellen|smsen|berichten",
    "geen aanbiedingen|reclame|acties|promoties|telefoontjes ~ meer",
    "haal*|verwijder* ~ van ~ lijst",
    "minder|teveel|veel ~ @mail",
    "alleen ~ @mail",
    // pl
    "odpisac|wyslac|napisac|odpisze|wysle|napisze stop",
    "zrezygnowac|rezygnuje|rezygnowac z newslettera|@mail|subskrypcji",
    "sie wypisac|wyrejestrowac|wypisuje",
    "wypisac|wypisze|wypisz*|wypisuj*|wypisal*|wypisan* sie|mnie|z",
    "nie pisac|piszcie|pisz|wysylac|dzwonic",
    "bez reklam|ofert|promocji",
    "usun*|skasow* ~ z ~ listy|bazy",
    "mniej ~ @mail",
    "za|zbyt duzo|wiele|czesto ~ @mail",
    "tylko przypomnienia",
    // pt
    "responder|enviar|escrever|mandar|respondo|mando|envio sair|stop|parar",
    "cancel*|anul* a|minha|o ~ subscricao|inscricao|assinatura|newsletter $",
    "nao mand*|envi*|escrev*|lig*|me ~ @mail",
    "nao me? mand*|envi*|escrev*|lig*|contact* depois|antes|a|as|ao|aos|ate",
    "parem|pausem|pare ate|por",
    "tir*|remov*|retir* ~ da ~ @list",
    "menos|demasiados|tantas|tantos ~ @mail",
    "sem|mais ofertas|promocoes",
    "descadastr*",
    "so quero ~",
    "sair da|dessa|desta|das ~ @list",
    "deixar de receber",
    // others
    "iptal ~ abonelik",
    "abonelikten",
    "avregistrer*|avprenumer*",
    "odhlas*",
    "framelde*|afmelde*",
});

}  // namespace

PhraseSet const &stop_requests()
{
    static PhraseSet const set([] {
        static std::vector<std::string_view> all;
        all.assign(stop_requests_west().begin(), stop_requests_west().end());
        all.insert(all.end(), stop_requests_south_and_east().begin(), stop_requests_south_and_east().end());
        all.insert(all.end(), stop_requests_of_several_languages().begin(), stop_requests_of_several_languages().end());
        return std::span<std::string_view const>(all);
    }());
    return set;
}

PhraseSet const &stop_mentions()
{
    static PhraseSet const set(mentions);
    return set;
}

}  // namespace automation::core::inbound
