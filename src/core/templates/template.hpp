/* template.hpp — message and subject templates: {lead_name}, {lead_name|there|upper}, {?booking_location}…{/?}, \{.
 *
 * Parsed once, when the automation is saved; rendered in a single pass, values are never expanded again. A lone brace
 * that does not enclose a name ([a-z_][a-z0-9_.]*, freer after attributes. and booking_details.) is text. Backslashes
 * count only right before {: there two are one backslash, and an odd one makes the brace text. Bounded: 64 KiB of
 * template, 200 variables, sections 8 deep, 256 KiB of result.
 */
#pragma once
#include "core/base/escape.hpp"
#include "core/crm/entities.hpp"
#include "core/templates/misspelled_tag.hpp"
#include "core/templates/template_step.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::core {

struct Rendered {
    std::string text;
    /** The first variable that had no value, no fallback and no default; then the text is not to be sent. */
    std::optional<std::string> missing;
    /** The text reached 256 KiB and was cut there; it is not to be sent either. */
    bool clipped = false;
};

/** How a text came about, each variable once. */
struct Trace {
    std::vector<std::string> variables;                          ///< asked for, in order of first use
    std::vector<std::pair<std::string, std::string>> fallbacks;  ///< variable, and what stands in its place
    std::vector<std::string> missing;                            ///< neither value nor fallback
};

class Template {
 public:
    Template() = default;
    /** Throws UserError: an unknown variable or filter (with the nearest name), a section that is not closed, a date
     *  pattern that means nothing, too long, too many variables. Where, the detail says: at line 1, character 7 of
     * `name`.
     */
    [[nodiscard]] static Template parse(std::string_view source, std::string_view name = "the template");

    /** Ends at the first missing variable. With a trace it goes on, and shows what is missing as {name}. */
    [[nodiscard]] Rendered render(Subject const &subject, Part part = Part::text, Trace *trace = nullptr) const;
    [[nodiscard]] std::string const &source() const noexcept { return source_; }
    /** Names used, in order of first use. */
    [[nodiscard]] std::vector<std::string> variables() const;
    /** The first variable of the booking that has neither a fallback nor a section around it: without a booking there
     *  is no text. */
    [[nodiscard]] std::optional<std::string> required_of_booking() const;
    /** Text that was probably meant as a tag: the first few. */
    [[nodiscard]] std::vector<MisspelledTag> const &misspelled() const noexcept { return misspelled_; }

 private:
    std::string source_;
    std::vector<TemplateStep> steps_;
    std::vector<MisspelledTag> misspelled_;
};

}  // namespace automation::core
