#include "core/report/report_hints.hpp"
#include "core/report/report_sections.hpp"

#include <array>

namespace automation::core {
namespace {

void write_nothing(ReportContext const &page)
{
    page.out.raw("<p>").raw(page.words.none).raw("</p>\n");
}

/** What a user cannot tell from English words that stand in another language: screen readers need to know. */
void write_english_cell(ReportContext const &page, std::string_view text)
{
    page.out.raw("<td class=\"w\" lang=\"en\">").isolated(text).raw("</td>");
}

struct KindName {
    FailureKind kind;
    std::string_view metric;
    std::string_view ReportWords::*words;
};
constexpr std::array kind_names{KindName{FailureKind::message, "failed_messages", &ReportWords::kind_message},
                                KindName{FailureKind::attempt, "repeated_attempts", &ReportWords::kind_attempt},
                                KindName{FailureKind::run, "failed_runs", &ReportWords::kind_run},
                                KindName{FailureKind::blocked, "blocked_reason", &ReportWords::kind_blocked},
                                KindName{FailureKind::skipped, "skipped_reason", &ReportWords::kind_skipped}};

void write_failure(ReportContext const &page, FailureGroup const &group)
{
    KindName const &kind = kind_names.at(static_cast<std::size_t>(group.kind));
    page.out.raw("<tr data-reason=\"").text(group.reason).raw("\"><th scope=\"row\">").raw(page.words.*kind.words);
    page.out.raw("</th><td class=\"w\">").isolated(failure_reason(group, page.language));
    if (!group.channel.empty()) {
        page.out.raw(" <span class=\"muted\">").isolated(group.channel).raw("</span>");
    }
    page.out.raw("</td>");
    write_metric_cell(page, kind.metric, group.count);
    write_cell(page, written_moment(page, group.last_at), "n");
    page.out.raw("<td class=\"w\">").text(failure_hint(group, page.language));
    if (group.example != 0) {
        page.out.raw(" <span class=\"muted\">").raw(page.words.last).raw(": ").raw(page.words.number).raw("&nbsp;");
        page.out.raw(group.example).raw("</span>");
    }
    page.out.raw("</td></tr>\n");
}

std::string joined(std::vector<std::string> const &words)
{
    std::string list;
    for (std::string const &word : words) {
        list.append(list.empty() ? "" : ", ").append(word);
    }
    return list;
}

void write_held_message(ReportContext const &page, HeldMessage const &message)
{
    page.out.raw("<tr data-message=\"").raw(message.id).raw("\"><th scope=\"row\" class=\"n\">").raw(message.id);
    page.out.raw("</th>");
    write_cell(page, message.lead.value_or("–"), "w");
    write_cell(page, message.automation.value_or("–"));
    write_cell(page, message.channel);
    write_cell(page, message.subject.value_or("–"), "w");
    write_cell(page, joined(message.flags));
    write_cell(page, page.format.moment(message.written_at), "n");
    write_tenant_cell(page, message.tenant);
    page.out.raw("</tr>\n");
}

}  // namespace

void write_failures(ReportContext const &page)
{
    ReportWords const &words = page.words;
    start_section(page, "failures", words.failures.title, true);
    if (page.data.failures.empty()) {
        write_nothing(page);
        return end_section(page);
    }
    start_table(page, words.failures,
                {{words.status}, {words.reason}, {words.count, true}, {words.last, true}, {words.what_to_do}});
    for (FailureGroup const &group : page.data.failures) {
        write_failure(page, group);
    }
    end_table(page);
    end_section(page);
}

void write_held(ReportContext const &page)
{
    ReportWords const &words = page.words;
    HeldMessages const &held = page.data.held;
    start_section(page, "held", words.held_messages.title);
    page.out.raw("<p>").raw(words.count).raw(": ");
    write_metric(page, "held_messages", held.count);
    page.out.raw("</p>\n");
    if (!held.shown.empty()) {
        start_table(page, words.held_messages,
                    with_tenant(page, {
                                          {words.number, true},
                                          {words.lead},
                                          {words.automation},
                                          {words.channel},
                                          {words.subject},
                                          {words.flags},
                                          {words.since, true},
                                      }));
        for (HeldMessage const &message : held.shown) {
            write_held_message(page, message);
        }
        end_table(page);
    }
    end_section(page);
}

void write_consent(ReportContext const &page)
{
    ReportWords const &words = page.words;
    ConsentNumbers const &consent = page.data.consent;
    start_section(page, "consent", words.consent.title);
    if (consent.addresses.empty()) {
        page.out.raw("<p>").raw(words.addresses).raw(": ").raw(words.none).raw("</p>\n");
    } else {
        start_table(page, words.consent,
                    {{words.channel}, {words.status}, {words.cause}, {words.addresses, true}, {words.in_period, true}});
        for (SuppressedAddresses const &row : consent.addresses) {
            page.out.raw("<tr><th scope=\"row\">").isolated(row.channel).raw("</th>");
            write_cell(page, row.reason == "undeliverable" ? words.undeliverable : words.opted_out);
            write_cell(page, row.cause);
            write_metric_cell(page, "suppressed", row.all);
            write_metric_cell(page, "suppressed_in_period", row.recent);
            page.out.raw("</tr>\n");
        }
        end_table(page);
    }
    page.out.raw("<p>").raw(words.unclassified).raw(": ");
    write_metric(page, "unclassified", consent.unclassified);
    if (consent.unclassified > 0) {
        page.out.raw(". ").raw(words.unclassified_hint);
    }
    page.out.raw("</p>\n");
    end_section(page);
}

void write_findings(ReportContext const &page)
{
    if (!page.data.findings) {
        return;
    }
    ReportWords const &words = page.words;
    start_section(page, "findings", words.findings.title);
    if (page.data.findings->empty()) {
        write_nothing(page);
    } else {
        start_table(page, words.findings, {{words.severity}, {words.finding}, {words.hint}});
        for (ReportFinding const &finding : *page.data.findings) {
            page.out.raw("<tr><th scope=\"row\" lang=\"en\">").text(finding.severity).raw("</th>");
            write_english_cell(page, finding.detail);
            write_english_cell(page, finding.hint);
            page.out.raw("</tr>\n");
        }
        end_table(page);
    }
    end_section(page);
}

}  // namespace automation::core
