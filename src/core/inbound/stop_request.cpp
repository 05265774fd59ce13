#include "core/inbound/stop_request.hpp"

#include "core/inbound/phrase_tables.hpp"
#include "core/inbound/senses.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>
#include <span>

namespace automation::core::inbound {

namespace {

constexpr std::size_t most_words = 60;  // of a reply that may be a request and nothing else

using Words = std::span<TextWord const>;

/** Consists of phrases of `known` and courtesy, and of one phrase at least. */
bool consists_of(PhraseSet const &known, Words words)
{
    bool any = false;
    for (std::size_t at = 0; at < words.size();) {
        auto const found = known.find(words, at);
        if (found && found->begin == at) {
            any = true;
            at = found->end;
        } else if (is_courtesy(words[at].text)) {
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

struct Findings {
    std::size_t words = 0;
    bool asked = false;  ///< by a phrase
    bool alone = false;  ///< by a word alone in its clause
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
    bool note = false;  ///< a machine's
};

class Judge {
 public:
    explicit Judge(RequestText const &reply) : sms_(reply.sms), clauses_(split_clauses(reply.text))
    {
        for (Clause const &clause : clauses_)
            look_at(clause);
        found_.doubtful = found_.doubtful || reply.signature.find('?') != std::string_view::npos;
    }
    [[nodiscard]] Request verdict() const
    {
        if (!found_.said && !found_.alone && !found_.started) return Request::courtesy;
        bool const brief = found_.words <= most_words;
        if (found_.asked) return found_.doubtful || !brief ? Request::maybe_stop : Request::stop;
        if (found_.alone) return found_.doubtful || found_.other || !brief ? Request::maybe_stop : Request::stop;
        if (found_.mentioned || (found_.forbidden && found_.doubtful)) return Request::maybe_stop;
        return found_.started && !found_.other ? Request::start : Request::none;
    }

 private:
    void look_at(Clause const &clause)
    {
        Words const words(clause.words);
        found_.words += words.size();
        if (is_courtesy_only(words)) return;
        if (consists_of(stop_words(), words) || is_carrier_word(words)) {
            found_.alone = true;
            found_.asked = found_.asked || stop_requests().in(words);
            return;
        }
        if (consists_of(start_words(), words)) {
            found_.started = true;
            return;
        }
        if (is_stop_with_reason(words)) {
            found_.alone = true;
            return;
        }
        Said const said = read(words);
        bool const begins = &clause == &clauses_.front() && clauses_.size() > 1;
        bool const name = !said.asked && !said.mentioned && is_name(words) && !begins;
        if (!name || said.reason) note_down(clause, said);
    }

    [[nodiscard]] static Said read(Words words)
    {
        ClauseSense const sense = sense_of(words);
        bool const missing = misses(words) || (!sense.of_mail && other_matters().in(words));
        Said said;
        said.note = opt_out_notes().in(words);
        said.asked = !missing && !said.note && (sense.asks || stop_requests().in(words));
        said.reason = stop_reasons().in(words);
        said.mentioned = said.note || (!missing && speaks_of_it(sense, words));
        said.forbidden = !missing && sense.forbids;
        return said;
    }

    void note_down(Clause const &clause, Said const &said)
    {
        found_.said = true;
        found_.asked |= said.asked;
        found_.mentioned |= said.mentioned;
        found_.forbidden |= said.forbidden;
        found_.other |= !said.asked && !said.reason;
        found_.doubtful |= said.note || is_doubtful(clause, said);
    }

    [[nodiscard]] static bool is_doubtful(Clause const &clause, Said const &said)
    {
        if (clause.address && !said.asked) return true;
        if (said.reason) return false;
        bool const spoken = said.asked || said.mentioned || said.forbidden || clause.asks;
        return (clause.asks && is_question(clause, said.asked, said.mentioned)) || has_doubt(clause.words, spoken);
    }

    [[nodiscard]] static bool speaks_of_it(ClauseSense const &sense, Words words)
    {
        return sense.mentions || stop_mentions().in(words) || (sense.forbids && has_doubt(words, true));
    }

    /** "… so that we get no more of these" does not. */
    [[nodiscard]] static bool misses(Words words)
    {
        auto const purpose = purpose_phrases().find(words);
        return missing_phrases().in(purpose && purpose->begin > 2 ? words.first(purpose->begin) : words);
    }

    /** "Could you stop this" is none; nor is what stands in front of it in the same sentence. */
    [[nodiscard]] static bool is_question(Clause const &clause, bool asked, bool mentioned)
    {
        if (asked) return !polite_openings().in(clause.words) && unsure_questions().in(clause.words);
        return mentioned || clause.ends_sentence || unsure_questions().in(clause.words);
    }

    /** Behind "I would be grateful if", which is none. */
    [[nodiscard]] static bool has_doubt(Words words, bool spoken)
    {
        auto const polite = polite_conditions().find(words);
        Words const rest = polite ? words.subspan(polite->end) : words;
        constexpr std::size_t longest_addition = 4;  // "only at night"
        return stop_doubts().in(rest) || (spoken && other_people().in(rest)) ||
               ((spoken || words.size() <= longest_addition) && stop_circumstances().in(rest));
    }

    /** "CANCEL" and nothing else: with "please" it is about an appointment. */
    [[nodiscard]] bool is_carrier_word(Words words) const
    {
        if (!sms_ || clauses_.size() != 1) return false;
        auto const found = sms_stop_words().find(words);
        return found && found->begin == 0 && found->end == words.size();
    }

    /** "STOP I moved away", "wrong number stop" */
    [[nodiscard]] static bool is_stop_with_reason(Words words)
    {
        auto const stop = stop_words().find(words);
        auto const reason = stop_reasons().find(words);
        if (!stop || !reason || stop->end > words.size()) return false;
        bool const in_front = stop->begin == 0 && reason->begin >= stop->end && reason->begin <= stop->end + 3;
        return in_front || (reason->end == stop->begin && stop->end == words.size());
    }

    bool sms_;
    std::vector<Clause> clauses_;
    Findings found_;
};

}  // namespace

Request judge_request(RequestText const &reply)
{
    return Judge(reply).verdict();
}

}  // namespace automation::core::inbound
