#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "ne n pas rien jamais aucun aucune daucun daucune nul non ni sans pus"},
    {Sense::more,
     "recontactez recontacter recontactes plus rien davantage dorenavant desormais "
     "lavenir nouveau dautres "
     "dautre autre autres pus"},
    {Sense::cease,
     "lachez lache arret* cess* stop stoppe* stopper fini finissez halte suspendez suspendre cessation mettre_fin "
     "mettez_fin terminer arreter darreter de_cesser"},
    {Sense::send,
     "envoyiez ecriviez contactiez adressiez relanciez sollicitiez appeliez derangiez recontactez demarchage "
     "demarchages contactes sollicites deranges envoyer envoyez envoie envoi envois adresser "
     "adressez "
     "ecrire ecrivez ecris contacter contactez contacte "
     "contact deranger derangez relancer relancez relances solliciter sollicitez sollicitation sollicitations "
     "appeler harceler harcelez spammer spammez embeter transmettre transmission expedier rappeler expedition "
     "importuner importunez inonder inondez bombarder informer joindre avertir prevenir recontacter "
     "communiquer demarcher demarchez textoter"},
    {Sense::mail,
     "enquetes sondages catalogues annonces correspondance correspondances demarchage whatsapps message messages msg "
     "sms texto textos email emails "
     "mail "
     "mails mel mels courriel courriels "
     "courrier "
     "courriers pub pubs publicite publicites infolettre infolettres newsletter newsletters notification "
     "notifications spam spams rappels prospection communication communications relance relances lettre "
     "lettres mailing mailings pourriel pourriels alerte alertes sollicitation sollicitations bulletin "
     "promo promos publicitaires publicitaire envoi envois avis offres invitation invitations"},
    {Sense::these, "tout toutes tous ca cela ceci ces celles ceux les"},
    {Sense::remove,
     "otes vires tirez virez virer vire radiez radier radie sortez sortir sors rayez rayer raye rayes excluez exclure "
     "exclus exclue ote "
     "supprim* retir* effac* enlev* enleve* oter otez degag* desindex* suppression "
     "retrait radiation eliminer eliminez oubli* gomme* biff* debarqu*"},
    {Sense::me, "me m moi nous"},
    {Sense::own,
     "num tel numero numeros adresse adresses mail email courriel coordonnees donnees contact telephone portable"},
    {Sense::list,
     "liste listes fichier fichiers base bases mailing newsletter newsletters diffusion contacts destinataires "
     "envois repertoire systeme listing annuaire mailings infolettre carnet registre registres envoi boucle "
     "messages mails"},
    {Sense::from, "de des du d vos votre"},
    {Sense::off, "dici dehors ici dla"},
    {Sense::unsubscribe, "desabonn* desinscri* *desabonner *desinscrire desabo desinscr*"},
    {Sense::want,
     "necessaire necessaires utile utiles veux veut voulons souhait* desir* voudrais voudrions aimerais accept* "
     "autoris* besoin interess* "
     "consenti* tiens"},
    {Sense::receive, "recevoir recevions recoive recevez recevons recu avoir etre reception"},
    {Sense::needless,
     "inutile pas_besoin plus_besoin la_peine besoin_de superflu necessaire sans_interet abstenir abstenez "
     "dispense*"},
    {Sense::ask,
     "sil_vous vous_plait sil_te te_plait merci veuillez svp stp pri* demand* souhaite voudrais veux exige* priere "
     "plait sollicite mets somme "
     "sommons enjoin* requiers demeure prions aimerais faut aimerions"},
    {Sense::first, "je j nous"},
    {Sense::consent, "consentement accord autorisation"},
    {Sense::revoke, "retir* revoqu* annul* retrait revocation"},
    {Sense::less, "moins"},
    {Sense::rather, "plutot lieu preferer* prefere*"},
    {Sense::channel, "mail email appel appeler* appelez telephone whatsapp sms courrier appeliez mappeliez courriel"},
    {Sense::cancel, "annul* resili* annulation resiliation"},
    {Sense::newsletter, "newsletter newsletters infolettre"},
    {Sense::none,
     "plus_doffres plus_denvois plus_dalertes plus_demails rien aucun aucune daucun daucune plus_de plus_daucun pas_de "
     "plus_jamais"},
    {Sense::erase,
     "jetez a_retirer a_supprimer a_enlever radiez radier radie rayez rayer raye rayes excluez exclure exclus exclue "
     "virez virer ote oubliez supprim* retir* "
     "effac* enlev* suppression retrait radiation oter otez "
     "desabonn* desinscri*"},
    {Sense::my, "cette cet ce mon ma mes notre nos mienne mien"},
    {Sense::call, "appels appel coups_de rappeler appeler"},
    {Sense::matter,
     "formulaire formulaires document fiche papier traitement_medical operation intervention photo photos "
     "soins vaccination etude participation"},
    {Sense::pause, "desactiv* coupe coupez couper silence suspend* pause pauser"},
    {Sense::reminder, "rappel"},
    {Sense::need, "peine besoin necessaire utile utilite"},
    {Sense::remind, "rappeler rappelez rappelle"},
    {Sense::may, "pouvez peux peut pourriez pourrais"},
    {Sense::name, "nom"},
    {Sense::about, "sur concernant"},
    {Sense::offer, "offres"},
});

}  // namespace

std::span<SenseWords const> french_senses()
{
    return words;
}

}  // namespace automation::core::inbound
