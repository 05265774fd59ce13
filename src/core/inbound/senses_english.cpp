#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "not no never dont doesnt nothing stop_wanting neither cannot nor havent wont dnt dun do_not"},
    {Sense::more,
     "more anymore any_more again further ever longer another future additional henceforth nothing "
     "whatsoever"},
    {Sense::cease,
     "end_these end_this end_all end_your end_the sod_off bugger_off piss_off naff_off fuck_off get_lost jog_on stop "
     "stopp stopping stopped cease ceasing desist "
     "desisting refrain discontinue halt quit knock_it "
     "cut_it give_it pack_it give_over knock_off lay_off pack_in"},
    {Sense::send,
     "follow_up following_up followup followups textin txtin callin sendin messagin emailin mailin textn txtn send "
     "sending sends sent text texting message "
     "messaging msging mail mailing email emailing write writing "
     "contact contacting contacted bother bothering spam spamming remind reminding reminded pester pestering "
     "bombard bombarding harass harassing txt txting dispatch transmitting transmission call_me ping pinging "
     "bug bugging chase chasing"},
    {Sense::mail,
     "surveys questionnaires catalogues catalogs promo message messages msg msgs text texts txt txts sms smses email "
     "emails mail mails mailing mailings "
     "mailshots mailout mailouts newsletter newsletters communication communications notification "
     "notifications notice notices spam marketing advertising adverts advert ads correspondence reminders "
     "circular circulars updates update alert alerts junk bumf nonsense solicitation solicitations "
     "transmissions promotional blasts messaging offers promos promotions deals listings properties "
     "invitation invitations campaigns"},
    {Sense::these, "all everything this these those them it that such stuff crap rubbish"},
    {Sense::remove,
     "take taking taken remove removing removed removal delete deleting deleted deletion erase erasing get "
     "drop strike struck cross scrub purge wipe expunge chuck knock suppress"},
    {Sense::me, "me us myself ourselves mes"},
    {Sense::own,
     "digits number numbers address addresses email emails mail phone mobile cell details data contact contacts "
     "record entry"},
    {Sense::list,
     "broadcast broadcasts list lists mailinglist mailinglists database records record files file system systems books "
     "subscribers "
     "mailing mailings newsletter newsletters distribution contacts crm directory texts messages emails "
     "campaigns"},
    {Sense::from, "out_of from off me_of us_of"},
    {Sense::off, "elsewhere_off"},
    {Sense::unsubscribe,
     "unsubscrib* unsub unsuscrib* unsubcrib* unsubsrib* un_subscribe opt_out optout opt_me opted_out "
     "opting_out deregister de_register"},
    {Sense::want,
     "rather needed necessary required want wants wanted wish wishes wishing like interested care desire require "
     "consent "
     "consented agree agreed "
     "need expect prefer intention"},
    {Sense::receive,
     "receive receiving received get getting hear hearing receiveing recieve recieving be_contacted have "
     "having be_sent"},
    {Sense::needless,
     "no_need no_point need_not neednt dont_bother no_longer_need dont_need not_necessary unnecessary no_use "
     "pointless"},
    {Sense::ask,
     "please pls plz kindly ask asking request requested requesting require required demand demanding instruct "
     "want would_like grateful appreciate wish hereby must insist asked told need"},
    {Sense::first, "i im ill ive we id were weve"},
    {Sense::consent, "consent permission opt_in authorisation authorization"},
    {Sense::revoke, "withdraw withdrew withdrawn withdraws withdrawing revoke revoked revoking rescind cancel"},
    {Sense::less, "less fewer once_a twice_a"},
    {Sense::rather, "rather instead prefer prefers"},
    {Sense::channel, "call email e_mail mail phone text whatsapp sms letter post ring"},
    {Sense::cancel, "cancel terminate cancelled"},
    {Sense::newsletter, "newsletter newsletters subscription mailing"},
    {Sense::none, "nothing no zero"},
    {Sense::erase,
     "remove removing removed removal delete deleting deleted deletion erase strike scrub purge wipe expunge "
     "unsubscribe suppress"},
    {Sense::my, "this my our mine"},
    {Sense::call, "calls call calling call_me phone ring"},
    {Sense::matter,
     "form forms sheet document paperwork declaration slip treatment surgery operation procedure photo "
     "photos picture pictures vaccination trial study screening participation"},
    {Sense::pause, "disable deactivate mute silence switch_off turn_off pause pausing suspend snooze"},
    {Sense::reminder, "reminder"},
    {Sense::need, "have_to need needs needed needing"},
    {Sense::remind, "remind reminding reminded"},
    {Sense::may, "may can could might"},
    {Sense::name, "name names"},
    {Sense::about, "about regarding concerning"},
    {Sense::offer, "offers listings properties"},
});

}  // namespace

std::span<SenseWords const> english_senses()
{
    return words;
}

}  // namespace automation::core::inbound
