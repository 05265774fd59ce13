#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto requests = std::to_array<std::string_view>({
    // English
    "stop @send me|us|here|this|these|all|your|with|please|and|or",
    "stop @send $",
    "stop @send ~ @mail",
    "stop these|this|your|all|any|the|with ~ @mail",
    "stop @mail $",
    "asked ~ ~ to stop",
    "told ~ to stop",
    "want ~ to stop $",
    "cease all? contact|communication|communications|@send",
    "i said|say|wrote|repeat|mean|meant stop $",
    "^ i want out $",
    "quit @send me|us",
    "no more|further ~ @mail",
    "^ enough ~ @mail",
    "^ no @mail $",
    "^ no @mail anymore",
    "^ and|so|just? dont|never @write ~ ~ again|anymore|more|further|ever",
    "^ and|so|just? do not @write ~ ~ again|anymore|more|further|ever",
    "^ dont|never @write me|us|this ~ here|number $",
    "^ do not @write me|us|this ~ here|number $",
    "^ dont @write me|us $",
    "^ do not @write me|us $",
    "^ never @write me|us",
    "do not contact me|us|this",
    "dont contact me|us",
    "dont|not|longer want|wish|need|like ~ these|this|any|your|more|further|such ~ @mail",
    "dont|not|longer want @mail",
    "not|never consent*|agree* ~ @mail",
    "dont|not send me|us ~ any|more|further ~ @mail|anything",
    "^ dont send me|us @mail|anything|this|these",
    "^ do not send me|us ~ @mail|anything",
    "dont|not|longer want|wish|like to? receive|receiving|get|getting|hear|be|these|this ~ "
    "these|this|them|from|contacted|texted|emailed|messaged|any|anything|$",
    "dont|not|longer interested ~ in ~ @mail",
    "not interested in hearing",
    "take|get|remove|delete|strike|drop|leave me|us|my|our|this ~ off|from|out|of|on ~ @list|subscribers|system",
    "take|get|remove|delete ~ @own off|from ~ @list|system",
    "off your|this|that|of ~ @list",
    "me off $",
    "remove|delete|erase|lose|forget|scrub my|this|our|mine ~ @own",
    "removed|deleted from ~ @list|system",
    "remove|unsubscribe me|us|myself",
    "unsubscribe this|my|our|from|$",
    "like|want|wish|need|please|to|kindly ~ unsubscribe|unsubscribed|removed|opt $|out|from|of",
    "be removed|unsubscribed",
    "unsubscribe please",
    "please unsubscribe|unsubscribed",
    "opt me|us out",
    "opt|opting out of|from|$",
    "opt out please",
    "leave me|us alone",
    "revoke|withdraw|withdrew|withdrawn my? consent|permission",
    "i do not consent $",
    "cancel my|this|the newsletter|@mail",
    "end|cancel ~ these|this|your @mail",
    // German
    "kein|keine|keinen|keinerlei|null ~ @mail ~ mehr",
    "kein|keine|keinen weitere|weiteren|weiterer ~ @mail|kontakt*",
    "^ keine|kein|keinerlei @mail $",
    "nie|niemals wieder @mail|schreib*|anschreib*",
    "nicht|nichts|nie mehr|wieder|weiter ~ "
    "schreib*|schick*|send*|kontakt*|anschreib*|zusend*|zuschick*|anruf*|melden|belastig*|belaestig*|simsen|mailen|"
    "texten",
    "schreib*|schick*|send*|kontaktier*|kontaktiert|belastig* mich|mir|uns|sie ~ nicht|nichts|nie|keine ~ "
    "mehr|@mail|wieder",
    "schreib*|schick*|kontaktier* mir|mich|uns nicht|nichts ~ mehr",
    "hor*|hoer* ~ auf ~ ~ schreib*|schick*|send*|nerv*|belastig*|spam*|texten|mailen|simsen",
    "hor*|hoer* auf damit",
    "aufhoren|aufhoeren ~ schreib*|schick*|send*",
    "loschung|entfernung|streichung|austragung|abmeldung aus|von|vom ~ @list|@mail",
    "meine|unsere|diese ~ @own ~ losch*|loesch*|entfern*|streich*",
    "losch*|loesch*|entfern*|streich*|vergess*|vergiss ~ meine|mein|meinen|unsere|diese|die ~ @own",
    "losch*|loesch*|entfern*|streich* sie|ihr|bitte? mich|uns $|aus",
    "losch*|loesch*|entfern*|streich*|nehm*|nimm|nehmt|raus ~ mich|uns|meine|meinen|diese ~ ~ aus|von|vom|im ~ @list",
    "mich|uns ~ aus|von|vom ~ @list ~ losch*|loesch*|entfern*|nehm*|streich*|austrag*|raus*",
    "aus|von ~ @list ~ losch*|loesch*|entfern*|streich*|austrag*|genommen|gestrichen|geloscht",
    "@list|@mail|newsletter ~ abmelden|abbestellen|austragen|kundigen $",
    "meld* ~ mich|uns ~ ab $|vom|von|aus",
    "mich|uns abmelden|austragen $",
    "mich|uns ~ @list ~ abmelden|austragen",
    "mich|uns vom|von|aus ~ @list|@mail ~ abmelden|austragen|ab",
    "trag* ~ mich|uns ~ aus",
    "abgemeldet werden|sein",
    "bestelle ~ ab",
    "wunsch*|will|wollen|mochte*|brauche* ~ keine|keinen|kein|nichts ~ @mail|mehr|kontakt*",
    "mochte*|will|wurde ~ ~ @mail ~ abbestellen|abmelden|kundigen",
    "abbestell* bitte",
    "widersprech* ~ ~ @mail|nutzung|verarbeitung|zusendung|kontaktaufnahme",
    "widersprech* hiermit",
    "hiermit widersprech*|widerruf*",
    "widerspruch ~ gegen",
    "widerruf* ~ einwilligung|zustimmung|einverstandnis",
    "lass* mich|uns ~ ruhe|frieden",
    "schluss|genug jetzt|endlich|damit|mit ~ @mail|$",
    "schluss ~ @mail",
    "als abmeldung|widerspruch|abbestellung",
    "verschon* mich|uns",
    "stopp*|stop|stoppen ~ diese|die|mit|sie ~ @mail",
    "stoppt|stoppen|beendet|unterlass* ~ @mail|das",
    // French
    "ne ~ *envoyez|*envoie|*envoyer|*adressez|*adresser plus rien|$",
    "ne ~ *envoyez|*envoie|*envoyer|*adressez|*adresser plus|pas de|vos|aucun|ces|ce|des|daucun|dautres? ~ @mail",
    "ne ~ "
    "*ecrivez|*ecris|*ecrire|*contactez|*contacter|*derangez|*deranger|*relancez|*relancer|*sollicitez|*solliciter|*"
    "appelez|*spammez plus|jamais|rien",
    "ne|de|a plus ~ *envoyer|*adresser|*recevoir ~ @mail|rien|$",
    "ne|de plus ~ *ecrire|*contacter|*solliciter|*deranger|*relancer|*contacte|*sollicite",
    "menvoyez plus rien|$|de",
    "mecrivez|mecontactez plus",
    "veux|veut|souhaite|desire|voudrais|souhaitons|voulons|accepte plus|pas ~ ~ @mail|recevoir|*etre",
    "veux|souhaite|voudrais plus|pas|rien ~ recevoir|de",
    "arret*|cess*|*arreter|stopp*|stop|basta ~ @mail",
    "arretez|cessez|arrete|*arreter|cesser|stoppez de|donc ~ "
    "*envoyer|*ecrire|*contacter|*spammer|*harceler|*deranger|*embeter|*solliciter|*relancer|*adresser",
    "plus aucun|aucune|daucun|jamais|dautres ~ @mail",
    "^ plus de|dautres @mail",
    "^ pas|plus de @mail $",
    "marre ~ @mail",
    "stop aux|les|a|avec|vos|ces|de|au @mail",
    "stop aux? @mail",
    "supprim*|retir*|effac*|enlev*|oubli*|ray*|radi* ~ mon|mes|ma|moi|notre|nos ~ "
    "numero|adresse|mail|email|coordonnees|donnees|nom|contact|courriel|telephone",
    "*supprimer|*retirer|*effacer|*enlever mon|mes|notre|nos ~ "
    "numero|adresse|mail|email|coordonnees|donnees|nom|contact|courriel",
    "retirez|enlevez|supprimez|otez|rayez|sortez|effacez|retire|enleve moi|nous ~ $|@list|@mail",
    "me|nous|*etre|detre retirer|enlever|supprimer|desinscrire|rayer|sortir|retire|supprime|raye de|des|du ~ "
    "@list|@mail|contacts|destinataires|envois",
    "*etre|detre retire|supprime|desinscrit|raye ~ $",
    "desinscri*|desabonn* moi|nous",
    "me|nous desinscri*|desabonn* ~ $",
    "me desinscrire|desabonner de|des|a ~ @mail|@list",
    "souhaite|veux|voudrais|aimerais|demande|merci|veuillez|de ~ desabonn*|desinscri*|desabonnement|desinscription "
    "$|de|des|a",
    "merci de me desabonner|desinscrire",
    "laisse*|laissez moi|nous ~ tranquille*|paix",
    "fich*|foute* moi|nous la paix",
    "moppose*|oppose ~ @mail|prospection|traitement|utilisation",
    "retire|revoque|retrait ~ consentement",
    "opposition ~ prospection",
});

}  // namespace

std::span<std::string_view const> stop_requests_west()
{
    return requests;
}

}  // namespace automation::core::inbound
