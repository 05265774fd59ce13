/* subject_language.hpp — the language in which a message addresses a person.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/crm/language_tag.hpp"

#include <optional>
#include <string>

namespace automation::core {

/** The lead's, else the tenant's, as a BCP 47 tag; none where neither can be read. */
[[nodiscard]] inline std::optional<std::string> stated_language(Lead const &lead, TenantSettings const &tenant)
{
    for (NullableText const *written : {&lead.language, &tenant.language})
        if (*written)
            if (auto tag = language_tag(**written)) return tag;
    return std::nullopt;
}

/** That of the reader: of a notice to somebody of the business the tenant's. */
[[nodiscard]] inline std::optional<std::string> stated_language(Subject const &subject)
{
    if (!subject.notice) return stated_language(subject.lead, subject.tenant);
    return subject.tenant.language ? language_tag(*subject.tenant.language) : std::nullopt;
}

/** The same, else English. */
[[nodiscard]] inline std::string subject_language(Subject const &subject)
{
    return stated_language(subject).value_or("en");
}

}  // namespace automation::core
