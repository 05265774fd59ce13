/* standing_words.hpp — idioms that say a booking stands ("you are all set", "your place is safe"), in the form of
 * phrases.hpp; extends the confirmations of commitment_words.hpp. "scarce" says that few places are left.
 */
#pragma once
#include "core/claims/phrases.hpp"

#include <array>

namespace automation::core::words {

inline constexpr auto standings = std::to_array<Phrase>({
    // English
    {"@place is|s|are .. taken care of", "confirmed"},
    {"you re|are now? all set", "confirmed"},
    {"we re|are now? all set", "confirmed"},
    {"everything is|s|has been? all|now|already? set|in @done|place", "confirmed"},
    {"everything is|s|has been? all|now|already? @done", "confirmed"},
    {"consider it|yourself|that @done", "confirmed"},
    {"put|got|have|ve you down for", "confirmed"},
    {"pencilled|penciled|slotted|booked|squeezed you down|in", "confirmed"},
    {"name is|s already? on the|our list", "confirmed"},
    {"you re|are on the|our list", "confirmed"},
    {"@place is|s|are .. saved|yours|safe|held|kept|locked", "confirmed"},
    {"holding|saving|keeping|reserving a|the|your|one spot|place|seat|slot|space", "confirmed"},
    {"only|just .. @scarce .. left|remaining|available|are|remain", "scarce"},
    {"spot|place|seat|slot|spots|places|seats|slots left", "scarce"},
    {"only|just a? few|one|two|three|four|five|2|3|4|5 @scarce", "scarce"},
    // German
    {"hat|haben dich|sie|euch .. eingeplant|vorgemerkt|eingetragen|angemeldet|eingebucht", "confirmed"},
    {"@place ist|steht .. kalender", "confirmed"},
    {"@place ist|bleibt|sind dir|ihnen|damit|jetzt|nun|schon|bereits? sicher|safe|geritzt|gebongt|fix", "confirmed"},
    {"@place ist|bleibt|sind sicher erreichbar|bald|auch|noch|nicht|einfach|kein|keine", ""},
    {"alles ist|schon|bereits|fest|fur|steht .. @done", "confirmed"},
    {"haben|habe .. alles .. @done", "confirmed"},
    {"halten|halte .. platz|termin|stunde .. frei|fest|bereit", "confirmed"},
    {"haben|habe .. platz|termin|stunde .. gehalten|zuruckgehalten|reserviert|gebucht|vergeben", "confirmed"},
    {"stehst|stehen|steht .. auf der|unserer liste|teilnehmerliste|gasteliste|anmeldeliste", "confirmed"},
    {"nur noch wenige|einzelne|ein|zwei|drei|vier|funf|2|3|4|5 freie? @scarce", "scarce"},
    // French
    {"vous|t avons|ai mis|mise|inscrit|inscrite|note|notee", "confirmed"},
    {"place .. est a vous|toi", "confirmed"},
    {"@place .. est|sera .. assuree|assure|acquise|acquis|retenue|gardee|validee|bloquee|garantie", "confirmed"},
    {"avons|ai .. garde|retenu .. place|creneau|seance|cours", "confirmed"},
    {"etes|es deja|bien? inscrit|inscrite|inscrits|enregistre|enregistree", "confirmed"},
    {"tout est|a deja|bien|ete? @done", "confirmed"},
    {"tout est pret", "confirmed"},
    {"tout est pret pour vous|t accueillir|recevoir", ""},
    {"c est deja|bien? @done", "confirmed"},
    {"etes|es|figurez sur la|notre liste", "confirmed"},
    {"ne reste|restent .. @scarce", "scarce"},
    {"plus que .. @scarce", "scarce"},
    // Spanish
    {"te|le|os hemos|he puesto|apuntado|inscrito|anotado|metido", "confirmed"},
    {"@place .. es tuya|tuyo|suya|suyo", "confirmed"},
    {"hemos|he .. guardado|apartado|reservado|dado .. sitio|hueco|plaza|lugar|hora", "confirmed"},
    {"estas|esta|quedas|queda|ya .. apuntada|apuntado|inscrita|inscrito|registrada|registrado|anotada|anotado",
     "confirmed"},
    {"todo listo|arreglado|confirmado|reservado|hecho|cerrado", "confirmed"},
    {"todo esta|queda|ha quedado? ya? @done", "confirmed"},
    {"queda|esta todo @done", "confirmed"},
    {"@place .. ha|esta|queda|quedado .. hecha|hecho|lista|cerrada|asegurada|asegurado|garantizada", "confirmed"},
    {"nombre .. esta .. en la lista", "confirmed"},
    {"solo|tan quedan|queda .. @scarce", "scarce"},
    {"quedan pocas|pocos|solo|dos|tres|cuatro .. @scarce", "scarce"},
    // Italian
    {"ti|vi|la abbiamo|ho messa|messo|iscritta|iscritto|inserita|inserito|segnata|segnato", "confirmed"},
    {"@place .. e|resta|rimane .. assicurato|assicurata|garantito|sicuro|sicura|tuo|bloccato|tenuto|salvo",
     "confirmed"},
    {"@place .. e .. fatta|fatto|completata|conclusa|registrata", "confirmed"},
    {"sei|e|risulti gia|ora? iscritta|iscritto|registrata|registrato|prenotata|prenotato", "confirmed"},
    {"tutto a posto", "confirmed"},
    {"tutto e? gia? fatto|confermato|prenotato|sistemato|pronto|riservato", "confirmed"},
    {"sei nella|sulla lista|elenco .. partecipanti|iscritti", "confirmed"},
    {"restano|rimangono solo|soltanto|pochi|pochissimi .. @scarce", "scarce"},
    {"ultimi|pochi @scarce", "scarce"},
    // Dutch
    {"hebben|heb je|u .. gezet|ingeschreven|ingepland|aangemeld|genoteerd", "confirmed"},
    {"@place is .. van? jou|u|jouw", "confirmed"},
    {"@place is|staat|blijft .. verzekerd|zeker|veilig|gegarandeerd|vrijgehouden|rond", "confirmed"},
    {"hebben|heb|houden .. plek|plekje|plaats|afspraak|les .. vrijgehouden|vrij|vast|gehouden", "confirmed"},
    {"alles is|staat|werd .. @done|rond", "confirmed"},
    {"alles is|staat klaar", "confirmed"},
    {"staat .. op de|onze lijst|deelnemerslijst|gastenlijst", "confirmed"},
    {"nog maar .. @scarce", "scarce"},
    {"slechts .. @scarce", "scarce"},
    // Polish
    {"wpisalismy|zapisalismy|umowilismy .. cie|pania|pana", "confirmed"},
    {"@place jest .. pewne|pewny|pewna|twoje|twoj|zaklepane|zajete|zapewnione", "confirmed"},
    {"jestes|jest|masz .. zapisana|zapisany|wpisana|wpisany|umowiona|umowiony", "confirmed"},
    {"wszystko jest? juz? @done|gotowe", "confirmed"},
    {"jestes|jest .. na liscie", "confirmed"},
    {"trzymamy|zatrzymalismy|zaklepalismy .. miejsce|termin", "confirmed"},
    {"zostaly|zostalo|pozostaly|pozostalo tylko|juz .. @scarce", "scarce"},
    // Portuguese
    {"pusemo|colocamos|inscrevemos la|lo|te|o|a|lhe", "confirmed"},
    {"@place e seu|sua|teu|tua", "confirmed"},
    {"@place .. esta|ficou|fica|foi .. garantido|feita|feito|concluida|assegurado|assegurada|guardado|seguro",
     "confirmed"},
    {"guardamos|guardei .. lugar|vaga|horario", "confirmed"},
    {"temos .. lugar|vaga|horario .. guardado|guardada|reservado|reservada", "confirmed"},
    {"esta|ficou|fica|ja .. inscrita|inscrito|registada|registado", "confirmed"},
    {"tudo tratado|pronto|confirmado|marcado|reservado|agendado", "confirmed"},
    {"tudo esta|ficou|ja .. @done", "confirmed"},
    {"nome .. esta .. na lista", "confirmed"},
    {"so|apenas restam|sobram|ha .. @scarce", "scarce"},
    {"restam|sobram so|apenas|poucas|poucos .. @scarce", "scarce"},
    {"ultimas|ultimos|poucas|poucos vagas|lugares", "scarce"},
});

}  // namespace automation::core::words
