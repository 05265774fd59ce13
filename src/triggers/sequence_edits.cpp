#include "triggers/sequence_edits.hpp"

#include "core/base/strings.hpp"
#include "core/sequences/step_moves.hpp"
#include "store/activities.hpp"
#include "store/sequence_retiming.hpp"

#include "pg/extension/added_columns.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wake.hpp"
#include "pg/sql/spi.hpp"

namespace automation::triggers {

namespace {

// The unique index on (automation_id, lead_id, …) serves all of these. What has another name stands as it stood; of a
// step that is gone nothing is waited for any more, neither its time nor its message.
constinit pg::Statement move(
    "update @home@.automation_enrollments e set entry = case when n.renamed = 1 then e.entry || "
    "jsonb_build_object('step', n.to_) else (e.entry - '{message,waited,waits}'::text[]) || jsonb_build_object('step', "
    "n.to_, 'reached_at', case when e.entry -> 'delayed' is not null then e.entry -> 'reached_at' else to_jsonb($6) "
    "end) end from unnest($3, $4, $5) as n (from_, to_, renamed) where e.automation_id = $1 "
    "and e.tenant_id = $2 and e.entry ->> 'step' = n.from_ returning e.id, n.renamed",
    INT8OID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8OID);
constinit pg::Statement rename_done(
    "update @home@.automation_enrollments e set entry = e.entry || jsonb_build_object('done', (select "
    "jsonb_agg(case when d = $3 then $4 else d end) from jsonb_array_elements_text(e.entry -> 'done') d)) "
    "where e.automation_id = $1 and e.tenant_id = $2 and e.entry -> 'done' ? $3",
    INT8OID, TEXTOID, TEXTOID, TEXTOID);
constinit pg::Statement rename_arm(
    "update @home@.automation_enrollments e set entry = e.entry || jsonb_build_object('arms', (e.entry -> 'arms') - $3 "
    "|| "
    "jsonb_build_object($4, e.entry -> 'arms' -> $3)) where e.automation_id = $1 and e.tenant_id = $2 "
    "and e.entry -> 'arms' ? $3",
    INT8OID, TEXTOID, TEXTOID, TEXTOID);
// What waits at a channel for a step that has another name.
constinit pg::Statement rename_delivery(
    "update @home@.automation_queue q set context = q.context || jsonb_build_object('step', $4) "
    "where q.automation_id = $1 and q.tenant_id = $2 and q.kind = 'deliver' and q.context ->> 'step' = $3",
    INT8OID, TEXTOID, TEXTOID, TEXTOID);
// First of all: writes of applications lock the entries of their leads and then what belongs to them, and wait for no
// entry. In this order neither waits for the other in a circle.
constinit pg::Statement lock_entries(
    "select from @home@.automation_enrollments e where e.automation_id = $1 and e.tenant_id = $2 "
    "and e.entry is not null order by e.id for update",
    INT8OID, TEXTOID);
// And what is queued or held: claim and approval ask the step's conditions.
constinit pg::Statement rename_message(
    "update @home@.messages m set step = $4 from @home@.automation_enrollments e where e.automation_id = $1 "
    "and e.tenant_id = $2 and m.id = (e.entry ->> 'message')::bigint and m.tenant_id = $2 and m.step = $3",
    INT8OID, TEXTOID, TEXTOID, TEXTOID);
// Messages of steps that are gone and have not left.
constinit pg::Statement cancel_messages(
    "with gone as (delete from @home@.automation_queue q where q.automation_id = $1 and q.tenant_id = $2 "
    "and q.kind = 'deliver' and q.context ->> 'step' = any($3) and not exists (select from @home@.messages m "
    "where m.id = q.message_id and m.tenant_id = $2 and m.status = 'sending') returning q.message_id), "
    "held as (select (e.entry ->> 'message')::bigint as message_id from @home@.automation_enrollments e "
    "where e.automation_id = $1 and e.tenant_id = $2 and e.entry ->> 'step' = any($3)) "
    "update @home@.messages m set status = 'cancelled', error = 'the step was removed', updated_at = $4 "
    "from (select message_id from gone union select message_id from held) w where m.id = w.message_id "
    "and m.tenant_id = $2 and m.status in ('queued', 'held')",
    INT8OID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement forget_rows(
    "delete from @home@.automation_queue q where q.automation_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.event in ('step', 'retime')",
    INT8OID, TEXTOID);
constinit pg::Statement count_waiting(
    "select count(*) from @home@.automation_enrollments e where e.automation_id = $1 and e.tenant_id = $2 "
    "and e.entry is not null and e.entry -> 'message' is null and (e.entry ->> 'step' = any($3) "
    "or $4 and e.entry -> 'delayed' is not null)",
    INT8OID, TEXTOID, TEXTARRAYOID, BOOLOID);
constinit pg::Statement inside(
    "select count(*) from @home@.automation_enrollments e where e.automation_id = $1 and e.tenant_id = $2 "
    "and e.entry is not null",
    INT8OID, TEXTOID);
constinit pg::Statement end_all(
    "with gone as (update @home@.automation_enrollments e set entry = null, left_at = $4, left_reason = $3 "
    "where e.automation_id = $1 and e.tenant_id = $2 and e.entry is not null returning e.lead_id, "
    "e.booking_id) " INSERT_ACTIVITIES
    "select 'sequence_ended', $5 || ' ended: ' || $3, jsonb_build_object('automation_id', $1, 'event', 'step', "
    "'reason', "
    "$3), g.lead_id, $1, null, g.booking_id, $2, $4 from gone g join @home@.leads l on l.id = g.lead_id "
    "and l.tenant_id = $2",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID);

// The index on the time. Their entries are locked first, as above; those that an application has locked stay due, for
// enabling waits for nobody.
constinit pg::Statement spread(
    "with ours as (select e.id from @home@.automation_enrollments e where e.automation_id = $1 and e.tenant_id = $2 "
    "and e.entry is not null order by e.id for update skip locked), "
    "due as (select q.id, (row_number() over (order by q.run_at, q.id) - 1) / $4 as minute "
    "from @home@.automation_queue q join ours o on o.id = (q.context ->> 'entry')::bigint "
    "where q.run_at <= $3 and q.automation_id = $1 and q.tenant_id = $2 "
    "and q.kind = 'run' and q.event = 'step'), "
    "spread as (update @home@.automation_queue q set run_at = $3 + d.minute * interval '1 minute' from due d "
    "where q.id = d.id and q.tenant_id = $2 and d.minute > 0) select count(*) from due",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT8OID);

struct Moves {
    std::vector<std::string> from, to;
    std::vector<std::int64_t> renamed;
};

Moves moves_of(core::Sequence const &was, core::Sequence const &is)
{
    Moves moves;
    for (auto const &[from, to] : core::step_moves(was, is)) {
        auto const step = to ? is.find(*to) : std::nullopt;
        moves.from.push_back(from);
        moves.to.push_back(to.value_or(""));
        moves.renamed.push_back(step && is.steps[*step].was == from && !was.find(*to) ? 1 : 0);
    }
    return moves;
}

/* Queued whatever is found now: a step that is being done may arrive with the wait before the edit. */
void say_waiting(core::Automation const &sequence, std::vector<std::string> const &steps, bool delayed)
{
    if (steps.empty() && !delayed) {
        return;
    }
    std::int64_t const waiting = pg::execute(count_waiting, {pg::Param::of(number(sequence.id)),
                                                             pg::Param::of(std::string_view(sequence.tenant)),
                                                             pg::text_array(steps), pg::Param::of(delayed)})[0]
                                     .int8(1);
    if (waiting > 0) {
        pg::notice(std::to_string(waiting) + (waiting == 1 ? " lead of" : " leads of") + " sequence \"" +
                       sequence.name + "\" wait at a step whose wait has changed",
                   "They follow the new wait, counted from when they began to wait.");
    }
}

void cancel_removed(core::Automation const &sequence, Moves const &moves, core::Instant now)
{
    std::vector<std::string> removed;
    for (std::size_t i = 0; i < moves.from.size(); ++i) {
        if (moves.renamed[i] == 0) {
            removed.push_back(moves.from[i]);
        }
    }
    if (!removed.empty()) {
        pg::execute(cancel_messages,
                    {pg::Param::of(number(sequence.id)), pg::Param::of(std::string_view(sequence.tenant)),
                     pg::text_array(removed), pg::Param::of(now)});
    }
}

void move_entries(core::Automation const &sequence, Moves const &moves, core::Instant now)
{
    pg::Param const id = pg::Param::of(number(sequence.id));
    pg::Param const tenant = pg::Param::of(std::string_view(sequence.tenant));
    std::size_t moved = 0;
    for (pg::Row const row :
         pg::execute(move, {id, tenant, pg::text_array(moves.from), pg::text_array(moves.to),
                            pg::int8_array(moves.renamed), pg::Param::of(now.time_since_epoch().count())})) {
        moved += row.int8(2) == 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < moves.from.size(); ++i) {
        if (moves.renamed[i] != 0) {
            auto const rename = [&](pg::Statement &statement) {
                pg::execute(statement, {id, tenant, pg::Param::of(std::string_view(moves.from[i])),
                                        pg::Param::of(std::string_view(moves.to[i]))});
            };
            rename(rename_done);
            rename(rename_arm);
            rename(rename_delivery);
            if (pg::has_column(pg::TableName::messages, "step")) {
                rename(rename_message);
            }
        }
    }
    if (moved > 0) {
        pg::notice(std::to_string(moved) + (moved == 1 ? " lead of" : " leads of") + " sequence \"" + sequence.name +
                       "\" stood at a step that is gone",
                   "They go on with the next step on their path that is left.");
    }
}

}  // namespace

void follow_edit(core::Automation const &was, core::Automation const &is, core::Instant now)
{
    Moves const moves = moves_of(*was.sequence, *is.sequence);
    if (!moves.from.empty()) {
        pg::execute(lock_entries, {pg::Param::of(number(is.id)), pg::Param::of(std::string_view(is.tenant))});
        cancel_removed(is, moves, now);
        move_entries(is, moves, now);
    }
    std::vector<std::string> steps = core::steps_with_other_waits(*was.sequence, *is.sequence);
    say_waiting(is, steps, was.delay != is.delay);
    steps.insert(steps.end(), moves.to.begin(), moves.to.end());
    bool const other_delay = was.delay != is.delay;
    if (!steps.empty() || other_delay) {
        store::queue_retiming({is.id, is.tenant}, steps, other_delay, now);
    }
}

void limit_overdue_steps(core::Automation const &sequence, core::Instant now)
{
    pg::Param const id = pg::Param::of(number(sequence.id));
    pg::Param const tenant = pg::Param::of(std::string_view(sequence.tenant));
    std::int64_t const overdue =
        pg::execute(spread, {id, tenant, pg::Param::of(now),
                             pg::Param::of(static_cast<std::int64_t>(pg::settings::max_runs_per_minute))})[0]
            .int8(1);
    if (overdue > 0) {
        pg::notice("a step of sequence " + core::quote_value(sequence.name) + " is overdue for " +
                       std::to_string(overdue) + (overdue == 1 ? " lead" : " leads"),
                   "At most automation.max_runs_per_minute of them are evaluated in a minute.");
    }
}

std::int64_t count_inside(core::AutomationKey const &sequence)
{
    return pg::execute(inside,
                       {pg::Param::of(number(sequence.id)), pg::Param::of(std::string_view(sequence.tenant))})[0]
        .int8(1);
}

void end_sequence(core::AutomationDraft const &sequence, std::string_view reason, core::Instant now)
{
    pg::Param const id = pg::Param::of(number(sequence.id));
    pg::Param const tenant = pg::Param::of(std::string_view(sequence.tenant));
    pg::execute(lock_entries, {id, tenant});
    pg::execute(forget_rows, {id, tenant});
    pg::execute(end_all, {id, tenant, pg::Param::of(reason), pg::Param::of(now),
                          pg::Param::of(std::string_view(sequence.name))});
}

}  // namespace automation::triggers
