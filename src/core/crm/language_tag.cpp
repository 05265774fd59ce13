#include "core/crm/language_tag.hpp"

#include "core/base/strings.hpp"
#include "core/time/date_language.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

std::optional<std::string> language_tag(std::string_view written)
{
    written = trim(written);
    std::string tag(written.substr(0, written.find_first_of(".@")));  // of a POSIX locale
    std::ranges::replace(tag, '_', '-');
    return well_formed_language(tag) && is_known_language(tag) ? std::optional(std::move(tag)) : std::nullopt;
}

std::string primary_language(std::string_view tag)
{
    return lower_ascii(tag.substr(0, tag.find('-')));
}

}  // namespace automation::core
