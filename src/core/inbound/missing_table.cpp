#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

/** What follows is what for, or how long. */
constexpr auto purposes = std::to_array<std::string_view>({
    "tant que",
    "as long as",
    "solange|zolang|dopoki|poki|finche|enquanto|mientras",
    "hasta que",
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
    "put|adres|adresse|address|direccion|indirizzo|morada|endereco ~ ~ per|by|par|por|via sms|text",
    "resend|erneut|nochmals|again senden|send|your|the ~ message|nachricht",
    "app|appli|lappli|lapp|application|lapplication|aplicacion|aplicacao|aplikacja ya|ja|non|nie|has|does? no|nao|not? "
    "schickt|sendet|sends|send|stops|stopped|doesnt|nenvoie|envoie|envia|manda|invia|stuurt|wysyla",
    "only|nur|solo|alleen|tylko|seulement|so|rarely|selten|rarement|raramente|rzadko|zelden ~ "
    "checking|check|reading|read|monitoring|lese|lesen|lees|consulte|leggo|leio|czytam|sprawdzam|reviso|controllo|"
    "verifico",
    "send|sending|schick*|envoyez|envoyer|manden|envien|mandate|inviate|stuur|sturen|przysyl*|mandem|enviem ~ "
    "anyone|anybody|someone|somebody|niemand*|jemand*|personne|quelquun|nadie|alguien|nessuno|qualcuno|nikogo|ninguem|"
    "alguem",
    "mich|uns|me|us|ons|mij|mnie|nas|moi|nous ~ fur|for|pour|para|per|voor|na "
    "@day|heute|morgen|tonight|today|tomorrow|vanavond|vandaag|dzis|jutro|hoje|amanha|hoy|manana|oggi|domani|demain",
    "dzwonic|dzwoncie|dzwon|dzwoni ~ domofon*|dzwonkiem|drzwi",
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
