#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "nie nigdy zadnych zadnej zadne zaden nic niczego bez zadnego ani"},
    {Sense::more,
     "wiecej juz dalszych dalszej nic niczego wiecej_nie ponownie kolejnych przyszlosci "
     "kolejne kolejnego"},
    {Sense::cease,
     "odczep* przerwac przerwijcie przerw przerwanie powstrzym* odwal* przestan* przestac skoncz* skonczcie zaprzesta* "
     "zaprzestac zaprzestania dosc koniec stop wstrzymac "
     "wstrzymajcie wstrzymanie wstrzymania wystarczy konczcie zakoncz* zaniech* zaniechania poniecha* daruj* "
     "przestanmy spokoj"},
    {Sense::send,
     "kontaktowali dzwonili przesylali wysylac wysylaj wysylajcie wyslac wysylania wysylanie wysylka wysylke wysylki "
     "przysylac przysylaj "
     "przysylajcie przysylania przesylac przesylania przesylajcie przesylanie slac slij slijcie pisac piszcie "
     "pisz pisania pisal pisali kontaktowac kontaktujcie kontaktuj kontaktu dzwonic dzwoncie dzwon nekac "
     "nekania nekajcie spamowac spamujcie spamuj spamowania przypominac przypominajcie zawracac zawracania "
     "zasypywac zasypywania smsowac mailowac esemesowac meczyc wysylal wysylali wysylano przysylano "
     "przysylanie przysylali zawracajcie nagabywac powiadamiac informowac niepokoic kierowac kierujcie"},
    {Sense::mail,
     "newsletterem newsletterami promocje ankiet ankiety whatsappow wiadomosci wiadomosc sms smsow smsy esemesow "
     "esemesy smsami maili maile "
     "mailow mailami mail emaili "
     "emaile email emailow newsletter newslettera newslettery newsletterow reklam reklamy reklamami "
     "reklamowych reklamowe spamu spam korespondencji korespondencja przypomnien przypomnienia powiadomien "
     "powiadomienia informacji ofert handlowych marketingowych marketingowej komunikatow listow ulotek "
     "komunikacji tresci promocji wiadomosciami zaproszen zaproszenia"},
    {Sense::these, "go je ich wszystkiego wszystkich to tego te tym tych"},
    {Sense::remove,
     "usun* usunac usuniecie usuniecia wykresl* wykreslic wykreslenie skresl* skreslic skreslenie wypisz* "
     "wypisac wypisanie wypisania skasuj* skasowac skasowanie kasuj* wyrzuc* wyrzucic wyrejestr* "
     "wyrejestrowanie zapomni* wymaz* wyciagn* zdejm* wywal* wykas* wymeld*"},
    {Sense::me, "mnie nas sie"},
    {Sense::own,
     "num numer numeru numery adres adresu adresy mail mejl maila dane danych telefon telefonu nr email emaila "
     "kontakt"},
    {Sense::list,
     "lista listy list liste bazy baze baz bazie bazami newslettera newsletterow rejestru wysylki subskrypcji "
     "systemu kartoteki mailingu mailingowej wysylkowej subskrybentow odbiorcow kontaktow grupy spisu "
     "adresowej mailingow"},
    {Sense::from, "z ze od"},
    {Sense::off, "precz won stamtad stad"},
    {Sense::unsubscribe,
     "wypisz* wypisac wypisal* wypisuj* wypisanie wypisania wypiscie wypis rezygnuj* rezygnacja rezygnacji zrezygnow* "
     "odsubskryb* wyrejestrow* "
     "odwol*_subskrypcji anuluj*_subskrypcje"},
    {Sense::want,
     "potrzebne potrzebny potrzebna wolalbym wolalabym chce chcemy zycze zyczymy chcialbym chcialabym potrzebuje "
     "potrzebujemy wyrazam wyrazalem "
     "wyrazalam "
     "zgadzam interesuja interesuje interesuje_mnie pragne zyczylbym zyczylabym zgody"},
    {Sense::receive, "otrzymywac dostawac otrzymywania dostawania dostac otrzymac odbierac otrzymywali dostawal"},
    {Sense::needless,
     "nie_trzeba nie_ma_potrzeby ma_potrzeby nie_potrzeba niepotrzebne nie_musza nie_musicie zbedne "
     "nie_ma_sensu"},
    {Sense::ask,
     "prosilam prosilem prosze prosimy prosilbym prosilabym wnosze zadam zadamy wzywam wzywamy chce chcialbym "
     "chcialabym zycze "
     "uprzejmie blagam poprosze domagam wnioskuje wezcie wez"},
    {Sense::first, "ja my"},
    {Sense::consent, "zgode zgody zgoda"},
    {Sense::revoke, "cofam wycofuje odwoluje cofniecie wycofac cofac cofnac wycofanie"},
    {Sense::less, "rzadziej mniej raz_w"},
    {Sense::rather, "wole zamiast lepiej raczej wolalbym wolalabym"},
    {Sense::channel,
     "mail maila mailem telefon telefonicznie dzwonic whatsapp sms smsem list zadzwonic dzwonili dzwoncie"},
    {Sense::cancel, "anuluj* anulowac zrezygnow* rezygn* odwoluje odwolac"},
    {Sense::newsletter, "newsletterem newsletter newslettera newsletterow subskrypcji subskrypcje"},
    {Sense::none, "bez zadnych zadnej nic"},
    {Sense::erase,
     "zapomniec zapomnijcie usun* usunac usuniecie usuniecia wykresl* wykreslic wykreslenie skresl* skreslic "
     "skreslenie wypisz* "
     "wypisac wypisanie skasuj* skasowac wykas* kasuj* wyrejestr* wymaz* wymeld*"},
    {Sense::my, "ten tego ta te moj moje moja moich mojego mojej nasz nasze naszego naszych"},
    {Sense::call, "telefonow dzwon* oddzwan* zadzwon*"},
    {Sense::matter,
     "formularz* dokument* karte zabieg* operacj* zdjec* leczeni* szczepieni* badani* udzial udzialu "
     "oswiadczeni*"},
    {Sense::pause, "wylacz* wycisz* zawies* zawiesic zawieszenie"},
    {Sense::reminder, "przypomnienie"},
    {Sense::need, "musisz musicie musza potrzebuje potrzebujemy potrzebne potrzebny niepotrzebn* trzeba potrzeba"},
    {Sense::remind, "przypominac przypominajcie przypominaj"},
    {Sense::may, "mozecie moga moze mozesz moglibyscie"},
    {Sense::name, "nazwisko imie"},
    {Sense::about, "dotyczace do_panstwa do_waszej"},
    {Sense::offer, "ofert"},
    {Sense::known, "wpisac wpisz wpiszcie wpisanie wpisany wpisu"},
});

}  // namespace

std::span<SenseWords const> polish_senses()
{
    return words;
}

}  // namespace automation::core::inbound
