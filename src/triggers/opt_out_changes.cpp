/* opt_out_changes.cpp — what waits on a channel ends in the transaction in which the lead refuses it.
 *
 * What somebody else holds is passed by: it is looked at again before it is sent. Moments that nobody has looked at yet
 * stay: when they come, the lead may accept the channel again. What waits for other leads with the address is refused
 * when its turn comes.
 */
#include "core/crm/opt_out_list.hpp"
#include "core/json/json.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/write_context/opt_out_rows.hpp"
#include "store/activities.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <iterator>

#include "pg/extension/added_columns.hpp"
#include "pg/time/clock.hpp"
#include "pg/sql/statement_end.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::triggers {
namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement cancel_runs(
    "with gone as (delete from @home@.automation_queue d where d.id = any(array(select q.id "
    "from @home@.automation_queue q join @home@.automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' and a.type not in ('crm_update', 'sequence') "
    "and " PG_ADDED_COLUMN("a", "to") " is null "
    "and ('all' = any($3) or a.channel = any($3)) and not " PG_UNEVALUATED
    " for update of q skip locked)) and d.tenant_id = $2 returning d.kind, d.automation_id, d.booking_id, d.event, "
    "d.event_at, d.context), " REMEMBER_GONE("$4") ", "
    "counted as (insert into @home@.automation_stat_deltas (automation_id, tenant_id, blocked, at) "
    "select automation_id, $2, count(*), $4 from gone group by automation_id) "
    INSERT_ACTIVITIES
    "select 'automation_blocked', a.name || ' was blocked: ' || $5, jsonb_build_object('automation_id', "
    "g.automation_id, 'event', g.event, 'reason', 'opted_out', 'detail', $5), $1, g.automation_id, null, "
    "g.booking_id, $2, $4 "
    "from gone g join @home@.automations a on a.id = g.automation_id and a.tenant_id = $2 order by g.automation_id",
    INT8OID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID, TEXTOID);
// The indexes on messages (lead_id, created_at) and automation_queue (lead_id, automation_id).
constinit pg::Statement end_messages(
    "with stopped as (update @home@.messages s set status = 'cancelled', error = $5, updated_at = $4 "
    "where s.id = any(array(select m.id from @home@.messages m where m.lead_id = $1 and m.tenant_id = $2 "
    "and m.direction = 'outbound' and m.status in ('queued', 'held') and not 'notice' collate \"C\" = any(m.flags) and "
    "('all' = "
    "any($3) or m.channel = any($3)) "
    "for update of m skip locked)) and s.tenant_id = $2 returning s.id, s.automation_id, s.booking_id), "
    "gone as (delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'deliver' and q.message_id in (select id from stopped) "
    "for update of q skip locked)) and d.tenant_id = $2 returning d.message_id, d.event) " INSERT_ACTIVITIES
    "select 'automation_blocked', 'a waiting message was cancelled: ' || $5, "
    "jsonb_strip_nulls(jsonb_build_object('automation_id', s.automation_id, 'message_id', s.id, 'event', g.event, "
    "'reason', 'opted_out', 'detail', $5)), $1, s.automation_id, s.id, s.booking_id, $2, $4 "
    "from stopped s left join gone g on g.message_id = s.id order by s.id",
    INT8OID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID, TEXTOID);

std::string in_words(std::vector<std::string> const &channels)
{
    std::string words;
    for (std::string const &channel : channels) {
        words += (words.empty() ? "" : ", ") + (channel == core::every_channel ? "every channel" : channel);
    }
    return words;
}

void insert_change_activity(core::LeadId lead, std::string const &tenant, std::vector<std::string> const &channels,
                            bool refused)
{
    auto const &cause = enqueue::write_context().consent;
    auto const message = cause ? cause->message : std::nullopt;
    core::json::Value details{{"channels", channels}};
    details["reason"] = std::string(cause ? cause->reason : "application");
    if (message) {
        details["message_id"] = number(*message);
    }
    std::string const words = in_words(channels);
    store::insert_activity({.type = refused ? "lead_opted_out" : "lead_opted_in",
                            .description = refused ? "the lead has opted out of " + words
                                                   : "the lead accepts messages by " + words + " again",
                            .details = core::json::dump(details),
                            .lead = lead,
                            .message = message,
                            .tenant = tenant},
                           pg::now());
}

void end_what_waits(core::LeadId lead, std::string const &tenant, std::vector<std::string> const &channels)
{
    std::string const detail = "the lead has opted out of " + in_words(channels);
    for (pg::Statement *const statement : {&cancel_runs, &end_messages}) {
        pg::execute(*statement,
                    {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)), pg::text_array(channels),
                     pg::Param::of(pg::now()), pg::Param::of(std::string_view(detail))});
    }
}

using LeadRow = RowValues<pg::TableName::leads>;

enqueue::LeadConsent consent_of(TriggerContext const &trigger, HeapTuple tuple)
{
    LeadRow const row(trigger, tuple);
    return {.id = core::LeadId{row.integer("id")},
            .tenant = row.text("tenant_id").value_or(""),
            .opted_out = row.words("opted_out"),
            .addresses = {row.text("email"), row.text("phone")}};
}

void note_change(enqueue::LeadConsent const &before, enqueue::LeadConsent const &after)
{
    auto const refused = core::new_opt_outs(before.opted_out, after.opted_out);
    auto const allowed = core::new_opt_outs(after.opted_out, before.opted_out);
    if (!refused.empty()) {
        insert_change_activity(after.id, after.tenant, refused, true);
        end_what_waits(after.id, after.tenant, refused);
    }
    if (!allowed.empty()) {
        insert_change_activity(after.id, after.tenant, allowed, false);
    }
}

void show_current(enqueue::LeadConsent const &lead, std::vector<core::Suppression> const &rows)
{
    for (core::Suppression const &row : rows) {
        std::string const what = "the application removed " + in_words({row.channel}) + " from opted_out";
        core::json::Value const details{
            {"channels", {row.channel}},
            {"reason", row.cause},
            {"detail", what + (row.address.empty()
                                   ? ", but the lead itself refused it when it had no address; START takes it back"
                                   : ", but the row of automation_suppressions for " + row.address + " stands")},
            {"kept", true}};
        store::insert_activity({.type = "lead_opted_out",
                                .description = what + "; the lead's own refusal stands",
                                .details = core::json::dump(details),
                                .lead = lead.id,
                                .tenant = lead.tenant},
                               pg::now());
    }
}

/* What the rows of one statement write to automation_suppressions, in one order for all statements. */
class StatementConsent final : public pg::StatementWork {
 public:
    void add(std::vector<enqueue::ConsentWrite> writes, bool guarded)
    {
        std::ranges::move(writes, std::back_inserter(writes_));
        guarded_ = guarded_ || guarded;
    }
    void finish() override
    {
        auto const write = [&] {
            pg::OwnerSession const session(pg::require_extension().owner);
            enqueue::write_consent(std::move(writes_));
        };
        if (guarded_) {
            enqueue::attempt(write);
        } else {
            write();
        }
    }

 private:
    std::vector<enqueue::ConsentWrite> writes_;
    bool guarded_ = false;
};

/* Inside an SPI session, as the owner of the tables. */
void follow(enqueue::LeadConsent const &before, enqueue::LeadConsent const &after, std::string_view cause)
{
    pg::finish_outer_work<StatementConsent>();
    auto writes = enqueue::writes_of_change(before, after, cause);
    if (writes.empty()) {
        return;
    }
    if (auto *const statement = pg::statement_work<StatementConsent>()) {
        statement->add(std::move(writes), pg::may_meet_own_parts({pg::TableName::automation_suppressions}));
    } else {
        enqueue::write_consent(std::move(writes));
    }
}

/* The row with the channels that the person or a provider refused, where an application left them out. */
HeapTuple with_current(TriggerContext const &trigger)
{
    enqueue::LeadConsent const before = consent_of(trigger, trigger.old_row());
    enqueue::LeadConsent const after = consent_of(trigger, trigger.new_row());
    std::vector<core::Suppression> current;
    if (!before.opted_out.empty()) {
        pg::OwnerSession const session(pg::require_extension().owner);
        current = enqueue::current_rows(before, after);
        show_current(after, current);
    }
    if (current.empty()) {
        return trigger.new_row();
    }
    std::vector<std::string> opted_out = after.opted_out;
    for (core::Suppression const &row : current) {
        opted_out.push_back(row.channel);
    }
    RowChange change(trigger, trigger.new_row());
    change.set<pg::TableName::leads>("opted_out", opted_out);
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After an update that changed what a lead refuses, or of one that refuses something. */
AUTOMATION_TRIGGER(automation_on_opt_out,
                   {.trigger = "automation_lead_opted_out", .events = by_update, .table = "leads"})
{
    using enum pg::TableName;
    if (enqueue::importing()) {
        record_import(trigger, leads, [&] {
            enqueue::LeadConsent const before = consent_of(trigger, trigger.old_row());
            enqueue::LeadConsent const after = consent_of(trigger, trigger.new_row());
            if (enqueue::concerns_addresses(before, after)) {
                pg::OwnerSession const session(pg::require_extension().owner);
                follow(before, after, "import");
            }
        });
        return PointerGetDatum(nullptr);
    }
    set_off(trigger, leads,
            {automation_queue, messages, automation_enrollments, automation_stat_deltas, activities,
             automation_suppressions},
            [&] {
                enqueue::LeadConsent const before = consent_of(trigger, trigger.old_row());
                enqueue::LeadConsent const after = consent_of(trigger, trigger.new_row());
                if (!enqueue::concerns_addresses(before, after)) {
                    return;
                }
                pg::OwnerSession const session(pg::require_extension().owner);
                note_change(before, after);
                if (!enqueue::write_context().consent) {  // a scope of a consent change writes the rows itself
                    follow(before, after, "application");
                }
            });
    return PointerGetDatum(nullptr);
}

/* Before an update of what a lead refuses: what the person or a provider said stays. */
AUTOMATION_TRIGGER(automation_keep_opt_out,
                   {.trigger = "automation_lead_consent", .before = true, .events = by_update, .table = "leads"})
{
    using enum pg::TableName;
    HeapTuple row = trigger.new_row();
    if (!enqueue::write_context().consent && !enqueue::loading()) {
        set_off(trigger, leads, {activities},
                [&] { row = changed_row(trigger, leads, [&] { return with_current(trigger); }); });
    }
    return PointerGetDatum(row);
}
