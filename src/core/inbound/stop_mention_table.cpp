#include "core/inbound/phrase_tables.hpp"

#include <array>
#include <vector>

namespace automation::core::inbound {

namespace {

constexpr auto mentions = std::to_array<std::string_view>({
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

/** What follows is what for. */
constexpr auto purposes = std::to_array<std::string_view>({
    "make sure",
    "ervoor dat",
    "dafur dass",
    "so that|we|i",
    "damit|sodass",
    "afin que|de",
    "para que",
    "affinche",
    "in modo|maniera che",
    "zodat",
    "zeby|aby",
});

constexpr auto missing = std::to_array<std::string_view>({
    "was|were about|going|tempted to ~ unsubscri*|opt|ask|leave",
    "jallais|allais|voulais presque? *desabonner|*desinscrire|me|vous ~ mais",
    "jallais ~",
    "iba|ibamos a darme|borrarme|pedir|cancelar|desuscri*",
    "stavo|stavamo per ~",
    "wollte|wollten ~ fast|beinahe ~",
    "wilde|wilden ~ net|bijna ~",
    "mialam|mialem ~ wypisac|zrezygnowac",
    "ia|iamos cancelar|pedir|sair|descadastr*",
    "vous|tu|ils|elles|on ne ~ jamais",
    "you|u|they never @write|reply|answer me|us|back",
    "non vengono|vengono|sono|e piu lette|letti|letta",
    "ne sont|est plus lus|lues|lu|lue",
    "nao sao|e lidos|lidas|lida",
    "nie sa|jest ~ czytan*",
    "nooit|niet|nog ~ gehad|gekregen",
    "lese|lesen|lees|lezen ~ ~ nicht|niet|erst|pas",
    "no|not|nicht|niet|nie|never more|mehr|meer|wiecej than|als|dan|niz",
    "no|non|nao|pas|nie ~ mas|piu|mais|plus|wiecej|mehr|meer|more de|di|que|than|als|dan|niz "
    "#|two|three|four|five|zwei|drei|vier|funf|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|due|tre|quattro|cinque|"
    "twee|drie|vijf|dwie|dwoch|trzy|trzech|cztery|duas|dois|quatro|una|uno|one|einmal|once",
    "nenvoyez|nappelez|nadressez pas plus de|que",
    "lese|lesen|lees|lezen ~ keine|geen ~ @mail",
    "why ~ ~ ~ no|not|stopped|dont|havent|arent ~ getting|receiving|get|receive|gotten|received",
    "didnt|never|havent unsubscri*|opt*",
    "^ narret*|ncess*|ninterromp* ~ pas|jamais|surtout",
    "^ ne|n ~ arret*|cess*|interromp* ~ pas|jamais|surtout",
    "^ stopp|stop da|hier|an|bei|beim|am|kurz|mal|in|near|outside|voor|bij|devant|en|na",
    "^ stopp|stop|halt|alto|ferma|arrete|para "
    "mal|moment|kurz|warte|even|wacht|wait|hang|hold|attends|attendez|aspetta|aspetti|espera|espere|ahi|ai|chwil*|"
    "momen*|ferma",
    // asks not to be removed
    "^ dont|never stop|remove|unsubscribe|delete|take|opt|cancel ~ me|off|sending|from|the|my|it|texting|messaging",
    "^ do not stop|remove|unsubscribe|delete|take|opt|cancel ~ me|off|sending|from|the|my|it",
    "^ nicht abmelden|abbestellen|austragen|loschen|stoppen|aufhoren",
    "^ ne me ~ retirez|supprimez|desabonnez|desinscrivez|enlevez pas",
    "^ no me borr*|elimin*|quit*|den|saqu*",
    "^ no dejen de",
    "^ non cancellatemi|toglietemi|rimuovetemi|smettete",
    "^ niet afmelden|uitschrijven|verwijderen|stoppen",
    "^ nie wypis*|usuwa*|przestawa*",
    "^ nao me remov*|retir*|tir*|exclu*",
    "^ nao parem de",
    "spam folder|filter|ordner|box",
    "junk folder",
    // has removed something himself
    "ich|wir habe|haben ~ ~ ~ geloscht|entfernt|gestrichen|ausgetragen|genommen",
    "habe|haben ich|wir ~ ~ ~ geloscht|entfernt|gestrichen|ausgetragen|genommen",
    "i|we|ive|weve have? just|now|already? removed|deleted|took|taken",
    "he|hemos quitado|borrado|eliminado|sacado",
    "jai|avons supprime|retire|enleve",
    "ho|abbiamo tolto|tolti|tolta|cancellato|rimosso|eliminato",
    "heb|hebben ~ ~ verwijderd|gehaald",
    "usunalem|usunelam|skreslilam|skreslilem|usunelismy|wykreslilem|wykreslilam",
    "retirei|tirei|removi|apaguei|eliminei",
    // misses messages
    "kann|konnen|konnte ~ ~ ~ empfangen|lesen|offnen|sehen|abrufen",
    "cant|cannot|unable ~ receive|open|read|see|get|access",
    "i|we have|got no more",
    "non ~ riceviamo",
    "peux|pouvons plus|pas ~ ouvrir|lire|recevoir",
    "puedo|podemos ~ recibir|abrir|leer",
    "riesco|riusciamo ~ ricevere|aprire|leggere",
    "kan|kunnen ~ ~ ontvangen|openen|lezen",
    "moge|mozemy ~ odebrac|otworzyc|odczytac",
    "consigo|conseguimos ~ receber|abrir|ler",
    "didnt|havent|never|dont|not|hasnt|wasnt get|got|receive|received|getting|receiving|arrived|arrive|come",
    "got no|nothing",
    "still|received no",
    "no longer|not getting|receiving|get|receive $",
    "stopped getting|receiving|arriving|coming|working",
    "habe|hab|haben|hatte|wurde ~ ~ bekommen|erhalten|gekriegt|gesehen",
    "bekomme|bekommen|erhalte|kriege ~ kein*|nicht*",
    "noch|leider|bisher kein|keine|keinen",
    "nicht angekommen",
    "kam|kommt|kommen kein|keine|nicht*",
    "pas|jamais|rien recu",
    "nai|navons ~ recu",
    "nai aucun|plus",
    "ne ~ recois|recoit|recevons plus|pas|aucun",
    "no he|hemos|ha ~ recibido|llegado",
    "no ~ recibo|recibi|recibimos|recibido|llega|llegan|llego|llegaron",
    "no me ha* llegado",
    "ya no recibo",
    "non ho|abbiamo ~ ricevut*|avuto",
    "non ~ arriva*|ricevo",
    "nessun* ~ ricevut*",
    "heb|hebben ~ ~ ontvangen|gekregen|gehad",
    "krijg|ontvang|kreeg ~ geen|niets|niet",
    "nog geen",
    "nie dosta*|otrzyma*|doszl*|przysz*|dotar*",
    "nao recebi|recebemos|chegou|chegaram|recebo",
});

}  // namespace

PhraseSet const &stop_requests()
{
    static PhraseSet const set([] {
        static std::vector<std::string_view> all;
        all.assign(stop_requests_west().begin(), stop_requests_west().end());
        all.insert(all.end(), stop_requests_south_and_east().begin(), stop_requests_south_and_east().end());
        return std::span<std::string_view const>(all);
    }());
    return set;
}

PhraseSet const &stop_mentions()
{
    static PhraseSet const set(mentions);
    return set;
}

PhraseSet const &purpose_phrases()
{
    static PhraseSet const set(purposes);
    return set;
}

PhraseSet const &missing_phrases()
{
    static PhraseSet const set(missing);
    return set;
}

}  // namespace automation::core::inbound
