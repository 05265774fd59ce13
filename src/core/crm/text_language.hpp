/* text_language.hpp — the languages that the extension's own texts are written in, and a text in all of them.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

enum class TextLanguage : unsigned char { de, en, es, fr, it, nl, pl, pt };

/** Of a BCP 47 tag: `de` of "de-AT", none of "ja". */
[[nodiscard]] std::optional<TextLanguage> text_language(std::string_view tag);

/** Which text a person gets, and the tag by which its dates are written. */
struct TextVariant {
    TextLanguage language = TextLanguage::en;
    std::string tag = "en";
};

/** The lead's language where there are texts in it, else the tenant's, else English: a text and its dates are in one
 *  language. */
[[nodiscard]] TextVariant text_variant(Lead const &lead, TenantSettings const &tenant);

/** The same of the reader: of a notice to somebody of the business the tenant's. */
[[nodiscard]] TextVariant text_variant(Subject const &subject);

/** The language of the tenant's own words; English where it is not set. */
[[nodiscard]] TextLanguage tenant_text_language(TenantSettings const &tenant);

/** One text. Words in brackets are left out where there is no {business}. */
struct Wording {
    std::string_view de, en, es, fr, it, nl, pl, pt;

    [[nodiscard]] std::string_view in(TextLanguage language) const noexcept;
};

/** The text in that language, with the name of the business. */
[[nodiscard]] std::string written_phrase(Wording const &phrase, TextLanguage language, std::string_view business);

}  // namespace automation::core
