/* retention_checks.cpp — old rows that are to be pruned, and are not. */
#include "api/checks/groups.hpp"
#include "core/time/time_format.hpp"
#include "engine/retention/retention_policy.hpp"

#include <chrono>

#include "pg/extension/settings.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"

namespace automation::api {

namespace {

constinit pg::Statement last_pass(
    "select coalesce(i.retention_ended_at, '-infinity'), i.retention_error from @home@.automation_instance i "
    "where i.tenant_id = ''");

constexpr auto longest_without_a_pass = std::chrono::hours(48);

std::string in_words(int days)
{
    return days > 0 ? "automation.retention is " + std::to_string(days) + " days"
                    : "automation_settings.retention is set";
}

}  // namespace

void check_retention(FindingList &findings)
{
    core::Instant const now = pg::now();
    auto const rows = engine::read_retention_policy(now).any() ? pg::execute(last_pass) : pg::Rows();
    if (rows.empty()) {
        return;
    }
    core::Instant const ended = rows[0].instant(1);
    std::string const set = in_words(pg::settings::retention_days);
    if (ended == core::Instant::min()) {
        findings.notice("retention_not_run", set + ", and old rows have never been pruned",
                        "The worker prunes them; without it, schedule CALL automation_prune().");
    } else if (now - ended > longest_without_a_pass) {
        findings.warning("retention_not_run",
                         set + ", and old rows were last pruned at " + core::iso_8601(ended, core::FixedTimeZone()),
                         "See the server log; CALL automation_prune() prunes them now.");
    }
    if (auto const error = rows[0].opt_text(2)) {
        findings.warning("retention_failed", "old rows are kept, because they cannot be deleted: " + *error,
                         "Give the foreign key of your table ON DELETE CASCADE or SET NULL, or drop the trigger that "
                         "refuses the deletion.");
    }
}

}  // namespace automation::api
