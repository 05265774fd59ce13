#include "core/json/json.hpp"

#include "enqueue/timed/date_enqueue.hpp"

#include "core/automations/cause_chain.hpp"
#include "enqueue/timed/loaded_rows.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>

#include "pg/sql/current_rows.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/time/time_zone.hpp"
#include "store/lead_dates.hpp"
#include "store/lead_store.hpp"

namespace automation::enqueue {

namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement forget(
    "delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' and q.automation_id = any($3) "
    "and q.event = 'lead_date' and q.event_at > $4 and " PG_UNEVALUATED
    " for update of q skip locked)) and d.tenant_id = $2",
    INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID);

/* A run that is due at once by the write of an automation must end in its chain: it may write the date again. */
std::string context_of(core::DateMoment const &moment, bool yearly, std::string_view mark, bool at_once,
                       std::string_view tenant)
{
    core::json::Value context{{"anchor", moment.anchor.time_since_epoch().count()}};
    if (yearly) {
        context["yearly"] = true;
    }
    if (!mark.empty()) {
        context[std::string(mark)] = true;
    }
    if (auto const *const chain = write_context().chain; chain != nullptr && at_once) {
        context["chain"] = core::chain_to_json(*chain, std::string(tenant));
    }
    return core::json::dump(context);
}

/* Where a moment is found by a scan; a day too early rather than too late. */
core::Instant place_of(core::DateTrigger const &trigger, core::ParsedDateTime const &date,
                       core::DateMoment const &moment)
{
    constexpr std::chrono::days margin(1);
    return trigger.yearly ? core::Instant(std::chrono::floor<std::chrono::days>(moment.anchor) - margin)
                          : core::axis_of(date);
}

std::optional<core::DateMoment> moment_before(core::DateTrigger const &trigger, core::DateMoment const &moment,
                                              DateBefore const &before)
{
    return core::moment_on(trigger, before.date, std::chrono::floor<std::chrono::days>(moment.anchor), before.zone);
}

/* One automation, one date. */
class DateMoments {
 public:
    DateMoments(MatchRule const &rule, core::ParsedDateTime const &date, DatedLead const &lead, core::Instant now)
        : rule_(rule), trigger_(*rule.date), date_(date), lead_(lead), now_(now)
    {}

    void enqueue(Matcher &matcher, DateWrite write, std::optional<DateBefore> const &before) const
    {
        for (core::DateMoment const &moment :
             core::moments_about(trigger_, rule_.delay, date_, lead_.fields.zone(), now_)) {
            bool const near = place_of(trigger_, date_, moment) <= core::date_horizon(trigger_, rule_.delay, now_);
            core::Instant const due = core::date_due(trigger_, rule_.delay, moment.moment, lead_.fields.zone());
            if (write == DateWrite::loaded) {
                note(moment, due);
            } else if (near && is_ahead(moment, due, write) && !(before && had_passed(moment, write, *before))) {
                add(matcher, moment, due, write);
            }
        }
    }

 private:
    void note(core::DateMoment const &moment, core::Instant due) const
    {
        if (due > now_) {
            note_loaded(lead_.tenant, core::Trigger::lead_date, place_of(trigger_, date_, moment));
        }
    }

    /* Another wall clock may bring a moment behind the present, which nobody has written there. */
    [[nodiscard]] bool is_ahead(core::DateMoment const &moment, core::Instant due, DateWrite write) const noexcept
    {
        return due > now_ || moment.moment > now_ || write == DateWrite::other_zone;
    }

    /* Another date has a moment of its own, unless it is the same one in another form. */
    [[nodiscard]] bool had_passed(core::DateMoment const &moment, DateWrite write, DateBefore const &before) const
    {
        auto const old = moment_before(trigger_, moment, before);
        return old && (write == DateWrite::other_zone || old->moment == moment.moment) &&
               core::date_due(trigger_, rule_.delay, old->moment, before.zone) <= now_;
    }

    void add(Matcher &matcher, core::DateMoment const &moment, core::Instant due, DateWrite write) const
    {
        std::string_view mark;
        if (due <= now_ && write == DateWrite::made) {
            if (write_context().historical) {
                return;
            }
            mark = "inside_window";
        }
        // Then this is its moment, and the conditions are those of now.
        if (due <= now_ && !rule_.conditions.match(lead_.fields)) {
            mark = "unmet";
        }
        std::string const context = context_of(moment, trigger_.yearly, mark, due <= now_, lead_.tenant);
        NewRun run;
        run.automation = rule_.id;
        run.lead = lead_.id;
        run.event = core::Trigger::lead_date;
        run.tenant = lead_.tenant;
        run.context = context;
        run.event_at = run.run_at = std::max(due, now_);
        matcher.add(run);
    }

    MatchRule const &rule_;
    core::DateTrigger const &trigger_;
    core::ParsedDateTime const &date_;
    DatedLead const &lead_;
    core::Instant now_;
};

}  // namespace

void enqueue_date(Matcher &matcher, AutomationIndex const &index, core::DateField const &field,
                  core::ParsedDateTime const &date, DatedLead const &lead, DateWrite write, core::Instant now,
                  std::optional<DateBefore> const &before)
{
    for (MatchRule const &rule : index.rules) {
        if (rule.date && !rule.broken && rule.date->field == field) {
            DateMoments(rule, date, lead, now).enqueue(matcher, write, before);
        }
    }
}

void note_anchors(AnchorChanges &changes, AutomationIndex const &index, core::DateField const &field,
                  core::ParsedDateTime const &date, core::TimeZone const &zone, DateBefore const &before,
                  core::Instant now)
{
    for (MatchRule const &rule : index.rules) {
        if (!rule.date || rule.date->field != field) {
            continue;
        }
        for (core::DateMoment const &moment : core::moments_about(*rule.date, rule.delay, date, zone, now)) {
            auto const old = moment_before(*rule.date, moment, before);
            if (old && old->moment == moment.moment) {
                changes.add(rule.id, old->anchor, moment.anchor, rule.date->yearly);
            }
        }
    }
}

void forget_dates(AutomationIndex const &index, std::vector<core::DateField> const &fields, core::LeadKey const &lead,
                  core::Instant now)
{
    std::vector<std::int64_t> rules;
    for (MatchRule const &rule : index.rules) {
        if (rule.date && std::ranges::find(fields, rule.date->field) != fields.end()) {
            rules.push_back(number(rule.id));
        }
    }
    if (!rules.empty()) {
        pg::OwnerSession const session(pg::require_extension().owner);
        (void)pg::execute_current(forget, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                           pg::int8_array(rules), pg::Param::of(now)});
    }
}

void reload_dates(core::LeadKey const &key, core::LeadId gone, core::Instant now)
{
    auto const held = automation_index(key.tenant, core::Trigger::lead_date);
    AutomationIndex const &index = *held;
    if (index.dates.empty()) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const lead = store::load_stored_lead(key.id, key.tenant);
    if (!lead) {
        return;
    }
    core::FactFieldReader const fields(
        {.lead = *lead, .now = now, .zone = &pg::zone_or_utc(lead->timezone, index.timezone)});
    Matcher matcher;
    std::vector<store::LeadDate> dates;
    for (core::DateField const &field : index.dates) {
        auto const columns = store::load_date_columns(field.column, {key});
        auto const value = columns.find(key);
        auto const date = value == columns.end() ? std::nullopt : core::read_lead_date(value->second, field);
        dates.push_back({key.id, field.name(), date});
        if (date) {
            enqueue_date(matcher, index, field, *date, {fields, key.id, key.tenant}, DateWrite::loaded, now);
        }
    }
    store::write_lead_dates(key.tenant, dates, now);
    store::remove_lead_dates({gone, key.tenant});
}

}  // namespace automation::enqueue
