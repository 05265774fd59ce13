#include "core/inbound/sense_vocabulary.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace automation::core::inbound {

namespace {

enum Language : std::size_t { english, german, french, spanish, italian, dutch, polish, portuguese };

/** All words that have a sense, of all languages. */
class Vocabulary {
 public:
    Vocabulary()
    {
        add(english, english_senses());
        add(german, german_senses());
        add(french, french_senses());
        add(spanish, spanish_senses());
        add(italian, italian_senses());
        add(dutch, dutch_senses());
        add(polish, polish_senses());
        add(portuguese, portuguese_senses());
    }

    /** Adds what two words with "_" between them mean to `out`. */
    void look_up_pair(std::string_view words, ByLanguage &out) const { join(words_, words, out); }

    /** Adds what `word` means to `out`; false if it is not known as a whole. */
    bool look_up(std::string_view word, ByLanguage &out) const
    {
        bool const found = join(words_, word, out);
        if (word.empty()) return found;
        std::uint32_t const beginnings = beginning_sizes_[index_of(word.front())];
        std::uint32_t const endings = ending_sizes_[index_of(word.back())];
        for (std::size_t size = 3; size <= std::min<std::size_t>(word.size(), longest_part); ++size) {
            if ((beginnings >> size & 1U) != 0) join(beginnings_, word.substr(0, size), out);
            if ((endings >> size & 1U) != 0) join(endings_, word.substr(word.size() - size), out);
        }
        return found;
    }

    /** The same for a word that is not known as it stands: "suprimez", "abmeldn", "loeschung". */
    void look_up_misspelt(std::string_view word, ByLanguage &out) const
    {
        if (word.size() + 1 < shortest_misspelt || !is_latin(word.front())) return;
        if (std::string const plain = without_transcription(word); plain.size() < word.size()) look_up(plain, out);
        for (LongWord const &known : long_words_[static_cast<std::size_t>(word.front() - 'a')]) {
            if (is_slip_of(known, word)) out[known.language] |= known.senses;
        }
    }

 private:
    using Map = std::unordered_map<std::string_view, ByLanguage>;
    static constexpr std::size_t longest_part = 14;
    static constexpr std::size_t shortest_misspelt = 7;
    /** Of these an unknown word may be a misspelling. */
    static constexpr Senses slips = any(Sense::unsubscribe, Sense::erase, Sense::newsletter);

    struct LongWord {
        std::string_view text;
        bool beginning;
        Language language;
        Senses senses;
    };

    static std::size_t index_of(char c) noexcept { return static_cast<unsigned char>(c); }
    static bool is_latin(char c) noexcept { return c >= 'a' && c <= 'z'; }

    /** "loeschen" as "loschen", the form of words.hpp. */
    static std::string without_transcription(std::string_view word)
    {
        std::string plain;
        for (char const c : word) {
            bool const vowel = !plain.empty() && (plain.back() == 'a' || plain.back() == 'o' || plain.back() == 'u');
            if (c != 'e' || !vowel) plain += c;
        }
        return plain;
    }
    /** A letter too many or too few, or two in the wrong order. Another letter makes another word: "anmelden". */
    static bool is_slip(std::string_view known, std::string_view word) noexcept
    {
        auto const [left, right] = std::ranges::mismatch(known, word);
        std::string_view const a(left, known.end());
        std::string_view const b(right, word.end());
        if (a.size() == b.size() + 1) return a.substr(1) == b;
        if (b.size() == a.size() + 1) return b.substr(1) == a;
        return a.size() == b.size() && a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
    }
    static bool is_slip_of(LongWord const &known, std::string_view word) noexcept
    {
        std::size_t const size = known.text.size();
        if (!known.beginning) return word.size() + 1 >= size && word.size() <= size + 1 && is_slip(known.text, word);
        // Without its last letter it would be the beginning of many other words.
        bool const shorter = word.size() > size && word.starts_with(known.text.substr(0, size - 1));
        for (std::size_t part = size - 1; part <= std::min(size + 1, word.size()) && !shorter; ++part) {
            if (is_slip(known.text, word.substr(0, part))) return true;
        }
        return false;
    }

    void add(Language language, std::span<SenseWords const> table)
    {
        for (SenseWords const &row : table) {
            for (auto rest = row.words; !rest.empty();) {
                auto const end = std::min(rest.find(' '), rest.size());
                add(language, row.sense, rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
    void add(Language language, Sense sense, std::string_view word)
    {
        bool const beginning = word.ends_with('*');
        bool const ending = word.starts_with('*');
        Map &map = beginning ? beginnings_ : ending ? endings_ : words_;
        if (beginning) word.remove_suffix(1);
        if (ending) word.remove_prefix(1);
        map[word][language] |= bit(sense);
        if (beginning) beginning_sizes_[index_of(word.front())] |= 1U << word.size();
        if (ending) ending_sizes_[index_of(word.back())] |= 1U << word.size();
        bool const single = !ending && word.find('_') == std::string_view::npos;
        if ((bit(sense) & slips) == 0 || !single || word.size() < shortest_misspelt || !is_latin(word.front())) return;
        long_words_[static_cast<std::size_t>(word.front() - 'a')].push_back({word, beginning, language, bit(sense)});
    }
    static bool join(Map const &map, std::string_view word, ByLanguage &out)
    {
        auto const found = map.find(word);
        if (found == map.end()) return false;
        for (std::size_t language = 0; language < language_count; ++language)
            out[language] |= found->second[language];
        return true;
    }

    Map words_, beginnings_, endings_;
    std::array<std::uint32_t, 256> beginning_sizes_{};  ///< of those that begin with this letter, a bit for each
    std::array<std::uint32_t, 256> ending_sizes_{};
    std::array<std::vector<LongWord>, 26> long_words_;  ///< by their first letter
};

/** "menvoyer", "nenvoyez", "dellelenco": the small word in front of an apostrophe has a sense of its own. */
struct Elision {
    std::string_view letters;
    Language language;
    Senses senses;
};
constexpr std::array<Elision, 9> elisions{{{"m", french, bit(Sense::me)},
                                           {"n", french, bit(Sense::no)},
                                           {"d", french, bit(Sense::from)},
                                           {"l", french, 0},
                                           {"j", french, bit(Sense::first)},
                                           {"dell", italian, bit(Sense::from)},
                                           {"dall", italian, bit(Sense::from)},
                                           {"m", italian, bit(Sense::me)},
                                           {"l", italian, 0}}};

void look_up_elided(Vocabulary const &vocabulary, std::string_view word, ByLanguage &out)
{
    for (Elision const &elision : elisions) {
        if (!word.starts_with(elision.letters) || word.size() < elision.letters.size() + 4) continue;
        ByLanguage inner{};
        vocabulary.look_up(word.substr(elision.letters.size()), inner);
        if (inner[elision.language] != 0) out[elision.language] |= inner[elision.language] | elision.senses;
    }
}

/** "borrenme", "sacarnos", "toglietemi": the person is written behind the verb. */
void look_up_attached(std::string_view word, ByLanguage &out)
{
    constexpr Senses verbs = any(Sense::remove, Sense::send, Sense::unsubscribe);
    bool const spanish_person = word.ends_with("me") || word.ends_with("nos");
    bool const italian_person = word.ends_with("mi") || word.ends_with("ci");
    if (spanish_person && (out[spanish] & verbs) != 0) out[spanish] |= bit(Sense::me);
    if (italian_person && (out[italian] & verbs) != 0) out[italian] |= bit(Sense::me);
}

bool is_digits(std::string_view word) noexcept
{
    return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/** A part of a telephone number. */
bool is_number(std::span<TextWord const> words, std::size_t at)
{
    constexpr std::size_t shortest_number = 6;
    std::string_view const word = words[at].text;
    if (word.size() < 2 || !is_digits(word)) return false;
    return word.size() >= shortest_number || (at + 1 < words.size() && is_digits(words[at + 1].text));
}

/** "unsubscribe from worry": what is left is no list, and nobody asks for it. */
void drop_other_lists(std::vector<ByLanguage> &words, std::size_t language)
{
    constexpr std::size_t near = 2;
    constexpr Senses asked = any(Sense::me, Sense::ask, Sense::my, Sense::want, Sense::may);
    constexpr Senses lists = any(Sense::list, Sense::mail, Sense::newsletter, Sense::these, Sense::own, Sense::my);
    auto const joined = [&](std::size_t first, std::size_t last) {
        Senses senses = 0;
        for (std::size_t at = first; at < std::min(last, words.size()); ++at)
            senses |= words[at][language];
        return senses;
    };
    for (std::size_t at = 0; at < words.size(); ++at) {
        if ((words[at][language] & bit(Sense::unsubscribe)) == 0) continue;
        Senses const before = joined(at - std::min(at, near), at);
        std::size_t from = at + 1;
        while (from < std::min(words.size(), at + 1 + near) && (words[from][language] & bit(Sense::from)) == 0)
            ++from;
        bool const names = from + 1 < words.size() && (words[from][language] & bit(Sense::from)) != 0;
        if (names && ((before | joined(at, from)) & asked) == 0 && (joined(from + 1, from + 5) & lists) == 0)
            words[at][language] &= ~bit(Sense::unsubscribe);
    }
}

}  // namespace

/** "more questions about your message" */
void drop_subjects(std::vector<ByLanguage> &words, std::size_t language)
{
    constexpr std::size_t near = 2;
    for (std::size_t at = 1; at < words.size(); ++at) {
        for (std::size_t before = at - std::min(at, near); before < at; ++before) {
            if ((words[before][language] & bit(Sense::about)) != 0) words[at][language] &= ~bit(Sense::mail);
        }
    }
}

std::vector<ByLanguage> senses_of(std::span<TextWord const> words)
{
    static Vocabulary const vocabulary;
    std::vector<ByLanguage> out(words.size());
    for (std::size_t at = 0; at < words.size(); ++at) {
        std::string_view const word = words[at].text;
        if (is_number(words, at)) out[at].fill(bit(Sense::own));
        if (!vocabulary.look_up(word, out[at])) vocabulary.look_up_misspelt(word, out[at]);
        look_up_elided(vocabulary, word, out[at]);
        look_up_attached(word, out[at]);
        if (at + 1 < words.size() && word.size() + words[at + 1].text.size() < 24) {
            vocabulary.look_up_pair(words[at].text + "_" + words[at + 1].text, out[at]);
        }
    }
    for (std::size_t language = 0; language < language_count; ++language) {
        drop_other_lists(out, language);
        drop_subjects(out, language);
    }
    return out;
}

}  // namespace automation::core::inbound
