/* leads.cpp — new leads, changed statuses, and what begins and ends silence. */
#include "core/automations/cause_chain.hpp"
#include "core/json/json.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"
#include "enqueue/timed/loaded_rows.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/write_context/opt_out_rows.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/lead_changes.hpp"
#include "triggers/lead_dates.hpp"
#include "triggers/lead_tuple_reader.hpp"
#include "enqueue/timed/timed_enqueue.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <iterator>

#include "pg/boundary/collation.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/due_moments.hpp"

namespace automation::triggers {
namespace {

using LeadRow = RowValues<pg::TableName::leads>;

constexpr auto leads = pg::TableName::leads;
constexpr auto queue = pg::TableName::automation_queue;

/* The books that a new lead is looked up in; of one tenant at a time. */
struct LeadIndexes {
    std::string tenant;
    std::shared_ptr<enqueue::AutomationIndex const> new_lead;
    std::shared_ptr<enqueue::AutomationIndex const> silence;

    void open(std::string_view of_tenant)
    {
        if (new_lead == nullptr || of_tenant != tenant) {
            tenant = of_tenant;
            new_lead = enqueue::automation_index(tenant, core::Trigger::new_lead);
            silence = enqueue::automation_index(tenant, core::Trigger::no_contact_days);
        }
    }
};

void match_new_lead(enqueue::Matcher &matcher, LeadIndexes const &indexes, TupleFieldReader const &lead,
                    core::Instant now)
{
    if (!indexes.new_lead->rules.empty() && !enqueue::write_context().historical) {
        matcher.match(*indexes.new_lead, lead,
                      {.trigger = core::Trigger::new_lead, .at = now, .lead = lead.id(), .tenant = indexes.tenant});
    }
    if (!indexes.silence->rules.empty()) {
        enqueue::enqueue_silence(matcher, *indexes.silence, {lead, lead.contacts(), lead.id(), indexes.tenant}, nullptr,
                                 now);
    }
}

/* Gives every row of a transition table to `see`, as a TupleFieldReader and as it is. */
template <class See>
void for_new_leads(TriggerContext const &trigger, core::Instant now, See const &see)
{
    struct Scan {
        TupleTableSlot *slot;
        Tuplestorestate *rows;
    };
    LeadColumns const columns(trigger.data().tg_relation);
    auto const scan = pg::call([&] {
        return Scan{MakeSingleTupleTableSlot(trigger.shape(), &TTSOpsMinimalTuple), trigger.data().tg_newtable};
    });
    while (pg::call([&] { return tuplestore_gettupleslot(scan.rows, true, false, scan.slot); })) {
        TupleFieldReader lead(columns, scan.slot, now);
        see(lead, scan.slot);
    }
    pg::call([&] { ExecDropSingleTupleTableSlot(scan.slot); });
}

/* Leads that come with a refusal. */
class NewRefusals {
 public:
    explicit NewRefusals(std::string_view cause) noexcept : cause_(cause) {}

    void see(TupleFieldReader const &lead)
    {
        auto opted_out = lead.opted_out();
        if (!opted_out.empty()) {
            std::ranges::move(
                enqueue::writes_of_new({lead.id(),
                                        std::string(lead.tenant()),
                                        std::move(opted_out),
                                        {lead.copy_of(core::Column::email), lead.copy_of(core::Column::phone)}},
                                       cause_),
                std::back_inserter(writes_));
        }
    }
    void finish()
    {
        if (!writes_.empty()) {
            pg::OwnerSession const session(pg::require_extension().owner);
            enqueue::write_consent(std::move(writes_));
        }
    }

 private:
    std::string_view cause_;
    std::vector<enqueue::ConsentWrite> writes_;
};

/* Matches every row of a transition table. */
void match_new_leads(TriggerContext const &trigger)
{
    core::Instant const now = pg::now();
    enqueue::Matcher matcher;
    LeadIndexes indexes;
    NewRefusals refusals("application");
    NewDates dates(now, false);
    for_new_leads(trigger, now, [&](TupleFieldReader &lead, TupleTableSlot *row) {
        lead.set_new();
        indexes.open(lead.tenant());
        lead.set_tenant_zone(indexes.new_lead->timezone ? indexes.new_lead->timezone : indexes.silence->timezone);
        match_new_lead(matcher, indexes, lead, now);
        dates.see(matcher, trigger.shape(), row, lead);
        refusals.see(lead);
    });
    matcher.finish();
    refusals.finish();
    dates.finish();
}

void note_loaded_lead(TupleFieldReader const &lead)
{
    if (auto const contact = core::last_contact(lead.contacts())) {
        enqueue::note_loaded(lead.tenant(), core::Trigger::no_contact_days, *contact);
    }
}

/* What a bulk import must leave behind: who refuses messages, and how far the scans go back. */
void record_imported_leads(TriggerContext const &trigger)
{
    NewRefusals refusals("import");
    NewDates dates(pg::now(), true);
    enqueue::Matcher nothing;
    for_new_leads(trigger, pg::now(), [&](TupleFieldReader &lead, TupleTableSlot *row) {
        refusals.see(lead);
        note_loaded_lead(lead);
        dates.see(nothing, trigger.shape(), row, lead);
    });
    refusals.finish();
    dates.finish();
}

// The index on (lead_id, automation_id).
constinit pg::Statement forget_reminders(
    "delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' and q.automation_id = any($3) "
    "and q.event = 'booking_reminder_hours' and q.event_at > $4 and " PG_UNEVALUATED
    " for update of q skip locked)) and d.tenant_id = $2",
    INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID);

/* The zone of a lead is another one: so are the moments of its reminders, and those of before are nothing any more. */
void look_at_bookings(enqueue::Matcher &matcher, TupleFieldReader const &lead, TupleFieldReader const &before,
                      std::string const &tenant, core::Instant now)
{
    auto const held = enqueue::automation_index(tenant, core::Trigger::booking_reminder_hours);
    enqueue::AutomationIndex const &index = *held;
    if (index.rules.empty()) {
        return;
    }
    std::vector<core::Booking> bookings;
    std::optional<core::Lead> whole;
    {
        pg::OwnerSession const session(pg::require_extension().owner);
        std::vector<std::int64_t> rules;
        for (enqueue::MatchRule const &rule : index.rules) {
            rules.push_back(number(rule.id));
        }
        pg::execute(forget_reminders, {pg::Param::of(number(lead.id())), pg::Param::of(std::string_view(tenant)),
                                       pg::int8_array(rules), pg::Param::of(now)});
        whole = store::load_stored_lead(lead.id(), tenant);
        bookings = store::load_upcoming_bookings(lead.id(), tenant, now);
    }
    for (core::Booking const &booking : bookings) {
        enqueue::enqueue_reminders(matcher, index, *whole, booking, enqueue::BookingWrite::changed, now,
                                   &before.zone());
    }
}

// By the primary key.
constinit pg::Statement last_automated(
    "select m.created_at from @home@.messages m where m.lead_id = $1 and m.tenant_id = $2 "
    "and m.direction = 'outbound' and m.origin <> 'manual' and m.status <> 'draft' and not 'notice' collate \"C\" = "
    "any(m.flags) "
    "order by m.created_at desc limit 1",
    INT8OID, TEXTOID);

/* An application that writes a row back as it read it a while ago contacts nobody. */
bool is_new_contact(LeadRow const &before, LeadRow const &after, core::Instant written)
{
    auto const since = before.instant("silent_since");
    auto const silence = since ? since : before.instant("created_at");
    if (silence && written <= *silence) {
        return false;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows = pg::execute(
        last_automated,
        {pg::Param::of(after.integer("id")), pg::Param::of(std::string_view(after.text("tenant_id").value_or("")))});
    return rows.empty() || written > rows[0].instant(1);
}

std::string status_context(TriggerContext const &trigger)
{
    core::json::Value context = core::json::Value::object();
    if (auto const before = LeadRow(trigger, trigger.old_row()).text("status")) {
        context["old_status"] = *before;
    }
    if (auto const after = LeadRow(trigger, trigger.new_row()).text("status")) {
        context["new_status"] = *after;
    }
    if (auto const *const chain = enqueue::write_context().chain) {
        std::string const tenant = LeadRow(trigger, trigger.new_row()).text("tenant_id").value_or("");
        context["chain"] = core::chain_to_json(*chain, tenant);
    }
    return core::json::dump(context);
}

/* Whether the status is another one. A nondeterministic collation may take other bytes for the same; where the server
 * has lost its locale, the bytes decide. */
bool status_changes(TriggerContext const &trigger)
{
    auto const before = LeadRow(trigger, trigger.old_row()).text("status");
    auto const after = LeadRow(trigger, trigger.new_row()).text("status");
    Oid const collation = trigger.collation_of<leads>("status");
    if (before == after || !before || !after || pg::is_deterministic(collation)) {
        return before != after;
    }
    enqueue::GuardedAttempt attempt;
    try {
        bool const same = pg::same_text(*before, *after, collation);
        attempt.keep();
        return !same;
    } catch (pg::Error const &error) {
        attempt.undo();
        if (!enqueue::is_of_definition(error)) {
            throw;
        }
        return true;
    }
}

/* What the engine notes when it has written to a lead makes no lead silent and moves no clock. */
bool is_note_of_contact(TriggerContext const &trigger)
{
    LeadRow const before(trigger, trigger.old_row());
    LeadRow const after(trigger, trigger.new_row());
    auto const was = before.instant("last_contacted");
    auto const is = after.instant("last_contacted");
    return is && is == after.instant("updated_at") && before.instant("silent_since") == after.instant("silent_since") &&
           (was ? *is > *was : before.instant("created_at").has_value());
}

/* A lead that may be silent now, or whose wall clock is another one. */
void look_at_moments(enqueue::Matcher &matcher, LeadUpdate const &update)
{
    TupleFieldReader lead(update.columns, update.after, update.now);
    TupleFieldReader before(update.columns, update.before, update.now);
    auto const held = enqueue::automation_index(update.tenant, core::Trigger::no_contact_days);
    enqueue::AutomationIndex const &index = *held;
    lead.set_tenant_zone(index.timezone);
    before.set_tenant_zone(index.timezone);
    if (!index.rules.empty()) {
        enqueue::SilentLead const was{before, before.contacts(), before.id(), update.tenant};
        enqueue::enqueue_silence(matcher, index, {lead, lead.contacts(), lead.id(), update.tenant}, &was, update.now);
    }
    if (!enqueue::same_zone(lead, before)) {
        look_at_bookings(matcher, lead, before, update.tenant, update.now);
    }
}

/* The row that is stored: since when the lead has been what it is, and a new stretch of silence. */
HeapTuple contacted(TriggerContext const &trigger)
{
    LeadRow const before(trigger, trigger.old_row());
    LeadRow const after(trigger, trigger.new_row());
    RowChange change(trigger, trigger.new_row());
    if (status_changes(trigger)) {
        change.set<pg::TableName::leads>("status_since", pg::now());
    }
    auto const was = before.instant("last_contacted");
    auto const written = after.instant("last_contacted");
    bool const by_a_person = !enqueue::write_context().by_engine && !enqueue::write_context().historical;
    if (by_a_person && written && (!was || *written > *was) && is_new_contact(before, after, *written)) {
        change.set<pg::TableName::leads>("silent_since", *written);
    }
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After a statement that inserted leads, in whatever way: INSERT, COPY, MERGE, ON CONFLICT. */
AUTOMATION_TRIGGER(
    automation_on_leads_insert,
    {.trigger = "automation_lead_added", .row = false, .events = by_insert, .table = "leads", .new_rows = "new_leads"})
{
    if (enqueue::importing()) {
        record_import(trigger, leads, [&] { record_imported_leads(trigger); });
    } else {
        set_off(trigger, leads, {queue, pg::TableName::automation_suppressions, pg::TableName::automation_lead_dates},
                [&] { match_new_leads(trigger); });
    }
    return PointerGetDatum(nullptr);
}

/* After an update that changed a lead's status. */
AUTOMATION_TRIGGER(automation_on_lead_status,
                   {.trigger = "automation_lead_status", .events = by_update, .table = "leads"})
{
    set_off(trigger, leads, {queue}, [&] {
        if (!status_changes(trigger)) {
            return;
        }
        LeadColumns const columns(trigger.data().tg_relation);
        core::Instant const now = pg::now();
        TupleFieldReader const before(columns, trigger.data().tg_trigslot, now);
        TupleFieldReader lead(columns, trigger.new_slot(), now);
        lead.set_before(before);
        std::string const tenant(lead.tenant());
        auto const held = enqueue::automation_index(tenant, core::Trigger::lead_status_changed);
        enqueue::AutomationIndex const &index = *held;
        lead.set_tenant_zone(index.timezone);
        if (!index.rules.empty()) {
            std::string const context = status_context(trigger);
            enqueue::Matcher matcher;
            matcher.match(index, lead,
                          {.trigger = core::Trigger::lead_status_changed,
                           .at = now,
                           .lead = lead.id(),
                           .tenant = tenant,
                           .context = context});
            matcher.finish();
        }
    });
    return PointerGetDatum(nullptr);
}

/* After an update of a lead: what it makes due, what it changes, and what has waited for it. */
AUTOMATION_TRIGGER(automation_on_lead_change,
                   {.trigger = "automation_lead_changed", .events = by_update, .table = "leads"})
{
    if (enqueue::importing()) {
        record_import(trigger, leads, [&] {
            LeadColumns const columns(trigger.data().tg_relation);
            TupleFieldReader const lead(columns, trigger.new_slot(), pg::now());
            note_loaded_lead(lead);
            std::string const tenant(lead.tenant());
            LeadUpdate const update{columns, trigger.data().tg_trigslot, trigger.new_slot(), tenant, pg::now()};
            enqueue::Matcher nothing;
            follow_dates(nothing, trigger.shape(), update, true);
            wake_waiting(update);
        });
        return PointerGetDatum(nullptr);
    }
    using enum pg::TableName;
    set_off(
        trigger, pg::TableName::leads,
        {automation_queue, automation_lead_dates, automation_enrollments, automation_stat_deltas, activities, messages},
        [&] {
            LeadColumns const columns(trigger.data().tg_relation);
            core::Instant const now = pg::now();
            std::string const tenant(TupleFieldReader(columns, trigger.new_slot(), now).tenant());
            enqueue::Matcher matcher;
            LeadUpdate const update{columns, trigger.data().tg_trigslot, trigger.new_slot(), tenant, now};
            if (!is_note_of_contact(trigger)) {
                look_at_moments(matcher, update);
            }
            match_changes(matcher, update);
            follow_dates(matcher, trigger.shape(), update, false);
            release_waiting(update);
            follow_in_sequences(update);
            matcher.finish();
        });
    return PointerGetDatum(nullptr);
}

/* Before an update that writes another status or a later last_contacted: since when the lead has been what it is, and
 * where a person contacted it, a new stretch of silence. */
AUTOMATION_TRIGGER(automation_on_lead_contact,
                   {.trigger = "automation_lead_contacted", .before = true, .events = by_update, .table = "leads"})
{
    return PointerGetDatum(enqueue::triggers_enabled() ? changed_row(trigger, leads, [&] { return contacted(trigger); })
                                                       : trigger.new_row());
}
