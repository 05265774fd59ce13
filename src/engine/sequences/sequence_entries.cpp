#include "core/json/json.hpp"

#include "engine/sequences/sequence_entries.hpp"

#include "core/automations/cause_chain.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// By the primary key.
constinit pg::Statement entries_of(
    "select e.id, e.tenant_id, " PG_ADDED_COLUMN("e", "entry") " from unnest($1, $2) as due (id, tenant_id) "
    "join @home@.automation_enrollments e on e.id = due.id and e.tenant_id = due.tenant_id",
    INT8ARRAYOID, TEXTARRAYOID);
// The unique index on (automation_id, lead_id, …).
constinit pg::Statement inside_of(
    "select e.automation_id, e.tenant_id, e.lead_id, e.booking_id from unnest($1, $2, $3) as due (automation_id, "
    "lead_id, "
    "tenant_id) join @home@.automation_enrollments e on e.automation_id = due.automation_id and e.lead_id = "
    "due.lead_id "
    "and e.tenant_id = due.tenant_id where " PG_ADDED_COLUMN("e", "entry") " is not null",
    INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID);
constinit pg::Statement enter(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, tenant_id, runs, "
    "last_run_at, looked_at, entry) values ($1, $2, $3, $4, $5, 1, $6, $6, $7::jsonb) "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set runs = e.runs + 1, "
    "last_run_at = excluded.last_run_at, looked_at = excluded.looked_at, entry = excluded.entry, left_at = null, "
    "left_reason = null returning e.id",
    INT8OID, INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID, TIMESTAMPTZOID, TEXTOID);
// By the primary key.
constinit pg::Statement change(
    "update @home@.automation_enrollments e set entry = case when w.reason = '' then w.entry::jsonb end, "
    "left_at = case when w.reason <> '' then $5 end, left_reason = nullif(w.reason, '') "
    "from unnest($1, $2, $3, $4) as w (id, tenant_id, entry, reason) where e.id = w.id and e.tenant_id = w.tenant_id "
    "and e.entry is not null returning e.id, e.tenant_id",
    INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement queue(
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, "
    "context) "
    "select automation_id, lead_id, booking_id, tenant_id, 'step', event_at, run_at, context::jsonb "
    "from unnest($1, $2, $3, $4, $5, $6, $7) as n (automation_id, lead_id, booking_id, tenant_id, event_at, run_at, "
    "context)",
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID);

// By the primary key.
constinit pg::Statement status_of_message(
    "select m.status, 'notice' collate \"C\" = any (m.flags) from @home@.messages m where m.id = $1 and m.tenant_id = "
    "$2",
    INT8OID, TEXTOID);

std::string context_of(StepRow const &row)
{
    core::json::Value context{{"step", row.step}, {"entry", row.entry}};
    if (!row.run->chain.empty()) {
        context["chain"] = core::chain_to_json(row.run->chain, row.run->tenant);
    }
    return core::json::dump(context);
}

}  // namespace

void SequenceEntries::load(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    load_entries(rows);
    load_inside(rows, automations);
}

void SequenceEntries::load_entries(std::vector<QueueRow> const &rows)
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    for (QueueRow const &row : rows) {
        if (row.run.of_step()) {
            ids.push_back(row.run.entry);
            tenants.push_back(row.run.tenant);
        }
    }
    if (ids.empty()) {
        return;
    }
    for (pg::Row const row : pg::execute(entries_of, {pg::int8_array(ids), pg::text_array(tenants)})) {
        auto const json = row.opt_text(3);
        if (auto entry = json ? core::read_entry(*json) : std::nullopt) {
            entries_.emplace(std::pair(row.text(2), row.int8(1)), *std::move(entry));
        }
    }
}

void SequenceEntries::load_inside(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> leads;
    std::vector<std::string> tenants;
    for (QueueRow const &row : rows) {
        auto const &automation = automations.at(row.run.automation_key()).automation;
        if (automation && automation->type == core::Type::sequence && !row.run.of_step()) {
            ids.push_back(number(row.run.automation));
            leads.push_back(number(row.run.lead));
            tenants.push_back(row.run.tenant);
        }
    }
    if (ids.empty()) {
        return;
    }
    for (pg::Row const row :
         pg::execute(inside_of, {pg::int8_array(ids), pg::int8_array(leads), pg::text_array(tenants)})) {
        auto const booking = row.opt_int8(4);
        inside_.insert({pg::key_from<core::AutomationId>(row, 1), core::LeadId{row.int8(3)},
                        booking ? std::optional(core::BookingId{*booking}) : std::nullopt});
    }
}

core::SequenceEntry const *SequenceEntries::find(core::Run const &run) const
{
    auto const at = entries_.find({run.tenant, run.entry});
    return at == entries_.end() ? nullptr : &at->second;
}

bool SequenceEntries::is_inside(core::Run const &run) const
{
    return inside_.contains({run.automation_key(), run.lead, run.booking});
}

std::optional<core::SequenceEntry> load_entry(std::int64_t id, std::string const &tenant)
{
    auto const rows = pg::execute(
        entries_of, {pg::int8_array(std::vector<std::int64_t>{id}), pg::text_array(std::vector<std::string>{tenant})});
    auto const json = rows.empty() ? std::nullopt : rows[0].opt_text(3);
    return json ? core::read_entry(*json) : std::nullopt;
}

EndedMessage ended_message(core::MessageId message, std::string const &tenant)
{
    auto const rows =
        pg::execute(status_of_message, {pg::Param::of(number(message)), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        return {.ended = true, .out = false};
    }
    std::string const status = rows[0].opt_text(1).value_or("recorded");
    bool const out = status == "recorded" || status == "sent" || status == "delivered";
    bool const notice = !rows[0].null(2) && rows[0].boolean(2);
    return {.ended = status != "queued" && status != "held" && status != "sending", .out = out && !notice};
}

std::vector<std::int64_t> write_entries(std::vector<NewEntry> const &entries, core::Instant now)
{
    std::vector<std::int64_t> ids;
    for (NewEntry const &added : entries) {
        core::Run const &run = *added.run;
        auto const booking = added.booking ? std::optional(number(*added.booking)) : std::nullopt;
        auto const rows = pg::execute(
            enter, {pg::Param::of(number(run.automation)), pg::Param::of(number(run.lead)), pg::Param::of(booking),
                    added.anchor ? pg::Param::of(*added.anchor) : pg::Param(std::nullopt),
                    pg::Param::of(std::string_view(run.tenant)), pg::Param::of(now),
                    pg::Param::of(std::string_view(core::to_json(added.entry)))});
        ids.push_back(rows[0].int8(1));
    }
    return ids;
}

std::set<std::pair<std::string, std::int64_t>> write_entries(std::vector<ChangedEntry> const &entries,
                                                             core::Instant now)
{
    std::set<std::pair<std::string, std::int64_t>> written;
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    std::vector<std::string> documents;
    std::vector<std::string> reasons;
    for (ChangedEntry const &changed : entries) {
        ids.push_back(changed.id);
        tenants.push_back(changed.tenant);
        documents.push_back(core::to_json(changed.entry));
        reasons.push_back(changed.left);
    }
    if (ids.empty()) {
        return written;
    }
    for (pg::Row const row :
         pg::execute(change, {pg::int8_array(ids), pg::text_array(tenants), pg::text_array(documents),
                              pg::text_array(reasons), pg::Param::of(now)})) {
        written.emplace(row.text(2), row.int8(1));
    }
    return written;
}

void queue_steps(std::vector<StepRow> const &rows)
{
    std::vector<std::int64_t> automations;
    std::vector<std::int64_t> leads;
    std::vector<std::optional<std::int64_t>> bookings;
    std::vector<std::string> tenants;
    std::vector<std::optional<core::Instant>> entered;
    std::vector<std::optional<core::Instant>> moments;
    std::vector<std::string> contexts;
    for (StepRow const &row : rows) {
        automations.push_back(number(row.run->automation));
        leads.push_back(number(row.run->lead));
        bookings.push_back(row.run->booking ? std::optional(number(*row.run->booking)) : std::nullopt);
        tenants.push_back(row.run->tenant);
        entered.emplace_back(row.entered_at);
        moments.emplace_back(row.run_at);
        contexts.push_back(context_of(row));
    }
    if (!automations.empty()) {
        pg::execute(queue, {pg::int8_array(automations), pg::int8_array(leads), pg::int8_array(bookings),
                            pg::text_array(tenants), pg::timestamp_array(entered), pg::timestamp_array(moments),
                            pg::text_array(contexts)});
    }
}

}  // namespace automation::engine
