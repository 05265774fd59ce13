#include "core/inbound/stop_request.hpp"

#include "core/inbound/phrase_tables.hpp"
#include "core/inbound/senses.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace automation::core::inbound {

namespace {

constexpr std::size_t most_words = 60;  // of a reply that may be a request and nothing else

using Words = std::span<TextWord const>;

/** "x", "n": a kiss, an "and". */
bool is_letter(std::string_view word) noexcept
{
    return word.size() == 1 && word.front() >= 'a' && word.front() <= 'z';
}

/** Consists of phrases of `known` and courtesy, and of one phrase at least. */
bool consists_of(PhraseSet const &known, Words words)
{
    bool any = false;
    for (std::size_t at = 0; at < words.size();) {
        auto const found = known.find(words, at);
        if (found && found->begin == at) {
            any = true;
            at = found->end;
        } else if (is_courtesy(words[at].text) || (any && is_letter(words[at].text))) {
            ++at;
        } else {
            return false;
        }
    }
    return any;
}

bool is_courtesy_only(Words words)
{
    return std::ranges::all_of(words, [](TextWord const &word) { return is_courtesy(word.text); });
}

/** "Ann", "Dr A. Moss" */
bool is_name(Words words)
{
    return words.size() <= 4 && std::ranges::all_of(words, [](TextWord const &word) {
               return word.capital || is_courtesy(word.text) || word.text.size() == 1;
           });
}

/** "Hör auf": says nothing of what. */
bool is_bare(Words words)
{
    auto const known = bare_stop_words();
    return std::ranges::all_of(words, [&](TextWord const &word) {
        return std::ranges::find(known, word.text) != known.end() || is_courtesy(word.text);
    });
}

/** What stands in front of "but". */
Words before_but(Words words)
{
    static PhraseSet const &but = conjunctions();
    auto const found = but.find(words);
    return found ? words.first(found->begin) : words;
}

/** The channel that a word names. */
std::string_view channel_of(std::string_view word)
{
    struct Name {
        std::string_view word, channel;
    };
    static constexpr std::array<Name, 26> names{
        {{"email", "email"},    {"mail", "email"},        {"mails", "email"},         {"emails", "email"},
         {"courriel", "email"}, {"correo", "email"},      {"mailem", "email"},        {"sms", "sms"},
         {"text", "sms"},       {"texto", "sms"},         {"smsem", "sms"},           {"whatsapp", "whatsapp"},
         {"wapp", "whatsapp"},  {"mailen", "email"},      {"maila", "email"},         {"mailtje", "email"},
         {"maile", "email"},    {"telefonisch", "phone"}, {"telefonicznie", "phone"}, {"anrufen", "phone"},
         {"bellen", "phone"},   {"telefon", "phone"},     {"phone", "phone"},         {"telephone", "phone"},
         {"telefono", "phone"}, {"telefoon", "phone"}}};
    auto const found = std::ranges::find(names, word, &Name::word);
    return found == names.end() ? std::string_view() : found->channel;
}

/** "mail is fine", by SMS. */
bool offers_other_channel(Words words, std::string_view own)
{
    return std::ranges::any_of(words, [&](TextWord const &word) {
        auto const channel = channel_of(word.text);
        bool const noun = word.text == "telefon" || word.text == "phone" || word.text == "telephone" ||
                          word.text == "telefono" || word.text == "telefoon";
        return !channel.empty() && channel != own && !noun;
    });
}

/** "by SMS", in a mail. */
bool names_other_channel(Words words, std::string_view own)
{
    static constexpr auto by = std::to_array<std::string_view>(
        {"by", "via", "per", "uber", "par", "por", "pelo", "pela", "op", "auf", "przez", "on", "over"});
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        if (std::ranges::find(by, words[at].text) == by.end()) continue;
        auto const channel = channel_of(words[at + 1].text);
        if (!channel.empty() && channel != own) return true;
    }
    return false;
}

/** The faces of laughing, love and shame. */
bool laughs(std::string_view text) noexcept
{
    static constexpr auto faces = std::to_array<std::string_view>({"😂", "🤣", "😆", "😹", "🥰", "😍", "🙈"});
    return std::ranges::any_of(faces, [&](std::string_view face) { return text.find(face) != std::string_view::npos; });
}

struct Findings {
    std::size_t words = 0;
    bool asked = false;  ///< by a phrase
    bool alone = false;  ///< by a word alone in its clause
    bool firm = false;   ///< in other words than a bare order to stop
    bool delighted = false;
    bool erased = false;  ///< in an order to delete that names nothing
    bool named = false;   ///< messages, an address or a list
    bool reasoned = false;
    bool reminder = false;  ///< has no need of one
    bool ends_reminders = false;
    bool done = false;  ///< has done what it was about
    bool started = false;
    bool mentioned = false;
    bool forbidden = false;  ///< not to write, perhaps at a time or a place only
    bool doubtful = false;
    bool other = false;  ///< something that is neither reason nor courtesy
    bool said = false;   ///< anything but courtesy and names
};

/** What one clause says. */
struct Said {
    bool asked = false;
    bool mentioned = false;
    bool forbidden = false;
    bool reason = false;
    bool reminder = false;
    bool ends_reminders = false;
    bool erases = false;
    bool matter = false;  ///< speaks of something else that people leave
    bool named = false;
    bool note = false;  ///< a machine's
};

class StopClassifier {
 public:
    explicit StopClassifier(RequestText const &reply) : channel_(reply.channel), clauses_(split_clauses(reply.text))
    {
        for (Clause const &clause : clauses_)
            look_at(clause);
        found_.delighted = found_.delighted || laughs(reply.text);
        found_.doubtful = found_.doubtful || reply.signature.find('?') != std::string_view::npos;
    }
    [[nodiscard]] Request verdict() const
    {
        if (!found_.said && !found_.alone && !found_.started) return Request::courtesy;
        if (found_.delighted && !found_.firm && !found_.doubtful) return Request::none;
        if (asks()) return is_unsure() ? Request::maybe_stop : Request::stop;
        if (mentions()) return Request::maybe_stop;
        if (found_.started && !found_.other) return Request::start;
        return found_.other ? Request::none : Request::courtesy;
    }

 private:
    [[nodiscard]] bool asks() const
    {
        bool const needless = found_.ends_reminders && found_.reasoned && !found_.done;  // "no reminder, I sold it"
        return found_.asked || found_.alone || needless || (found_.erased && (found_.reasoned || found_.forbidden));
    }
    [[nodiscard]] bool is_unsure() const
    {
        bool const only_alone = found_.alone && !found_.asked;
        return found_.doubtful || found_.words > most_words || (only_alone && found_.other);
    }
    [[nodiscard]] bool mentions() const
    {
        bool const limited = found_.forbidden && found_.doubtful;
        bool const open = found_.reminder && !found_.done;
        return found_.mentioned || limited || open || (found_.erased && found_.named);
    }
    void look_at(Clause const &clause)
    {
        classify(clause);
        bool const matter = other_matters().in(Words(clause.words));
        matter_ = !clause.ends_sentence && (matter_ || matter);
    }

    void classify(Clause const &clause)
    {
        Words const words(clause.words);
        found_.words += words.size();
        if (is_courtesy_only(words)) return;
        if (consists_of(stop_words(), words) || is_carrier_word(words)) {
            found_.alone = true;
            found_.firm |= !is_bare(words) || (words.size() == 1 && words.front().text.starts_with("sto"));
            found_.asked = found_.asked || stop_requests().in(words);
            return;
        }
        if (consists_of(start_words(), words)) {
            found_.started = true;
            return;
        }
        if (is_stop_with_reason(words)) {
            found_.alone = true;
            found_.firm = true;
            return;
        }
        Said const said = read(words);
        bool const begins = &clause == &clauses_.front() && clauses_.size() > 1;
        bool const name = !said.asked && !said.mentioned && (is_name(words) || is_signed(clause, said)) && !begins;
        if (!name || said.reason || said.erases) note_down(clause, said);
    }

    /** "stop please - kay": the last word, which means nothing. */
    [[nodiscard]] bool is_signed(Clause const &clause, Said const &said) const
    {
        bool const last = &clause == &clauses_.back() && clause.words.size() == 1 && !clause.asks;
        return last && begun() && !said.reason && !is_doubtful(clause, said);
    }

    [[nodiscard]] Said read(Words words) const
    {
        ClauseSense const sense = sense_of(words);
        // "I sold the car" is a reason.
        bool const reason = stop_reasons().in(words);
        bool const gives_reason = reason && !unsure_questions().in(words);
        bool const matter = !sense.of_mail && !gives_reason && other_matters().in(before_but(words));
        bool const other = !sense.of_mail && other_lists().in(words);
        bool const missing = misses(words) || other || (matter && !(sense.asks && sense.of_list));
        Said said;
        said.note = opt_out_notes().in(words);
        bool const ends = sense.ends && found_.named;
        said.asked = !missing && !said.note && (sense.asks || ends || stop_requests().in(words));
        said.matter = matter;
        said.reason = reason;
        bool const of_matter = !said.asked && matter_ && !sense.of_mail;
        said.mentioned = said.note || (!missing && !of_matter && speaks_of_it(sense, words));
        said.forbidden = !missing && sense.forbids;
        said.erases = !missing && !said.asked && sense.erases;
        said.named = sense.of_mail || sense.of_entry;
        said.reminder = !missing && !said.asked && sense.reminder;
        said.ends_reminders = said.reminder && sense.ends_reminders;
        return said;
    }

    void note_down(Clause const &clause, Said const &said)
    {
        bool const begun_before = begun();
        found_.said = true;
        found_.firm |= (said.asked || said.mentioned || said.forbidden) && !is_bare(clause.words);
        found_.delighted |= !said.asked && delight_phrases().in(clause.words);
        found_.erased |= said.erases;
        found_.named |= said.named;
        found_.reasoned |= said.reason;
        found_.reminder |= said.reminder;
        found_.ends_reminders |= said.ends_reminders;
        found_.done |= done_phrases().in(clause.words);
        found_.asked |= said.asked;
        found_.mentioned |= said.mentioned;
        found_.forbidden |= said.forbidden;
        found_.other |= !said.asked && !said.reason;
        auto const but = conjunctions().find(clause.words);
        bool const goes_on = begun_before && but && but->begin == 0 && !said.asked && !said.reason;
        found_.doubtful |=
            said.note || (said.asked && said.matter && !said.reason) || goes_on || is_doubtful(clause, said);
    }

    [[nodiscard]] bool is_doubtful(Clause const &clause, Said const &said) const
    {
        if (clause.address && !said.asked) return true;
        if (said.reason) return false;
        if (!said.asked && begun() && offers_other_channel(clause.words, channel_)) return true;
        bool const spoken = said.asked || said.mentioned || said.forbidden || clause.asks;
        return (clause.asks && is_question(clause, said.asked, said.mentioned)) || has_doubt(clause.words, spoken);
    }

    [[nodiscard]] bool speaks_of_it(ClauseSense const &sense, Words words) const
    {
        return sense.mentions || stop_mentions().in(words) ||
               ((sense.forbids || sense.refuses) && has_doubt(words, true));
    }

    /** "… so that we get no more of these" does not. */
    [[nodiscard]] static bool misses(Words words)
    {
        auto const purpose = purpose_phrases().find(words);
        return missing_phrases().in(purpose && purpose->begin > 1 ? words.first(purpose->begin) : words);
    }

    /** "Could you stop this" is none; nor is what stands in front of it in the same sentence. */
    [[nodiscard]] static bool is_question(Clause const &clause, bool asked, bool mentioned)
    {
        if (asked) return !polite_openings().in(clause.words) && unsure_questions().in(clause.words);
        return mentioned || clause.ends_sentence || unsure_questions().in(clause.words);
    }

    /** Behind "I would be grateful if", which is none. */
    [[nodiscard]] bool has_doubt(Words words, bool spoken) const
    {
        auto const polite = polite_conditions().find(words);
        Words const rest = polite ? words.subspan(polite->end) : words;
        constexpr std::size_t longest_addition = 4;  // "only at night"
        bool const other = spoken && (other_people().in(rest) || names_other_channel(rest, channel_));
        return stop_doubts().in(rest) || other ||
               ((spoken || (words.size() <= longest_addition && begun())) && stop_circumstances().in(rest));
    }

    /** A clause has spoken of it. */
    [[nodiscard]] bool begun() const { return found_.asked || found_.alone || found_.mentioned || found_.forbidden; }

    /** "CANCEL" and nothing else: with "please" it is about an appointment. */
    [[nodiscard]] bool is_carrier_word(Words words) const
    {
        if (channel_ != "sms" || clauses_.size() != 1) return false;
        auto const found = sms_stop_words().find(words);
        return found && found->begin == 0 && found->end == words.size();
    }

    /** "STOP I moved away", "wrong number stop" */
    [[nodiscard]] static bool is_stop_with_reason(Words words)
    {
        auto const reason = stop_reasons().find(words);
        if (!reason) return false;
        if (sense_of(words.subspan(reason->end)).erases) return true;  // "wrong number delete"
        auto const stop = stop_words().find(words);
        if (!stop) return false;
        bool const in_front = stop->begin == 0 && reason->begin >= stop->end && reason->begin <= stop->end + 3;
        return in_front || (reason->end == stop->begin && stop->end == words.size());
    }

    std::string_view channel_;
    std::vector<Clause> clauses_;
    Findings found_;
    bool matter_ = false;  ///< the sentence has spoken of what people leave besides lists
};

}  // namespace

Request judge_request(RequestText const &reply)
{
    return StopClassifier(reply).verdict();
}

}  // namespace automation::core::inbound
