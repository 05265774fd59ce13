#include "engine/queue/queue.hpp"

#include "core/automations/cause_chain.hpp"

#include <algorithm>
#include <unordered_set>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/fast_path.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

#define QUEUE_COLUMNS                                                                                            \
    "q.id, q.automation_id, q.lead_id, q.booking_id, q.message_id, q.tenant_id, q.event, q.event_at, q.run_at, " \
    "q.attempts, q.context::text, q.ctid, q.last_error, q.kind = 'deliver'"

// The index on (run_at, id). The limit is a literal: with a parameter the planner would guess a tenth of the table.
// With ties: rows of several tenants may have one id, and the cursor does not tell them apart.
constinit pg::Statement page("select " QUEUE_COLUMNS
                             " from @home@.automation_queue q where (q.run_at, q.id) > ($1, $2) and q.run_at <= $3 "
                             "and q.kind = 'run' order by q.run_at, q.id fetch first 500 rows with ties",
                             TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);
// Of each page the last row is given in any case: it says how far it reaches.
#define AHEAD(condition)                                                                                       \
    "select a.id, a.tenant_id, a.run_at, a.tenant_id <> all($4), a.n = 10000 from (select q.*, "               \
    "row_number() over () as n from (select q.id, q.tenant_id, q.run_at from @home@.automation_queue q where " \
    "(q.run_at, q.id) > ($1, $2) and q.run_at <= $3 " condition                                                \
    "order by q.run_at, q.id limit 10000) q) a where a.n = 10000 or a.tenant_id <> all($4)"
// The index on (run_at, id), as for a page.
constinit pg::Statement ahead(AHEAD("and q.kind = 'run' "), TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID, TEXTARRAYOID);
// The index on (channel, run_at, id).
constinit pg::Statement deliveries_ahead(AHEAD("and q.kind = 'deliver' and q.channel = $5 and case when $6 = '' then "
                                               "q.tenant_id <> all($7) else q.tenant_id = $6 end "),
                                         TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID, TEXTARRAYOID, TEXTOID, TEXTOID,
                                         TEXTARRAYOID);
#undef AHEAD
// By the primary key.
constinit pg::KeyedStatement by_key(PG_SELECT_BY_KEYS(QUEUE_COLUMNS, "automation_queue", "q", "", ""));
constinit pg::KeyedStatement lock(PG_SELECT_BY_KEYS("q.id, q.tenant_id", "automation_queue", "q", "",
                                                    "for update skip locked"));
// The index on (channel, run_at, id). A tenant without a channel of its own is served by that of the empty tenant.
constinit pg::Statement deliveries(
    "select " QUEUE_COLUMNS
    " from @home@.automation_queue q where q.kind = 'deliver' and q.channel = $1 and (q.run_at, q.id) > ($2, $3) "
    "and q.run_at <= $4 and case when $5 = '' then q.tenant_id <> all($6) else q.tenant_id = $5 end "
    "order by q.run_at, q.id fetch first 100 rows with ties",
    TEXTOID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTARRAYOID);
constinit pg::Statement first_delivery(
    "select q.run_at from @home@.automation_queue q where q.kind = 'deliver' and q.channel = $1 "
    "and (q.run_at, q.id) > ($2, $3) and case when $4 = '' then q.tenant_id <> all($5) else q.tenant_id = $4 end "
    "order by q.run_at, q.id limit 1",
    TEXTOID, TIMESTAMPTZOID, INT8OID, TEXTOID, TEXTARRAYOID);
constinit pg::Statement first_due(
    "select q.run_at from @home@.automation_queue q where (q.run_at, q.id) > ($1, $2) and q.kind = 'run' "
    "order by q.run_at, q.id limit 1",
    TIMESTAMPTZOID, INT8OID);
// By the primary key; the rows are locked.
constinit pg::Statement delete_rows(
    "delete from @home@.automation_queue q where q.id = any($1) and q.tenant_id = $2 returning q.id, q.tenant_id",
    INT8ARRAYOID, TEXTOID);
constinit pg::Statement defer_row(
    "update @home@.automation_queue q set run_at = $3, event_at = case when $4 then $3 else q.event_at end "
    "where q.id = $1 and q.tenant_id = $2",
    INT8OID, TEXTOID, TIMESTAMPTZOID, BOOLOID);
constinit pg::Statement move(
    "update @home@.automation_queue set run_at = $3, attempts = $4, last_error = $5 where id = $1 and tenant_id = $2",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT4OID, TEXTOID);

constinit pg::Statement note(
    "update @home@.automation_queue set context = coalesce(context, '{}') || jsonb_build_object('accepted', $3) "
    "where id = $1 and tenant_id = $2",
    INT8OID, TEXTOID, TEXTOID);

#undef QUEUE_COLUMNS

using core::json::Value;

core::NullableText word(Value const &context, char const *key)
{
    auto const at = context.find(key);
    return at != context.end() && at->is_string() ? core::NullableText(at->get<std::string>()) : std::nullopt;
}

bool flag(Value const &context, char const *key)
{
    auto const at = context.find(key);
    return at != context.end() && at->is_boolean() && at->get<bool>();
}

/** The lead before and after, as far as the run keeps it: {"old": {…}, "new": {…}}, or nothing. */
std::string images_of(Value const &context, core::Run const &run)
{
    Value images = Value::object();
    for (auto const &[status, which] : {std::pair(&run.old_status, "old"), std::pair(&run.new_status, "new")}) {
        if (auto const at = context.find(which); at != context.end() && at->is_object()) {
            images[which] = *at;
        }
        if (*status) {
            images[which]["status"] = **status;
        }
    }
    return images.empty() ? std::string() : core::json::dump(images);
}

void read_context(QueueRow &row, std::string const &text)
{
    core::Run &run = row.run;
    auto const context = core::json::parse_context(text);
    if (!context || !context->is_object()) {
        return;
    }
    row.accepted = word(*context, "accepted");
    row.lead_changed = row.delivers && flag(*context, "lead_changed");
    row.merged = row.lead_changed && flag(*context, "merged");
    run.old_status = word(*context, "old_status");
    run.new_status = word(*context, "new_status");
    run.images = images_of(*context, run);
    run.event_known = !row.delivers || flag(*context, "event_kept");
    if (auto const at = context->find("inbound"); at != context->end() && at->is_number_integer()) {
        row.inbound = core::MessageId{at->get<std::int64_t>()};
    }
    run.by_hand = flag(*context, "by_hand");
    run.inside_window = flag(*context, "inside_window");
    run.unmet = flag(*context, "unmet");
    run.yearly = flag(*context, "yearly");
    run.step = word(*context, "step").value_or("");
    if (auto const at = context->find("entry"); at != context->end() && at->is_number_integer()) {
        run.entry = at->get<std::int64_t>();
    }
    if (auto const chain = context->find("chain"); chain != context->end()) {
        run.chain = core::chain_from_json(*chain, run.tenant);
    }
    // Microseconds since 1970, as the extension writes it.
    if (auto const at = context->find("anchor"); at != context->end() && at->is_number_integer()) {
        run.anchor = core::Instant(core::Micros(at->get<std::int64_t>()));
    }
}

QueueRow row_from(pg::Row const &row)
{
    QueueRow read{};
    core::Run &run = read.run;
    run.id = core::RunId{row.int8(1)};
    run.automation = core::AutomationId{row.int8(2)};
    run.lead = core::LeadId{row.int8(3)};
    if (auto const id = row.opt_int8(4)) {
        run.booking = core::BookingId{*id};
    }
    if (auto const id = row.opt_int8(5)) {
        run.message = core::MessageId{*id};
    }
    run.tenant = row.text(6);
    run.event = row.text(7);
    run.event_at = row.instant(8);
    run.run_at = row.instant(9);
    run.attempts = row.int4(10);
    read.delivers = row.boolean(14);
    run.event_known = !read.delivers;
    if (!row.null(11)) {
        read_context(read, row.text(11));
    }
    run.last_error = row.opt_text(13);
    ItemPointerData const place = row.place(12);
    read.place = {ItemPointerGetBlockNumber(&place), ItemPointerGetOffsetNumber(&place)};
    return read;
}

std::vector<QueueRow> rows_from(pg::Rows const &rows)
{
    std::vector<QueueRow> read;
    read.reserve(rows.size());
    for (pg::Row const row : rows) {
        read.push_back(row_from(row));
    }
    return read;
}

ReadAhead ahead_from(pg::Rows const &rows, Cursor after, core::Instant due)
{
    ReadAhead read{.rows = {}, .last = after, .to_end = true};
    for (pg::Row const row : rows) {
        ClaimKey const key{row.instant(3), pg::key_from<core::RunId>(row, 1)};
        if (row.boolean(4)) {
            read.rows.push_back(key);
        }
        read.last = std::max(read.last, key.cursor());
        read.to_end = read.to_end && !row.boolean(5);
    }
    if (read.to_end) {
        read.last = std::max(read.last, Cursor{due, core::RunId{INT64_MAX}});
    }
    return read;
}

/* Straight from the heap: deleting touches no index, and `wait` off takes the place of SKIP LOCKED. */
std::vector<bool> delete_rows_directly(std::vector<QueueRow> const &rows)
{
    std::vector<bool> taken(rows.size());
    Oid const queue = pg::require_extension().table(pg::TableName::automation_queue);
    Relation const relation = pg::call([&] { return table_open(queue, RowExclusiveLock); });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ItemPointerData place;
        ItemPointerSet(&place, rows[i].place.block, rows[i].place.offset);
        taken[i] = pg::call([&] {
            TM_FailureData failure;
            return table_tuple_delete(relation, &place, GetCurrentCommandId(true), GetActiveSnapshot(), InvalidSnapshot,
                                      false, &failure, false) == TM_Ok;
        });
    }
    pg::call([&] { table_close(relation, NoLock); });
    return taken;
}

std::vector<bool> delete_rows_by_statement(std::vector<QueueRow> const &rows)
{
    std::vector<core::RunKey> keys;
    for (QueueRow const &row : rows) {
        keys.push_back(row.run.key());
    }
    std::unordered_set<core::RunKey> gone;
    for (pg::Keys const &part : pg::Keys(lock_rows(keys)).by_tenant()) {
        for (pg::Row const row : pg::execute(delete_rows, {part.ids(), part.tenant()})) {
            gone.insert(pg::key_from<core::RunId>(row, 1));
        }
    }
    std::vector<bool> taken;
    for (core::RunKey const &key : keys) {
        taken.push_back(gone.contains(key));
    }
    return taken;
}

}  // namespace

std::vector<QueueRow> read_page(Cursor after, core::Instant due)
{
    return rows_from(
        pg::execute(page, {pg::Param::of(after.run_at), pg::Param::of(number(after.id)), pg::Param::of(due)}));
}

ReadAhead read_ahead(Cursor after, core::Instant due, std::vector<std::string> const &passed_by)
{
    return ahead_from(pg::execute(ahead, {pg::Param::of(after.run_at), pg::Param::of(number(after.id)),
                                          pg::Param::of(due), pg::text_array(passed_by)}),
                      after, due);
}

ReadAhead read_deliveries_ahead(DeliveryFilter const &channel, Cursor after, core::Instant due,
                                std::vector<std::string> const &passed_by)
{
    return ahead_from(
        pg::execute(deliveries_ahead,
                    {pg::Param::of(after.run_at), pg::Param::of(number(after.id)), pg::Param::of(due),
                     pg::text_array(passed_by), pg::Param::of(std::string_view(channel.name)),
                     pg::Param::of(std::string_view(channel.tenant)), pg::text_array(channel.excluded_tenants)}),
        after, due);
}

std::vector<QueueRow> read_rows(std::vector<core::RunKey> const &keys)
{
    return rows_from(by_key.execute(pg::Keys(keys)));
}

std::vector<core::RunKey> lock_rows(std::vector<core::RunKey> const &keys)
{
    std::vector<core::RunKey> locked;
    for (pg::Row const row : lock.execute(pg::Keys(keys))) {
        locked.push_back(pg::key_from<core::RunId>(row, 1));
    }
    return locked;
}

std::optional<core::Instant> next_due(Cursor after)
{
    auto const rows = pg::execute(first_due, {pg::Param::of(after.run_at), pg::Param::of(number(after.id))});
    return rows.empty() ? std::nullopt : rows[0].maybe_instant(1);
}

std::vector<QueueRow> read_deliveries(DeliveryFilter const &channel, Cursor after, core::Instant due)
{
    return rows_from(pg::execute(
        deliveries, {pg::Param::of(std::string_view(channel.name)), pg::Param::of(after.run_at),
                     pg::Param::of(number(after.id)), pg::Param::of(due),
                     pg::Param::of(std::string_view(channel.tenant)), pg::text_array(channel.excluded_tenants)}));
}

std::optional<core::Instant> next_delivery(DeliveryFilter const &channel, Cursor after)
{
    auto const rows =
        pg::execute(first_delivery, {pg::Param::of(std::string_view(channel.name)), pg::Param::of(after.run_at),
                                     pg::Param::of(number(after.id)), pg::Param::of(std::string_view(channel.tenant)),
                                     pg::text_array(channel.excluded_tenants)});
    return rows.empty() ? std::nullopt : rows[0].maybe_instant(1);
}

std::vector<bool> delete_rows(std::vector<QueueRow> const &rows)
{
    return pg::is_plain_for_delete(pg::TableName::automation_queue) ? delete_rows_directly(rows)
                                                                    : delete_rows_by_statement(rows);
}

std::vector<bool> put_off(std::vector<QueueRow> const &rows, std::vector<Deferral> const &deferrals)
{
    std::vector<bool> moved(deferrals.size());
    if (deferrals.empty()) {
        return moved;
    }
    std::vector<core::RunKey> keys;
    for (Deferral const &deferral : deferrals) {
        keys.push_back(rows[deferral.row].run.key());
    }
    std::vector<core::RunKey> const locked = lock_rows(keys);
    std::unordered_set<core::RunKey> const ours(locked.begin(), locked.end());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        moved[i] = ours.contains(keys[i]);
        if (moved[i]) {
            pg::execute(defer_row, {pg::Param::of(number(keys[i].id)), pg::Param::of(std::string_view(keys[i].tenant)),
                                    pg::Param::of(deferrals[i].until), pg::Param::of(deferrals[i].event_moves)});
        }
    }
    return moved;
}

void note_accepted(QueueRow const &row, std::string const &provider_message_id)
{
    pg::execute(note, {pg::Param::of(number(row.run.id)), pg::Param::of(std::string_view(row.run.tenant)),
                       pg::Param::of(std::string_view(provider_message_id))});
}

void move_row(core::RunKey const &run, core::Instant run_at, int attempts, std::string_view error)
{
    pg::execute(move, {pg::Param::of(number(run.id)), pg::Param::of(std::string_view(run.tenant)),
                       pg::Param::of(run_at), Int32GetDatum(attempts), pg::Param::of(error)});
}

}  // namespace automation::engine
