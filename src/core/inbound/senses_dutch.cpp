#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "niet geen niets niks nooit nie nimmer zonder nix geeneens"},
    {Sense::more, "opnieuw meer verder verdere voortaan vervolg toekomst niks niets"},
    {Sense::cease,
     "rot_op donder_op flikker_op stop stopt stoppen staken staakt te_staken ophouden hou houd houden houdt kap kappen "
     "kapt op_te_houden "
     "beeindig* stopzet* stop_te_zetten stopgezet uitscheiden schei genoeg schei_uit achterwege"},
    {Sense::send,
     "versturen verstuur verzenden aangeschreven gecontacteerd sturen stuur stuurt gestuurd toesturen toe_te_sturen "
     "opsturen zenden zend toezend* toe_te_zenden "
     "verzend* verzonden mailen mail mailt appen app smsen sms schrijven schrijf schrijft aanschrijven bellen "
     "bel contacteren contacteer benaderen benader benaderd lastigvallen lastig bestoken spammen spam contact "
     "berichten herinneren toezending verzending bombarderen stalken zeuren verwittigen"},
    {Sense::mail,
     "enquetes promo catalogi whatsappjes bericht berichten berichtjes mail mails mailtje mailtjes email emails sms "
     "smsjes appjes nieuwsbrief "
     "nieuwsbrieven reclame spam herinneringen *herinneringen *reclame reclamemail* *mails mailing "
     "mailings post notificaties meldingen advertenties folders updates *berichten communicatie "
     "mededelingen zooi rommel troep meuk *post correspondentie alerts alert aanbiedingen acties schrijven "
     "uitnodiging uitnodigingen"},
    {Sense::these, "alles alle dit deze dat die daarmee ermee hiermee hier mee"},
    {Sense::remove,
     "haal haalt halen gehaald afhalen afgehaald verwijder* schrap* geschrapt wis wissen gewist gooi gooien "
     "gooit gegooid neem nemen knikker weghalen wegdoen vergeet verwijdering weg doe doet smijt zet"},
    {Sense::me, "me mij ons mezelf m ik_me"},
    {Sense::own,
     "tel num nummer *nummer adres *adres mailadres emailadres gegevens telefoonnummer mail email contact data"},
    {Sense::list,
     "lijst lijsten *lijst *lijsten bestand bestanden *bestand *bestanden systeem database nieuwsbrief "
     "nieuwsbrieven mailing administratie contacten mailings verzendlijst ledenbestand groep adressenbestand "
     "mails kartotheek mailinglist smslijst"},
    {Sense::from, "van uit vanaf af"},
    {Sense::off, "af eraf uit eruit weg hieruit daaraf vanaf daar_af daar_uit"},
    {Sense::unsubscribe,
     "afmeld* afgemeld af_te_melden uitschrijv* uitgeschreven uit_te_schrijven uitschrijving afmelding "
     "*afmelden schrijf_uit meld_af unsubscri*"},
    {Sense::want,
     "liever wil wilt wens wenst willen wensen hoef hoeft hoeven stel prijs interesse nodig behoefte toestemming "
     "gewenst zit belangstelling"},
    {Sense::receive, "ontvangen krijgen ontvang krijg hebben horen krijgt"},
    {Sense::needless, "hoeft_niet niet_nodig hoeven_niet hoeft_geen hoeven_geen overbodig onnodig zinloos"},
    {Sense::ask,
     "graag aub svp gelieve verzoek verzoeken verzoekt wil wilt willen alstublieft alsjeblieft vraag sommeer "
     "sommeren eis dringend wens kunt kunnen gaarne kun vragen"},
    {Sense::first, "ik wij we"},
    {Sense::consent, "toestemming instemming goedkeuring"},
    {Sense::revoke, "trek ingetrokken intrekken herroep* in_te_trekken intrekking"},
    {Sense::less, "minder zelden"},
    {Sense::rather, "liever plaats ipv"},
    {Sense::channel, "mail mailtje email telefoon bellen belt whatsapp sms brief app telefonisch"},
    {Sense::cancel, "opzeggen opgezegd opzegging zeg annuleer annuleren"},
    {Sense::newsletter, "nieuwsbrief nieuwsbrieven *nieuwsbrief"},
    {Sense::none, "niets niks geen nooit"},
    {Sense::erase,
     "weghalen verwijderen vergeet verwijder* schrap* geschrapt wis wissen gewist afmeld* uitschrijv* uitgeschreven "
     "afgemeld verwijdering "
     "haal gooi"},
    {Sense::my, "mn deze die mijn onze ons dit"},
    {Sense::call, "telefoontjes telefoontje bel bellen belt"},
    {Sense::matter,
     "formulier *formulier formulieren document papier behandeling operatie ingreep foto fotos vaccinatie "
     "onderzoek deelname"},
    {Sense::pause,
     "gepauzeerd gepauseerd uitzet* uitschakel* uitzetten pauzeer* pauzeren opschort* onderbreek* onderbreken "
     "stilleggen"},
    {Sense::reminder, "herinnering *herinnering"},
    {Sense::need, "nodig hoef hoeft hoeven behoefte"},
    {Sense::remind, "herinneren herinnert"},
    {Sense::may, "mag mogen moogt kunt kun kunnen kan"},
    {Sense::name, "naam"},
    {Sense::about, "over betreffende"},
    {Sense::offer, "aanbiedingen"},
});

}  // namespace

std::span<SenseWords const> dutch_senses()
{
    return words;
}

}  // namespace automation::core::inbound
