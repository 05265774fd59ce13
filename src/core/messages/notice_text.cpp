#include "core/messages/notice_text.hpp"

#include "core/base/strings.hpp"
#include "core/messages/phrases_notice.hpp"

namespace automation::core {

namespace {

std::string line_of(NullableText const &value)
{
    constexpr std::size_t longest = 120;
    auto const present = nonblank(value);
    return present ? std::string(trim(sanitized(truncated(trim(*present), longest)))) : std::string();
}

/** Name, addresses, status and source, as far as they are known. */
std::string facts_of(Subject const &subject)
{
    auto const language = text_variant(subject).language;
    std::string lines;
    auto const line = [&](Wording const &label, NullableText const &value) {
        std::string const shown = line_of(value);
        if (!shown.empty()) {
            lines += (lines.empty() ? "" : "\n") + std::string(label.in(language)) + shown;
        }
    };
    line(phrases::name, subject.lead.name);
    line(phrases::email, subject.lead.email);
    line(phrases::phone, subject.lead.phone);
    line(phrases::status, subject.lead.status);
    line(phrases::source, subject.lead.source);
    return lines;
}

}  // namespace

std::string notice_subject(Automation const &automation, Subject const &subject)
{
    std::string const name = line_of(subject.lead.name);
    return line_of(automation.name) + (name.empty() ? "" : ": " + name);
}

FallbackText notice_text(Automation const &automation, Subject const &subject)
{
    FallbackText text{notice_subject(automation, subject), line_of(automation.name)};
    for (std::string const &part : {facts_of(subject), builtin_details(subject)}) {
        text.body += part.empty() ? "" : "\n\n" + part;
    }
    return text;
}

}  // namespace automation::core
