/* preset_texts_fr.hpp — the presets' messages in French.
 *
 * Formal, and neutral as to the reader's gender. Structure and names of the automations are those of the English texts.
 */
#pragma once
#include "core/automations/preset_texts.hpp"

namespace automation::core::preset_texts {

inline constexpr std::array<PresetText, 16> french{{
    {"Confirm a booking", "Confirmation : {booking_title|votre réservation}",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nVotre réservation est confirmée.\n\nRéservation : "
     "{booking_title|votre rendez-vous}\nDate : {booking_starts_at|comme convenu}\nLieu : {booking_location|comme "
     "convenu}\n\nUn empêchement ? Répondez à ce message et nous trouverons une autre "
     "date.\n\n{signature|Cordialement}"},
    {"Remind the day before", "Votre rendez-vous : {booking_starts_at}",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nNous vous rappelons votre rendez-vous : {booking_title|votre "
     "réservation}, {booking_starts_at}.\nLieu : {booking_location|comme convenu}\n\nSi vous ne pouvez pas venir, "
     "merci de nous prévenir : la place fera peut-être le bonheur de quelqu'un d'autre.\n\n{signature|Cordialement}"},
    {"Remind two hours before", "",
     "Bonjour, nous vous attendons à {booking_time} : {booking_title|votre rendez-vous}. {business_name|Merci et à "
     "bientôt}"},
    {"Offer another time after a cancellation", "Trouvons une autre date ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nVotre annulation est bien enregistrée : {booking_title|votre "
     "réservation}. Un autre jour vous conviendrait-il mieux ? Répondez avec une ou deux propositions, nous nous "
     "occupons du reste.\n\n{signature|Cordialement}"},
    {"Thank you after the session", "Merci de votre visite",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nMerci de votre visite. Ce fut un plaisir de vous "
     "accueillir.\n\nSi une question vous vient, il vous suffit de répondre à ce message.\n\n{signature|Cordialement}"},
    {"Ask for feedback", "Comment cela s'est-il passé ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nQu'avez-vous pensé de votre rendez-vous ({booking_title|chez "
     "nous}) ? Qu'est-ce qui vous a plu, et que pourrions-nous améliorer ? Chaque réponse est lue par une "
     "personne.\n\n{signature|Merci}"},
    {"Suggest the next session", "Le moment de revenir ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nTrois semaines se sont écoulées depuis votre dernier "
     "rendez-vous ({booking_title|chez nous}). Si vous souhaitez revenir, répondez en indiquant un jour qui vous "
     "convient. Vous avez déjà réservé ? Alors à très bientôt.\n\n{signature|Cordialement}"},
    {"We missed you", "Dommage que vous n'ayez pas pu venir",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nNous vous attendions ({booking_title|votre rendez-vous}) et "
     "espérons que tout va bien. Ce sont des choses qui arrivent. Répondez avec une heure qui vous convient et nous "
     "réserverons pour vous.\n\n{signature|Cordialement}"},
    {"Offer a new time after a missed session", "Une nouvelle date pour vous ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nSouhaitez-vous toujours venir ? Indiquez-nous un ou deux "
     "jours qui vous conviennent. Si vos projets ont changé, un simple mot suffit, et nous ne vous relancerons "
     "pas.\n\n{signature|Cordialement}"},
    {"Welcome a new lead", "Bienvenue, et merci de votre message",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nMerci d'avoir pris contact avec nous. C'est un plaisir de "
     "faire votre connaissance.\n\nDites-nous en une ou deux lignes ce que vous cherchez, et nous reviendrons vers "
     "vous avec une idée.\n\n{signature|Cordialement}"},
    {"How we can help", "Comment pouvons-nous vous aider ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nLe premier pas est souvent le plus difficile ; en voici un "
     "facile : répondez avec la question qui compte le plus pour vous en ce moment. Une personne la lira et vous "
     "répondra.\n\n{signature|Cordialement}"},
    {"Offer a first appointment", "Trouvons un moment ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nSouhaitez-vous nous rencontrer ou échanger quelques minutes "
     "par téléphone ? Répondez avec deux ou trois horaires qui vous conviennent, et nous confirmerons l'un "
     "d'eux.\n\n{signature|Cordialement}"},
    {"Leave the door open", "Nous sommes là quand vous voulez",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nNous ne voulons pas encombrer votre messagerie : ce message "
     "est donc le dernier de ce genre. Si le moment vient plus tard, il vous suffit de répondre : votre message nous "
     "parviendra, et nous aurons plaisir à vous lire.\n\n{signature|Cordialement}"},
    {"Check in after two months", "Comment allez-vous ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nCela fait un moment, et nous nous demandions comment vous "
     "allez. Pouvons-nous faire quelque chose pour vous ? Une courte réponse suffit.\n\n{signature|Cordialement}"},
    {"Invite back after three more months", "Au plaisir de vous revoir",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nNous ne nous sommes pas vus depuis quelque temps, et ce "
     "serait un plaisir de vous revoir. Répondez en indiquant un jour qui vous convient, et nous trouverons une place "
     "pour vous.\n\n{signature|Cordialement}"},
    {"Say goodbye for now", "Restons-nous en contact ?",
     "Bonjour{?lead_salutation} {lead_salutation}{/?},\n\nNous n'avons pas eu de vos nouvelles depuis assez longtemps. "
     "Si vous souhaitez que nous restions en contact, répondez par oui. Sinon, vous n'avez rien à faire : nous vous "
     "souhaitons une bonne continuation.\n\n{signature|Cordialement}"},
}};

}  // namespace automation::core::preset_texts
