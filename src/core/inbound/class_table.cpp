#include "core/inbound/phrase_tables.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto classes = std::to_array<PhraseClass>({
    {"mail",
     // en, de
     "message messages msg msgs text texts sms smses email emails mail mails newsletter newsletters communication "
     "communications notification notifications spam marketing advertising advertisements ads correspondence "
     "nachricht nachrichten newslettern werbung werbemail werbemails post mailings whatsapps rundbrief "
     "rundbriefe benachrichtigungen zuschriften mailing "
     // fr, es
     "mel mels courriel courriels courrier courriers pub pubs publicite publicites infolettre notifications "
     "mensaje mensajes correo correos publicidad boletin boletines mailing propaganda comunicaciones notificaciones "
     // it, nl
     "messaggio messaggi posta pubblicita comunicazioni comunicazione notifiche bericht berichten berichtjes smsjes "
     "smsen appjes mailtjes mailtje nieuwsbrief nieuwsbrieven reclame "
     // pl, pt
     "wiadomosci wiadomosc smsow smsy esemesow maili maile mailow mailami emaili newslettera reklam reklamy spamu "
     "korespondencji newsletterem mensagem mensagens publicidade correio comunicacoes notificacoes emailow "
     // sv, da, no, cs, tr
     "meddelanden meddelande mejl beskeder besked meldinger melding zpravy zprav maily emaily mesaj mesajlar"},
    {"list",
     "list lists mailinglist mailinglists database distribution records liste listen verteiler verteilerliste "
     "mailverteiler emailverteiler mailingliste adressliste adressverteiler datenbank kartei listes fichier fichiers "
     "base bases lista listas boletin listy bazy listach lijst lijsten mailinglijst maillijst verzendlijst "
     "adressenlijst adresbestand bestand newsletter newsletterverteiler contacten elenco elenchi indirizzario "
     "archivio"},
    {"send",
     "texting messaging msging emailing mailing sending contacting writing spamming bothering harassing smsing "
     "pestering annoying whatsapping txting calling textin txtin callin sendin messagin emailin mailin"},
    {"write", "text message msg contact email mail write call sms whatsapp bother disturb spam txt"},
    {"day",
     "monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday "
     "sundays montag montags dienstag dienstags mittwoch mittwochs donnerstag donnerstags freitag freitags samstag "
     "samstags sonntag sonntags lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves "
     "viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica maandag dinsdag woensdag "
     "donderdag vrijdag zaterdag zondag poniedzialek wtorek sroda srode czwartek piatek sobota sobote niedziela "
     "niedziele segunda terca quarta quinta sexta sundays saturdays domingos sabados dimanches domeniche zondags "
     "zaterdags niedziel sobot weekend weekends weekendy weekendow"},
    {"period",
     "day week month quarter year tag woche monat quartal jahr jour semaine mois trimestre an dia semana mes trimestre "
     "giorno settimana mese anno dag week maand kwartaal jaar dzien tydzien tygodniu miesiac miesiacu rok ano"},
    {"month",
     "january february march april june july august september october november december januar februar marz maerz juni "
     "juli oktober dezember janvier fevrier avril juin juillet aout septembre octobre novembre decembre enero febrero "
     "marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno "
     "luglio settembre ottobre novembre dicembre januari februari maart mei augustus stycznia lutego marca kwietnia "
     "maja "
     "czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia janeiro fevereiro marco maio junho julho setembro "
     "outubro novembro dezembro"},
    {"own",
     "number phone email address mail contact contacts data details info information nummer rufnummer "
     "handynummer telefonnummer adresse mailadresse emailadresse daten kontaktdaten eintrag numero coordonnees "
     "donnees courriel correo datos telefono direccion contacto dati indirizzo recapito contatto adres "
     "mailadres emailadres gegevens telefoonnummer data numer numeru adresu dane danych telefon nr dados telefone "
     "endereco contato telemovel infos kontakt"},
    {"courtesy",
     // en
     "please pls plz pleeease kindly thanks thank you thx ty tks hi hello hey dear regards best kind many cheers "
     "sorry sir madam team good morning evening day afternoon everyone folks ok okay all the sincerely yours guys "
     "ta xx x obg obgda obgd vlw brigada brigado thnx thanx tnx pf pfv pfvr now immediately immediate asap and much so "
     // de
     "bitte danke hallo moin servus guten tag morgen abend gruss grusse gruesse lg mfg vg freundlichen freundliche "
     "freundlichem herzliche herzlichen viele vielen liebe lieben schone schonen beste besten mit dank sehr geehrte "
     "geehrter damen und herren sofort endlich jetzt zwar umgehend "
     // fr
     "svp stp sil vous te plait merci bonjour bonsoir cordialement bien salut madame monsieur salutations mme mlle "
     "mr mrs ms dr herr frau et beaucoup davance immediate immediat immediatement "
     // es
     "por favor gracias hola buenos buenas dias tardes noches saludos un saludo cordial muchas atentamente ya y "
     "inmediatamente "
     // it
     "per favore piacere cortesia grazie salve buongiorno buonasera ciao cordiali saluti distinti subito e "
     // nl
     "aub svp alstublieft alsjeblieft graag dank bedankt hoi hallo groet groeten vriendelijke met je wel "
     "geachte heer mevrouw en nu meteen onmiddellijk "
     // pl, pt
     "prosze dziekuje dzieki pozdrawiam witam dzien dobry czesc z powazaniem panstwo pan pani natychmiast favor "
     "obrigado obrigada ola oi bom dia boa tarde noite cumprimentos atenciosamente att prezados abraco grato grata "
     // others
     "tack hej halsningar tak venligst hilsen takk prosim dekuji dekuju dobry den lutfen tesekkurler sayin"},
});

}  // namespace

std::span<PhraseClass const> word_classes()
{
    return classes;
}

}  // namespace automation::core::inbound
