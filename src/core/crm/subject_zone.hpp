/* subject_zone.hpp — whether a time in a message names its zone.
 */
#pragma once
#include "core/base/strings.hpp"
#include "core/crm/entities.hpp"

namespace automation::core {

/** True when a time of day of `zone` may be misread: neither the lead nor the tenant has set the zone. */
[[nodiscard]] inline bool must_name_zone(Subject const &subject, TimeZone const &zone)
{
    auto const is_set = [&](NullableText const &name) {
        return name && lower_ascii(*name) == lower_ascii(zone.name());
    };
    bool const of_lead = !subject.notice && is_set(subject.lead.timezone);
    return subject.names_zones && !of_lead && !is_set(subject.tenant.timezone);
}

}  // namespace automation::core
