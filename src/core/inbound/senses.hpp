/* senses.hpp — what the words of a clause mean where a reply asks for no more messages, in eight languages.
 *
 * A request is recognised by the senses that stand near one another, not by its sentence: "cease" and "send"; "no",
 * "more" and "mail"; "remove", "me", "from" and "list". The senses of one language only are taken together.
 */
#pragma once
#include "core/inbound/words.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace automation::core::inbound {

enum class Sense : std::uint8_t {
    no,           ///< not, no, never, nothing
    more,         ///< any more, again, ever
    cease,        ///< stop, as an order or behind "to"
    send,         ///< to send, write, contact, remind
    call,         ///< by phone
    mail,         ///< messages of any kind
    these,        ///< this, it, them: what is spoken of
    remove,       ///< to take, delete
    me,           ///< us
    my,           ///< and this
    own,          ///< the address, the number
    list,         ///< and system, files, contacts
    from,         ///< out of, off
    off,          ///< out, there: without saying of what
    unsubscribe,  ///< any word for leaving a list
    want,         ///< to wish, agree
    receive,      ///< to get, hear
    needless,     ///< there is no need
    ask,          ///< please, I ask, I require
    first,        ///< I, we: the writer speaks of an own action
    consent,      ///< and permission
    revoke,       ///< to withdraw
    less,         ///< less often, only once
    rather,       ///< instead, not here but there
    channel,      ///< a mail, a call, this number
    none,         ///< no message
    cancel,       ///< to cancel, of subscriptions only
    erase,        ///< to delete, cross out: the verbs of remove that do not also mean to take along
    newsletter,   ///< and its subscription
    matter,       ///< what consent is given for or on besides messages: a treatment, photos, a form
    pause,        ///< to suspend for a time
    reminder,     ///< a single one: of what the writer was asked to do
    name,         ///< the writer's
    about,        ///< in front of a message that is spoken of
    offer,        ///< of those of mail: what a business offers
    known,        ///< none of them, though a letter less would be one
    may,          ///< you can, you are free to
    remind,       ///< of those of send
    need,         ///< to need; of those of want
    count
};

/** Words separated by blanks; "word*" begins so, "*word" ends so, "any_more" is two words. */
struct SenseWords {
    Sense sense;
    std::string_view words;
};

constexpr std::size_t language_count = 8;

[[nodiscard]] std::span<SenseWords const> english_senses();
[[nodiscard]] std::span<SenseWords const> german_senses();
[[nodiscard]] std::span<SenseWords const> french_senses();
[[nodiscard]] std::span<SenseWords const> spanish_senses();
[[nodiscard]] std::span<SenseWords const> italian_senses();
[[nodiscard]] std::span<SenseWords const> dutch_senses();
[[nodiscard]] std::span<SenseWords const> polish_senses();
[[nodiscard]] std::span<SenseWords const> portuguese_senses();

/** What a clause says of ending messages, by the senses of its words. */
struct ClauseSense {
    bool asks = false;      ///< for no more messages
    bool mentions = false;  ///< speaks of it, or of fewer messages, or of another channel
    bool forbids = false;   ///< not to write, perhaps at a time or a place only
    bool of_mail = false;   ///< names messages
    bool of_list = false;
    bool of_entry = false;        ///< names an address or a list
    bool ends = false;            ///< "no more", without saying of what
    bool erases = false;          ///< an order to delete, and nothing of what
    bool refuses = false;         ///< "no mails", perhaps at a time only
    bool reminder = false;        ///< has no need of one reminder, or not any more
    bool ends_reminders = false;  ///< and says so of the reminder, not of being reminded, which is also to be called
};

[[nodiscard]] ClauseSense sense_of(std::span<TextWord const> words);

}  // namespace automation::core::inbound
