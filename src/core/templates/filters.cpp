#include "core/templates/filters.hpp"

#include "core/base/escape.hpp"
#include "core/base/unicode_case.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"
#include "core/time/timezone_lookup.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::size_t most_filters = 8;  // they run over values of up to 256 KiB
constexpr std::array<std::string_view, 8> names{"upper", "lower", "title", "date", "tz", "default", "url", "lines"};
constexpr std::string_view zone_of_lead = "lead";

using Fault = std::optional<FilterFault>;

FilterFault unknown(std::string_view name)
{
    return {"unknown filter " + quote_value(name) + " in the template",
            hint_for(name, names, "Filters are") + " Write a fallback that contains | as default:\"a | b\"."};
}

Fault add_pattern(Filters &filters, std::string pattern)
{
    if (filters.moment && filters.moment->pattern)
        return FilterFault{"filter \"date\" in the template is used twice on one variable",
                           "Write one pattern with all parts."};
    if (auto const wrong = wrong_directive(pattern))
        return FilterFault{quote_value(*wrong) + " in a date pattern of the template is not a valid placeholder",
                           "Placeholders are %a %A %d %e %b %B %m %Y %y %H %M %I %p %j %Z %z and %%, as in "
                           "date:\"%a %d %b %Y, %H:%M\"."};
    if (!filters.moment) filters.moment.emplace();
    filters.moment->pattern = std::move(pattern);
    return std::nullopt;
}

bool names_zone(std::string_view name)
{
    auto const variable = variable_named(name);
    return variable && may_be_zone(*variable);
}

Fault add_zone(Filters &filters, std::string const &name)
{
    bool const of_variable = names_zone(name);
    TimeZone const *const zone = of_variable || name == zone_of_lead ? nullptr : zone_named(name);
    if (zone == nullptr && !of_variable && name != zone_of_lead)
        return FilterFault{"unknown time zone " + quote_value(name) + " in the template",
                           "Write an IANA name, as in tz:\"Europe/Berlin\", tz:\"lead\", or a variable, as in "
                           "tz:\"booking_details.timezone\"."};
    if (!filters.moment) filters.moment.emplace();
    filters.moment->zone = zone;
    filters.moment->zone_variable = of_variable ? name : std::string();
    return std::nullopt;
}

Fault add_moment_filter(Filters &filters, Variable const &variable, std::string_view name, std::string argument)
{
    if (!may_be_moment(variable))
        return FilterFault{"filter " + quote_value(name) + " in the template requires a date or time, but " +
                               quote_value(variable.name) + " is not one",
                           "Dates and times: booking_starts_at, booking_ends_at, booking_date, booking_time, and "
                           "attributes.<key> or booking_details.<key> with such a value."};
    return name == "date" ? add_pattern(filters, std::move(argument)) : add_zone(filters, argument);
}

Fault add_fallback(Filters &filters, std::string word)
{
    if (filters.has_fallback())
        return FilterFault{"duplicate fallback in the template, " + quote_value(word),
                           "A variable can have only one fallback."};
    filters.chain.push_back({FilterKind::fallback, std::move(word)});
    return std::nullopt;
}

Fault argument_fault(std::string_view name, bool given)
{
    bool const wanted = name == "date" || name == "tz" || name == "default";
    if (wanted == given) return std::nullopt;
    auto const example = name == "date" ? "\"%d %b %Y\"" : name == "tz" ? "\"Europe/Berlin\"" : "\"there\"";
    return wanted ? FilterFault{"filter " + quote_value(name) + " in the template requires an argument",
                                "Write it in quotes, as in " + std::string(name) + ":" + example + "."}
                  : FilterFault{"filter " + quote_value(name) + " in the template takes no argument",
                                "Write " + std::string(name) + " alone."};
}

FilterKind kind_of(std::string_view name) noexcept
{
    if (name == "upper") return FilterKind::upper;
    if (name == "lower") return FilterKind::lower;
    return name == "title" ? FilterKind::title : FilterKind::url;
}

Fault too_many(Filters const &filters)
{
    if (filters.chain.size() < most_filters) return std::nullopt;
    return FilterFault{"a variable of the template has more than 8 filters", "Use at most 8 filters on one variable."};
}

}  // namespace

bool Filters::has_fallback() const noexcept
{
    return std::any_of(chain.begin(), chain.end(),
                       [](Filter const &filter) { return filter.kind == FilterKind::fallback; });
}

std::span<std::string_view const> filter_names() noexcept
{
    return names;
}

bool is_filter(std::string_view name) noexcept
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<FilterFault> add_filter(Filters &filters, Variable const &variable, std::string_view name,
                                      std::optional<std::string> argument)
{
    if (!is_filter(name)) return unknown(name);
    if (auto fault = argument_fault(name, argument.has_value())) return fault;
    if (auto fault = too_many(filters)) return fault;
    if (name == "date" || name == "tz") return add_moment_filter(filters, variable, name, *std::move(argument));
    if (name == "default") return add_fallback(filters, *std::move(argument));
    if (name == "lines") {
        filters.lines = Lines::keep;
        return std::nullopt;
    }
    filters.chain.push_back({kind_of(name), {}});
    return std::nullopt;
}

std::optional<FilterFault> add_word(Filters &filters, std::string_view word)
{
    if (auto fault = too_many(filters)) return fault;
    if (filters.has_fallback()) return unknown(trim(word));
    return add_fallback(filters, std::string(word));
}

std::string filtered(FilterKind kind, std::string_view value)
{
    switch (kind) {
        case FilterKind::upper:
            return to_upper(value);
        case FilterKind::lower:
            return to_lower(value);
        case FilterKind::title:
            return to_title(value);
        case FilterKind::url:
            return percent_encoded(value);
        default:
            return std::string(value);
    }
}

}  // namespace automation::core
