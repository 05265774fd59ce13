#include "core/inbound/html_text.hpp"

#include "core/base/strings.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace automation::core::inbound {

namespace {

constexpr std::array<std::string_view, 14> blocks{"p",  "div", "br", "tr", "li",    "ul",         "ol",
                                                  "h1", "h2",  "h3", "hr", "table", "blockquote", "pre"};
constexpr std::array<std::string_view, 4> unseen{"style", "script", "head", "title"};
/** Values of class, id or name of the elements in which clients put the mail that is answered. */
constexpr std::array<std::string_view, 9> quotes{
    "gmail_quote_container", "divrplyfwdmsg",        "appendonsend",
    "moz-cite-prefix",       "name=\"quote\"",       "yahoo_quoted",
    "protonmail_quote",      "outlookmessageheader", "ms-outlook-mobile-reference"};

constexpr auto entities = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", " "},
    {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},   {"Ouml", "Ö"},   {"Uuml", "Ü"},
    {"szlig", "ß"},  {"eacute", "é"}, {"egrave", "è"}, {"ecirc", "ê"},  {"agrave", "à"}, {"acirc", "â"},
    {"ccedil", "ç"}, {"ocirc", "ô"},  {"icirc", "î"},  {"ucirc", "û"},  {"ugrave", "ù"}, {"Eacute", "É"},
    {"Agrave", "À"}, {"aacute", "á"}, {"iacute", "í"}, {"oacute", "ó"}, {"uacute", "ú"}, {"ntilde", "ñ"},
    {"atilde", "ã"}, {"otilde", "õ"}, {"igrave", "ì"}, {"ograve", "ò"}, {"iquest", "¿"}, {"iexcl", "¡"},
    {"rsquo", "’"},  {"lsquo", "‘"},  {"ldquo", "“"},  {"rdquo", "”"},  {"ndash", "–"},  {"mdash", "—"},
    {"hellip", "…"}, {"oslash", "ø"}, {"aring", "å"},  {"euro", "€"},   {"zwnj", ""},    {"shy", ""},
});

class Reader {
 public:
    explicit Reader(std::string_view html) : html_(html), rest_(html), lower_(lower_ascii(html)) {}
    std::string read()
    {
        while (!rest_.empty() && !ended_) {
            if (rest_.front() == '<') {
                tag();
            } else if (rest_.front() == '&') {
                entity();
            } else {
                letter(rest_.front());
                rest_.remove_prefix(1);
            }
        }
        return std::move(out_);
    }

 private:
    void letter(char c)
    {
        bool const blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && (out_.empty() || out_.back() == '\n' || out_.back() == ' ')) return;
        begin_line();
        out_ += blank ? ' ' : c;
    }
    void begin_line()
    {
        if (!out_.empty() && out_.back() != '\n') return;
        for (int i = 0; i < std::min(quoted_, 5); ++i)
            out_ += "> ";
    }
    void new_line()
    {
        while (out_.ends_with(' '))
            out_.pop_back();
        if (out_.ends_with("\n\n")) return;
        if (!out_.empty()) out_ += '\n';
    }
    static bool begins_tag(std::string_view rest) noexcept
    {
        char const first = rest.empty() ? '\0' : rest.front();
        return first == '/' || first == '!' || first == '?' || (first >= 'a' && first <= 'z') ||
               (first >= 'A' && first <= 'Z');
    }
    /** "<ann@example.com>"; what is longer than an address is none, so that it need not be looked through again. */
    static bool is_address(std::string_view rest)
    {
        constexpr std::size_t longest_address = 300;
        rest = rest.substr(0, longest_address);
        auto const whole = rest.substr(0, rest.find('>'));
        return whole.find('@') != std::string_view::npos && whole.find('=') == std::string_view::npos;
    }
    void tag()
    {
        if (rest_.starts_with("<!--")) {
            auto const end = rest_.find("-->");
            rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 3);
            return;
        }
        if (!begins_tag(rest_.substr(1)) || is_address(rest_)) {
            letter('<');
            rest_.remove_prefix(1);
            return;
        }
        auto const end = rest_.find('>');
        std::string const whole = lower_ascii(rest_.substr(1, end == std::string_view::npos ? end : end - 1));
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        bool const closing = whole.starts_with('/');
        auto const text = std::string_view(whole).substr(closing ? 1 : 0);
        element(text.substr(0, text.find_first_of(" \t\r\n/")), text, closing);
    }
    void element(std::string_view name, std::string_view whole, bool closing)
    {
        if (!closing && std::ranges::find(unseen, name) != unseen.end()) return skip_to_end_of(name);
        if (std::ranges::find(blocks, name) == blocks.end()) return;
        new_line();
        if (name == "p" && !closing) new_line();
        if (name == "blockquote") quoted_ = std::max(0, quoted_ + (closing ? -1 : 1));
        bool const quote = !closing && std::ranges::any_of(quotes, [&](auto mark) {
            return whole.find(mark) != std::string_view::npos;
        });
        ended_ = quote && !is_blank(out_);
    }
    void skip_to_end_of(std::string_view name)
    {
        std::string const close = "</" + std::string(name);
        auto const end = lower_.find(close, html_.size() - rest_.size());
        rest_ = html_.substr(end == std::string::npos ? html_.size() : end);
    }
    void entity()
    {
        auto const end = rest_.substr(0, 12).find(';');
        if (end == std::string_view::npos) {
            letter('&');
            rest_.remove_prefix(1);
            return;
        }
        auto const name = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        if (name.starts_with('#')) return numbered(name.substr(1));
        auto const found = std::ranges::find(entities, name, &std::pair<std::string_view, std::string_view>::first);
        if (found == entities.end()) return;
        for (char const c : found->second)
            letter(c);
    }
    void numbered(std::string_view digits)
    {
        bool const hex = digits.starts_with('x') || digits.starts_with('X');
        if (hex) digits.remove_prefix(1);
        unsigned code = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
        if (code < 0x20 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = ' ';
        std::string text;
        append_code_point(text, code == 0xA0 ? U' ' : static_cast<char32_t>(code));
        for (char const c : text)
            letter(c);
    }

    std::string_view html_;
    std::string_view rest_;
    std::string lower_;
    std::string out_;
    int quoted_ = 0;
    bool ended_ = false;
};

}  // namespace

bool looks_like_html(std::string_view text)
{
    std::string const start = lower_ascii(text.substr(0, 4000));
    constexpr std::array<std::string_view, 9> marks{"<html", "<body", "<div",      "<p>",        "<p ",
                                                    "<br>",  "<br/",  "<!doctype", "<blockquote"};
    return std::ranges::any_of(marks, [&](auto mark) { return start.find(mark) != std::string::npos; });
}

std::string html_text(std::string_view html)
{
    return Reader(html).read();
}

}  // namespace automation::core::inbound
