#include "core/inbound/machine_text.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/phrase_tables.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace automation::core::inbound {

namespace {

/** Subjects that answer another begin so, behind "Out of office". */
constexpr std::array<std::string_view, 18> answers{"re:",  "re :", "aw:",  "sv:", "antw:", "odp:", "r:",  "rv:",  "tr:",
                                                   "res:", "fw:",  "fwd:", "wg:", "enc:",  "ref:", "vs:", "ynt:", "i:"};
constexpr std::array<std::string_view, 24> until{
    "until", "till", "from", "bis", "vom", "ab",  "jusqu", "du ",     "hasta", "del ",      "fino", "dal",
    "tot",   "t/m",  "van ", "do ", "od ", "ate", "de ",   "through", "till",  "returning", "back", "am "};

/** "[EXTERNAL] (Auto) x" without what stands in front. */
std::string subject_start(std::string_view subject)
{
    std::string start = folded(trim(subject));
    for (std::string_view const mark : {"[external]", "[extern]", "[ext]", "*external*", "[spam]"}) {
        if (start.starts_with(mark)) start.erase(0, mark.size());
    }
    auto const first = start.find_first_not_of("[(<*! ");
    start.erase(0, std::min(first, start.size()));
    return start;
}

bool begins_with_any(std::string_view text, std::span<std::string_view const> known)
{
    return std::ranges::any_of(known, [&](std::string_view start) { return text.starts_with(start); });
}

/** What stands behind the phrase ends it: nothing, a colon, or the subject that is answered. */
bool ends_there(std::string_view rest)
{
    auto const text = trim(rest);
    if (text.empty() || text == "!" || text == "." || text == "]" || text == ")") return true;
    if (text.starts_with('?')) return false;
    if (text.starts_with(':') || text.starts_with("：") || text.starts_with("]:")) return true;
    if (begins_with_any(text, answers)) return true;
    bool const more = text.find('?') == std::string_view::npos;
    return more && (begins_with_any(text, until) || text.starts_with('(') || text.starts_with("] "));
}

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/** Only for urgent matters: machines write so, too. */
bool is_conditional(std::span<TextWord const> words)
{
    static constexpr auto known = std::to_array<std::string_view>(
        {"if",         "urgent",  "urgently",    "emergency", "emergencies", "urgente",     "urgentes",
         "urgencias",  "urgence", "urgences",    "urgenze",   "urgencia",    "dringend",    "dringende",
         "dringenden", "notfall", "notfallen",   "spoed",     "dringende",   "pilne",       "pilnych",
         "pilnej",     "falls",   "wenn",        "sooner",    "si",          "se",          "als",
         "caso",       "case",    "emergencias", "urgency",   "immediate",   "immediately", "assistance"});
    return std::ranges::any_of(words,
                               [](TextWord const &word) { return std::ranges::find(known, word.text) != known.end(); });
}

/** A clause of a person; "in urgent cases, call me" is a machine's. */
bool has_person(std::span<Clause const> clauses)
{
    for (std::size_t at = 0; at < clauses.size(); ++at) {
        if (!person_phrases().in(clauses[at].words) || is_conditional(clauses[at].words)) continue;
        if (offers_of_help().in(clauses[at].words)) continue;
        bool const behind = at > 0 && !clauses[at - 1].ends_sentence && is_conditional(clauses[at - 1].words);
        if (!behind) return true;
    }
    return false;
}

}  // namespace

bool is_machine_subject(std::string_view subject, std::string_view text)
{
    std::string const start = subject_start(clip_bytes(subject, 400));
    for (std::string_view const phrase : machine_subjects()) {
        if (!start.starts_with(phrase)) continue;
        std::string_view const rest = std::string_view(start).substr(phrase.size());
        bool const ends_word = phrase.ends_with(':') || rest.empty() || !is_letter(rest.front());
        if (ends_word && !trim(rest).starts_with('?')) return true;
    }
    bool const absent = std::ranges::any_of(absence_subjects(), [&](std::string_view phrase) {
        return start.starts_with(phrase) && ends_there(std::string_view(start).substr(phrase.size()));
    });
    if (!absent) return false;
    auto const clauses = split_clauses(text, 300);
    bool const says_so = std::ranges::any_of(
        clauses, [](Clause const &clause) { return !clause.asks && absence_phrases().in(clause.words); });
    return says_so || std::ranges::none_of(clauses, &Clause::asks);
}

bool is_machine_text(std::string_view subject, std::string_view text, MachineHints hints)
{
    auto const clauses = split_clauses(text, 300);
    if (clauses.size() == 1 && clauses.front().asks) return false;
    bool const asks = std::ranges::any_of(clauses, [](Clause const &c) { return c.asks && c.words.size() > 1; });
    // "The courier could not deliver the parcel" is a person's.
    bool const personal = has_person(clauses) || (asks && other_matters().in(clauses));
    bool const machine = machine_phrases().in(clauses) || offers_of_help().in(clauses);
    if (machine && !(asks && personal)) return true;
    if (asks || personal) return false;
    if (opt_out_notes().in(clauses)) return true;
    bool const thanks = thanks_phrases().in(clauses);
    bool const business = business_phrases().in(clauses);
    if (hints.suppresses ? thanks || business : thanks && business) return true;
    auto const heading = split_clauses(clip_bytes(subject, 400), 40);
    bool const heading_asks = std::ranges::any_of(heading, &Clause::asks);
    if (hints.absent && absence_phrases().in(clauses)) return true;
    bool const answered = begins_with_any(subject_start(clip_bytes(subject, 400)), answers);
    return !answered && !heading_asks && machine_phrases().in(heading);
}

}  // namespace automation::core::inbound
