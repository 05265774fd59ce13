/* mail_mutation.hpp — changes a mail as mails differ: folds, boundaries, charsets, encodings, nesting, what is cut off.
 *
 * Single bytes are changed by libFuzzer itself; these changes keep most of the mail a mail, so that what stands deep in
 * it is reached.
 */
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace automation::fuzz {

/** Where the body begins, or the end of a mail that has none. */
[[nodiscard]] inline std::size_t body_start(std::string_view mail) noexcept
{
    auto const with_return = mail.find("\n\r\n");
    auto const without = mail.find("\n\n");
    if (without < with_return) return without + 2;
    if (with_return != std::string_view::npos) return with_return + 3;
    return mail.size();
}

/** True of "content-type: x", whatever the case of its letters. */
[[nodiscard]] inline bool is_field(std::string_view line, std::string_view lower_name) noexcept
{
    return line.size() > lower_name.size() &&
           std::ranges::equal(line.substr(0, lower_name.size()), lower_name,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/** With their line ends; what is folded is one. */
[[nodiscard]] inline std::vector<std::string> header_fields(std::string_view mail)
{
    std::vector<std::string> fields;
    auto rest = mail.substr(0, body_start(mail));
    while (!rest.empty()) {
        auto const end = rest.find('\n');
        std::string_view const line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
        rest.remove_prefix(line.size());
        if (line == "\n" || line == "\r\n") break;
        bool const folded = line.front() == ' ' || line.front() == '\t';
        if (folded && !fields.empty()) {
            fields.back() += line;
        } else {
            fields.emplace_back(line);
        }
    }
    return fields;
}

/** The mail in one more multipart; its fields about the content go in with it. */
[[nodiscard]] inline std::string wrapped(std::string_view mail, std::string_view kind, std::string_view boundary)
{
    std::string outer, inner;
    for (std::string const &field : header_fields(mail)) {
        if (is_field(field, "mime-version")) continue;
        (is_field(field, "content-") ? inner : outer) += field;
    }
    if (!outer.empty() && !outer.ends_with('\n')) outer += '\n';
    if (!inner.empty() && !inner.ends_with('\n')) inner += '\n';
    std::string const mark = "--" + std::string(boundary);
    return outer + "MIME-Version: 1.0\nContent-Type: " + std::string(kind) + "; boundary=\"" + std::string(boundary) +
           "\"\n\n" + mark + "\n" + inner + "\n" + std::string(mail.substr(body_start(mail))) + "\n" + mark + "--\n";
}

class MailMutation {
 public:
    MailMutation(std::string mail, unsigned seed) : mail_(std::move(mail)), random_(seed) {}

    [[nodiscard]] std::string changed()
    {
        using Change = void (MailMutation::*)();
        static constexpr std::array<Change, 12> changes{
            &MailMutation::fold,          &MailMutation::set_charset, &MailMutation::set_encoding,
            &MailMutation::bend_boundary, &MailMutation::wrap,        &MailMutation::cut,
            &MailMutation::repeat_line,   &MailMutation::drop_line,   &MailMutation::insert_token,
            &MailMutation::change_lines,  &MailMutation::swap_case,   &MailMutation::encode_subject};
        auto const count = 1 + below(3);
        for (std::size_t i = 0; i < count; ++i)
            (this->*changes[below(changes.size())])();
        return std::move(mail_);
    }

 private:
    [[nodiscard]] std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
    template <std::size_t Size>
    [[nodiscard]] std::string_view one_of(std::array<std::string_view, Size> const &choices)
    {
        return choices[below(Size)];
    }

    /** Of the places where `text` stands one; nothing where it does not. */
    [[nodiscard]] std::size_t place_of(std::string_view text)
    {
        std::vector<std::size_t> places;
        for (auto at = mail_.find(text); at != std::string::npos; at = mail_.find(text, at + 1))
            places.push_back(at);
        return places.empty() ? std::string::npos : places[below(places.size())];
    }
    [[nodiscard]] std::size_t line_start(std::size_t at) const
    {
        auto const before = at == 0 ? std::string::npos : mail_.rfind('\n', at - 1);
        return before == std::string::npos ? 0 : before + 1;
    }
    [[nodiscard]] std::size_t line_end(std::size_t at) const
    {
        auto const end = mail_.find('\n', at);
        return end == std::string::npos ? mail_.size() : end + 1;
    }

    void fold()
    {
        static constexpr std::array<std::string_view, 5> folds{"\r\n ", "\n\t", "\r\n \r\n ", " \n", "\n  "};
        auto const end = body_start(mail_);
        for (std::size_t i = 0; i < 1 + below(8); ++i) {
            auto const at = mail_.find_first_of(" ;,=", below(end));
            if (at < end) mail_.replace(at, mail_[at] == ' ' ? 1 : 0, one_of(folds));
        }
    }
    void set_charset()
    {
        static constexpr std::array<std::string_view, 20> charsets{
            "utf-8",      "utf-16",      "utf-16le",     "utf-32",          "utf-7",     "us-ascii", "iso-8859-1",
            "iso-8859-8", "koi8-r",      "windows-1252", "cp1258",          "big5",      "gb18030",  "shift_jis",
            "euc-jp",     "iso-2022-jp", "iso-2022-kr",  "iso-2022-cn-ext", "x-unknown", "\"\""};
        auto const at = place_of("charset=");
        if (at == std::string::npos)
            return set_field("Content-Type: text/plain; charset=" + std::string(one_of(charsets)));
        auto const begin = at + std::string_view("charset=").size();
        auto const end = std::min(mail_.find_first_of(";\r\n", begin), mail_.size());
        mail_.replace(begin, end - begin, one_of(charsets));
    }
    void set_encoding()
    {
        static constexpr std::array<std::string_view, 9> encodings{
            "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode", "BASE64 ", "x-none"};
        set_field("Content-Transfer-Encoding: " + std::string(one_of(encodings)));
    }
    /** In front of the header, or of a part's. */
    void set_field(std::string const &field)
    {
        auto const part = place_of("\n--");
        auto const at = part == std::string::npos || below(2) == 0 ? 0 : line_end(part + 1);
        mail_.insert(at, field + "\n");
    }
    void bend_boundary()
    {
        static constexpr std::array<std::string_view, 7> ends{"", "--", " ", "-", "\t--", "x", "--x"};
        auto const at = place_of("\n--");
        if (at == std::string::npos) return;
        auto const end = line_end(at + 1);
        switch (below(4)) {
            case 0:  // not a boundary any more, or that of another
                mail_.erase(at + 1 + below(2), 1 + below(6));
                break;
            case 1:
                mail_.insert(end - 1, one_of(ends));
                break;
            case 2:  // twice
                mail_.insert(end, mail_.substr(at + 1, end - at - 1));
                break;
            default:
                mail_.erase(at + 1, end - at - 1);
                break;
        }
    }
    void wrap()
    {
        static constexpr std::array<std::string_view, 8> kinds{
            "multipart/mixed",   "multipart/alternative",
            "multipart/related", "multipart/signed",
            "multipart/digest",  "Multipart/MIXED",
            "multipart/x-other", "multipart/report; report-type=delivery-status"};
        for (std::size_t depth = below(4) == 0 ? below(40) : 1; depth > 0 && mail_.size() < most; --depth)
            mail_ = wrapped(mail_, one_of(kinds), "b" + std::to_string(below(3) == 0 ? 1 : depth));
    }
    void cut()
    {
        auto const at = below(mail_.size());
        if (below(2) == 0) {
            mail_.resize(at);
        } else {
            mail_.erase(at, 1 + below(200));
        }
    }
    void repeat_line()
    {
        auto const begin = line_start(below(mail_.size()));
        std::string const line = mail_.substr(begin, line_end(begin) - begin);
        std::string many;
        for (std::size_t left = 1 + below(below(6) == 0 ? 4000 : 6); left > 0 && many.size() < most; --left)
            many += line;
        mail_.insert(begin, many);
    }
    void drop_line()
    {
        auto const begin = line_start(below(mail_.size()));
        mail_.erase(begin, line_end(begin) - begin);
    }
    void insert_token()
    {
        static constexpr std::array<std::string_view, 30> tokens{
            "<@",
            "<!--",
            "-->",
            "<style>",
            "<blockquote>",
            "</blockquote>",
            "<br>",
            "&#x1F44D;",
            "&#0;",
            "&amp;",
            "> ",
            "\n\n",
            "On Mon, 2 Nov 2026 at 10:00, A <a@b.example> wrote:\n",
            "-- \n",
            "-----Original Message-----\n",
            "From: a@b.example\nSent: x\n",
            "=?utf-8?q?a?=",
            "=?iso-2022-jp?b?GyRC?=",
            "=\n",
            "=3D",
            "\\",
            "(",
            "\"",
            "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b\n",
            "begin 644 x\n",
            "\xFF\xFE",
            std::string_view("\0x", 2),
            "STOP",
            "Auto-Submitted: auto-replied\n",
            "boundary*0=b; boundary*1=c"};
        std::string_view const token = one_of(tokens);
        std::string many;
        for (std::size_t left = 1 + below(below(8) == 0 ? 3000 : 3); left > 0 && many.size() < most; --left)
            many += token;
        mail_.insert(below(mail_.size() + 1), many);
    }
    void change_lines()
    {
        bool const short_ones = mail_.find('\r') != std::string::npos;
        std::string out;
        for (char const c : mail_) {
            if (c == '\n' && !short_ones) out += '\r';
            if (c != '\r' || !short_ones) out += c;
        }
        mail_ = std::move(out);
    }
    void swap_case()
    {
        auto const begin = line_start(below(body_start(mail_)));
        auto const end = line_end(begin);
        for (auto at = begin; at < end; ++at) {
            char const c = mail_[at];
            bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter && below(2) == 0) mail_[at] = static_cast<char>(c ^ 0x20);
        }
    }
    void encode_subject()
    {
        static constexpr std::array<std::string_view, 6> subjects{"=?utf-8?b?w7Zmw7Y=?= =?utf-8?b?8J+YgA==?=",
                                                                  "=?iso-2022-jp?b?GyRCJDMbKEI=?=",
                                                                  "=?x?q?=80=FF?=",
                                                                  "=?utf-8?q?=F0=9F?= =?utf-8?q?=98=80?=",
                                                                  "=?utf-8*de?q?a_b?=",
                                                                  "=?utf-7?q?+AGE-?="};
        mail_.insert(0, "Subject: " + std::string(one_of(subjects)) + "\n");
    }

    static constexpr std::size_t most = 60000;
    std::string mail_;
    std::minstd_rand random_;
};

}  // namespace automation::fuzz
