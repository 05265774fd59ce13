/* mail_html.hpp — a plain text as the HTML of a mail: paragraphs, lines, and links that say where they lead.
 *
 * Everything in the text stays text: no tag, attribute or entity can come out of it.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::channels {

/** A whole document. `text` has its line ends as \n; `language` is a BCP 47 tag or empty, as is the one of the last
 *  paragraph, which is said where it is another. Addresses that begin with https:// become links. */
[[nodiscard]] std::string mail_html(std::string_view text, std::string_view language,
                                    std::string_view language_of_last = {});

}  // namespace automation::channels
