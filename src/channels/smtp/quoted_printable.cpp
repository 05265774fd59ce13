#include "channels/smtp/quoted_printable.hpp"

namespace automation::channels {

namespace {

constexpr std::size_t longest_line = 76;

/** Writes pieces that stay whole, and ends a line softly before it would grow too long. */
class EncodedLine {
 public:
    explicit EncodedLine(std::string &out) : out_(out) {}

    [[nodiscard]] bool empty() const noexcept { return used_ == 0; }
    /** True when a piece of that size would stand at the beginning of a line. */
    [[nodiscard]] bool begins_with(std::size_t size) const noexcept
    {
        return empty() || used_ + size >= longest_line;  // one place is for the =
    }
    void add(std::string_view piece)
    {
        if (!empty() && begins_with(piece.size())) {
            out_ += "=\r\n";
            used_ = 0;
        }
        out_ += piece;
        used_ += piece.size();
    }
    void end()
    {
        out_ += "\r\n";
        used_ = 0;
    }

 private:
    std::string &out_;
    std::size_t used_ = 0;
};

std::string encoded(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        ((out += '=') += digits[byte >> 4U]) += digits[byte & 0xFU];
    }
    return out;
}

bool is_plain(char c) noexcept
{
    return c == '\t' || (c >= ' ' && c <= '~' && c != '=');
}

/** How many bytes belong to the first character; a stray continuation byte stands for itself. */
std::size_t character_length(std::string_view text) noexcept
{
    std::size_t length = 1;
    if (static_cast<unsigned char>(text.front()) < 0xC0U) return length;
    while (length < 4 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

/** Blanks at the end of a line get lost on the way. */
bool must_encode(std::string_view rest, bool at_start) noexcept
{
    char const c = rest.front();
    bool const last = rest.size() == 1 || rest[1] == '\n';
    if (!is_plain(c)) return true;
    if (c == ' ' || c == '\t') return last;
    return at_start && (c == '.' || rest.starts_with("From "));
}

}  // namespace

std::string quoted_printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8 + 2);
    EncodedLine line(out);
    while (!text.empty()) {
        if (text.front() == '\n') {
            line.end();
            text.remove_prefix(1);
            continue;
        }
        std::size_t const length = character_length(text);
        if (length > 1 || must_encode(text, line.begins_with(1)))
            line.add(encoded(text.substr(0, length)));
        else
            line.add(text.substr(0, 1));
        text.remove_prefix(length);
    }
    if (!line.empty()) line.end();
    return out;
}

}  // namespace automation::channels
