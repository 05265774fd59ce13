#include "core/report/html_writer.hpp"

#include "core/base/escape.hpp"
#include "core/base/strings.hpp"

namespace automation::core {
namespace {

constexpr std::size_t longest_value = 300;

}  // namespace

HtmlWriter &HtmlWriter::raw(std::string_view markup)
{
    page_ += markup;
    return *this;
}

HtmlWriter &HtmlWriter::text(std::string_view value)
{
    auto const shown = truncated(value, longest_value);
    append_escaped(page_, sanitized(shown), Part::html);
    return shown.size() < value.size() ? raw("…") : *this;
}

HtmlWriter &HtmlWriter::isolated(std::string_view value)
{
    return raw("<bdi>").text(value).raw("</bdi>");
}

}  // namespace automation::core
