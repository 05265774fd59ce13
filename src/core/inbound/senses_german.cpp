#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no,
     "numme nume nid nod nimm kan kane kaa koi koin nicht nichts nix kein keine keinen keiner keinerlei keinem nie "
     "niemals net ned nimmer "
     "nicht_mehr null "
     "koa koane ni nich kei keini ohne"},
    {Sense::more,
     "nimmer numme nume mehr weitere weiteren weiterer weiteres weiter wieder kunftig zukunftig zukunft "
     "jemals mehrere meh nimma nochmal erneut fortan jegliche jeglichen"},
    {Sense::cease,
     "lassts_des lassts_das lassts_bleiben sein_lasst verpiss* hau_ab haut_ab unterlass* einstellen einzustellen "
     "eingestellt aufhoren aufzuhoren hort hor horen hoert hoer hoeren "
     "aufhoeren stoppen stoppt stopp stop beenden beendet zu_beenden unterbleib* schluss sein_lassen lasst_das "
     "abstellen abzustellen lassen_sie_das abstand_zu abstand_nehmen davon_abzusehen abzusehen"},
    {Sense::send,
     "nachfassen nachhaken nachzufassen nachzuhaken schriib* schribe schribed angeschrieben kontaktiert angerufen "
     "belastigt behelligt schick* senden sende sendet "
     "sendt gesendet zusend* zuschick* zuzusend* zugesend* zugeschick* versand "
     "versend* ubersend* uebersend* zustell* schreib* schrieb* anschreib* anzuschreib* kontakt* kontaktier* "
     "anruf* belastig* belaestig* nerv* spam* zuspam* mailen anmail* simsen texten zusendung* zuzuschick* "
     "bombardier* behellig* zumull* zukommen melden vollspam* werben bewerben kontaktaufnahme* zumuell* "
     "erinnern erinnert erinnere"},
    {Sense::mail,
     "*angebote *angeboten umfragen *umfragen kataloge exposes schriftverkehr korrespondenz benachrichtigungen "
     "erinnerungen nachricht nachrichten *nachrichten "
     "newsletter "
     "newsletters *newsletter werbung "
     "*werbung "
     "werbe* mail mails *mails email emails sms smse whatsapps post mailing mailings rundbrief* rundmail* "
     "rundschreiben benachrichtigung* zuschrift* *erinnerungen reklame mitteilung* *mitteilungen info "
     "infos infomails informationen werbemuell zeug kram mist mull muell *mull *muell spam nachrichtn "
     "spams prospekte angebote angeboten aktionen schreiben einladung einladungen"},
    {Sense::these, "alles allem allen das dies diese diesen dieses sowas damit solche es dieser"},
    {Sense::remove,
     "nimmst tragst wirfst schmeisst nahmst nahmen losch* loesch* entfern* streich* gestrichen geloscht nehm* nimm "
     "nehmt nimmt genommen rausnehm* "
     "rauszunehm* herausnehm* herauszunehm* rausstreich* raus tragt trag tragen werft wirf schmeiss* tut tun "
     "tuts herausstreich* rauswerf* zu_loschen austrag* vergesst tilg* rausloschen rauszuloschen"},
    {Sense::me, "mich mir uns mi ma mei i_mi"},
    {Sense::own,
     "adressen nummern mailadressen emailadressen num tel handynr adresse *adresse nummer *nummer daten *daten kontakt "
     "eintrag mailadresse kontaktdaten "
     "handy "
     "email mail"},
    {Sense::list,
     "listn *listn liste listen *liste *listen verteiler *verteiler verteilern datenbank *datenbank kartei *kartei "
     "adressbestand bestand datei *datei system newsletter *newsletter datenbestand adressen mailing "
     "datensatzen kundenstamm stamm emailverteiler verteilerliste empfangerkreis nachrichten"},
    {Sense::from, "aus von vom ausm ausn ausser ausda aus_dem raus"},
    {Sense::off, "raus heraus weg draussen"},
    {Sense::unsubscribe,
     "abmelde* abmeldung abzumelden abgemeldet austrag* auszutragen ausgetragen austragung abbestell* "
     "abzubestell* *abbestellen *abmelden *abmeldung *abbestellung melde_ab newsletter_kundigen unsubscri*"},
    {Sense::want,
     "notig noetig erforderlich erwunscht gewunscht will wollen mochte* moechte* wunsch* wuensch* brauche brauchen "
     "benotige* benoetige* wolle mag mogen "
     "interess* lege leg legen verzichte verzichten einverstanden zugestimmt eingewilligt zustimm* wurde"},
    {Sense::receive, "erhalten bekommen kriegen empfangen beziehen horen lesen haben hoeren gelesen bekomm erhalt"},
    {Sense::needless,
     "nicht_notig nicht_noetig unnotig unnoetig uberflussig brauchen_nicht nicht_nötig erubrigt eruebrigt "
     "brauchen_keine brauchts braucht_nicht braucht_keine konnen_sie_sich konnt_ihr_euch sparen kannst_dir"},
    {Sense::ask,
     "bitte bitten bittet ersuche* fordere fordern aufforder* auffordern verlange* hiermit wunsche mochte "
     "moechte will wollen erwarte danke"},
    {Sense::first, "ich wir i"},
    {Sense::consent,
     "einwilligung einwilligungen zustimmung einverstandnis erlaubnis einverstaendnis werbeeinwilligung"},
    {Sense::revoke, "widerruf* widerrufe zuruckzieh* ziehe entzieh* zuruckgezogen zuruck"},
    {Sense::less, "weniger seltener"},
    {Sense::rather, "lieber statt anstatt stattdessen sondern"},
    {Sense::channel, "mail email anruf anrufen whatsapp sms telefon telefonisch brief post rufen"},
    {Sense::cancel, "kundigen kundige kundigt kundigung storniere* stornieren"},
    {Sense::newsletter, "newsletter *newsletter newsletterabo mailabo infomail*"},
    {Sense::none, "nichts nix kan kane kaa koi koin kein* keine null koa koane ohne"},
    {Sense::erase,
     "vergessen_sie vergesst losch* loesch* entfern* streich* gestrichen geloscht austrag* tilg* rausstreich* "
     "herausstreich* "
     "rauswerf* rauszunehm* rausnehm* herausnehm* herauszunehm*"},
    {Sense::my, "mei mi diese diesen dieser mein meine meinen meiner unser unsere unseren uns meines meim"},
    {Sense::call, "anruf* anzurufen zuruckrufen zuruckzurufen rufen"},
    {Sense::matter,
     "formular *formular formblatt bogen *bogen unterlage *behandlung behandlung operation op foto fotos "
     "*fotos bilder impfung studie teilnahme untersuchung erklarung *erklarung eingriff"},
    {Sense::pause,
     "ausschalt* abstell* abschalt* deaktivier* stumm* auszuschalten abzustellen stelle pausier* aussetzen aussetzt "
     "aussetzung auszusetzen pause"},
    {Sense::reminder, "erinnerung *erinnerung"},
    {Sense::need,
     "brauchst musst muss mussen brauche brauchen brauch brauchts benotige* benotigen notig noetig gebraucht"},
    {Sense::remind, "erinnern erinnert erinnere"},
    {Sense::may, "durfen durft darfst konnen konnt konntet kannst konnten"},
    {Sense::name, "name namen"},
    {Sense::about, "zu_ihrer zu_eurer zu_ihren zu_euren zu_deiner zu_der zu_dieser zur zum uber bezuglich"},
    {Sense::offer, "angebote angeboten"},
});

}  // namespace

std::span<SenseWords const> german_senses()
{
    return words;
}

}  // namespace automation::core::inbound
