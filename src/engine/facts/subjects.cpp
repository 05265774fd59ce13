#include "engine/facts/subjects.hpp"

#include "core/decisions/lead_date.hpp"
#include "core/decisions/recipient.hpp"
#include "core/sequences/sequence.hpp"
#include "engine/facts/superseded_runs.hpp"

#include <algorithm>

#include "pg/time/clock.hpp"
#include "store/inbound_states.hpp"
#include "store/lead_dates.hpp"
#include "store/lead_store.hpp"
#include "store/sequences_of_leads.hpp"
#include "pg/sql/keys.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::engine {

namespace {

// By the primary keys: what was not locked is either gone or somebody else's.
constinit pg::KeyedStatement leads_there(PG_SELECT_BY_KEYS("l.id, l.tenant_id", "leads", "l", "", ""));
constinit pg::KeyedStatement bookings_there(PG_SELECT_BY_KEYS("b.id, b.tenant_id", "bookings", "b", "", ""));
// The index on (lead_id, created_at); only where there is a cap.
constinit pg::Statement recent_messages(
    "select m.lead_id, m.tenant_id, m.created_at from unnest($1, $2) as due (lead_id, tenant_id) join @home@.messages "
    "m "
    "on m.lead_id = due.lead_id and m.tenant_id = due.tenant_id where m.created_at > $3 "
    "and m.direction = 'outbound' and m.status not in ('draft', 'cancelled', 'failed') "
    "and not 'notice' collate \"C\" = any(m.flags)",
    INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
// And, as the last row, what must be known before automation_suppressions is asked.
constinit pg::Statement channels_of(
    "select channel, null, null from @home@.automation_channels where tenant_id in ($1, '') "
    "union all select null, " PG_SUPPRESSING("$1") ", " PG_HAS_INBOUND_STATES("$1"),
    TEXTOID);

/* Of what could not be locked, what is still there. */
template <class Id, class Found>
std::set<core::TenantKey<Id>> still_there(pg::Keys const &keys, Found const &found, pg::KeyedStatement &statement)
{
    std::set<core::TenantKey<Id>> there;
    if (found.size() == keys.size()) {
        return there;
    }
    for (pg::Row const row : statement.execute(keys)) {
        auto key = pg::key_from<Id>(row, 1);
        if (!found.contains(key)) {
            there.insert(std::move(key));
        }
    }
    return there;
}

}  // namespace

void Subjects::load(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    load_subjects(rows);
    enrollments_.load(rows, automations);
    superseded_ = superseded_runs(rows);
    load_recent_messages(rows);
    load_inbound(rows, automations);
    load_inside(rows, automations);
    load_dates(rows, automations);
    load_suppressions(rows, automations);
}

void Subjects::load_for_delivery(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    load_subjects(rows);
    load_inbound(rows, automations);
    load_inside(rows, automations);
    load_dates(rows, automations);
}

void Subjects::load_subjects(std::vector<QueueRow> const &rows)
{
    load_leads(rows);
    load_bookings(rows);
    for (QueueRow const &row : rows) {
        load_settings(row.run.tenant);
    }
    load_inbound_states(rows);
}

void Subjects::load_unlocked(std::vector<QueueRow> const &rows, AutomationCache const &automations,
                             core::Lead const *known)
{
    std::set<core::LeadKey> asked_leads;
    std::set<core::BookingKey> asked_bookings;
    std::vector<core::Lead> leads;
    std::vector<core::Booking> bookings;
    for (QueueRow const &row : rows) {
        core::Run const &run = row.run;
        if (asked_leads.insert(run.lead_key()).second) {
            bool const at_hand = known != nullptr && known->key() == run.lead_key();
            if (auto lead = at_hand ? std::optional(*known) : store::load_lead(run.lead, run.tenant)) {
                leads.push_back(std::move(*lead));
            }
        }
        if (auto booking = run.booking && asked_bookings.insert(run.booking_key()).second
                               ? store::load_booking(*run.booking, run.tenant)
                               : std::nullopt) {
            bookings.push_back(std::move(*booking));
        }
    }
    load_unlocked(rows, std::move(leads), std::move(bookings), automations);
}

void Subjects::load_unlocked(std::vector<QueueRow> const &rows, std::vector<core::Lead> leads,
                             std::vector<core::Booking> bookings, AutomationCache const &automations)
{
    for (core::Lead &lead : leads) {
        core::LeadKey key = lead.key();
        leads_.emplace(std::move(key), std::move(lead));
    }
    for (core::Booking &booking : bookings) {
        core::BookingKey key = booking.key();
        bookings_.emplace(std::move(key), std::move(booking));
    }
    for (QueueRow const &row : rows) {
        load_settings(row.run.tenant);
    }
    load_inbound_states(rows);
    enrollments_.load(rows, automations, true);
    superseded_ = superseded_runs(rows);
    load_recent_messages(rows);
    load_inbound(rows, automations);
    load_inside(rows, automations);
    load_dates(rows, automations);
    load_suppressions(rows, automations);
}

void Subjects::load_leads(std::vector<QueueRow> const &rows)
{
    std::vector<core::LeadKey> due;
    due.reserve(rows.size());
    for (QueueRow const &row : rows) {
        due.push_back(row.run.lead_key());
    }
    pg::Keys const keys(std::move(due));
    for (core::Lead &lead : store::lock_leads(keys)) {
        core::LeadKey key = lead.key();
        leads_.emplace(std::move(key), std::move(lead));
    }
    locked_leads_ = still_there<core::LeadId>(keys, leads_, leads_there);
}

void Subjects::load_bookings(std::vector<QueueRow> const &rows)
{
    std::vector<core::BookingKey> due;
    for (QueueRow const &row : rows) {
        if (row.run.booking) {
            due.push_back(row.run.booking_key());
        }
    }
    pg::Keys const keys(std::move(due));
    for (core::Booking &booking : store::lock_bookings(keys)) {
        core::BookingKey key = booking.key();
        bookings_.emplace(std::move(key), std::move(booking));
    }
    locked_bookings_ = still_there<core::BookingId>(keys, bookings_, bookings_there);
}

void Subjects::load_settings(std::string const &tenant)
{
    if (settings_.contains(tenant)) {
        return;
    }
    settings_.emplace(tenant, store::load_settings(tenant));
    std::set<std::string> &channels = channels_[tenant];
    for (pg::Row const channel : pg::execute(channels_of, {pg::Param::of(std::string_view(tenant))})) {
        if (auto name = channel.opt_text(1)) {
            channels.insert(std::move(*name));
        } else {
            suppressing_[tenant] = store::suppressing_from(channel.text(2));
            if (channel.boolean(3)) {
                awaiting_.insert(tenant);
            }
        }
    }
}

void Subjects::load_inbound_states(std::vector<QueueRow> const &rows)
{
    std::vector<core::LeadKey> leads;
    std::set<core::LeadKey> asked;
    for (QueueRow const &row : rows) {
        if (awaiting_.contains(row.run.tenant) && asked.insert(row.run.lead_key()).second) {
            leads.push_back(row.run.lead_key());
        }
    }
    inbound_states_ = store::inbound_states(leads);
}

void Subjects::load_recent_messages(std::vector<QueueRow> const &rows)
{
    std::vector<std::int64_t> leads;
    std::vector<std::string> tenants;
    std::set<core::LeadKey> asked;
    for (QueueRow const &row : rows) {
        if (settings_.at(row.run.tenant).daily_cap && asked.insert(row.run.lead_key()).second) {
            leads.push_back(number(row.run.lead));
            tenants.push_back(row.run.tenant);
        }
    }
    if (leads.empty()) {
        return;
    }
    core::Instant const long_ago = pg::now() - std::chrono::hours(50);  // a day is never longer, in no zone
    for (pg::Row const row :
         pg::execute(recent_messages, {pg::int8_array(leads), pg::text_array(tenants), pg::Param::of(long_ago)})) {
        recent_messages_[pg::key_from<core::LeadId>(row, 1)].push_back(row.instant(3));
    }
}

void Subjects::load_inbound(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    for (QueueRow const &row : rows) {
        core::Automation const *const automation = automations.of(row.run);
        auto const id = row.delivers ? row.inbound : row.run.message;
        if (id && automation != nullptr && automation->conditions.asks(core::Scope::message)) {
            if (auto message = store::load_message(*id, row.run.tenant)) {
                inbound_.emplace(row.run.key(), std::move(*message));
            }
        }
    }
}

/* A step's own conditions, and whatever else of its sequence is asked on the way. */
void Subjects::load_inside(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    std::vector<core::LeadKey> leads;
    for (QueueRow const &row : rows) {
        core::Run const &run = row.run;
        core::Automation const *const automation = automations.of(run);
        auto const &whole = automations.at(run.automation_key()).automation;
        bool const asks =
            (automation != nullptr && automation->conditions.asks_inside()) ||
            (whole && (whole->conditions.asks_inside() || (whole->sequence && whole->sequence->asks_inside)));
        if (asks) {
            inside_.emplace(run.key(), std::vector<std::string>());
            std::vector<core::RunKey> &runs = inside_runs_[run.lead_key()];
            if (runs.empty()) {
                leads.push_back(run.lead_key());
            }
            runs.push_back(run.key());
        }
    }
    if (leads.empty()) {
        return;
    }
    auto const sequences = store::sequences_of_leads(leads);
    for (QueueRow const &row : rows) {
        if (auto const asked = inside_.find(row.run.key()); asked != inside_.end()) {
            asked->second = store::names_but(sequences, row.run.lead_key(), row.run.entry);
        }
    }
}

std::vector<std::string> const *Subjects::inside(core::Run const &run) const
{
    auto const at = inside_.find(run.key());
    return at == inside_.end() ? nullptr : &at->second;
}

void Subjects::move_inside(core::Run const &run, core::Automation const &sequence, bool enters)
{
    auto const runs = inside_runs_.find(run.lead_key());
    if (runs == inside_runs_.end()) {
        return;
    }
    for (core::RunKey const &key : runs->second) {
        std::vector<std::string> &names = inside_.at(key);
        auto const at = std::ranges::find(names, sequence.name);
        if (enters) {
            names.push_back(sequence.name);
        } else if (at != names.end()) {
            names.erase(at);
        }
    }
}

void Subjects::load_dates(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    std::map<std::string, std::vector<QueueRow const *>> by_column;
    for (QueueRow const &row : rows) {
        core::Automation const *const automation = automations.of(row.run);
        if (automation != nullptr && automation->date && lead(row.run) != nullptr) {
            by_column[automation->date->field.column].push_back(&row);
        }
    }
    for (auto const &[column, of_column] : by_column) {
        std::vector<core::LeadKey> leads;
        for (QueueRow const *const row : of_column) {
            leads.push_back(row->run.lead_key());
        }
        auto const values = store::load_date_columns(column, std::move(leads));
        for (QueueRow const *const row : of_column) {
            auto const value = values.find(row->run.lead_key());
            auto const &field = automations.of(row->run)->date->field;
            auto const date = value == values.end() ? std::nullopt : core::read_lead_date(value->second, field);
            if (date) {
                dates_.emplace(row->run.key(), *date);
            }
        }
    }
}

void Subjects::load_suppressions(std::vector<QueueRow> const &rows, AutomationCache const &automations)
{
    std::vector<core::RunKey> runs;
    std::vector<store::Recipient> recipients;
    for (QueueRow const &row : rows) {
        core::Automation const *const automation = automations.of(row.run);
        core::Lead const *const person = lead(row.run);
        if (person == nullptr || automation == nullptr || !automation->writes_message() ||
            !suppressing_.at(row.run.tenant).any) {
            continue;
        }
        if (auto address = core::consent_address(*automation, *person)) {
            runs.push_back(row.run.key());
            recipients.push_back({row.run.tenant, automation->channel, std::move(*address)});
        }
    }
    auto found = suppressions(recipients);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (found[i].opted_out || found[i].undeliverable) {
            suppressed_.emplace(runs[i], std::move(found[i]));
        }
    }
}

core::InboundMessage const *Subjects::inbound(core::Run const &run) const
{
    auto const at = inbound_.find(run.key());
    return at == inbound_.end() ? nullptr : &at->second;
}

bool Subjects::locked(core::Run const &run) const
{
    return (!locked_leads_.empty() && locked_leads_.contains(run.lead_key())) ||
           (!locked_bookings_.empty() && run.booking && locked_bookings_.contains(run.booking_key()));
}

core::Lead const *Subjects::lead(core::Run const &run) const
{
    auto const at = leads_.find(run.lead_key());
    return at == leads_.end() ? nullptr : &at->second;
}

core::Booking const *Subjects::booking(core::Run const &run) const
{
    auto const at = run.booking ? bookings_.find(run.booking_key()) : bookings_.end();
    return at == bookings_.end() ? nullptr : &at->second;
}

core::TenantSettings const &Subjects::settings(core::Run const &run) const
{
    return settings_.at(run.tenant);
}

core::TimeZone const &Subjects::zone(core::Run const &run) const
{
    core::Lead const *const person = lead(run);
    return pg::zone_or_utc(person == nullptr ? std::nullopt : person->timezone, settings(run).timezone);
}

core::TimeZone const &Subjects::business_zone(core::Run const &run) const
{
    return pg::zone_or_utc(settings(run).timezone);
}

core::Subject Subjects::subject(core::Run const &run, core::Automation const &automation) const
{
    bool const notice = core::writes_notice(automation, *lead(run));
    return {.lead = *lead(run),
            .booking = booking(run),
            .tenant = settings(run),
            .zone = notice ? business_zone(run) : zone(run),
            .names_zones = false,
            .notice = notice};
}

int Subjects::messages_today(core::Run const &run, core::Instant now) const
{
    auto const at = recent_messages_.find(run.lead_key());
    if (at == recent_messages_.end()) {
        return 0;
    }
    core::Instant const midnight = core::start_of_day(now, zone(run));
    return static_cast<int>(
        std::count_if(at->second.begin(), at->second.end(), [&](core::Instant sent) { return sent >= midnight; }));
}

bool Subjects::channel_configured(core::Run const &run, std::string const &channel) const
{
    return channels_.at(run.tenant).contains(channel);
}

core::DecisionInput Subjects::decision_input(core::Run const &run, core::Automation const *automation,
                                             core::Instant now) const
{
    auto const suppressed = suppressed_.find(run.key());
    auto const state = inbound_states_.find(run.lead_key());
    auto const date = dates_.find(run.key());
    return {.run = run,
            .automation = automation,
            .lead = lead(run),
            .booking = booking(run),
            .message = inbound(run),
            .tenant = settings(run),
            .zone = zone(run),
            .history = automation == nullptr ? core::RunHistory()
                                             : enrollments_.history(run, *automation, lead(run), booking(run)),
            .newer_waits = superseded_.contains(run.key()),
            .messages_today = messages_today(run, now),
            .channel_configured = automation != nullptr && channel_configured(run, automation->channel),
            .suppressed = suppressed == suppressed_.end() ? core::Suppressions() : suppressed->second,
            .date = date == dates_.end() ? std::nullopt : std::optional(date->second),
            .inside = inside(run),
            .inbound = state == inbound_states_.end() ? nullptr : &state->second,
            .notice = automation != nullptr && lead(run) != nullptr && core::writes_notice(*automation, *lead(run)),
            .business_zone = automation != nullptr && automation->to ? &business_zone(run) : nullptr,
            .now = now};
}

void Subjects::change_lead(core::Run const &run, core::LeadChange const &change)
{
    core::apply_to(leads_.at(run.lead_key()), change);
}

void Subjects::contact(core::Run const &run, core::Instant now)
{
    auto &last = leads_.at(run.lead_key()).last_contacted;
    last = std::max(last.value_or(now), now);
}

void Subjects::add_enrollment(core::Run const &run, core::Automation const &automation, core::Instant now)
{
    enrollments_.add(run, enrollment_anchor(run, automation, lead(run), booking(run)), now);
    if (automation.writes_message() && !core::writes_notice(automation, *lead(run))) {
        recent_messages_[run.lead_key()].push_back(now);
    }
}

}  // namespace automation::engine
