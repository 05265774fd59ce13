/* report_reader.hpp — reads what automation_report() shows, in an SPI session as the owner of the tables.
 *
 * No statement reads all messages: the statistics are those that automation_stats and automation_funnel() show, and
 * each statement names the index that serves it.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/report/report_data.hpp"

#include <array>

#include "pg/sql/spi.hpp"

namespace automation::api {

/** Rows of which tenant and which days. */
struct ReportScope {
    core::NullableText tenant;  ///< null: of every tenant
    core::DayRange days;

    /** Parameters $1 to $3 of the statements: tenant, start of the first day, end of the last. */
    [[nodiscard]] std::array<pg::Param, 3> params() const;
};

/** The days of a long period that have statistics; none: there are no statistics. */
[[nodiscard]] std::optional<core::DayRange> days_with_statistics(core::NullableText const &tenant);

/** Totals, intervals, waits, statuses and automations; the calendar is set. */
void read_statistics(core::ReportData &data, ReportScope const &scope);

/** The steps of sequences. */
void read_sequences(core::ReportData &data, ReportScope const &scope);

/** What waits, failed or is held, and consent. */
void read_problems(core::ReportData &data, ReportScope const &scope);

}  // namespace automation::api
