#include "core/report/report_words.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/crm/language_tag.hpp"

namespace automation::core {
namespace {

constexpr std::string_view german = "de";
constexpr std::string_view english = "en";

}  // namespace

std::string report_language(std::string_view locale)
{
    std::string_view const written = trim(locale);
    auto const tag = language_tag(written);
    if (!tag && !well_formed_language(written)) {
        throw UserError("invalid locale " + quote_value(locale), "A locale is a BCP 47 language tag.",
                        "Write a tag such as en, en-US, de or de-AT.");
    }
    std::string const primary = tag ? primary_language(*tag) : std::string();
    return primary == german || primary == english ? *tag : std::string(english);
}

ReportWords const &report_words(std::string_view tag) noexcept
{
    return primary_language(tag) == german ? report_words_de : report_words_en;
}

}  // namespace automation::core
