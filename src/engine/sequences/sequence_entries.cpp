#include "core/json/json.hpp"

#include "engine/sequences/sequence_entries.hpp"

#include "core/automations/cause_chain.hpp"

#include <algorithm>
#include <array>

#include "pg/extension/added_columns.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/row_builder.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// Of tables that have the column. By the primary key.
constinit pg::KeyedStatement entries_of(PG_SELECT_BY_KEYS("e.id, e.tenant_id, e.entry::text", "automation_enrollments",
                                                          "e", "", ""));
// The unique index on (automation_id, lead_id, …).
constinit pg::Statement inside_of(
    "select e.automation_id, e.tenant_id, e.lead_id, e.booking_id from unnest($1, $2, $3) as due (automation_id, "
    "lead_id, "
    "tenant_id) join @home@.automation_enrollments e on e.automation_id = due.automation_id and e.lead_id = "
    "due.lead_id "
    "and e.tenant_id = due.tenant_id where e.entry is not null",
    INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID);
// No two are of one place: the batch lets nobody in twice.
constinit pg::Statement enter(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, tenant_id, runs, "
    "last_run_at, looked_at, entry) select n.automation_id, n.lead_id, n.booking_id, n.anchor, n.tenant_id, 1, $6, $6, "
    "n.entry::jsonb from unnest($1, $2, $3, $4, $5, $7) as n (automation_id, lead_id, booking_id, anchor, tenant_id, "
    "entry) "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set runs = e.runs + 1, "
    "last_run_at = excluded.last_run_at, looked_at = excluded.looked_at, entry = excluded.entry, left_at = null, "
    "left_reason = null returning e.automation_id, e.tenant_id, e.lead_id, e.booking_id, e.id",
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID, TEXTARRAYOID);
// By the primary key. What the batch itself has changed may have ended others.
constinit pg::Statement change(
    "update @home@.automation_enrollments e set entry = w.entry::jsonb from unnest($1, $2, $3) as w (id, tenant_id, "
    "entry) "
    "where e.id = w.id and e.tenant_id = w.tenant_id and e.entry is not null",
    INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID);
constinit pg::Statement end(
    "update @home@.automation_enrollments e set entry = null, left_at = $4, left_reason = w.reason "
    "from unnest($1, $2, $3) as w (id, tenant_id, reason) where e.id = w.id and e.tenant_id = w.tenant_id "
    "and e.entry is not null",
    INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::KeyedStatement still_inside(PG_SELECT_BY_KEYS("e.id, e.tenant_id", "automation_enrollments", "e",
                                                            " and e.entry is not null", ""));
constexpr std::array<char const *, 11> queue_columns{"id",       "automation_id", "lead_id",  "booking_id",
                                                     "event_at", "run_at",        "attempts", "kind",
                                                     "event",    "tenant_id",     "context"};

// By the primary key.
constinit pg::Statement status_of_message(
    "select m.status, 'notice' collate \"C\" = any (m.flags), coalesce(m.sent_at, m.updated_at) "
    "from @home@.messages m where m.id = $1 and m.tenant_id = $2",
    INT8OID, TEXTOID);

/* Of a row that begins with automation, tenant, lead and booking. */
EntryPlace place_in(pg::Row const &row)
{
    auto const booking = row.opt_int8(4);
    return {pg::key_from<core::AutomationId>(row, 1), core::LeadId{row.int8(3)},
            booking ? std::optional(core::BookingId{*booking}) : std::nullopt};
}

bool has_entries()
{
    return pg::has_column(pg::TableName::automation_enrollments, "entry");
}

/* Most rows of a batch are of few steps. */
class Contexts {
 public:
    std::string of(StepRow const &row)
    {
        if (row.step != step_ || begin_.empty()) {
            step_ = row.step;
            begin_ = R"({"step": )" + core::json::dump_string(step_.empty() ? "-" : step_) + R"(, "entry": )";
        }
        std::string context = begin_ + std::to_string(row.entry);
        if (!row.run->chain.empty()) {
            context += R"(, "chain": )" + chain_of(*row.run);
        }
        return context + "}";
    }

 private:
    std::string step_, begin_;
};

}  // namespace

void SequenceEntries::load(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    if (has_entries()) {
        load_entries(rows);
        load_inside(rows, automations);
    }
}

void SequenceEntries::load_entries(std::vector<QueueRow> const &rows)
{
    std::vector<core::EntryKey> keys;
    for (QueueRow const &row : rows) {
        if (row.run.of_step()) {
            keys.push_back({core::EntryId{row.run.entry}, row.run.tenant});
        }
    }
    if (keys.empty()) {
        return;
    }
    for (pg::Row const row : entries_of.execute(pg::Keys(std::move(keys)))) {
        auto const json = row.opt_text(3);
        if (auto entry = json ? core::read_entry(*json) : std::nullopt) {
            entries_.emplace(pg::key_from<core::EntryId>(row, 1), *std::move(entry));
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
        inside_.insert(place_in(row));
    }
}

core::SequenceEntry const *SequenceEntries::find(core::Run const &run) const
{
    auto const at = entries_.find({core::EntryId{run.entry}, run.tenant});
    return at == entries_.end() ? nullptr : &at->second;
}

bool SequenceEntries::is_inside(core::Run const &run) const
{
    return inside_.contains({run.automation_key(), run.lead, run.booking});
}

std::optional<core::SequenceEntry> load_entry(std::int64_t id, std::string const &tenant)
{
    if (!has_entries()) {
        return std::nullopt;
    }
    auto const rows = entries_of.execute(pg::Keys(std::vector<core::EntryKey>{{core::EntryId{id}, tenant}}));
    auto const json = rows.empty() ? std::nullopt : rows[0].opt_text(3);
    return json ? core::read_entry(*json) : std::nullopt;
}

EndedMessage ended_message(core::MessageId message, std::string const &tenant, core::Instant now)
{
    auto const rows =
        pg::execute(status_of_message, {pg::Param::of(number(message)), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        return {.ended = true, .out = false, .at = now};
    }
    std::string const status = rows[0].opt_text(1).value_or("recorded");
    bool const out = status == "recorded" || status == "sent" || status == "delivered";
    bool const notice = !rows[0].null(2) && rows[0].boolean(2);
    return {.ended = status != "queued" && status != "held" && status != "sending",
            .out = out && !notice,
            .at = std::min(rows[0].maybe_instant(3).value_or(now), now)};
}

std::string chain_of(core::Run const &run)
{
    return run.chain.empty() ? std::string() : core::json::dump(core::chain_to_json(run.chain, run.tenant));
}

std::vector<std::int64_t> write_entries(std::vector<NewEntry> const &entries, core::Instant now)
{
    std::vector<std::int64_t> automations;
    std::vector<std::int64_t> leads;
    std::vector<std::optional<std::int64_t>> bookings;
    std::vector<std::optional<core::Instant>> anchors;
    std::vector<std::string> tenants;
    std::vector<std::string> documents;
    for (NewEntry const &added : entries) {
        automations.push_back(number(added.run->automation));
        leads.push_back(number(added.run->lead));
        bookings.push_back(added.booking ? std::optional(number(*added.booking)) : std::nullopt);
        anchors.push_back(added.anchor);
        tenants.push_back(added.run->tenant);
        documents.push_back(core::to_json(added.entry));
    }
    std::map<EntryPlace, std::int64_t> known;
    if (!entries.empty()) {
        for (pg::Row const row :
             pg::execute(enter, {pg::int8_array(automations), pg::int8_array(leads), pg::int8_array(bookings),
                                 pg::timestamp_array(anchors), pg::text_array(tenants), pg::Param::of(now),
                                 pg::text_array(documents)})) {
            known.emplace(place_in(row), row.int8(5));
        }
    }
    std::vector<std::int64_t> ids;
    for (NewEntry const &added : entries) {
        ids.push_back(known.at({added.run->automation_key(), added.run->lead, added.booking}));
    }
    return ids;
}

std::set<core::EntryKey> write_entries(std::vector<ChangedEntry> const &entries)
{
    std::set<core::EntryKey> ended;
    if (entries.empty()) {
        return ended;
    }
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    std::vector<std::string> documents;
    for (ChangedEntry const &changed : entries) {
        ids.push_back(number(changed.key.id));
        tenants.push_back(changed.key.tenant);
        documents.push_back(core::to_json(changed.entry));
    }
    auto const written = pg::execute(change, {pg::int8_array(ids), pg::text_array(tenants), pg::text_array(documents)});
    if (written.affected() == entries.size()) {
        return ended;
    }
    for (ChangedEntry const &changed : entries) {
        ended.insert(changed.key);
    }
    for (pg::Row const row : still_inside.execute(pg::Keys(std::vector<core::EntryKey>(ended.begin(), ended.end())))) {
        ended.erase(pg::key_from<core::EntryId>(row, 1));
    }
    return ended;
}

void end_entries(std::vector<LeavingEntry> const &entries, core::Instant now)
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    std::vector<std::string> reasons;
    for (LeavingEntry const &leaving : entries) {
        ids.push_back(number(leaving.key.id));
        tenants.push_back(leaving.key.tenant);
        reasons.push_back(leaving.reason);
    }
    if (!ids.empty()) {
        pg::execute(end, {pg::int8_array(ids), pg::text_array(tenants), pg::text_array(reasons), pg::Param::of(now)});
    }
}

void queue_steps(std::vector<StepRow> const &rows)
{
    if (rows.empty()) {
        return;
    }
    Contexts contexts;
    pg::TableWriter table(pg::TableName::automation_queue, queue_columns);
    for (StepRow const &step : rows) {
        pg::ContextScope const scope(table.memory());
        core::Run const &run = *step.run;
        pg::RowBuilder<queue_columns.size()> row;
        row.number(table.next_id());
        row.number(number(run.automation));
        row.number(number(run.lead));
        row.maybe(run.booking ? std::optional(number(*run.booking)) : std::nullopt);
        row.moment(step.entered_at);
        row.moment(step.run_at);
        row.small(0);
        row.text("run");
        row.text("step");
        row.text(run.tenant);
        row.json(contexts.of(step));
        row.write(table);
    }
    table.finish();
}

}  // namespace automation::engine
