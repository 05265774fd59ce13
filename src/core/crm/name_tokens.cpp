#include "core/crm/name_tokens.hpp"

#include "core/base/strings.hpp"

#include <utility>

namespace automation::core {
namespace {

using namespace name_words;

constexpr unsigned known = honorific | with_first_name | title | organisation | no_name | degree;

bool is_link(std::string_view text)
{
    return text.find('@') != std::string_view::npos || text.find("://") != std::string_view::npos ||
           text.starts_with("www.");
}

/** Where a missing blank is to be put behind a full stop: "Dr.|Müller", "J.|Smith"; 0: nowhere. */
std::size_t missing_blank(std::string_view text, std::string_view language)
{
    for (auto dot = text.find('.'); dot != std::string_view::npos && dot + 1 < text.size();
         dot = text.find('.', dot + 1)) {
        auto const rest = text.substr(dot + 1);
        auto const next = letters_of(rest.substr(0, rest.find('.')));
        if (next.count == 0 || rest.front() == '-') continue;
        auto const front = text.substr(0, dot + 1);
        bool const initial = letters_of(front).count == 1 && next.count > 2;
        if (initial || (classes_of(front, language) & (honorific | title)) != 0) return dot + 1;
    }
    return 0;
}

class Cutter {
 public:
    explicit Cutter(std::string_view language) : language_(language) { tokens_.words.reserve(8); }

    void add(std::string_view text)
    {
        text = bare(text);
        if (done_ || text.empty() || is_link(text)) return;
        auto const classes = classes_of(text, language_);
        if (lower_ascii(text) == "c/o") {
            done_ = true;
            return;
        }
        if ((classes & (known | joiner)) != 0) return put(text, classes);
        if (auto const sign = text.find_first_of("/+&"); sign != std::string_view::npos && letters_of(text).count > 0)
            return add_parts(text, sign);
        if (auto const cut = missing_blank(text, language_)) {
            add(text.substr(0, cut));
            return add(text.substr(cut));
        }
        put(text, classes);
    }
    void comma()
    {
        if (!tokens_.words.empty()) tokens_.words.back().comma = true;
    }
    [[nodiscard]] NameTokens take() { return std::move(tokens_); }

 private:
    /** Without marks at either end; an apostrophe stays where it belongs to the word ("'t"). */
    [[nodiscard]] std::string_view bare(std::string_view text) const
    {
        constexpr std::string_view marks = "!?:;*_~\"";
        while (!text.empty() && marks.find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
        while (!text.empty() && marks.find(text.back()) != std::string_view::npos)
            text.remove_suffix(1);
        if (text.find_first_of("'`") != std::string_view::npos && classes_of(text, language_) != 0) return text;
        while (!text.empty() && (text.front() == '\'' || text.front() == '`' || text.front() == '.'))
            text.remove_prefix(1);
        while (!text.empty() && (text.back() == '\'' || text.back() == '`'))
            text.remove_suffix(1);
        return text;
    }
    void add_parts(std::string_view text, std::size_t sign)
    {
        add(text.substr(0, sign));
        put(text.substr(sign, 1), joiner);
        add(text.substr(sign + 1));
    }
    void put(std::string_view text, unsigned classes)
    {
        auto const letters = letters_of(text);
        if (letters.count == 0 && (classes & joiner) == 0) {
            bool const digits = text.find_first_of("0123456789") != std::string_view::npos;
            bar_ = bar_ || (!digits && !tokens_.words.empty());
            return;
        }
        tokens_.separated = tokens_.separated || bar_;
        tokens_.words.push_back({std::string(text), classes, letters});
    }

    std::string_view language_;
    NameTokens tokens_;
    bool done_ = false, bar_ = false;
};

}  // namespace

bool NameToken::odd() const
{
    if (letters.others || letters.count == 0) return true;
    auto const dot = text.find('.');
    return dot != std::string::npos && dot + 1 < text.size() && !is(known) && !is_initial(text);
}

NameTokens name_tokens(std::string_view visible, std::string_view language)
{
    Cutter cutter(language);
    while (!visible.empty()) {
        auto const end = visible.find_first_of(" ,");
        cutter.add(visible.substr(0, end));
        if (end == std::string_view::npos) break;
        if (visible[end] == ',') cutter.comma();
        visible.remove_prefix(end + 1);
    }
    return cutter.take();
}

}  // namespace automation::core
