/* misspelled_tag.hpp — text in braces that is no tag, but was probably meant as one: {Lead_Name}, {lead-name}. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct MisspelledTag {
    std::string written, meant;  ///< "{Lead-Name}", "{lead_name}"
};

/** `text` begins with a brace that begins no tag. Looks at 80 bytes. */
[[nodiscard]] std::optional<MisspelledTag> misspelled_tag(std::string_view text);

}  // namespace automation::core
