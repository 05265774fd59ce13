#include "core/mail/mail_charset.hpp"

#include "core/base/strings.hpp"

#include <array>
#include <cerrno>

#include <iconv.h>

namespace automation::core::mail {

namespace {

/** A conversion to UTF-8; closed in any case. */
class Converter {
 public:
    explicit Converter(std::string const &charset) noexcept : handle_(iconv_open("UTF-8", charset.c_str())) {}
    Converter(Converter const &) = delete;
    Converter &operator=(Converter const &) = delete;
    ~Converter()
    {
        if (known()) iconv_close(handle_);
    }
    // NOLINTNEXTLINE(performance-no-int-to-ptr,cppcoreguidelines-pro-type-cstyle-cast): what iconv_open() returns
    [[nodiscard]] bool known() const noexcept { return handle_ != (iconv_t)-1; }

    [[nodiscard]] std::string convert(std::string_view bytes)
    {
        std::string copy(bytes);  // iconv takes no const
        char *in = copy.data();
        std::size_t left = copy.size();
        std::string out;
        std::array<char, 4096> buffer{};
        while (left > 0) {
            char *to = buffer.data();
            std::size_t space = buffer.size();
            std::size_t const result = iconv(handle_, &in, &left, &to, &space);
            out.append(buffer.data(), buffer.size() - space);
            if (result == static_cast<std::size_t>(-1) && errno != E2BIG) {
                if (errno != EILSEQ || left == 0) break;
                ++in;
                --left;
                (void)iconv(handle_, nullptr, nullptr, nullptr, nullptr);
            }
        }
        return out;
    }

 private:
    iconv_t handle_;
};

bool is_latin(std::string const &charset)
{
    return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "iso-8859-1" ||
           charset == "latin1" || charset == "iso8859-1" || charset == "ansi_x3.4-1968" || charset == "8bit";
}

/** Names that only mail programs use; a name with anything but letters, digits and these marks is no charset. */
std::string known_name(std::string_view charset)
{
    std::string name = lower_ascii(trim(charset));
    if (name == "utf8" || name == "unicode-1-1-utf-8" || name == "unicode" || name == "utf-8-mac") return "utf-8";
    if (name == "ks_c_5601-1987") return "cp949";
    if (name == "gb2312" || name == "x-gbk") return "gb18030";
    if (name == "x-sjis" || name == "shift_jis") return "cp932";
    if (name == "iso-8859-8-i") return "iso-8859-8";
    if (name.starts_with("x-mac-roman") || name == "macintosh") return "macintosh";
    if (name.starts_with("cp-")) name.erase(2, 1);
    if (name.size() > 40 || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:.") != std::string::npos)
        return {};
    return name;
}

/** Without NUL and carriage returns, and without what is no UTF-8. */
std::string cleaned(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r') {
            if (at + 1 >= text.size() || text[at + 1] != '\n') out += '\n';
        } else if (text[at] != '\0') {
            out += text[at];
        }
    }
    if (is_utf8(out)) return out;
    Converter utf8("UTF-8");
    std::string valid = utf8.known() ? utf8.convert(out) : std::string();
    return is_utf8(valid) ? valid : std::string();
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    std::string const name = known_name(charset);
    bool const latin = is_latin(name);
    if (name == "utf-8" || (latin && is_utf8(bytes))) return cleaned(bytes);
    Converter named(latin ? "CP1252" : name);
    if (named.known()) return cleaned(named.convert(bytes));
    if (is_utf8(bytes)) return cleaned(bytes);
    Converter usual("CP1252");
    return usual.known() ? cleaned(usual.convert(bytes)) : std::string();
}

std::string unwrapped(std::string_view text, bool delete_space)
{
    std::string out;
    bool joins = false;
    while (!text.empty()) {
        auto const end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        bool const quoted = line.starts_with('>');
        if (joins && quoted) out += '\n';
        if (line.starts_with(' ')) line.remove_prefix(1);
        joins = line.ends_with(' ') && line != "-- " && !quoted;
        if (joins && delete_space) line.remove_suffix(1);
        out += line;
        if (!joins) out += '\n';
    }
    return out;
}

}  // namespace automation::core::mail
