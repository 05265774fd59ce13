#include "core/crm/text_language.hpp"

#include "core/crm/language_tag.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

struct Named {
    std::string_view primary;
    TextLanguage language;
};

constexpr std::array<Named, 8> languages{{{"de", TextLanguage::de},
                                          {"en", TextLanguage::en},
                                          {"es", TextLanguage::es},
                                          {"fr", TextLanguage::fr},
                                          {"it", TextLanguage::it},
                                          {"nl", TextLanguage::nl},
                                          {"pl", TextLanguage::pl},
                                          {"pt", TextLanguage::pt}}};

}  // namespace

std::optional<TextLanguage> text_language(std::string_view tag)
{
    auto const *const found = std::ranges::find(languages, primary_language(tag), &Named::primary);
    return found != languages.end() ? std::optional(found->language) : std::nullopt;
}

TextVariant text_variant(Lead const &lead, TenantSettings const &tenant)
{
    for (NullableText const *written : {&lead.language, &tenant.language}) {
        auto tag = *written ? language_tag(**written) : std::nullopt;
        if (auto const language = tag ? text_language(*tag) : std::nullopt) return {*language, *std::move(tag)};
    }
    return {};
}

TextVariant text_variant(Subject const &subject)
{
    return text_variant(subject.notice ? Lead() : subject.lead, subject.tenant);
}

TextLanguage tenant_text_language(TenantSettings const &tenant)
{
    auto const tag = tenant.language ? language_tag(*tenant.language) : std::nullopt;
    return (tag ? text_language(*tag) : std::nullopt).value_or(TextLanguage::en);
}

std::string_view Wording::in(TextLanguage language) const noexcept
{
    switch (language) {
        case TextLanguage::de:
            return de;
        case TextLanguage::en:
            break;
        case TextLanguage::es:
            return es;
        case TextLanguage::fr:
            return fr;
        case TextLanguage::it:
            return it;
        case TextLanguage::nl:
            return nl;
        case TextLanguage::pl:
            return pl;
        case TextLanguage::pt:
            return pt;
    }
    return en;
}

std::string written_phrase(Wording const &phrase, TextLanguage language, std::string_view business)
{
    constexpr std::string_view place = "{business}";
    auto const text = phrase.in(language);
    auto const open = text.find('[');
    if (open == std::string_view::npos) return std::string(text);
    auto const close = text.find(']', open);
    std::string out(text.substr(0, open));
    if (!business.empty()) {
        auto const optional = text.substr(open + 1, close - open - 1);
        auto const at = optional.find(place);
        out.append(optional.substr(0, at)).append(business).append(optional.substr(at + place.size()));
    }
    return out.append(text.substr(close + 1));
}

}  // namespace automation::core
