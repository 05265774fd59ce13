/* Finds people: who writes ("Best, Sarah"), who is spoken to ("Hi Bob") and who is spoken of ("ask for Julia"). */
#include "core/claims/date_names_i18n.hpp"
#include "core/claims/claim_scan.hpp"
#include "core/claims/given_names.hpp"
#include "core/claims/people_words.hpp"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace automation::core {

namespace {

bool is_given_name(std::string_view form)
{
    static auto const names = [] {
        std::unordered_set<std::string_view> made;
        for (auto rest : words::given_names)
            while (!rest.empty()) {
                auto const end = std::min(rest.find(' '), rest.size());
                made.insert(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        return made;
    }();
    return names.contains(form);
}

bool is_no_name(std::string_view form)
{
    constexpr std::size_t whole = 3;  // shorter words are listed as they are
    auto const listed = [&](std::string_view word) {
        return word.size() <= whole ? form == word : form.starts_with(word);
    };
    auto const ends = [&](std::string_view ending) { return form.ends_with(ending); };
    return std::ranges::any_of(words::no_names, listed) || std::ranges::any_of(words::no_name_endings, ends) ||
           month_of(form) > 0 || weekday_of(form) >= 0;
}

class PeopleFinder {
 public:
    explicit PeopleFinder(Scan &scan) : scan_(scan), words_(scan.words) {}

    void run()
    {
        static Phrases const phrases{words::before_names};
        for (std::size_t i = 0; i < words_.size(); ++i) {
            if (auto const found = phrases.at(words_, i); found && !found->value.empty()) look_behind(*found);
            examine(i);
        }
    }

 private:
    [[nodiscard]] bool may_be_name(std::size_t i) const
    {
        if (i >= words_.size() || !words_[i].capital || words_[i].form.size() < 2 || is_no_name(words_[i].form))
            return false;
        constexpr std::string_view to_fill = "[{<%";  // "Dear [Name]" is a placeholder
        return words_[i].begin == 0 || to_fill.find(scan_.text[words_[i].begin - 1]) == std::string_view::npos;
    }

    /** A common name needs no word before it. */
    void examine(std::size_t i)
    {
        if (!words_[i].capital || !is_given_name(words_[i].form)) return;
        bool const place = i > 0 && std::ranges::count(words::saints, words_[i - 1].form) > 0;
        bool const street = i + 1 < words_.size() && scan_.text[words_[i].end] == '-' && words_[i + 1].capital &&
                            !is_given_name(words_[i + 1].form);
        if (!place && !street) claim(ClaimKind::person, i, i + 1);
    }

    void look_behind(Phrases::Found const &found)
    {
        if (found.end >= words_.size()) return;
        auto const &next = words_[found.end];
        if (found.value == "closing" || found.value == "parting") return close(found);
        if (next.gap == Gap::sentence && !(found.value == "title" && scan_.text[words_[found.end - 1].end] == '.'))
            return;
        if (next.new_line || (next.gap == Gap::comma && found.value != "greeted")) return;
        if (found.value == "greeted") return greet(found.end);
        if (!may_be_name(found.end)) return;
        if (found.value == "maybe self" && !is_given_name(next.form)) return;
        bool const self = found.value == "self" || found.value == "maybe self";
        bool const title = found.value == "title";  // "Pani Anno": a name may change when it is called
        auto const other = title ? ClaimKind::greeted : ClaimKind::person;
        claim(self ? ClaimKind::signer : other, found.end, name_end(found.end));
    }

    /** Behind the first word of a name its others. */
    [[nodiscard]] std::size_t name_end(std::size_t i) const
    {
        std::size_t end = i + 1;
        while (end < words_.size() && end < i + 3 && words_[end].gap == Gap::soft && !words_[end].new_line &&
               may_be_name(end) && is_given_name(words_[i].form))
            ++end;
        return end;
    }

    /** "Hi Bob," but not "Hi Bob told us". */
    void greet(std::size_t i)
    {
        if (!may_be_name(i)) return;
        std::size_t end = i + 1;
        if (end < words_.size() && words_[end].gap == Gap::soft && !words_[end].new_line && may_be_name(end)) ++end;
        bool const ends = end >= words_.size() || words_[end].gap != Gap::soft || words_[end].new_line;
        if (ends) claim(ClaimKind::greeted, i, end);
    }

    /** What stands below a letter: names, and whom they belong to. */
    void close(Phrases::Found const &found)
    {
        constexpr std::size_t longest = 6;
        auto const &first = words_[found.end];
        if (first.gap == Gap::soft && !first.new_line) return;
        if (first.gap == Gap::sentence && !first.new_line) return;
        bool const reader = found.value == "parting" && !first.new_line;
        std::size_t end = found.end;
        while (end < words_.size() && end < found.end + longest &&
               (end == found.end || (words_[end].gap != Gap::sentence && !words_[end].new_line)))
            ++end;
        if (found.value == "parting" && end - found.end > 3) return;  // a sentence goes on
        auto const line = std::span(words_).subspan(found.end, end - found.end);
        if (reader && !std::ranges::all_of(line, &Word::capital)) return;
        for (std::size_t k = found.end; k < end; ++k)
            if (may_be_name(k)) claim(reader ? ClaimKind::person : ClaimKind::signer, k, k + 1);
    }

    void claim(ClaimKind kind, std::size_t first, std::size_t end)
    {
        std::string value;
        for (std::size_t k = first; k < end; ++k)
            value += (k > first ? " " : "") + words_[k].form;
        scan_.claims.push_back({kind, std::move(value), true});
    }

    Scan &scan_;
    std::vector<Word> const &words_;
};

}  // namespace

void find_people(Scan &scan)
{
    PeopleFinder(scan).run();
}

}  // namespace automation::core
