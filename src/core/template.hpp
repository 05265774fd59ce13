/* template.hpp — message and subject templates: {lead_name}, {lead_name|there}, {attributes.tier}, \{.
 *
 * Parsed once, when the automation is saved; rendered in a single pass, values are never expanded again. A lone brace
 * that does not enclose a name ([a-z_][a-z0-9_.]*, freer after attributes. and booking_details.) is text. Backslashes
 * count only right before {: there two are one backslash, and an odd one makes the brace text. Bounded: 64 KiB of
 * template, 200 variables, 256 KiB of result.
 */
#pragma once
#include "core/facts.hpp"
#include "core/variables.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct Rendered {
    std::string text;
    /** The first variable that had no value, no fallback and no default; then the text is not to be sent. */
    std::optional<std::string> missing;
    /** The text reached 256 KiB and was cut there. */
    bool clipped = false;
};

class Template {
 public:
    Template() = default;
    /** Throws UserError: an unknown variable (with the nearest name), too long, too many variables. */
    [[nodiscard]] static Template parse(std::string_view source);

    [[nodiscard]] Rendered render(Subject const &subject) const;
    [[nodiscard]] std::string const &source() const noexcept { return source_; }
    /** Names used, in order of first use. */
    [[nodiscard]] std::vector<std::string> variables() const;

 private:
    class Reader;
    struct Part {
        std::string literal;  ///< when there is no variable
        std::optional<Variable> variable;
        Text fallback;
    };
    std::string source_;
    std::vector<Part> parts_;
};

}  // namespace automation::core
