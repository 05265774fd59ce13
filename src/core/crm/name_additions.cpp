#include "core/crm/name_additions.hpp"

#include "core/base/unicode_case.hpp"
#include "core/crm/name_capitals.hpp"

#include <array>

namespace automation::core {
namespace {

struct Addition {
    std::string_view words, languages;  ///< of these languages, between blanks; empty: of all
};

/** Before the name: for whose attention. In lower case. */
constexpr auto fronts = std::to_array<Addition>({
    {"z. hd. ", ""},
    {"z.hd. ", ""},
    {"z. h. ", "de"},
    {"z.h. ", "de"},
    {"zu händen von ", ""},
    {"zu händen ", ""},
    {"attn: ", ""},
    {"attn. ", ""},
    {"attn ", ""},
    {"attention: ", ""},
    {"fao: ", ""},
    {"fao ", "en"},
    {"f.a.o. ", ""},
    {"for the attention of ", ""},
    {"à l'attention de ", ""},
    {"a l'attention de ", ""},
    {"à l’attention de ", ""},
    {"att. ", ""},
    {"att: ", ""},
    {"a/a ", "es"},
    {"a la atención de ", ""},
    {"c.a. ", "it"},
    {"alla c.a. di ", ""},
    {"alla cortese attenzione di ", ""},
    {"all'attenzione di ", ""},
    {"t.a.v. ", ""},
    {"tav ", "nl"},
    {"ter attentie van ", ""},
    {"do rąk ", "pl"},
    {"a/c ", "pt"},
    {"ao cuidado de ", ""},
    {"aos cuidados de ", ""},
    {"à atenção de ", ""},
});

/** Behind the name: a birth name, pronouns, the platform that it came by. As written. */
constexpr auto backs = std::to_array<Addition>({
    {" via ", ""},        {" geb. ", ""},      {" geborene ", ""}, {" geborener ", ""}, {" née ", ""},
    {" né ", "fr"},       {" nata ", "it"},    {" nato ", "it"},   {" z d. ", "pl"},    {" z domu ", "pl"},
    {" de soltera ", ""}, {" she/her", ""},    {" he/him", ""},    {" they/them", ""},  {" she/they", ""},
    {" he/they", ""},     {" sie/ihr", "de"},  {" er/ihm", "de"},  {" elle/la", "fr"},  {" il/lui", "fr"},
    {" ella/la", "es"},   {" zij/haar", "nl"}, {" hij/hem", "nl"},
});

bool is_of(Addition const &addition, std::string_view language)
{
    return addition.languages.empty() || is_one_of(language, addition.languages);
}

}  // namespace

std::string without_additions(std::string visible, std::string_view language)
{
    if (visible.find_first_of("./: '") == std::string::npos) return visible;  // one word
    auto const lower = to_lower(visible);
    if (lower.size() == visible.size()) {
        for (auto const &front : fronts) {
            if (!is_of(front, language) || !lower.starts_with(front.words)) continue;
            visible.erase(0, front.words.size());
            break;
        }
    }
    for (auto const &back : backs) {
        auto const at = is_of(back, language) ? visible.find(back.words) : std::string::npos;
        if (at == std::string::npos || at == 0) continue;
        visible.resize(at);
        while (visible.ends_with(',') || visible.ends_with(' '))
            visible.pop_back();
    }
    return visible;
}

}  // namespace automation::core
