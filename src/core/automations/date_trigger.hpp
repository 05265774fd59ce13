/* date_trigger.hpp — what the trigger lead_date goes by: which date of the lead, and how its moment follows from it. */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** Where a date of a lead stands: a column of leads, or a key within attributes or external_ids. */
struct DateField {
    std::string column;
    std::vector<std::string> path;  ///< within a document; empty for a column

    /** As automations.date_field and automation_lead_dates.field have it: created_at, attributes.renewal_date. */
    [[nodiscard]] std::string name() const;
    bool operator==(DateField const &) const = default;
};

struct DateTrigger {
    DateField field;
    Micros at = std::chrono::hours(9);  ///< time of day of values without one
    bool after = false;                 ///< the delay counts from the date on, not before it
    bool yearly = false;                ///< every year, as for birthdays
    bool operator==(DateTrigger const &) const = default;
};

/** From automations.date_field. Throws UserError: neither the name of a column nor a key of a document. */
[[nodiscard]] DateField read_date_field(std::string_view written);

/** From "09:00" or "09:00:00", as the column `at` and its key in a config have it. Throws UserError. */
[[nodiscard]] Micros read_time_of_day(std::string_view written);

/** The same of what a column of type time holds; nothing where that is no time of a day (24:00). */
[[nodiscard]] std::optional<Micros> time_of_day(std::optional<std::string> const &stored) noexcept;

}  // namespace automation::core
