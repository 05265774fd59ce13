/* report_words.hpp — the words of the report, in the languages that it is written in. */
#pragma once
#include "core/base/no_postgres.hpp"
#include "core/report/wait_histogram.hpp"

#include <array>
#include <string>
#include <string_view>

namespace automation::core {

/** Something with a sentence about it, for headings and legends. */
struct Explained {
    std::string_view title, text;
};

struct ReportWords {
    std::string_view language;  ///< BCP 47, of these words
    std::string_view title, period, written_at, all_tenants, tenant, days_in_utc, none, nothing_here, more_automations;

    Explained funnel;
    std::string_view events, runs, messages, sent, replied, booked, converted, share_of_sent;
    Explained statuses;
    std::string_view status, leads, no_status;

    Explained per_day;
    std::string_view per_week, per_month, per_year, most, unsent, skipped, blocked, failed, total;

    Explained waits;
    std::string_view median, p95, wait;
    std::array<std::string_view, wait_limits.size() + 1> wait_classes;

    Explained automations;
    std::string_view automation, sent_by_day, held, tokens, number, deleted;

    Explained sequences;
    std::string_view step, inside_now, step_ran, reached_goal, left_here, removed, more_sequences;

    Explained waiting;
    std::string_view waits_for, due, deliveries, oldest_due, next;

    Explained failures;
    std::string_view reason, count, last, what_to_do, kind_message, kind_attempt, kind_run, kind_blocked, kind_skipped;

    Explained held_messages;
    std::string_view lead, channel, subject, flags, since;

    Explained consent;
    std::string_view opted_out, undeliverable, cause, addresses, in_period, unclassified, unclassified_hint;

    Explained findings;
    std::string_view severity, finding, hint;
};

/** The tag to write a report in: the locale's where there are words in its language, else "en". Throws UserError where
 *  the locale is no language tag. */
[[nodiscard]] std::string report_language(std::string_view locale);

/** The words of a tag that report_language() returned. */
[[nodiscard]] ReportWords const &report_words(std::string_view tag) noexcept;

extern ReportWords const report_words_en;
extern ReportWords const report_words_de;

}  // namespace automation::core
