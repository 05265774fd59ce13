/* html_text.hpp — the text of an HTML mail, with what it quotes marked as plain mails mark it.
 *
 * Not a browser: it drops markup, knows the quotes of the common clients and never fails, whatever it is given.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core::inbound {

/** True of a text that begins with a tag of HTML, or contains a block of it. */
[[nodiscard]] bool looks_like_html(std::string_view text);

/** Lines of text; each line inside a blockquote begins with "> ". */
[[nodiscard]] std::string html_text(std::string_view html);

}  // namespace automation::core::inbound
