/* html_writer.hpp — a page in the making: markup of ours, and values that stay text in it.
 *
 * Everything that comes from a table goes through text(): names of leads are what strangers typed into a form.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace automation::core {

class HtmlWriter {
 public:
    /** Markup, as it is. */
    HtmlWriter &raw(std::string_view markup);
    HtmlWriter &raw(std::int64_t number) { return raw(std::to_string(number)); }
    /** A value as text, on one line and not longer than a table has room for. Also inside of quoted attributes. */
    HtmlWriter &text(std::string_view value);
    /** The same with its own reading direction. Not in attributes. */
    HtmlWriter &isolated(std::string_view value);

    [[nodiscard]] std::string take() { return std::move(page_); }

 private:
    std::string page_;
};

}  // namespace automation::core
