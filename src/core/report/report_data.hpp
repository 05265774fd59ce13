/* report_data.hpp — the numbers of automation_report() as values: what was read, before it is written as a page. */
#pragma once
#include "core/base/types.hpp"
#include "core/report/report_calendar.hpp"
#include "core/report/wait_histogram.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace automation::core {

/** Outcomes of runs and of messages, defined as in automation_stats and automation_funnel(). */
struct OutcomeTotals {
    std::int64_t runs = 0, skipped = 0, blocked = 0, failed = 0, held = 0, messages = 0, sent = 0;
    std::int64_t replied = 0, booked = 0, converted = 0, tokens = 0;

    /** Runs that ended, with any outcome. */
    [[nodiscard]] std::int64_t events() const noexcept { return runs + skipped + blocked + failed; }
    /** Messages that wait, are held, failed or were cancelled. */
    [[nodiscard]] std::int64_t unsent() const noexcept { return messages > sent ? messages - sent : 0; }
};

struct AutomationReport {
    std::int64_t id = 0;
    std::string tenant;
    std::optional<std::string> name;  ///< none: it was deleted
    OutcomeTotals totals;
    WaitHistogram waits;
    std::vector<std::int64_t> sent;  ///< by interval of the calendar
};

/** A step of a sequence, as in automation_step_days; `waiting` is now. */
struct StepReport {
    std::string step;
    std::optional<std::string> parent, branch;  ///< none: it is in no branch
    bool works = false;                         ///< writes, changes the lead or enrolls: it runs
    bool removed = false;                       ///< is in the sequence no longer
    std::int64_t waiting = 0, ran = 0, skipped = 0, blocked = 0, failed = 0;
    std::int64_t replied = 0, booked = 0, converted = 0, left_here = 0;
};

struct SequenceReport {
    std::int64_t id = 0;
    std::string tenant, name;
    std::vector<StepReport> steps;  ///< in their order
};

struct StatusCount {
    std::string status;
    std::int64_t leads = 0;
};

/** Runs and deliveries of an automation that wait, as in automation_backlog. */
struct WaitingRuns {
    std::int64_t id = 0;
    std::string tenant;
    std::optional<std::string> name;
    std::int64_t waiting = 0, deliveries = 0, due = 0;
    std::optional<double> oldest_due_seconds;
    std::optional<Instant> next_at;
};

struct WaitingTotals {
    std::int64_t waiting = 0, deliveries = 0, due = 0, automations = 0;
    std::vector<WaitingRuns> shown;
};

enum class FailureKind : unsigned char {
    message,  ///< will not be delivered
    attempt,  ///< a run or delivery that is tried again
    run,      ///< failed for good
    blocked,  ///< a safety rule
    skipped   ///< the facts no longer called for it
};

/** What went wrong for the same reason. */
struct FailureGroup {
    FailureKind kind = FailureKind::message;
    std::string reason;  ///< an error, or the reason code of an activity
    std::string channel;
    std::int64_t count = 0;
    std::optional<Instant> last_at;
    std::int64_t example = 0;  ///< the id of the last message, activity or queue row
};

struct HeldMessage {
    std::int64_t id = 0;
    std::string tenant;
    std::optional<std::string> lead, automation, subject;
    std::string channel;
    std::vector<std::string> flags;
    Instant written_at;
};

struct HeldMessages {
    std::int64_t count = 0;
    std::vector<HeldMessage> shown;  ///< the oldest
};

/** Addresses that receive no messages. */
struct SuppressedAddresses {
    std::string channel, reason, cause;
    std::int64_t all = 0, recent = 0;  ///< recent: since the first day of the report
};

struct ConsentNumbers {
    std::vector<SuppressedAddresses> addresses;
    std::int64_t unclassified = 0;  ///< replies that may ask to stop and wait for a decision
};

/** A row of automation_check(). */
struct ReportFinding {
    std::string severity, detail, hint;
};

struct ReportData {
    ReportCalendar calendar;
    Instant written_at;
    std::optional<std::string> tenant;    ///< none: every tenant
    std::optional<std::string> business;  ///< its name, for the title
    OutcomeTotals totals;
    std::vector<OutcomeTotals> intervals;  ///< by interval of the calendar
    WaitHistogram waits;
    std::vector<StatusCount> statuses;
    std::vector<AutomationReport> automations;
    std::int64_t automation_count = 0;  ///< those that are not shown counted, too
    std::vector<SequenceReport> sequences;
    std::int64_t sequence_count = 0;  ///< those that are not shown counted, too
    WaitingTotals waiting;
    std::vector<FailureGroup> failures;
    HeldMessages held;
    ConsentNumbers consent;
    std::optional<std::vector<ReportFinding>> findings;  ///< none: not for this caller

    /** True when rows of several tenants may stand beside each other. */
    [[nodiscard]] bool has_tenants() const
    {
        auto const named = [](auto const &row) { return !row.tenant.empty(); };
        return !tenant && (std::ranges::any_of(automations, named) || std::ranges::any_of(sequences, named) ||
                           std::ranges::any_of(waiting.shown, named) || std::ranges::any_of(held.shown, named));
    }
};

}  // namespace automation::core
