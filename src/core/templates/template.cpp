#include "core/templates/template.hpp"

#include "core/base/error.hpp"
#include "core/templates/template_reader.hpp"
#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {
namespace {

constexpr std::size_t longest_source = std::size_t{64} << 10U;
constexpr std::size_t longest_result = std::size_t{256} << 10U;

void note_once(std::vector<std::string> &names, std::string const &name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/** Takes the steps for one subject and writes one part of a message. */
class Renderer {
 public:
    Renderer(Subject const &subject, Part part, Trace *trace) : values_(subject), part_(part), trace_(trace) {}

    Rendered render(std::vector<TemplateStep> const &steps)
    {
        for (std::size_t i = 0; i < steps.size();) {
            auto const &step = steps[i];
            bool const goes_on = step.kind != StepKind::jump && (step.kind != StepKind::test || holds(step.variable));
            if (!write(step) || too_long()) break;
            i = goes_on ? i + 1 : step.to;
        }
        return std::move(result_);
    }

 private:
    bool holds(Variable const &variable)
    {
        if (trace_ != nullptr) note_once(trace_->variables, variable.name);
        return values_.holds(variable);
    }

    /** False: the text ends here. */
    bool write(TemplateStep const &step)
    {
        if (step.kind == StepKind::value) return write_value(step);
        if (step.kind == StepKind::text) {
            if (part_ == Part::header)
                append_clean(result_.text, step.text, Lines::join);
            else
                result_.text += step.text;
        }
        return true;
    }

    bool write_value(TemplateStep const &step)
    {
        if (trace_ != nullptr) note_once(trace_->variables, step.variable.name);
        value_.clear();
        if (!find_value(step.variable, step.filters)) return write_missing(step.variable.name);
        append_escaped(result_.text, value_, part_);
        return true;
    }

    bool write_missing(std::string const &name)
    {
        if (!result_.missing) result_.missing = name;
        if (trace_ == nullptr) return false;
        note_once(trace_->missing, name);
        append_escaped(result_.text, "{" + name + "}", part_);
        return true;
    }

    /** Leaves in value_ what stands in the place of the variable; false: nothing does. */
    bool find_value(Variable const &variable, Filters const &filters)
    {
        bool there = filters.moment ? values_.append_moment(variable, *filters.moment, value_)
                                    : values_.append(variable, value_, filters.lines);
        if (!there && !filters.has_fallback() && values_.append_default(variable, value_)) {
            there = true;
            note_fallback(variable.name);
        }
        for (auto const &filter : filters.chain) {
            if (filter.kind != FilterKind::fallback) {
                if (there) value_ = filtered(filter.kind, value_);
            } else if (!there) {
                there = true;
                value_ = filter.word;
                note_fallback(variable.name);
            }
        }
        return there;
    }

    void note_fallback(std::string const &name)
    {
        if (trace_ == nullptr) return;
        auto const same = [&](auto const &noted) { return noted.first == name; };
        if (std::none_of(trace_->fallbacks.begin(), trace_->fallbacks.end(), same))
            trace_->fallbacks.emplace_back(name, value_);
    }

    bool too_long()
    {
        if (result_.text.size() <= longest_result) return false;
        result_.text.resize(clip_bytes(result_.text, longest_result).size());
        result_.clipped = true;
        return true;
    }

    Values values_;
    Part part_;
    Trace *trace_;
    Rendered result_;
    std::string value_;
};

}  // namespace

Template Template::parse(std::string_view source, std::string_view name)
{
    if (source.size() > longest_source)
        throw UserError(std::string(name) + " is too long: " + std::to_string(source.size()) + " bytes", "",
                        "A template may have at most 65536 bytes.");
    Template result;
    result.source_ = source;
    TemplateReader reader(source, name);
    result.steps_ = reader.read();
    result.misspelled_ = reader.misspelled();
    return result;
}

Rendered Template::render(Subject const &subject, Part part, Trace *trace) const
{
    return Renderer(subject, part, trace).render(steps_);
}

std::vector<std::string> Template::variables() const
{
    std::vector<std::string> names;
    for (auto const &step : steps_)
        if (step.kind == StepKind::value || step.kind == StepKind::test) note_once(names, step.variable.name);
    return names;
}

std::optional<std::string> Template::required_of_booking() const
{
    std::size_t section_end = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        auto const &step = steps_[i];
        if (step.kind == StepKind::test || step.kind == StepKind::jump) section_end = std::max(section_end, step.to);
        if (step.kind == StepKind::value && i >= section_end && is_of_booking(step.variable) &&
            !step.filters.has_fallback())
            return step.variable.name;
    }
    return std::nullopt;
}

}  // namespace automation::core
