#include "core/llm/model_remarks.hpp"

#include <algorithm>
#include <array>

#include "core/claims/phrases.hpp"
#include "core/base/strings.hpp"

namespace automation::core {

namespace {

constexpr auto remarks = std::to_array<Phrase>({
    // English
    {"as an ai", "remark"},
    {"language model|models", "remark"},
    {"i can|cannot|m not? t? fulfill|fulfil", "remark"},
    {"i can t|not assist", "remark"},
    {"i cannot assist", "remark"},
    {"can t|not help with that|this request", "remark"},
    {"cannot help with that|this request", "remark"},
    {"previous|prior|above|earlier instructions|instruction", "remark"},
    {"system|developer|hidden|initial prompt|instructions|mode", "remark"},
    {"here is|s|are the|a|an|your .. message|email|mail|text|draft|reply you|for|to|that|as", "remark"},
    {"message|email|mail|text|draft|reply you asked|requested", "remark"},
    {"user|prompt asked|asks|wants|instructs|said me?", "remark"},
    {"i was|am|ve|have been? instructed|told|prompted to", "remark"},
    // German
    {"als ki|kunstliche|sprachmodell", "remark"},
    {"sprachmodell*", "remark"},
    {"systemprompt|systemanweisung|systemanweisungen|systemnachricht", "remark"},
    {"vorherigen|bisherigen|obigen anweisungen", "remark"},
    {"hier ist|kommt die|der|eine|ein|ihre|deine gewunschte|kurze|passende? nachricht|entwurf|text|antwort an|fur",
     "remark"},
    {"hier ist|kommt die|der|ihre|deine gewunschte nachricht|entwurf|text|antwort", "remark"},
    // French
    {"en tant qu ia|intelligence", "remark"},
    {"en tant que modele", "remark"},
    {"modele de langage", "remark"},
    {"instructions precedentes|systeme", "remark"},
    {"voici le|la|un|une|votre message|courriel|brouillon|texte|reponse pour|demande|demandee|a", "remark"},
    // Spanish
    {"como ia|inteligencia|modelo de? lenguaje?", "remark"},
    {"modelo de lenguaje", "remark"},
    {"instrucciones anteriores|previas", "remark"},
    {"aqui tienes|esta|tiene el|la|un|una mensaje|correo|borrador|texto|respuesta", "remark"},
    // Italian
    {"come ia|intelligenza|modello", "remark"},
    {"modello linguistico", "remark"},
    {"istruzioni precedenti", "remark"},
    {"ecco il|la|un|una messaggio|mail|bozza|testo|risposta per|richiesto|richiesta", "remark"},
    // Dutch
    {"als ai|taalmodel", "remark"},
    {"taalmodel*", "remark"},
    {"vorige|eerdere|bovenstaande instructies", "remark"},
    {"hier is|volgt het|de|een|je|uw bericht|mail|concept|tekst|antwoord voor|aan|dat", "remark"},
    // Polish
    {"jako ai|model|sztuczna", "remark"},
    {"model* jezykow*", "remark"},
    {"poprzednie|wczesniejsze instrukcje|polecenia", "remark"},
    {"oto wiadomosc|tresc|szkic|tekst|odpowiedz dla|do|o", "remark"},
    // Portuguese
    {"como inteligencia artificial", "remark"},
    {"modelo de linguagem", "remark"},
    {"instrucoes anteriores", "remark"},
    {"aqui esta|tem a|o|uma|um mensagem|mail|rascunho|texto|resposta", "remark"},
});

/** "Assistant:" at the start of a line. */
bool begins_with_role(std::string_view line)
{
    static constexpr auto roles = std::to_array<std::string_view>(
        {"system",   "assistant",  "user",   "human",         "model",     "ai",         "instruction", "instructions",
         "response", "prompt",     "output", "system prompt", "assistent", "benutzer",   "nutzer",      "asistente",
         "usuario",  "assistente", "utente", "gebruiker",     "asystent",  "uzytkownik", "utilisateur"});
    line.remove_prefix(std::min(line.find_first_not_of("#*_>-[ \t"), line.size()));
    auto const colon = std::min(line.find(':'), line.size());
    if (colon == line.size()) return false;
    auto label = line.substr(0, colon);
    label = label.substr(0, label.find_last_not_of("*_] \t") + 1);
    return std::ranges::find(roles, lower_ascii(label)) != roles.end();
}

bool holds_chat_marks(std::string_view text)
{
    static constexpr auto marks =
        std::to_array<std::string_view>({"<|", "|>", "[inst]", "[/inst]", "<<sys>>", "<start_of_turn>", "<s>"});
    std::string const lowered = lower_ascii(text);
    return std::ranges::any_of(marks, [&](auto mark) { return lowered.find(mark) != std::string::npos; });
}

}  // namespace

bool holds_remarks(std::string_view text)
{
    static Phrases const phrases{remarks};
    if (holds_chat_marks(text)) return true;
    for (auto rest = text; !rest.empty();) {
        auto const end = std::min(rest.find('\n'), rest.size());
        if (begins_with_role(rest.substr(0, end))) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    auto const words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (phrases.at(words, i)) return true;
    return false;
}

}  // namespace automation::core
