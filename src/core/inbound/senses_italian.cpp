#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "non niente nessun nessuna nessuno nulla mai ne senza piu_nulla nn"},
    {Sense::more,
     "di_nuovo piu altri altre altro altra niente nulla ulteriori ulteriore avanti futuro "
     "ancora"},
    {Sense::cease,
     "smett* smettere cess* cessare cessate cessi finit* finirla finitela basta stop ferm* fermate interromp* "
     "interrompere sospend* desist* desistere piant* piantatela piantarla piantate astener* astenersi "
     "astenetevi astenga bloccat* terminare finite finiamola"},
    {Sense::send,
     "ricontattate ricontattateci ricontattatemi ricontattarmi ricontattarci riscrivete riscrivetemi ricontattare "
     "mandiate scriviate contattiate disturbiate chiamiate spediate mandaste inviaste scriveste contattaste inviaste "
     "mandaste mandatene inviatene mandarne inviarne scrivetene contattat* disturbat* importunat* mandare mandarmi "
     "mandarci "
     "mandate mandatemi mandateci mandi mandino inviare "
     "inviarmi inviarci inviate "
     "inviatemi inviateci invii invio inviino spedire spedirmi spedite scrivere scrivermi scriverci scrivete "
     "scrivetemi scriva contattare contattarmi contattarci contattate contattatemi contattateci contatti "
     "disturbare disturbarmi disturbate disturbatemi chiamare chiamarmi chiamate chiamatemi tartassare "
     "tartassarmi importunare importunarmi rompere trasmettere trasmissione ricordarmi ricordarci avvisare "
     "avvisarmi avvisatemi bombardare bombardarmi bombardate sollecit* tempestare inoltrare spammare molestare "
     "stressare"},
    {Sense::mail,
     "sondaggi cataloghi annunci messaggio messaggi messaggini sms email mail emails mails posta pubblicita newsletter "
     "comunicazione "
     "comunicazioni notifica notifiche spam avvisi pubblicitari pubblicitaria pubblicitarie promozionale "
     "promozionali sollecito solleciti circolari mailing mailings reclame invii invio commerciali "
     "posta_elettronica offerte promozioni novita alert promo inviti invito_a proposte i_promemoria"},
    {Sense::these, "tutto tutti tutte questo questi queste questa cio quello cosi roba"},
    {Sense::remove,
     "tolg* togl* tolga* tolgano toglier* cancell* elimin* rimuov* rimozione rimoss* lev* levate* depenn* cavat* "
     "escludere escludete* eliminazione cancellazione tirat* tolt* stralci* dimentic*"},
    {Sense::me, "mi ci me noi"},
    {Sense::own,
     "num tel cell numero numeri indirizzo indirizzi mail email dati recapito contatto telefono "
     "cellulare "
     "casella"},
    {Sense::list,
     "lista liste elenco elenchi database archivi archivio rubrica mailing newsletter indirizzario sistema "
     "sistemi banca_dati invii contatti messaggi anagrafica comunicazioni distribuzione file registri "
     "destinatari mailinglist"},
    {Sense::from,
     "dal dalla dalle dai dagli da dall dallelenco dallarchivio dallindirizzario dallanagrafica del della dei "
     "delle"},
    {Sense::off, "qui li dallelenco via fuori dallindirizzario"},
    {Sense::unsubscribe,
     "deiscrivermi deiscrivetemi deiscrivere deiscrizione disiscri* disiscriz* cancellarmi cancellazione_iscrizione "
     "dissociazione"},
    {Sense::want,
     "necessario necessari necessarie serve servono voglio vogliamo vorrei vorremmo desidero desideriamo gradisco "
     "gradirei gradiamo interess* accett* "
     "autorizz* acconsent* bisogno intendo intenzione"},
    {Sense::receive,
     "riceverla riceverle riceverlo riceverli ricevere ricevervi riceverne riceva sentire avere ricevo ricevimento"},
    {Sense::needless,
     "non_serve inutile non_occorre bisogno_di non_necessario serve_piu superfluo evitate evitare evitate_di "
     "potete_evitare"},
    {Sense::ask,
     "grazie per_favore per_piacere per_cortesia prego preghiamo chiedo chiediamo chiede richiedo richiediamo invito "
     "invitiamo diffido diffidiamo intimo "
     "intimiamo vorrei vorremmo voglio desidero cortesemente gentilmente favore piacere cortesia pregherei "
     "esigo davvero ma"},
    {Sense::first, "io noi"},
    {Sense::consent, "consenso autorizzazione permesso"},
    {Sense::revoke, "revoc* ritir* revoca"},
    {Sense::less, "meno una_volta"},
    {Sense::rather, "piuttosto invece preferi* meglio anziche"},
    {Sense::channel, "mail email telefonata chiamat* telefono whatsapp sms lettera telefonat* posta chiamaste"},
    {Sense::cancel, "annull* cancell* disdire disdetta disdico revoc*"},
    {Sense::newsletter, "newsletter"},
    {Sense::none, "nessun nessuna niente nulla non_piu no_piu"},
    {Sense::erase,
     "tolg* dimenticate dimentichi dimenticatevi togl* tolga* cancell* elimin* rimuov* rimozione rimoss* lev* levate* "
     "depenn* cavat* escludete* "
     "eliminazione cancellazione tolt* disiscriv*"},
    {Sense::my, "questa mio mia miei mie nostro nostra nostri nostre questo"},
    {Sense::call, "richiam* chiam* telefon*"},
    {Sense::matter,
     "modulo moduli documento foglio scheda operazione intervento foto cure vaccino vaccinazione studio "
     "partecipazione"},
    {Sense::pause, "spegn* spengono disattiv* silenzi* sospend* pausa"},
    {Sense::reminder, "promemoria avviso"},
    {Sense::need, "devi dovete serve servono bisogno occorre necessario"},
    {Sense::remind, "ricordarmi ricordarci ricordare ricordi ricordate ricordarmelo"},
    {Sense::may, "potete puoi puo potreste potrebbe"},
    {Sense::name, "nome nominativo"},
    {Sense::about, "sul sulla sui su riguardo"},
    {Sense::offer, "offerte proposte"},
});

}  // namespace

std::span<SenseWords const> italian_senses()
{
    return words;
}

}  // namespace automation::core::inbound
