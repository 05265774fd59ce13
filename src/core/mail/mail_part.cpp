#include "core/mail/mail_part.hpp"

#include "core/base/strings.hpp"
#include "core/mail/mail_charset.hpp"

namespace automation::core::mail {

namespace {

constexpr std::size_t longest_text = 1024UL * 1024;
constexpr int most_children = 100;

bool is_attachment(GMimeObject *part)
{
    std::string const disposition = lower_ascii(
        text_or_empty(g_mime_object_get_disposition(part) == nullptr ? nullptr : g_mime_object_get_disposition(part)));
    return disposition == "attachment" || g_mime_part_get_filename(GMIME_PART(part)) != nullptr;
}

/** "Your mail program cannot show HTML": what some programs write instead of a text. */
bool is_placeholder(PartText const &plain)
{
    return plain.text.size() < 300 && lower_ascii(plain.text).find("html") != std::string::npos;
}

PartText text_of_leaf(GMimeObject *part)
{
    std::string const type = type_of(part);
    bool const html = type == "text/html";
    if ((!html && type != "text/plain") || is_attachment(part)) return {};
    std::string text = content_of(GMIME_PART(part));
    if (!html && parameter_of(part, "format") == "flowed") text = unwrapped(text, parameter_of(part, "delsp") == "yes");
    return {std::move(text), html};
}

}  // namespace

std::string type_of(GMimeObject *part)
{
    GMimeContentType *const type = g_mime_object_get_content_type(part);
    if (type == nullptr) return {};
    OwnedText const text(g_mime_content_type_get_mime_type(type));
    return lower_ascii(text_or_empty(text.get()));
}

std::string parameter_of(GMimeObject *part, char const *name)
{
    return lower_ascii(trim(text_or_empty(g_mime_object_get_content_type_parameter(part, name))));
}

std::string content_of(GMimePart *part)
{
    GMimeDataWrapper *const content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    Owned<GMimeStream> const stream(g_mime_stream_mem_new());
    (void)g_mime_data_wrapper_write_to_stream(content, stream.get());
    GByteArray const *const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    if (bytes == nullptr || bytes->len == 0) return {};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the bytes are text
    std::string_view const text(reinterpret_cast<char const *>(bytes->data),
                                std::min<std::size_t>(bytes->len, longest_text));
    return to_utf8(text, parameter_of(GMIME_OBJECT(part), "charset"));
}

PartText readable_text(GMimeObject *part, int depth)
{
    if (part == nullptr || depth > deepest) return {};
    if (GMIME_IS_PART(part)) return text_of_leaf(part);
    if (!GMIME_IS_MULTIPART(part)) return {};
    bool const alternative = type_of(part) == "multipart/alternative";
    PartText html;
    PartText plain;
    int const children = std::min(g_mime_multipart_get_count(GMIME_MULTIPART(part)), most_children);
    for (int i = 0; i < children; ++i) {
        PartText found = readable_text(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1);
        if (is_blank(found.text)) continue;
        if (!alternative) return found;
        PartText &kind = found.html ? html : plain;
        if (kind.text.empty()) kind = std::move(found);
    }
    bool const prefers_html = plain.text.empty() || (!html.text.empty() && is_placeholder(plain));
    return prefers_html ? html : plain;
}

}  // namespace automation::core::mail
