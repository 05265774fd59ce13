#include "core/inbound/stop_request.hpp"

#include "core/inbound/phrase_tables.hpp"
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

/** Another address or number stands in it. */
bool has_address(std::string_view text)
{
    std::size_t digits = 0;
    for (char const c : text) {
        digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    return text.find('@') != std::string_view::npos || digits >= 6;
}

struct Findings {
    std::size_t words = 0;
    bool asked = false;  ///< by a phrase
    bool alone = false;  ///< by a word alone in its clause
    bool started = false;
    bool mentioned = false;
    bool doubtful = false;
    bool other = false;  ///< something that is neither reason nor courtesy
    bool said = false;   ///< anything but courtesy and names
};

class Judge {
 public:
    explicit Judge(RequestText const &reply) : sms_(reply.sms), clauses_(split_clauses(reply.text))
    {
        for (Clause const &clause : clauses_)
            look_at(clause);
        found_.doubtful =
            found_.doubtful || has_address(reply.text) || reply.signature.find('?') != std::string_view::npos;
    }
    [[nodiscard]] Request verdict() const
    {
        if (!found_.said && !found_.alone && !found_.started) return Request::courtesy;
        bool const brief = found_.words <= most_words;
        if (found_.asked) return found_.doubtful || !brief ? Request::maybe_stop : Request::stop;
        if (found_.alone) return found_.doubtful || found_.other || !brief ? Request::maybe_stop : Request::stop;
        if (found_.mentioned) return Request::maybe_stop;
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
        bool const missing = missing_phrases().in(words);
        bool const note = opt_out_notes().in(words);
        bool const asked = !missing && !note && stop_requests().in(words);
        bool const reason = stop_reasons().in(words);
        bool const mentioned = note || (!missing && stop_mentions().in(words));
        bool const name =
            !asked && !mentioned && is_name(words) && (&clause != &clauses_.front() || clauses_.size() == 1);
        if (name && !reason) return;
        found_.said = true;
        found_.asked = found_.asked || asked;
        found_.mentioned = found_.mentioned || mentioned;
        found_.other = found_.other || !(asked || reason);
        bool const question = clause.asks && !(asked && polite_openings().in(words)) && !reason;
        found_.doubtful = found_.doubtful || question || note || (!reason && stop_doubts().in(words));
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
