#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto polite = std::to_array<std::string_view>({
    "^ and|so? can|could|would|will|may you|i|we|someone|anyone",
    "^ konnen|konnten|konntet|konnt|konntest|kannst|wurden|wurdet|darf|koennen|koennten|koenntet ~",
    "^ konnt|kann ihr|ich",
    "^ pourriez|pouvez|peux|pourrait|pourrais|puis|peut vous|tu|on|je",
    "^ puede|pueden|podria|podrian|podrias|puedes|podeis|me ~",
    "^ potete|potreste|puo|puoi|potrebbe|mi ~",
    "^ kun|kunt|mag|kan|kunnen|zou|zouden|wil|wilt|willen je|jij|u|jullie|ik|iemand",
    "^ moga|mozecie|moglibyscie|moze|czy|moglby|mozna ~",
    "^ podem|pode|poderiam|poderia|podes|posso ~",
    "^ kan|kunde ni|du|jag|i",
    "^ muzete|muzes|mohli ~",
});

/** "If" of politeness: "I would be grateful if you". */
constexpr auto conditions = std::to_array<std::string_view>({
    "^ thanks|thank|danke|merci|gracias|grazie|dank|bedankt|dzieki|dziekuje|obrigado|obrigada|thx you? "
    "but|mas|pero|ma|maar|ale|aber|mais",
    "^ jeg|vi|jag vil|vill gerne|garna",
    "^ sorry|scusa*|scusi|scusate|disculp*|perdon*|desculp*|sorki|przeprasz*|desole*|pardon|entschuldig* "
    "but|ma|pero|mas|ale|maar|mais|aber",
    "grateful|obliged|appreciate|appreciated|glad|happy|thankful|obliged|great|nice|kind|good|lovely|mind ~ if "
    "you|we|i|someone",
    "danke|dankbar|nett|schon|toll|freundlich|verbunden|freuen ~ ~ wenn sie|ihr|du|man",
    "^ wenn sie|ihr|du ~ ~ austrag*|losch*|streich*|entfern*|abmeld*",
    "ware|waere|wurde|wurden ~ ~ wenn sie|ihr|du",
    "reconnaissant*|gre|aimable|gentil|sympa|apprecierais ~ si vous|tu",
    "agradeceria|agradezco|agradeceriamos|amable ~ si|que",
    "grato|grata|grati|gradirei|apprezzerei|gentile ~ se",
    "dankbaar|fijn|prettig|waarderen|stel ~ als|indien u|jullie|je",
    "wdzieczn*|milo|wdziecznosc* ~ jesli|jezeli|gdyby*",
    "agradecia|agradeceria|agradeco|grato|grata ~ se",
});

/** What no polite question has: they ask whether, how, or what has happened. */
constexpr auto unsure = std::to_array<std::string_view>({
    "how|what|why|when|where|whether",
    "^ se|if|wenn|falls|jesli|jezeli|caso|cuando|als ~",
    "^ and|but|so? do|did|does|have|has|is|are|was|were|am|must|should ~",
    "^ ich? was|wie ~",
    "wie|warum|wann|wo|wieso|ob|weshalb",
    "^ und|aber? muss|mussen|habt|haben|hast|hat|ist|sind|bin|werde|wird|war|wurde|soll ~",
    "comment|pourquoi|quand|combien|quoi|estce|quest",
    "est ce",
    "^ et|mais? avez|ai|as|etes|suis|dois|faut|doit ~",
    "como|cuando|donde|cuanto|porque",
    "por que",
    "^ y|pero? tengo|hay|han|has|habeis|ha|he|debo|necesito ~",
    "come|quando|dove|perche|quanto",
    "^ e|ma? devo|avete|ha|bisogna|sono|ho|hai ~",
    "hoe|wat|wanneer|waar|waarom",
    "^ en|maar? moet|heb|hebben|heeft|ben|is|zijn|word|wordt ~",
    "jak|kiedy|gdzie|dlaczego|ile",
    "czy musze|mam|zostal*|jestem|bede|trzeba",
    "quando|onde|porque|quanto",
    "^ e|mas? tenho|devo|ja|preciso|foi|foram|estou|sera ~",
});

}  // namespace

PhraseSet const &polite_openings()
{
    static PhraseSet const set(polite);
    return set;
}

PhraseSet const &polite_conditions()
{
    static PhraseSet const set(conditions);
    return set;
}

PhraseSet const &unsure_questions()
{
    static PhraseSet const set(unsure);
    return set;
}

}  // namespace automation::core::inbound
