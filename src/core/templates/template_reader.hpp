/* template_reader.hpp — from the source of a template to its steps.
 *
 * From left to right, looking at no byte more than a few times: what an attacker writes into 64 KiB costs no more than
 * 64 KiB of prose.
 */
#pragma once
#include "core/templates/misspelled_tag.hpp"
#include "core/templates/template_step.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

class TemplateReader {
 public:
    /** Source and name (the column that it stands in) must outlive the reader. */
    TemplateReader(std::string_view source, std::string_view name) : source_(source), name_(name) {}

    /** Once. Throws UserError, with the name and the place in its detail. */
    [[nodiscard]] std::vector<TemplateStep> read();
    /** What is text, but was probably meant as a tag: the first few. */
    [[nodiscard]] std::vector<MisspelledTag> const &misspelled() const noexcept { return misspelled_; }

 private:
    /** A tag in the making: where it began, how many braces enclose it, and how far it has been read. */
    struct Tag {
        std::size_t begin, braces, at;
    };
    /** A section that is not closed yet. */
    struct Open {
        std::size_t begin;
        std::size_t pending;  ///< the step whose `to` is where the section ends, or its {:else}
        std::string name;
        bool in_else = false;
    };

    [[nodiscard]] char at(std::size_t i) const noexcept { return i < source_.size() ? source_[i] : '\0'; }
    [[nodiscard]] bool doubled(Tag const &tag) const noexcept { return tag.braces == 2; }
    void skip_blanks(Tag &tag) const noexcept;
    [[nodiscard]] std::string_view take_name(Tag &tag) const noexcept;
    /** Takes the closing braces; false, and nothing taken, when they do not stand there. */
    [[nodiscard]] bool take_close(Tag &tag) const noexcept;

    void take_text(std::size_t length);
    void take_lone_brace();
    void take_backslashes();
    void end_text();
    TemplateStep &add(StepKind kind, std::size_t begin);
    void end_tag(Tag const &tag) noexcept { at_ = tag.at; }

    // Each takes the tag that stands there, and is false when none does: then the brace is text.
    bool take_tag(std::size_t braces);
    bool take_variable(Tag tag);
    bool take_section(Tag tag);
    bool take_else_or_end(Tag tag);

    [[nodiscard]] bool take_filters(Tag &tag, Variable const &variable, Filters &filters) const;
    [[nodiscard]] bool take_filter(Tag &tag, Variable const &variable, Filters &filters) const;
    [[nodiscard]] bool take_word(Tag &tag, Variable const &variable, Filters &filters) const;
    [[nodiscard]] std::optional<std::string> take_argument(Tag &tag, std::string_view filter) const;
    [[nodiscard]] std::optional<std::string> take_zone_variable(Tag &tag) const;
    void open_section(std::size_t begin, Variable variable);
    void begin_else(std::size_t begin);
    void close_section(std::size_t begin);

    [[nodiscard]] Variable known(std::string_view name, std::string_view written, std::size_t begin) const;
    [[noreturn]] void refuse(std::size_t where, std::string const &message, std::string hint) const;
    void refuse(std::size_t where, std::optional<FilterFault> fault) const;

    std::string_view source_;
    std::string_view name_;
    std::size_t at_ = 0;
    std::string text_;
    std::vector<TemplateStep> steps_;
    std::vector<Open> open_;
    std::size_t variables_ = 0;
    std::vector<MisspelledTag> misspelled_;
    std::size_t lone_braces_ = 0;
};

}  // namespace automation::core
