#include "enqueue/timed/reassignment.hpp"

#include "enqueue/events/lead_contacts.hpp"
#include "enqueue/events/sequence_index.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/timed/reruns.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"

#include <map>
#include <unordered_map>
#include <unordered_set>

#include "pg/time/clock.hpp"
#include "pg/sql/spi.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/process/wake.hpp"
#include "store/sequence_moves.hpp"

namespace automation::enqueue {

namespace {

// What waits for bookings of the lead $1, of all of them where $3 is null: a statement may move thousands, and each row
// is read once. The indexes that begin with lead_id.
constinit pg::Statement find_queued(
    "select q.id, q.booking_id, q.kind = 'deliver', q.message_id, q.event = 'booking_reminder_hours' "
    "and q.event_at > $4 and " PG_UNEVALUATED
    " from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 "
    "and q.booking_id is not null and ($3 is null or q.booking_id = $3) order by q.id",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);
constinit pg::Statement find_messages(
    "select m.id, m.booking_id, m.status <> 'sending' and m.origin <> 'manual', m.automation_id, m.created_at from "
    "@home@.messages m where m.lead_id = $1 and m.tenant_id = $2 and m.booking_id is not null "
    "and ($3 is null or m.booking_id = $3) and m.direction = 'outbound' "
    "and m.status in ('queued', 'held', 'sending') order by m.id",
    INT8OID, TEXTOID, INT8OID);
constinit pg::Statement find_enrollments(
    "select e.id, e.booking_id, e.automation_id, e.runs, e.last_run_at from @home@.automation_enrollments e where "
    "e.lead_id = $1 and e.tenant_id = $2 "
    "and e.booking_id is not null and ($3 is null or e.booking_id = $3) order by e.id",
    INT8OID, TEXTOID, INT8OID);
constinit pg::Statement find_owners(
    "select b.id, b.lead_id from @home@.bookings b where b.id = any($1) and b.tenant_id = $2 order by b.id",
    INT8ARRAYOID, TEXTOID);

// The statements below go by the primary key, for which the lead stands in an expression; $1 and $2 are the leads, $3
// is their tenant, $4 the rows.
constinit pg::Statement forget_reminders(
    "delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.id = any($2) and q.tenant_id = $1 and " PG_UNEVALUATED
    " for update of q skip locked)) and d.tenant_id = $1",
    TEXTOID, INT8ARRAYOID);

// Under new ids: what a process remembers of a run by its id, such as a text that a model wrote, is about the other
// lead.
#define MOVE_RUNS(condition)                                                                                      \
    "with gone as (delete from @home@.automation_queue q where q.tenant_id = $3 and " condition                   \
    " and q.kind = 'run' returning q.*), moved as (insert into @home@.automation_queue (automation_id, lead_id, " \
    "booking_id, message_id, event_at, run_at, attempts, kind, event, tenant_id, last_error, context, channel) "  \
    "select g.automation_id, $2, g.booking_id, g.message_id, g.event_at, g.run_at, g.attempts, g.kind, g.event, " \
    "g.tenant_id, g.last_error, g.context, g.channel from gone g order by g.event_at, g.id returning run_at) "    \
    "select min(m.run_at) from moved m"
constinit pg::Statement move_runs(MOVE_RUNS("q.id = any($4) and q.lead_id + 0 = $1"), INT8OID, INT8OID, TEXTOID,
                                  INT8ARRAYOID);
// The index on (lead_id, automation_id).
constinit pg::Statement move_runs_of_message(
    MOVE_RUNS("q.lead_id = $1 and (q.message_id = $4 or q.context ->> 'rerun_of' = $4::text)"), INT8OID, INT8OID,
    TEXTOID, INT8OID);
#undef MOVE_RUNS

// Under their ids: a message may be in flight, and its result is recorded by the row that is there. One that an
// automation wrote for the lead before is not sent again: the claim makes its run again.
#define MOVE_DELIVERIES(condition)                                                                               \
    "update @home@.automation_queue q set lead_id = $2, context = case when q.automation_id = 0 then q.context " \
    "else coalesce(q.context, '{}') || '{\"lead_changed\": true}' end where q.tenant_id = $3 and " condition     \
    " and q.kind = 'deliver'"
constinit pg::Statement move_deliveries(MOVE_DELIVERIES("q.id = any($4) and q.lead_id + 0 = $1"), INT8OID, INT8OID,
                                        TEXTOID, INT8ARRAYOID);
constinit pg::Statement move_delivery_of_message(MOVE_DELIVERIES("q.lead_id = $1 and q.message_id = $4"), INT8OID,
                                                 INT8OID, TEXTOID, INT8OID);
#undef MOVE_DELIVERIES

// Where foreign keys are checked later than usual the lead may not be there yet.
constinit pg::Statement move_messages(
    "update @home@.messages m set lead_id = $2, updated_at = $5 where m.id = any($4) and m.tenant_id = $3 "
    "and m.lead_id + 0 = $1 and m.status in ('queued', 'held', 'sending') "
    "and exists (select from @home@.leads l where l.id = $2 and l.tenant_id = $3)",
    INT8OID, INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID);

// The new lead may have had the booking before. `columns` and what becomes of them: of sequences, whose tables have
// them.
#define MOVE_ENROLLMENTS(columns, values, kept)                                                                      \
    "with gone as (delete from @home@.automation_enrollments e where e.id = any($4) and e.tenant_id = $3 "           \
    "and e.lead_id + 0 = $1 returning e.*) insert into @home@.automation_enrollments as e (automation_id, lead_id, " \
    "booking_id, anchor, last_run_at, looked_at, created_at, runs, " columns                                         \
    "tenant_id) select g.automation_id, "                                                                            \
    "$2, g.booking_id, g.anchor, g.last_run_at, g.looked_at, g.created_at, g.runs, " values                          \
    "g.tenant_id from gone "                                                                                         \
    "g on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set "                           \
    "runs = greatest(e.runs, excluded.runs), last_run_at = greatest(e.last_run_at, excluded.last_run_at), " kept     \
    "looked_at = greatest(e.looked_at, excluded.looked_at), created_at = least(e.created_at, excluded.created_at)"
constinit pg::Statement move_enrollments(MOVE_ENROLLMENTS("", "", ""), INT8OID, INT8OID, TEXTOID, INT8ARRAYOID);
constinit pg::Statement move_entered(
    MOVE_ENROLLMENTS(
        "entry, left_at, left_reason, ", "g.entry, g.left_at, g.left_reason, ",
        "entry = coalesce(excluded.entry, e.entry), left_at = case when coalesce(excluded.entry, e.entry) "
        "is null then greatest(e.left_at, excluded.left_at) end, left_reason = case when "
        "coalesce(excluded.entry, e.entry) is null then coalesce(e.left_reason, excluded.left_reason) end, "),
    INT8OID, INT8OID, TEXTOID, INT8ARRAYOID);
#undef MOVE_ENROLLMENTS

// By the primary keys, and the index on (lead_id, created_at).
constinit pg::Statement give_answer(
    "update @home@.leads l set last_inbound_at = m.created_at, updated_at = $4, "
    "silent_since = greatest(coalesce(l.silent_since, l.created_at), m.created_at) from @home@.messages m "
    "where m.id = $3 and m.tenant_id = $2 and l.id = $1 and l.tenant_id = $2 "
    "and (l.last_inbound_at is null or l.last_inbound_at < m.created_at)",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);
// What the message began goes back to what had begun it before: the last answer, where this was it, and the stretch of
// silence.
constinit pg::Statement take_contact(
    "with before as (select max(o.created_at) filter (where o.direction = 'inbound') as answer, "
    "max(o.created_at) as contact from @home@.messages o where o.lead_id = $1 and o.tenant_id = $2 "
    "and (o.direction = 'inbound' and not 'auto_reply' = any(o.flags) "
    "or o.direction = 'outbound' and o.origin = 'manual' and o.status in ('recorded', 'queued', 'sent', 'delivered'))) "
    "update @home@.leads l set updated_at = $4, last_inbound_at = case when m.direction = 'inbound' then b.answer "
    "else l.last_inbound_at end, silent_since = case when l.silent_since in (m.created_at, l.last_inbound_at) then "
    "greatest(b.contact, (select max(k.created_at) from @home@.bookings k where k.lead_id = $1 and k.tenant_id = $2)) "
    "else l.silent_since end from before b, @home@.messages m where m.id = $3 and m.tenant_id = $2 and l.id = $1 "
    "and l.tenant_id = $2 and case when m.direction = 'inbound' then l.last_inbound_at is not null "
    "and (b.answer is null or b.answer < m.created_at) else l.silent_since = m.created_at end",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);
constinit pg::Statement give_contact(
    "update @home@.leads l set updated_at = $6, silent_since = case when $4 then "
    "greatest(coalesce(l.silent_since, l.created_at), $3) else l.silent_since end, last_contacted = case when $5 "
    "then greatest(l.last_contacted, $3) else l.last_contacted end where l.id = $1 and l.tenant_id = $2 "
    "and ($4 and coalesce(l.silent_since, l.created_at, '-infinity') < $3 "
    "or $5 and coalesce(l.last_contacted, '-infinity') < $3)",
    INT8OID, TEXTOID, TIMESTAMPTZOID, BOOLOID, BOOLOID, TIMESTAMPTZOID);

/* Of one lead, what waits for bookings that are another lead's now. */
class BookingRows {
 public:
    BookingRows(std::vector<core::BookingId> const &bookings, Reassignment const &change, core::Instant now)
        : change_(change), now_(now)
    {
        for (core::BookingId const booking : bookings) {
            bookings_.insert(number(booking));
        }
    }

    void move()
    {
        redo_steps();
        find_runs_and_deliveries();
        find_counts();
        if (!reminders_.empty()) {
            pg::execute(forget_reminders,
                        {pg::Param::of(std::string_view(change_.tenant)), pg::int8_array(reminders_)});
        }
        if (!runs_.empty()) {
            auto const rows = write(move_runs, runs_);
            if (auto const earliest = rows.empty() ? std::nullopt : rows[0].maybe_instant(1)) {
                pg::wake_at_commit(*earliest);
            }
        }
        move_messages_and_deliveries();
        if (!enrollments_.empty()) {
            bool const sequences = pg::has_column(pg::TableName::automation_enrollments, "entry");
            write(sequences ? move_entered : move_enrollments, enrollments_);
            if (has_sequences()) {
                store::restore_steps({change_.to, change_.tenant}, now_);
            }
        }
    }

 private:
    [[nodiscard]] bool has_sequences() const { return !sequence_index(change_.tenant)->empty(); }

    void redo_steps()
    {
        if (!has_sequences()) {
            return;
        }
        for (std::int64_t const booking : bookings_) {
            store::redo_waiting_messages({change_.from, change_.tenant}, core::BookingId{booking}, now_);
        }
    }

    [[nodiscard]] pg::Rows find(pg::Statement &statement, std::initializer_list<pg::Param> more = {}) const
    {
        std::vector<pg::Param> params{
            pg::Param::of(number(change_.from)), pg::Param::of(std::string_view(change_.tenant)),
            bookings_.size() == 1 ? pg::Param::of(*bookings_.begin()) : pg::Param(std::nullopt)};
        params.insert(params.end(), more.begin(), more.end());
        return pg::execute(statement, params);
    }

    [[nodiscard]] bool concerns(pg::Row const &row) const { return bookings_.contains(row.int8(2)); }

    pg::Rows write(pg::Statement &statement, std::vector<std::int64_t> const &rows) const
    {
        return pg::execute(statement, {pg::Param::of(number(change_.from)), pg::Param::of(number(change_.to)),
                                       pg::Param::of(std::string_view(change_.tenant)), pg::int8_array(rows)});
    }

    void find_runs_and_deliveries()
    {
        runs_.clear();
        reminders_.clear();
        deliveries_.clear();
        delivery_of_.clear();
        for (pg::Row const row : find(find_queued, {pg::Param::of(now_)})) {
            if (!concerns(row)) {
                continue;
            }
            if (row.boolean(3)) {
                deliveries_.push_back(row.int8(1));
                delivery_of_.emplace(row.opt_int8(4).value_or(0), row.int8(1));
                continue;
            }
            runs_.push_back(row.int8(1));
            if (row.boolean(5)) {
                reminders_.push_back(row.int8(1));
            }
        }
    }

    void find_counts()
    {
        for (pg::Row const row : find(find_enrollments)) {
            if (concerns(row)) {
                enrollments_.push_back(row.int8(1));
                counts_[{row.int8(3), row.int8(2)}].push_back({row.int8(1), row.int4(4), row.maybe_instant(5)});
            }
        }
    }

    /* Where the run that wrote the message was counted: in the same moment, else where the last one was. */
    [[nodiscard]] std::optional<std::int64_t> count_of(std::int64_t automation, std::int64_t booking,
                                                       core::Instant written) const
    {
        auto const counts = counts_.find({automation, booking});
        if (counts == counts_.end()) {
            return std::nullopt;
        }
        Count const *best = nullptr;
        for (Count const &count : counts->second) {
            auto const place = [&](Count const &one) { return std::pair(one.last_run == written, one.last_run); };
            if (count.runs > 0 && (best == nullptr || place(*best) < place(count))) {
                best = &count;
            }
        }
        return best == nullptr ? std::nullopt : std::optional(best->enrollment);
    }

    [[nodiscard]] WaitingMessage waiting_message(pg::Row const &row) const
    {
        auto const delivery = delivery_of_.find(row.int8(1));
        return {.id = row.int8(1),
                .delivery = delivery == delivery_of_.end() ? std::nullopt : std::optional(delivery->second),
                .enrollment = count_of(row.int8(4), row.int8(2), row.instant(5))};
    }

    void move_messages_and_deliveries()
    {
        std::vector<std::int64_t> messages;
        std::vector<WaitingMessage> waiting;
        for (pg::Row const row : find(find_messages)) {
            if (concerns(row)) {
                messages.push_back(row.int8(1));
                if (row.boolean(3) && !row.null(4)) {
                    waiting.push_back(waiting_message(row));
                }
            }
        }
        rerun_for_bookings(waiting, change_, now_);
        if (!messages.empty()) {
            // Whoever approves one of them meanwhile is waited for here, and makes its delivery.
            pg::execute(move_messages, {pg::Param::of(number(change_.from)), pg::Param::of(number(change_.to)),
                                        pg::Param::of(std::string_view(change_.tenant)), pg::int8_array(messages),
                                        pg::Param::of(now_)});
            find_runs_and_deliveries();
            // Those that somebody held are ours now.
            rerun_for_bookings(waiting, change_, now_);
        }
        if (!deliveries_.empty()) {
            // A statement that moves the booking and deletes its lead has deleted the messages already.
            rerun_deleted(deliveries_, change_, now_);
            write(move_deliveries, deliveries_);
        }
    }

    struct Count {
        std::int64_t enrollment = 0;
        int runs = 0;
        std::optional<core::Instant> last_run;
    };

    Reassignment const &change_;
    core::Instant now_;
    std::unordered_set<std::int64_t> bookings_;  ///< of one tenant
    std::vector<std::int64_t> runs_, reminders_, deliveries_, enrollments_;
    std::unordered_map<std::int64_t, std::int64_t> delivery_of_;                  ///< by message, of one tenant
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Count>> counts_;  ///< by automation and booking
};

void move(pg::Statement &statement, std::int64_t what, Reassignment const &change)
{
    pg::execute(statement, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                            pg::Param::of(std::string_view(change.tenant)), pg::Param::of(what)});
}

void reschedule_runs(pg::Statement &statement, std::int64_t what, Reassignment const &change)
{
    auto const rows = pg::execute(statement, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                                              pg::Param::of(std::string_view(change.tenant)), pg::Param::of(what)});
    if (auto const earliest = rows.empty() ? std::nullopt : rows[0].maybe_instant(1)) {
        pg::wake_at_commit(*earliest);
    }
}

}  // namespace

void reassign_bookings(std::vector<core::BookingId> const &bookings, Reassignment const &change, core::Instant now)
{
    EngineWrite const ours;
    BookingRows(bookings, change, now).move();
    // A booking that another lead made is one that this lead has now.
    follow_in_sequences({change.to, change.tenant}, now);
}

std::vector<std::pair<core::BookingId, core::LeadId>> leads_of(std::vector<core::BookingId> const &bookings,
                                                               std::string const &tenant)
{
    std::vector<std::int64_t> ids;
    for (core::BookingId const booking : bookings) {
        ids.push_back(number(booking));
    }
    std::vector<std::pair<core::BookingId, core::LeadId>> leads;
    for (pg::Row const row : pg::execute(find_owners, {pg::int8_array(ids), pg::Param::of(std::string_view(tenant))})) {
        leads.emplace_back(core::BookingId{row.int8(1)}, core::LeadId{row.int8(2)});
    }
    return leads;
}

void reassign_message(core::MessageId message, Reassignment const &change, core::Instant now)
{
    EngineWrite const ours;
    drop_left_changes({change.from, change.tenant}, message);
    reschedule_runs(move_runs_of_message, number(message), change);
    rerun_for_message(message, change, now);
    move(move_delivery_of_message, number(message), change);
}

void reassign_inbound(core::MessageId message, Reassignment const &change)
{
    EngineWrite const ours;
    pg::Param const tenant = pg::Param::of(std::string_view(change.tenant));
    pg::Param const id = pg::Param::of(number(message));
    pg::Param const now = pg::Param::of(pg::now());
    pg::execute(give_answer, {pg::Param::of(number(change.to)), tenant, id, now});
    pg::execute(take_contact, {pg::Param::of(number(change.from)), tenant, id, now});
}

void count_reply(core::MessageId message, core::LeadKey const &lead, bool counts)
{
    EngineWrite const ours;
    pg::execute(counts ? give_answer : take_contact,
                {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                 pg::Param::of(number(message)), pg::Param::of(pg::now())});
}

void reassign_outbound(core::MessageId message, Reassignment const &change, core::Instant at, bool by_person,
                       bool is_out)
{
    EngineWrite const ours;
    if (by_person) {
        pg::execute(take_contact, {pg::Param::of(number(change.from)), pg::Param::of(std::string_view(change.tenant)),
                                   pg::Param::of(number(message)), pg::Param::of(pg::now())});
    }
    pg::execute(give_contact,
                {pg::Param::of(number(change.to)), pg::Param::of(std::string_view(change.tenant)), pg::Param::of(at),
                 pg::Param::of(by_person), pg::Param::of(is_out), pg::Param::of(pg::now())});
}

}  // namespace automation::enqueue
