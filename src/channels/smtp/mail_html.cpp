#include "channels/smtp/mail_html.hpp"

#include "core/base/escape.hpp"
#include "core/base/strings.hpp"
#include "core/crm/language_tag.hpp"

#include <algorithm>

namespace automation::channels {

namespace {

constexpr std::string_view scheme = "https://";

bool is_url_character(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:/?#[]@!$&()*+,;=%").find(c) != std::string_view::npos;
}

/** Without the punctuation of the sentence that it stands in; a bracket stays when its partner is inside. */
std::string_view without_punctuation(std::string_view url) noexcept
{
    while (!url.empty()) {
        char const last = url.back();
        bool const unpaired = last == ')' && std::ranges::count(url, '(') < std::ranges::count(url, ')');
        if (!unpaired && std::string_view(".,;:!?]").find(last) == std::string_view::npos) break;
        url.remove_suffix(1);
    }
    return url;
}

/** The link at the front of `text`, which begins with the scheme; empty when nothing follows it. */
std::string_view link_at(std::string_view text) noexcept
{
    auto const end = std::ranges::find_if_not(text, is_url_character);
    auto const url = without_punctuation(text.substr(0, static_cast<std::size_t>(end - text.begin())));
    return url.size() > scheme.size() ? url : std::string_view();
}

/** A paragraph's text; its line ends become <br>. */
void append_linked(std::string &out, std::string_view text)
{
    while (!text.empty()) {
        auto const at = text.find(scheme);
        core::append_escaped(out, text.substr(0, at), core::Part::html);
        if (at == std::string_view::npos) return;
        text.remove_prefix(at);
        auto const url = link_at(text);
        if (url.empty()) {
            core::append_escaped(out, scheme, core::Part::html);
            text.remove_prefix(scheme.size());
            continue;
        }
        std::string shown;
        core::append_escaped(shown, url, core::Part::html);
        (((out += "<a href=\"") += shown) += "\">" + shown) += "</a>";
        text.remove_prefix(url.size());
    }
}

std::string language_attribute(std::string_view language)
{
    return core::well_formed_language(language) ? " lang=\"" + std::string(language) + '"' : std::string();
}

std::string_view without_line_ends(std::string_view text) noexcept
{
    while (text.starts_with('\n'))
        text.remove_prefix(1);
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::string mail_html(std::string_view text, std::string_view language, std::string_view language_of_last)
{
    std::string out = "<!DOCTYPE html>\n<html" + language_attribute(language);
    out += ">\n<head><meta charset=\"utf-8\"></head>\n<body>\n";
    bool const same = core::primary_language(language) == core::primary_language(language_of_last);
    for (text = without_line_ends(text); !text.empty(); text = without_line_ends(text)) {
        auto const end = text.find("\n\n");
        out += "<p dir=\"auto\"";  // right-to-left scripts in the midst of others
        if (end == std::string_view::npos && !same) out += language_attribute(language_of_last);
        out += '>';
        append_linked(out, text.substr(0, end));
        out += "</p>\n";
        text = end == std::string_view::npos ? std::string_view() : text.substr(end);
    }
    return out + "</body>\n</html>\n";
}

}  // namespace automation::channels
