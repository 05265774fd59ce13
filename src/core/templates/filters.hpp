/* filters.hpp — what a template does with a value before it stands in the text: {lead_name|there|upper}.
 *
 * A chain: each filter takes what the one before it left, and a fallback stands in from its place on where there is
 * nothing yet. `date` and `tz` say how a moment is written, so they count wherever they stand.
 */
#pragma once
#include "core/time/date_pattern.hpp"
#include "core/templates/variables.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class FilterKind : unsigned char { upper, lower, title, url, fallback };

struct Filter {
    FilterKind kind = FilterKind::fallback;
    std::string word;  ///< of a fallback
};

struct Filters {
    std::optional<MomentForm> moment;
    Lines lines = Lines::join;  ///< of the value
    std::vector<Filter> chain;

    [[nodiscard]] bool empty() const noexcept { return !moment && lines == Lines::join && chain.empty(); }
    [[nodiscard]] bool has_fallback() const noexcept;
};

/** Why a filter cannot be used so. */
struct FilterFault {
    std::string message, hint;
};

/** upper, lower, title, date, tz, default, url, lines */
[[nodiscard]] std::span<std::string_view const> filter_names() noexcept;
[[nodiscard]] bool is_filter(std::string_view name) noexcept;

/** Adds `name` or `name:"argument"` to the filters of a variable; an unknown name is a fault. */
[[nodiscard]] std::optional<FilterFault> add_filter(Filters &filters, Variable const &variable, std::string_view name,
                                                    std::optional<std::string> argument);
/** Adds what stands behind a | and is no filter: the fallback, where there is none yet. */
[[nodiscard]] std::optional<FilterFault> add_word(Filters &filters, std::string_view word);

/** What a filter that is no fallback makes of a value. */
[[nodiscard]] std::string filtered(FilterKind kind, std::string_view value);

}  // namespace automation::core
