#include "core/claims/date_names_i18n.hpp"

#include <array>

namespace automation::core {

namespace {

/** Names of one month or weekday, each between blanks. */
constexpr std::array<std::string_view, 12> months{
    " january jan januar jänner janvier enero gennaio janeiro januari styczeń stycznia ",
    " february feb februar février fevrier febrero febbraio fevereiro februari luty lutego ",
    " march mar märz maerz mars marzo março marco maart marzec marca ",
    " april apr avril abril aprile kwiecień kwietnia ",
    " may mai mayo maggio maio mei maj maja ",
    " june jun juni juin junio giugno junho czerwiec czerwca ",
    " july jul juli juillet julio luglio julho lipiec lipca ",
    " august aug août aout agosto augustus sierpień sierpnia ",
    " september sep sept septembre septiembre settembre setembro wrzesień września ",
    " october oct oktober okt octobre octubre ottobre outubro październik października ",
    " november nov novembre noviembre novembro listopad listopada ",
    " december dec dezember dez décembre decembre diciembre dicembre dezembro grudzień grudnia "};

constexpr std::array<std::string_view, 7> weekdays{
    " sunday sundays sonntag sonntags dimanche domingo domenica zondag niedziela niedzielę niedzieli ",
    " monday mondays montag montags lundi lunes lunedì segunda-feira maandag poniedziałek poniedziałku ",
    " tuesday tuesdays tue tues dienstag dienstags mardi martes martedì terça-feira dinsdag wtorek wtorku wtorkowa "
    "wtorkową wtorkowej ",
    " wednesday wednesdays mittwoch mittwochs mercredi miércoles mercoledì quarta-feira woensdag środa środę środy ",
    " thursday thursdays thu thur thurs donnerstag donnerstags jeudi jueves giovedì quinta-feira donderdag czwartek "
    "czwartku ",
    " friday fridays fri freitag freitags vendredi viernes venerdì sexta-feira vrijdag piątek piątku ",
    " saturday saturdays samstag samstags sonnabend samedi sábado sabato zaterdag sobota sobotę soboty "};

bool lists(std::string_view names, std::string_view word) noexcept
{
    for (auto at = names.find(word); at != std::string_view::npos; at = names.find(word, at + 1))
        if (names[at - 1] == ' ' && names[at + word.size()] == ' ') return true;
    return false;
}

template <std::size_t Size>
int place_in(std::array<std::string_view, Size> const &table, std::string_view word) noexcept
{
    if (word.size() < 3 || word.find(' ') != std::string_view::npos) return -1;
    for (std::size_t i = 0; i < Size; ++i)
        if (lists(table[i], word)) return static_cast<int>(i);
    return -1;
}

}  // namespace

int month_of(std::string_view word) noexcept
{
    return place_in(months, word) + 1;
}

int weekday_of(std::string_view word) noexcept
{
    return place_in(weekdays, word);
}

}  // namespace automation::core
