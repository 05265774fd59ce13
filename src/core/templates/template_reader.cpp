#include "core/templates/template_reader.hpp"

#include "core/base/utf8.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {
namespace {

constexpr std::size_t most_variables = 200;
constexpr std::size_t deepest_section = 8;
constexpr std::size_t most_misspelled = 5;
constexpr std::size_t most_lone_braces = 500;
constexpr std::string_view section_hint =
    "Sections are written {?booking_location}At {booking_location}{:else}Online{/?}.";

bool is_lower(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

/** Keys of attributes are the user's own words: capitals, hyphens and other scripts stand in them too. */
bool may_continue_name(char c, bool free_key) noexcept
{
    if (is_lower(c) || (c >= '0' && c <= '9') || c == '.') return true;
    return free_key && ((c >= 'A' && c <= 'Z') || c == '-' || static_cast<unsigned char>(c) >= 0x80U);
}

std::string braced(std::string_view inside)
{
    return quote_value("{" + std::string(inside) + "}");
}

}  // namespace

std::vector<TemplateStep> TemplateReader::read()
{
    while (at_ < source_.size()) {
        take_text(std::min(source_.find_first_of("{\\", at_), source_.size()) - at_);
        if (at(at_) == '\\')
            take_backslashes();
        else if (at(at_) == '{' && !take_tag(2) && !take_tag(1))
            take_lone_brace();
    }
    if (!open_.empty())
        refuse(open_.back().begin, "the section " + braced("?" + open_.back().name) + " in the template is not closed",
               "End it with {/?}. " + std::string(section_hint));
    end_text();
    return std::move(steps_);
}

void TemplateReader::take_text(std::size_t length)
{
    text_ += source_.substr(at_, length);
    at_ += length;
}

void TemplateReader::take_lone_brace()
{
    if (misspelled_.size() < most_misspelled && ++lone_braces_ <= most_lone_braces)
        if (auto tag = misspelled_tag(source_.substr(at_))) misspelled_.push_back(*std::move(tag));
    take_text(1);
}

void TemplateReader::take_backslashes()
{
    auto const end = std::min(source_.find_first_not_of('\\', at_), source_.size());
    auto const count = end - at_;
    if (at(end) != '{') return take_text(count);
    text_.append(count / 2, '\\');
    at_ = end;
    if (count % 2 == 1) take_text(1);
}

void TemplateReader::end_text()
{
    if (text_.empty()) return;
    steps_.push_back({.kind = StepKind::text, .text = std::move(text_)});
    text_.clear();
}

TemplateStep &TemplateReader::add(StepKind kind, std::size_t begin)
{
    bool const names_variable = kind == StepKind::value || kind == StepKind::test;
    if (names_variable && ++variables_ > most_variables)
        refuse(begin, "the template has more than 200 variables", "Use at most 200 variables.");
    end_text();
    steps_.push_back({.kind = kind});
    return steps_.back();
}

void TemplateReader::skip_blanks(Tag &tag) const noexcept
{
    while (at(tag.at) == ' ')
        ++tag.at;
}

std::string_view TemplateReader::take_name(Tag &tag) const noexcept
{
    auto const begin = tag.at;
    if (!is_lower(at(begin))) return {};
    bool free_key = false;
    while (tag.at < source_.size() && may_continue_name(source_[tag.at], free_key)) {
        if (source_[tag.at] == '.') free_key = free_key || has_free_key(source_.substr(begin, tag.at + 1 - begin));
        ++tag.at;
    }
    return source_.substr(begin, tag.at - begin);
}

bool TemplateReader::take_close(Tag &tag) const noexcept
{
    auto end = tag;
    if (doubled(tag)) skip_blanks(end);
    if (!source_.substr(end.at).starts_with(doubled(tag) ? "}}" : "}")) return false;
    tag.at = end.at + tag.braces;
    return true;
}

bool TemplateReader::take_tag(std::size_t braces)
{
    if (braces == 2 && at(at_ + 1) != '{') return false;
    Tag tag{at_, braces, at_ + braces};
    if (doubled(tag)) skip_blanks(tag);
    switch (at(tag.at)) {
        case '?':
            return take_section(tag);
        case ':':
        case '/':
            return take_else_or_end(tag);
        default:
            return take_variable(tag);
    }
}

bool TemplateReader::take_variable(Tag tag)
{
    auto const name = take_name(tag);
    if (name.empty()) return false;
    if (doubled(tag)) skip_blanks(tag);
    bool const filtered = at(tag.at) == '|';
    if (!filtered && !take_close(tag)) return false;
    if (filtered && !variable_named(name)) {
        // A mistyped name is told as such, whatever its filters; only where nothing closes the brace it is text.
        auto const end = source_.find_first_of("{}", tag.at);
        if (end == std::string_view::npos || source_[end] == '{') return false;
    }
    auto variable = known(name, name, tag.begin);
    Filters filters;
    if (filtered && !take_filters(tag, variable, filters)) return false;
    auto &step = add(StepKind::value, tag.begin);
    step.variable = std::move(variable);
    step.filters = std::move(filters);
    end_tag(tag);
    return true;
}

bool TemplateReader::take_section(Tag tag)
{
    ++tag.at;
    auto const name = take_name(tag);
    if (name.empty()) return false;
    if (!take_close(tag)) {
        if (doubled(tag) || !variable_named(name)) return false;
        refuse(tag.begin,
               "the section of " + quote_value(name) + " in the template is not written {?" + std::string(name) + "}",
               "A section tests one variable, without filters. " + std::string(section_hint));
    }
    open_section(tag.begin, known(name, "?" + std::string(name), tag.begin));
    end_tag(tag);
    return true;
}

bool TemplateReader::take_else_or_end(Tag tag)
{
    auto const begin = tag.at;
    auto const end =
        std::min(source_.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.?", begin + 1), source_.size());
    auto const written = source_.substr(begin, end - begin);
    tag.at = end;
    if (written.size() == 1 || !take_close(tag)) return false;
    if (written == ":else") {
        begin_else(tag.begin);
    } else if (written == "/?") {
        close_section(tag.begin);
    } else {
        if (open_.empty()) return false;
        refuse(tag.begin, "unknown tag " + braced(written) + " in a section of the template",
               std::string(section_hint));
    }
    end_tag(tag);
    return true;
}

void TemplateReader::open_section(std::size_t begin, Variable variable)
{
    if (open_.size() == deepest_section)
        refuse(begin, "the sections of the template are nested more than 8 levels deep", "Nest at most 8 sections.");
    open_.push_back({.begin = begin, .pending = 0, .name = variable.name});
    add(StepKind::test, begin).variable = std::move(variable);
    open_.back().pending = steps_.size() - 1;
}

void TemplateReader::begin_else(std::size_t begin)
{
    if (open_.empty()) refuse(begin, "{:else} is outside a section of the template", std::string(section_hint));
    auto &section = open_.back();
    if (section.in_else)
        refuse(begin, "the section " + braced("?" + section.name) + " in the template has a second {:else}",
               "A section can have only one {:else}. " + std::string(section_hint));
    add(StepKind::jump, begin);
    steps_[section.pending].to = steps_.size();
    section.pending = steps_.size() - 1;
    section.in_else = true;
}

void TemplateReader::close_section(std::size_t begin)
{
    if (open_.empty()) refuse(begin, "{/?} in the template closes no section", std::string(section_hint));
    end_text();
    steps_[open_.back().pending].to = steps_.size();
    open_.pop_back();
}

bool TemplateReader::take_filters(Tag &tag, Variable const &variable, Filters &filters) const
{
    while (at(tag.at) == '|') {
        ++tag.at;
        if (!take_filter(tag, variable, filters) && !take_word(tag, variable, filters)) return false;
    }
    return take_close(tag);
}

bool TemplateReader::take_filter(Tag &tag, Variable const &variable, Filters &filters) const
{
    Tag ahead = tag;
    skip_blanks(ahead);
    auto const begin = ahead.at;
    while (is_lower(at(ahead.at)))
        ++ahead.at;
    auto const name = source_.substr(begin, ahead.at - begin);
    std::optional<std::string> argument;
    if (!name.empty() && at(ahead.at) == ':') {
        argument = take_argument(ahead, name);
        if (!argument) return false;
    }
    skip_blanks(ahead);
    bool const ends = at(ahead.at) == '|' || at(ahead.at) == '}';
    if (argument && !ends && is_filter(name))
        refuse(ahead.at, "unexpected text after the argument of filter " + quote_value(name) + " in the template",
               "A | or the closing brace must follow the closing quote; write a quote in the argument as \\\".");
    if (!ends || (!argument && !is_filter(name))) return false;
    refuse(begin, add_filter(filters, variable, name, std::move(argument)));
    tag.at = ahead.at;
    return true;
}

/** At the colon. In quotes \" and \\ are a quote and a backslash, any other backslash is itself. None: there is no
 *  argument in quotes, so it is no filter. */
std::optional<std::string> TemplateReader::take_argument(Tag &tag, std::string_view filter) const
{
    ++tag.at;
    skip_blanks(tag);
    if (at(tag.at) != '"') return filter == "tz" ? take_zone_variable(tag) : std::nullopt;
    auto const quote = tag.at;
    std::string argument;
    for (++tag.at; tag.at < source_.size(); ++tag.at) {
        if (source_[tag.at] == '"') {
            ++tag.at;
            return argument;
        }
        if (source_[tag.at] == '\\' && (at(tag.at + 1) == '"' || at(tag.at + 1) == '\\')) ++tag.at;
        argument += at(tag.at);
    }
    if (!is_filter(filter)) return std::nullopt;
    refuse(quote, "the argument of filter " + quote_value(filter) + " in the template has no closing quote",
           "Write it as in " + std::string(filter) + ":\"…\".");
}

/** tz:booking_details.timezone: a variable needs no quotes. */
std::optional<std::string> TemplateReader::take_zone_variable(Tag &tag) const
{
    Tag ahead = tag;
    auto const name = take_name(ahead);
    auto const variable = variable_named(name);
    if (!variable || !may_be_zone(*variable)) return std::nullopt;
    tag.at = ahead.at;
    return std::string(name);
}

bool TemplateReader::take_word(Tag &tag, Variable const &variable, Filters &filters) const
{
    auto const begin = tag.at;
    auto const end = source_.find_first_of("|{}", begin);
    if (end == std::string_view::npos) return false;
    if (source_[end] == '{')
        refuse(end, "the fallback of " + quote_value(variable.name) + " in the template contains a brace",
               "A fallback is plain text up to the closing brace, as in {lead_name|there}.");
    auto const word = source_.substr(begin, end - begin);
    refuse(begin, add_word(filters, doubled(tag) ? trim(word) : word));
    tag.at = end;
    return true;
}

Variable TemplateReader::known(std::string_view name, std::string_view written, std::size_t begin) const
{
    if (auto variable = variable_named(name)) return *std::move(variable);
    bool const is_else = name == "else" && !open_.empty();
    refuse(begin, "unknown variable " + braced(written) + " in the template",
           is_else ? std::string(section_hint) : variable_hint(name));
}

void TemplateReader::refuse(std::size_t where, std::optional<FilterFault> fault) const
{
    if (fault) refuse(where, fault->message, std::move(fault->hint));
}

void TemplateReader::refuse(std::size_t where, std::string const &message, std::string hint) const
{
    auto const before = source_.substr(0, where);
    auto const line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    throw UserError(message,
                    "At line " + std::to_string(line) + ", character " +
                        std::to_string(1 + count_code_points(before.substr(line_begin))) + " of " + std::string(name_) +
                        ".",
                    std::move(hint));
}

}  // namespace automation::core
