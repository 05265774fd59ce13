/* rule_checks.cpp — automations that cannot run or match, and those that the engine has disabled. */
#include "api/checks/groups.hpp"
#include "core/sequences/check_sequence.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/automations/unavailable_facts.hpp"
#include "core/conditions/contradictions.hpp"
#include "store/automations.hpp"
#include "store/date_columns.hpp"
#include "store/sequences_of_leads.hpp"

#include <algorithm>
#include <optional>

#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

constexpr std::size_t most_statuses = 100;

// All of a small table.
constinit pg::Statement tenants("select distinct a.tenant_id from @home@.automations a order by a.tenant_id");
// All leads of the tenant; more statuses than these are no list that somebody maintains.
constinit pg::Statement statuses_of_leads(
    "select l.status from @home@.leads l where l.tenant_id = $1 and l.status is not null group by l.status "
    "order by count(*) desc, l.status limit 101",
    TEXTOID);
// Activities without a lead are few: by the index on (lead_id, id). The engine writes the activity in the transaction
// that disables the automation; who saves it afterwards has seen it.
constinit pg::Statement disabled_by_failures(
    "select a.id, a.name, a.tenant_id, f.detail from @home@.automations a cross join lateral (select "
    "x.details ->> 'detail' as detail from @home@.activities x where x.lead_id is null and x.automation_id = a.id "
    "and x.tenant_id = a.tenant_id and x.type = 'automation_failed' and x.details ->> 'event' = 'message_failed' "
    "and x.created_at >= a.updated_at - interval '1 minute' order by x.id desc limit 1) f "
    "where not a.enabled order by a.id");

std::string named(core::AutomationDraft const &draft)
{
    return "automation " + std::to_string(number(draft.id)) + " " + core::quote_value(draft.name) +
           of_tenant(draft.tenant);
}

/* The statuses of a tenant's leads, and those that its automations set. Read when they are asked for. */
class KnownStatuses {
 public:
    KnownStatuses(std::string const &tenant, std::vector<core::Automation> const &automations)
        : tenant_(tenant), automations_(automations)
    {}

    /** False where nothing can be said: no lead is there, or their statuses are anything. */
    [[nodiscard]] bool are_known()
    {
        read();
        return !of_leads_->empty() && of_leads_->size() <= most_statuses;
    }
    [[nodiscard]] bool has(std::string const &status)
    {
        read();
        return std::ranges::find(*of_leads_, status) != of_leads_->end() ||
               std::ranges::any_of(automations_, [&](core::Automation const &automation) {
                   auto const set = automation.actions.status_set();
                   return set && *set == status;
               });
    }
    [[nodiscard]] std::string hint(std::string const &status)
    {
        read();
        std::vector<std::string_view> const words(of_leads_->begin(), of_leads_->end());
        return core::hint_for(status, words, "Statuses of leads are");
    }

 private:
    void read()
    {
        if (of_leads_) {
            return;
        }
        of_leads_.emplace();
        for (pg::Row const row : pg::execute(statuses_of_leads, {pg::Param::of(std::string_view(tenant_))})) {
            of_leads_->push_back(row.text(1));
        }
    }

    std::string const &tenant_;
    std::vector<core::Automation> const &automations_;
    std::optional<std::vector<std::string>> of_leads_;
};

void check_conditions(FindingList &findings, core::AutomationDraft const &draft, core::Automation const &automation,
                      KnownStatuses &known)
{
    auto const keys = core::contradictions(draft.conditions);
    if (!keys.empty()) {
        findings.warning("automation_never_matches",
                         named(draft) + ": no value meets all its conditions on " + core::quote_value(keys.front()),
                         "Correct the conditions: alternatives are written as a list or in \"any\".");
        return;
    }
    if (auto const fact = core::unavailable_in_conditions(automation.conditions, automation.trigger)) {
        findings.notice("automation_never_matches",
                        named(draft) + ": condition " + core::quote_value(fact->name) +
                            " is met by no event, because those of trigger " + draft.trigger + " have " + fact->what,
                        std::string(fact->hint) +
                            ", or remove the condition. Only automation_enroll() and "
                            "automation_trigger() start runs.");
        return;
    }
    auto const required = core::required_statuses(draft.conditions);
    if (!required || required->empty() || !known.are_known() ||
        std::ranges::any_of(*required, [&](std::string const &status) { return known.has(status); })) {
        return;
    }
    findings.notice("status_unknown",
                    named(draft) + " requires status " + core::quote_value(required->front()) +
                        and_others(required->size() - 1) + ", which no lead has and no automation sets",
                    known.hint(required->front()));
}

void check_sequence_names(FindingList &findings, core::AutomationDraft const &draft, core::Automation const &automation)
{
    std::vector<std::string> const named_there = core::sequences_named(automation);
    if (named_there.empty()) {
        return;
    }
    std::vector<std::string> const names = store::sequence_names(draft.tenant);
    std::vector<std::string_view> const known(names.begin(), names.end());
    for (std::string const &name : named_there) {
        if (std::ranges::find(names, name) == names.end()) {
            findings.warning("sequence_unknown",
                             named(draft) + " names sequence " + core::quote_value(name) + ", which does not exist",
                             core::did_you_mean(core::suggest(name, known)) +
                                 "Create a sequence of that name, or write the name of another one.");
        }
    }
}

/* The first that needs the model, in words. */
std::string check_automations_of(FindingList &findings, std::string const &tenant)
{
    std::vector<core::AutomationDraft> drafts;
    std::vector<core::Automation> automations;
    for (core::AutomationDraft &draft : store::load_drafts_of(tenant)) {
        if (!draft.enabled) {
            continue;
        }
        try {
            core::Automation automation = core::check_with_steps(draft);
            store::check_date_column(automation);
            automations.push_back(std::move(automation));
        } catch (core::UserError const &error) {
            findings.error("automation_invalid", named(draft) + ": " + error.what(),
                           error.hint().empty() ? "Correct it by automation_update()." : error.hint());
            continue;
        }
        drafts.push_back(std::move(draft));
    }
    std::string writes;
    KnownStatuses known(tenant, automations);
    for (std::size_t i = 0; i < automations.size(); ++i) {
        check_conditions(findings, drafts[i], automations[i], known);
        check_sequence_names(findings, drafts[i], automations[i]);
        if (writes.empty() && automations[i].writes_message() && !automations[i].message_template) {
            writes = named(drafts[i]);
        }
    }
    return writes;
}

}  // namespace

std::string check_automations(FindingList &findings)
{
    std::vector<std::string> names;
    for (pg::Row const row : pg::execute(tenants)) {
        names.push_back(row.text(1));
    }
    std::string writes;
    for (std::string const &tenant : names) {
        std::string const first = check_automations_of(findings, tenant);
        writes = writes.empty() ? first : writes;
    }
    for (pg::Row const row : pg::execute(disabled_by_failures)) {
        findings.warning("automation_disabled_by_failures",
                         "automation " + std::to_string(row.int8(1)) + " " + core::quote_value(row.text(2)) +
                             of_tenant(row.text(3)) + " was disabled: " + row.text(4),
                         "See messages.error of its failed messages; enable it again by automation_enable().");
    }
    return writes;
}

}  // namespace automation::api
