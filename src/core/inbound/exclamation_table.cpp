#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto bare = std::to_array<std::string_view>({
    // en, de
    "stop",
    "it",
    "quit",
    "cut",
    "out",
    "enough",
    "already",
    "oh",
    "now",
    "stopp",
    "hor",
    "hort",
    "hoer",
    "hoert",
    "auf",
    "aufhoren",
    "genug",
    "lass",
    "lasst",
    "das",
    "es",
    "sie",
    "mal",
    "doch",
    "ja",
    "ach",
    "schluss",
    "komm",
    // fr, es
    "arrete",
    "arretez",
    "arreter",
    "assez",
    "ca",
    "donc",
    "oh",
    "la",
    "tu",
    "vous",
    "basta",
    "para",
    "pare",
    "paren",
    "parad",
    "ya",
    "ay",
    "alto",
    "vale",
    "anda",
    // it, nl
    "smettila",
    "smettetela",
    "smettete",
    "dai",
    "ferma",
    "fermi",
    "fermatevi",
    "ma",
    "su",
    "hou",
    "houd",
    "op",
    "joh",
    "kap",
    "ermee",
    "schei",
    "uit",
    "genoeg",
    "toch",
    // pl, pt
    "przestan",
    "przestancie",
    "dosc",
    "no",
    "juz",
    "daj",
    "spokoj",
    "ej",
    "chega",
    "parem",
    "com",
    "isso",
    "ai",
    "nossa",
});

constexpr auto delight = std::to_array<std::string_view>({
    "haha*|hihi*|jaja*|kkk*|lol|lmao|mdr|ptdr|rofl|jeje*|ahah*|hehe*|xd",
    "echt|zo|super|wat geweldig|fantastisch|prachtig|hilarisch|heerlijk|leuk|grappig",
    // en
    "too|so|very|really|thats|youre|how kind|sweet|nice|funny|generous|good|lovely|cute|thoughtful|cool",
    "is|are|its|thats|youre|this|that ~ "
    "great|super|amazing|awesome|wonderful|fantastic|brilliant|hilarious|lovely|incredible|delicious|perfect|gorgeous|"
    "beautiful|excellent",
    "making|make|made me blush|laugh|cry|smile",
    "blush*|flattered",
    "love it|this|that",
    // de
    "zu|so|echt|ja|sehr|total|voll|richtig|sooo|ganz "
    "lieb|nett|lustig|witzig|komisch|suss|suess|schon|geil|cool|super|mega|toll|gutig|genial",
    "ist|seid|bist|sind|klingt|wird|sieht ~ "
    "super|mega|toll|klasse|genial|hammer|spitze|wunderbar|grossartig|wahnsinn|traumhaft|lustig|witzig|suss|perfekt|"
    "lecker|herrlich|wunderschon|fantastisch",
    "freu|freue|freuen mich|uns|wir|ich",
    "werd|werde|macht|machst|machen ~ rot|verlegen",
    // fr
    "trop|tellement|si|vraiment|tres gentil|gentille|gentils|gentilles|drole|droles|mignon|mignonne|bon|beau|fort|chou|"
    "adorable|sympa",
    "cest|est|etes|es|sont ~ "
    "super|genial|geniale|top|magnifique|fantastique|formidable|incroyable|hilarant|parfait|delicieux|extra|sublime",
    "rougir|gener|pleurer|rire",
    "adore ~",
    // es
    "que|q "
    "risa|bueno|buena|buenos|lindo|linda|bonito|bonita|detalle|alegria|guay|ilusion|gracia|rico|majos|maja|amable*",
    "emocion*|sonroj*|ruboriz*|encanta|encanto|encantado|encantada",
    "es|esta|son|sois|estan|eres ~ "
    "genial|geniales|buenisim*|increible|fantastic*|precios*|maravillos*|perfect*|chul*|espectacular|estupend*",
    "demasiado|demasiada|muy|tan buen*|amable*|gracios*|lind*|simpatic*|generos*|maj*",
    // it
    "troppo|cosi|che|davvero|molto gentil*|buon*|bell*|carin*|forte|fort|ridere|divertent*|simpatic*|car*",
    "commuov*|arrossi*|imbarazz*|emozion*",
    "e|siete|sei|sono ~ fantastic*|stupend*|bellissim*|meraviglios*|incredibil*|perfett*|buonissim*|splendid*",
    "adoro ~",
    // nl
    "wat|te|zo|erg|heel leuk|lief|grappig|mooi|goed|gezellig|aardig|lekker|tof|schattig|fijn|cool",
    "is|zijn|bent|klinkt|ben ~ super|geweldig|fantastisch|prachtig|top|hilarisch|heerlijk|leuk|perfect|schitterend",
    "verlegen|blozen|bloos",
    // pl
    "jest|jestescie|jestes|to ~ "
    "super|swietn*|cudown*|wspanial*|genialn*|fantastyczn*|rewelacj*|pyszn*|piekn*|cudo|przepiekn*",
    "zarumieni*|rumieni*|wzrusz*|usmia*|zawstydz*",
    "za|zbyt|tak|jacy|jaka|jaki|ale mil*|uprzejm*|zabawn*|kochan*|slodk*|smieszn*",
    // pt
    "que|q fofo|fofa|fofos|lindo|linda|maximo|bom|boa|engracad*|querid*|delicia|giro|gira|fixe|legal|simpatic*|amor",
    "vermelh*|corad*|emocion*|chorar|envergonhad*|sem graca",
    "e|sao|esta|estao ~ otim*|fantastic*|maravilhos*|incrivel|lind*|perfeit*|espetacular|genial|excelente*",
    "muito|tao|demasiado querid*|amavel|amaveis|gentil|gentis|simpatic*|engracad*|bom|fofo",
    "adoro ~",
});

constexpr auto done = std::to_array<std::string_view>({
    "ich|wir komme|kommen",
    "im|well|we|ill are? coming|be there",
    "je viens|serai",
    "^ voy|vamos|ire|vengo|verro|ci saro|ik kom|bede|eu vou|irei",
    "ik kom|ben er",
    "kalender|calendar|diary|agenda|agende|kalendarzu|agendzie|terminkalender ~",
    "have|ive|weve|already|just ~ booked|paid|done|ordered|signed|sent|registered|noted|scheduled|renewed|collected",
    "habe|hab|haben|schon|bereits|ist ~ ~ "
    "gebucht|bezahlt|erledigt|notiert|bestellt|vereinbart|eingetragen|uberwiesen|ausgefullt|abgegeben|reserviert",
    "jai|avons|deja|cest ~ reserve|paye|commande|note|fait|regle|pris|envoye|signe|inscrit",
    "ya|he|hemos ~ reserv*|pag*|hecho|hice|apunt*|compr*|anot*|envi*|tengo|esta|hicimos",
    "ho|abbiamo|gia ~ prenotato|pagato|fatto|ordinato|segnato|firmato|preso|inviato",
    "heb|hebben|al|is ~ ~ geboekt|betaald|besteld|gedaan|genoteerd|geregeld|gereserveerd|ingevuld",
    "mam|mamy|juz|jest ~ rezerwacj*|zaplac*|zrobi*|zarezerwowa*|zamowi*|zapisa*|umowi*|oplac*|termin|wizyte|zalatwi*",
    "ja|tenho|esta ~ marquei|reservei|paguei|fiz|encomendei|tratei|comprei|anotei|enviei|marcad*|pag*|feito|tratado",
});

constexpr auto but = std::to_array<std::string_view>({
    "but|however|aber|jedoch|pero|porem|ale|allerdings|cependant",
    "maar ik|wij|we|u|jullie|krijg|heb|hoe|wat|wanneer|eerst|kan|is|de|het|mijn|stuur",
});

}  // namespace

PhraseSet const &conjunctions()
{
    static PhraseSet const set(but);
    return set;
}

std::span<std::string_view const> bare_stop_words()
{
    return bare;
}

PhraseSet const &delight_phrases()
{
    static PhraseSet const set(delight);
    return set;
}

PhraseSet const &done_phrases()
{
    static PhraseSet const set(done);
    return set;
}

}  // namespace automation::core::inbound
