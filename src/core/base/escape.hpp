/* escape.hpp — how a value is set into the part of a message that it goes to.
 *
 * What a template's author wrote is the author's; what stands in the place of a variable must not be more than text
 * there.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

enum class Part : unsigned char {
    text,   ///< the body of plain e-mail, SMS, WhatsApp, webhook: as it is
    html,   ///< & < > " ' as entities, line ends as <br>
    header  ///< one line without control characters
};

/** Appends `value` so that it stays text in that part. */
void append_escaped(std::string &out, std::string_view value, Part part);

/** RFC 3986: all but letters, digits and -._~ as %XX, so that it may stand in any part of a URL. */
[[nodiscard]] std::string percent_encoded(std::string_view value);

}  // namespace automation::core
