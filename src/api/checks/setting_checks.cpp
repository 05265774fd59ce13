/* setting_checks.cpp — values of settings and rows that count as absent, or have no effect. */
#include "api/checks/groups.hpp"
#include "core/base/strings.hpp"

#include <vector>

#include "pg/sql/spi.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::api {

namespace {

// All of small tables.
constinit pg::Statement configured_zones(
    "select 'automation_settings.timezone', s.tenant_id, s.timezone from @home@.automation_settings s "
    "where s.timezone is not null union all "
    "select 'automation_booking_sources.timezone', s.tenant_id, s.timezone from @home@.automation_booking_sources s "
    "where s.enabled and s.timezone is not null order by 1, 2");
// All leads, of which few name a zone, and those few zones.
constinit pg::Statement zones_of_leads(
    "select l.timezone, min(l.id), count(*) from @home@.leads l where l.timezone is not null group by l.timezone "
    "order by 1 limit 10000");

bool is_unknown(std::string const &zone)
{
    return !core::is_blank(zone) && pg::find_zone(core::trim(zone)) == nullptr;
}

constexpr std::string_view iana_hint = "Write an IANA name, as in Europe/Berlin; an unknown one counts as absent.";

}  // namespace

void check_settings(FindingList &findings)
{
    for (pg::Row const row : pg::execute(configured_zones)) {
        if (is_unknown(row.text(3))) {
            findings.warning("timezone_unknown",
                             row.text(1) + of_tenant(row.text(2)) + " is " + core::quote_value(row.text(3)),
                             std::string(iana_hint));
        }
    }
    std::string first;
    std::int64_t leads = 0;
    for (pg::Row const row : pg::execute(zones_of_leads)) {
        if (is_unknown(row.text(1))) {
            first = first.empty()
                        ? "timezone of lead " + std::to_string(row.int8(2)) + " is " + core::quote_value(row.text(1))
                        : first;
            leads += row.int8(3);
        }
    }
    if (leads > 0) {
        findings.notice("timezone_unknown",
                        first + (leads == 1 ? "" : "; in all, " + std::to_string(leads) + " leads have unknown zones"),
                        std::string(iana_hint));
    }
}

}  // namespace automation::api
