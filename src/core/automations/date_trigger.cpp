#include "core/automations/date_trigger.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr std::string_view example =
    "Write a column of leads with a date or a time, as in \"created_at\", or a key of "
    "attributes, as in \"attributes.renewal_date\".";

bool is_identifier(std::string_view word) noexcept
{
    constexpr std::size_t longest = 63;
    return !word.empty() && word.size() <= longest &&
           std::ranges::all_of(word, [](unsigned char c) { return c > ' ' && c != '.' && c != '"'; });
}

std::vector<std::string> path_of(std::string_view written, std::string_view rest)
{
    constexpr std::size_t deepest = 16;
    std::vector<std::string> path;
    for (std::size_t from = 0; from <= rest.size();) {
        auto const dot = std::min(rest.find('.', from), rest.size());
        path.emplace_back(rest.substr(from, dot - from));
        if (path.back().empty() || path.size() > deepest) {
            throw UserError("date_field cannot be " + quote_value(written),
                            path.back().empty() ? "It names an empty key." : "It is nested too deeply.",
                            std::string(example));
        }
        from = dot + 1;
    }
    return path;
}

bool is_document(std::string_view column) noexcept
{
    return column == "attributes" || column == "external_ids";
}

/* "09:00" or "09:00:00", with a fraction that is left out. */
std::optional<Micros> clock_time(std::string_view text) noexcept
{
    using namespace std::chrono;
    auto const two = [&](std::size_t at) {
        bool const digits =
            at + 1 < text.size() && text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
        return digits ? (text[at] - '0') * 10 + (text[at + 1] - '0') : -1;
    };
    bool const with_seconds = text.size() >= 8 && text[5] == ':' && (text.size() == 8 || text[8] == '.');
    bool const shaped = (text.size() == 5 || with_seconds) && text[2] == ':';
    int const second = with_seconds ? two(6) : 0;
    if (!shaped || two(0) < 0 || two(0) > 23 || two(3) < 0 || two(3) > 59 || second < 0 || second > 59) {
        return std::nullopt;
    }
    return hours(two(0)) + minutes(two(3)) + seconds(second);
}

}  // namespace

std::string DateField::name() const
{
    std::string text = column;
    for (std::string const &step : path) {
        text.append(".").append(step);
    }
    return text;
}

DateField read_date_field(std::string_view written)
{
    auto const name = trim(written);
    auto const column = name.substr(0, name.find('.'));
    bool const document = is_document(column);
    if (document && column.size() < name.size()) {
        return {.column = std::string(column), .path = path_of(written, name.substr(column.size() + 1))};
    }
    if (document || !is_identifier(name)) {
        throw UserError("date_field cannot be " + quote_value(written),
                        document ? "It names a document, not a date in it." : "It is no column and no attribute.",
                        std::string(example));
    }
    return {.column = std::string(name), .path = {}};
}

std::optional<Micros> time_of_day(std::optional<std::string> const &stored) noexcept
{
    return stored ? clock_time(*stored) : std::nullopt;
}

Micros read_time_of_day(std::string_view written)
{
    auto const time = clock_time(trim(written));
    if (!time) {
        throw UserError("at cannot be " + quote_value(written), "It is no time of day.",
                        "Write hours and minutes, as in \"09:00\".");
    }
    return *time;
}

}  // namespace automation::core
