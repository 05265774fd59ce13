#include "core/claims/number_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace automation::core {

namespace {

struct NumberName {
    std::string_view words;  ///< between blanks
    int value;
};

/** English, German, French, Spanish, Italian, Dutch, Polish, Portuguese. */
constexpr auto numbers = std::to_array<NumberName>({
    {"zero null nul cero nought", 0},
    {"one ein eins eine einen einem einer un une uno una een um uma jeden jedna jedno", 1},
    {"two zwei zwo deux dos due twee dwa dwie dois duas", 2},
    {"three drei trois tres tre drie trzy", 3},
    {"four vier quatre cuatro quattro cztery quatro", 4},
    {"five funf fuenf cinq cinco cinque vijf piec", 5},
    {"six sechs seis sei zes szesc meia", 6},
    {"seven sieben sept siete sette zeven siedem sete", 7},
    {"eight acht huit ocho otto osiem oito", 8},
    {"nine neun neuf nueve nove negen dziewiec", 9},
    {"ten zehn dix diez dieci tien dziesiec dez", 10},
    {"eleven elf onze once undici jedenascie", 11},
    {"twelve zwolf zwoelf douze doce dodici twaalf dwanascie doze", 12},
    {"thirteen dreizehn treize trece tredici dertien trzynascie treze", 13},
    {"fourteen vierzehn quatorze catorce quattordici veertien czternascie catorze", 14},
    {"fifteen funfzehn fuenfzehn quinze quince quindici vijftien pietnascie", 15},
    {"sixteen sechzehn seize dieciseis sedici zestien szesnascie dezasseis dezesseis", 16},
    {"seventeen siebzehn diecisiete diciassette zeventien siedemnascie dezassete dezessete", 17},
    {"eighteen achtzehn dieciocho diciotto achttien osiemnascie dezoito", 18},
    {"nineteen neunzehn diecinueve diciannove negentien dziewietnascie dezanove dezenove", 19},
    {"twenty zwanzig vingt vingts veinte venti vent veinti twintig dwadziescia vinte", 20},
    {"thirty dreissig trente treinta trenta trent dertig trzydziesci trinta", 30},
    {"forty vierzig quarante cuarenta quaranta quarant veertig czterdziesci quarenta", 40},
    {"fifty funfzig fuenfzig cinquante cincuenta cinquanta cinquant vijftig piecdziesiat cinquenta", 50},
    {"sixty sechzig soixante sesenta sessanta sessant zestig szescdziesiat sessenta", 60},
    {"seventy siebzig septante setenta settanta settant zeventig siedemdziesiat", 70},
    {"eighty achtzig huitante octante ochenta ottanta ottant tachtig osiemdziesiat oitenta", 80},
    {"ninety neunzig nonante noventa novanta novant negentig dziewiecdziesiat", 90},
    {"hundred hundreds hundert cent cents cien ciento cento honderd sto cem", 100},
    {"doscientos duzentos dwiescie", 200},
    {"trescientos trezentos trzysta", 300},
    {"cuatrocientos quatrocentos czterysta", 400},
    {"quinientos quinhentos piecset", 500},
    {"seiscientos seiscentos szescset", 600},
    {"setecientos setecentos siedemset", 700},
    {"ochocientos oitocentos osiemset", 800},
    {"novecientos novecentos dziewiecset", 900},
    {"thousand tausend mille mil mila duizend tysiac tysiace tysiecy", 1000},
});

constexpr int most = 1'000'000;
constexpr std::size_t longest_name = 16;

std::unordered_map<std::string_view, int> const &names()
{
    static auto const table = [] {
        std::unordered_map<std::string_view, int> made;
        for (auto const &named : numbers)
            for (auto rest = named.words; !rest.empty();) {
                auto const end = std::min(rest.find(' '), rest.size());
                made.emplace(rest.substr(0, end), named.value);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        return made;
    }();
    return table;
}

bool is_connector(std::string_view form) noexcept
{
    return form == "and" || form == "und" || form == "et" || form == "y" || form == "e" || form == "en";
}

/** A number under construction, name by name. */
struct Sum {
    int total = 0, part = 0;

    bool add(int value)
    {
        if (value == 1000) {
            total += std::max(part, 1) * 1000;
            part = 0;
        } else if (value == 100) {
            part = part == 0 ? 100 : part < 100 ? part * 100 : part + 100;
        } else if (value == 20 && part % 100 == 4) {
            part += 76;  // quatre-vingt
        } else {
            part += value;
        }
        return total + part < most;
    }
    [[nodiscard]] int value() const noexcept { return total + part; }
};

/** The longest name at the start of `form`. */
std::size_t name_length(std::string_view form)
{
    for (std::size_t length = std::min(form.size(), longest_name); length > 1; --length)
        if (names().contains(form.substr(0, length))) return length;
    return 0;
}

bool add_word(Sum &sum, std::string_view form)
{
    constexpr std::size_t longest = 60;
    if (form.empty() || form.size() > longest) return false;
    bool first = true;
    while (!form.empty()) {
        auto const length = name_length(form);
        std::size_t const joint = form.starts_with("und")  ? 3
                                  : form.starts_with("en") ? 2
                                  : form.starts_with('i')  ? 1
                                                           : 0;
        if (length <= joint) {  // "fünf-und-zwanzig": the "un" in it is no one
            if (first || joint == 0 || joint == form.size()) return false;
            form.remove_prefix(joint);
            continue;
        }
        if (!sum.add(names().at(form.substr(0, length)))) return false;
        form.remove_prefix(length);
        first = false;
    }
    return true;
}

}  // namespace

std::optional<int> number_word(std::string_view form)
{
    Sum sum;
    return add_word(sum, form) ? std::optional(sum.value()) : std::nullopt;
}

std::optional<SpokenNumber> number_in_words(std::span<Word const> words, std::size_t i)
{
    constexpr std::size_t most_words = 12;
    Sum sum;
    std::optional<SpokenNumber> found;
    for (std::size_t k = i; k < std::min(words.size(), i + most_words); ++k) {
        if (k > i && words[k].gap != Gap::soft) break;
        if (k > i && is_connector(words[k].form)) continue;
        if (!add_word(sum, words[k].form)) break;
        found = {sum.value(), k + 1};
    }
    return found;
}

}  // namespace automation::core
