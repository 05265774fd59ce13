/* bookings.cpp — bookings made, moved, cancelled, missed and completed. */
#include "core/crm/booking_status.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/timed/loaded_rows.hpp"
#include "triggers/booking_moves.hpp"
#include "triggers/reversed_bookings.hpp"
#include "triggers/guarded_write.hpp"
#include "enqueue/events/lead_contacts.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/timed/timed_enqueue.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "pg/time/clock.hpp"
#include "store/lead_rows.hpp"
#include "store/lead_store.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/statement_end.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::triggers {
namespace {

/* A row of bookings in a trigger, and the lead when somebody asks for it. */
class BookingRow {
 public:
    BookingRow(TriggerContext const &trigger, HeapTuple row) : values_(trigger, row)
    {
        booking.id = core::BookingId{values_.integer("id")};
        booking.title = values_.text("title");
        booking.location = values_.text("location");
        booking.starts_at = values_.instant("starts_at");
        booking.ends_at = values_.instant("ends_at");
        if (auto details = values_.document("details")) {
            booking.details = *std::move(details);
        }
        status = values_.text("status").value_or("");
        booking.status = core::booking_status_from(status);
        booking.lead = lead_id();
        tenant = values_.text("tenant_id").value_or("");
    }

    [[nodiscard]] core::LeadId lead_id() const { return core::LeadId{values_.integer("lead_id")}; }
    [[nodiscard]] bool on() const { return status == "booked"; }
    /** Null: there is none. */
    [[nodiscard]] core::Lead const *lead() const
    {
        if (!looked_) {
            looked_ = true;
            pg::OwnerSession const session(pg::require_extension().owner);
            lead_ = store::load_stored_lead(lead_id(), tenant);
            if (lead_ && booked_) {
                lead_->silent_since = booked_;
            }
        }
        return lead_ ? &*lead_ : nullptr;
    }

    /** It ends the silence of its lead, which is written when the statement ends. */
    void end_silence(core::Instant now) { booked_ = now; }

    core::Booking booking;
    std::string status, tenant;

 private:
    RowValues<pg::TableName::bookings> values_;
    mutable bool looked_ = false;
    mutable std::optional<core::Lead> lead_;
    std::optional<core::Instant> booked_;
};

std::optional<core::Trigger> event_of_status(std::string_view status) noexcept
{
    if (status == "cancelled") {
        return core::Trigger::booking_cancelled;
    }
    if (status == "no_show") {
        return core::Trigger::booking_no_show;
    }
    if (status == "completed") {
        return core::Trigger::session_completed;
    }
    return std::nullopt;
}

/* The book of a trigger when somebody has such a rule and the lead is there to have a run. */
std::shared_ptr<enqueue::AutomationIndex const> index_for(core::Trigger trigger, BookingRow const &row)
{
    auto index = enqueue::automation_index(row.tenant, trigger);
    return index->rules.empty() || row.lead() == nullptr ? nullptr : index;
}

core::FactFieldReader facts_of(enqueue::AutomationIndex const &index, BookingRow const &row, core::Instant now)
{
    core::Lead const &lead = *row.lead();
    return core::FactFieldReader(
        {.lead = lead, .booking = &row.booking, .now = now, .zone = &pg::zone_or_utc(lead.timezone, index.timezone)});
}

void fire(enqueue::Matcher &matcher, core::Trigger event, BookingRow const &row, core::Instant now)
{
    if (auto const index = index_for(event, row)) {
        // A session may have two ends, by the clock and by its status: the first look tells, then the delay begins.
        matcher.match(*index, facts_of(*index, row, now),
                      {.trigger = event,
                       .at = now,
                       .lead = row.lead_id(),
                       .tenant = row.tenant,
                       .booking = row.booking.id,
                       .due_at_once = event == core::Trigger::session_completed});
    }
}

void remind(enqueue::Matcher &matcher, BookingRow const &row, enqueue::BookingWrite write, core::Instant now)
{
    if (auto const index = index_for(core::Trigger::booking_reminder_hours, row)) {
        enqueue::enqueue_reminders(matcher, *index, *row.lead(), row.booking, write, now);
    }
}

void await_end(enqueue::Matcher &matcher, BookingRow const &row, core::Instant now)
{
    if (auto const index = index_for(core::Trigger::session_completed, row)) {
        enqueue::enqueue_session_end(matcher, *index, *row.lead(), row.booking, now);
    }
}

/* Who books is not silent. The leads of a statement are written together. */
class StatementBookings final : public pg::StatementWork {
 public:
    void add(core::LeadKey lead, core::BookingId booking, bool guarded)
    {
        bookings_[std::move(lead)].push_back(booking);
        guarded_ = guarded_ || guarded;
    }
    void finish() override
    {
        if (guarded_) {
            enqueue::attempt([&] { write(); });
        } else {
            write();
        }
    }

 private:
    void write() const
    {
        pg::OwnerSession const session(pg::require_extension().owner);
        std::vector<enqueue::ContactedLead> leads;
        for (auto const &[lead, bookings] : bookings_) {
            for (core::BookingId const booking : bookings) {
                leads.push_back({.lead = lead, .booking = booking});
            }
        }
        auto const left = enqueue::write_contacts(core::LeadContact::booked, leads, pg::now());
        core::Instant const now = pg::now();
        for (auto const &[lead, bookings] : bookings_) {
            if (!left.contains(lead)) {
                enqueue::follow_bookings(lead, bookings, now, now);
            }
        }
    }

    std::map<core::LeadKey, std::vector<core::BookingId>> bookings_;
    bool guarded_ = false;
};

void note_booked(BookingRow const &row, bool guarded)
{
    if (auto *const statement = pg::statement_work<StatementBookings>()) {
        statement->add({row.lead_id(), row.tenant}, row.booking.id, guarded);
    } else {
        StatementBookings at_once;
        at_once.add({row.lead_id(), row.tenant}, row.booking.id, false);
        at_once.finish();
    }
}

// The index on (tenant_id, trigger); as if their moments had been looked at.
constinit pg::Statement pass_by(
    "insert into @home@.automation_enrollments (automation_id, lead_id, booking_id, anchor, tenant_id, looked_at) "
    "select a.id, $1, $2, case when a.trigger = 'booking_reminder_hours' then $4 end, $3, $6 "
    "from @home@.automations a where a.tenant_id = $3 and (a.trigger = 'booking_reminder_hours' and $4 <= $6 "
    "or a.trigger = 'session_completed' and $5 <= $6) "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set looked_at = excluded.looked_at",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID);

/* What tells of the past reminds nobody and asks nobody for feedback, even where the dispatcher was away. */
void pass_by_history(BookingRow const &row, bool of_start, bool of_end, core::Instant now)
{
    auto const passed = [&](bool asked, std::optional<core::Instant> moment) {
        return asked && moment && *moment <= now ? pg::Param::of(*moment) : pg::Param(std::nullopt);
    };
    pg::Param const start = passed(of_start, row.booking.starts_at);
    pg::Param const end = passed(of_end, row.booking.ends_at);
    if (!start.null || !end.null) {
        pg::OwnerSession const session(pg::require_extension().owner);
        pg::execute(pass_by, {pg::Param::of(number(row.lead_id())), pg::Param::of(number(row.booking.id)),
                              pg::Param::of(std::string_view(row.tenant)), start, end, pg::Param::of(now)});
    }
}

void after_insert(enqueue::Matcher &matcher, BookingRow row, bool guarded, core::Instant now)
{
    if (!row.on()) {
        return;
    }
    if (!enqueue::write_context().historical) {
        notice_reversed(row.booking);
        note_booked(row, guarded);
        row.end_silence(now);
        // One that lies in the past is history, and confirms nothing.
        if (!row.booking.starts_at || *row.booking.starts_at > now) {
            fire(matcher, core::Trigger::booking_created, row, now);
        }
    }
    pass_by_history(row, true, true, now);
    remind(matcher, row, enqueue::BookingWrite::made, now);
    if (row.booking.ends_at && *row.booking.ends_at > now) {
        await_end(matcher, row, now);
    }
}

/* True when the end has been passed by being moved: the clock will not pass it any more. */
bool end_was_moved_behind(BookingRow const &before, BookingRow const &row, core::Instant now)
{
    bool const was_ahead = !before.booking.ends_at || *before.booking.ends_at > now;
    return before.on() && was_ahead && row.booking.ends_at && *row.booking.ends_at <= now;
}

// Rules that were there when the former end passed, and have not looked at it yet. The index on (tenant_id, trigger),
// the unique index of the enrollments.
constinit pg::Statement not_looked_at(
    "select w.automation_id from @home@.automations a join @home@.automation_watches w on w.automation_id = a.id "
    "and w.tenant_id = a.tenant_id where a.tenant_id = $1 and a.trigger = 'session_completed' and a.enabled "
    "and w.since < $2 and not exists (select from @home@.automation_enrollments e where e.automation_id = a.id "
    "and e.lead_id = $3 and e.booking_id = $4 and e.tenant_id = $1 and e.looked_at >= $2)",
    TEXTOID, TIMESTAMPTZOID, INT8OID, INT8OID);

/* The end of a session that is over is corrected before anybody has looked at it: what was made for the former end, or
 * would have been found for it, goes by the new one. */
void follow_end(enqueue::Matcher &matcher, BookingRow const &before, BookingRow const &row, core::Instant now)
{
    auto const index = index_for(core::Trigger::session_completed, row);
    if (index == nullptr) {
        return;
    }
    std::vector<core::AutomationId> rules;
    {
        pg::OwnerSession const session(pg::require_extension().owner);
        for (pg::Row const found : pg::execute(
                 not_looked_at, {pg::Param::of(std::string_view(row.tenant)), pg::Param::of(*before.booking.ends_at),
                                 pg::Param::of(number(row.lead_id())), pg::Param::of(number(row.booking.id))})) {
            rules.push_back(core::AutomationId{found.int8(1)});
        }
    }
    enqueue::AutomationIndex theirs = *index;
    std::erase_if(theirs.rules,
                  [&](enqueue::MatchRule const &rule) { return std::ranges::find(rules, rule.id) == rules.end(); });
    enqueue::enqueue_session_end(matcher, theirs, *row.lead(), row.booking, now);
}

bool is_past(std::optional<core::Instant> moment, core::Instant now)
{
    return moment && *moment <= now;
}

void after_update(enqueue::Matcher &matcher, BookingRow const &before, BookingRow const &row, core::Instant now)
{
    bool const turned = before.status != row.status;
    if (auto const event = turned ? event_of_status(row.status) : std::nullopt) {
        bool const history = *event == core::Trigger::session_completed && enqueue::write_context().historical;
        if (!history) {
            fire(matcher, *event, row, now);
        }
    }
    if (!row.on()) {
        return;
    }
    bool const new_start = turned || before.booking.starts_at != row.booking.starts_at;
    bool const new_end = turned || before.booking.ends_at != row.booking.ends_at;
    if (new_start || new_end) {
        notice_reversed(row.booking);
    }
    bool const ends_now = new_end && end_was_moved_behind(before, row, now);
    bool const corrected = new_end && before.on() && is_past(before.booking.ends_at, now) &&
                           is_past(row.booking.ends_at, now) && !enqueue::write_context().historical;
    if (corrected) {
        follow_end(matcher, before, row, now);
    }
    pass_by_history(row, new_start, new_end && !ends_now, now);
    if (new_start) {
        remind(matcher, row, enqueue::BookingWrite::changed, now);
    }
    if (ends_now || (new_end && row.booking.ends_at && *row.booking.ends_at > now)) {
        await_end(matcher, row, now);
    }
}

/* The moments of its reminders follow the zone of the new lead; those that had come for the lead before are past. */
void remind_new_lead(enqueue::Matcher &matcher, BookingRow const &before, BookingRow const &row, core::Instant now)
{
    bool const reminds_anyway = before.status != row.status || before.booking.starts_at != row.booking.starts_at;
    if (!row.on() || reminds_anyway) {
        return;
    }
    if (auto const index = index_for(core::Trigger::booking_reminder_hours, row)) {
        core::NullableText const own = before.lead() == nullptr ? std::nullopt : before.lead()->timezone;
        core::TimeZone const &zone = pg::zone_or_utc(own, index->timezone);
        enqueue::enqueue_reminders(matcher, *index, *row.lead(), row.booking, enqueue::BookingWrite::changed, now,
                                   &zone);
    }
}

// The unique index.
constinit pg::Statement pass_by_reminders(
    "insert into @home@.automation_enrollments (automation_id, lead_id, booking_id, anchor, tenant_id, looked_at) "
    "select a.id, $1, $2, $4, $3, $5 from unnest($6) as a (id) "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set looked_at = excluded.looked_at",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8ARRAYOID);

/* Reminders of a booking that is loaded after their moment: as if they had been checked then. */
void pass_by_moments(BookingRow const &row, core::Instant starts_at, core::Instant now)
{
    auto const held = enqueue::automation_index(row.tenant, core::Trigger::booking_reminder_hours);
    enqueue::AutomationIndex const &index = *held;
    std::vector<std::int64_t> passed;
    for (enqueue::MatchRule const &rule : index.rules) {
        if (starts_at >
                core::horizon(core::Trigger::booking_reminder_hours, rule.delay, rule.send_window.has_value(), now) ||
            row.lead() == nullptr) {
            continue;
        }
        core::TimeZone const &zone = pg::zone_or_utc(row.lead()->timezone, index.timezone);
        if (core::reminder_due(rule.delay, starts_at, index.reminder_times(rule), zone) <= now) {
            passed.push_back(number(rule.id));
        }
    }
    if (!passed.empty()) {
        pg::OwnerSession const session(pg::require_extension().owner);
        pg::execute(pass_by_reminders, {pg::Param::of(number(row.lead_id())), pg::Param::of(number(row.booking.id)),
                                        pg::Param::of(std::string_view(row.tenant)), pg::Param::of(starts_at),
                                        pg::Param::of(now), pg::int8_array(passed)});
    }
}

/* What a session without events writes is found by the scans; what had passed by then is not, though they may not have
 * come to it yet where transactions stay open. */
void note_loaded_booking(TriggerContext const &trigger)
{
    BookingRow const row(trigger, trigger.new_row());
    if (!row.on()) {
        return;
    }
    core::Instant const now = pg::now();
    auto const passed_lately = [&](std::optional<core::Instant> moment) {
        return moment && *moment <= now && *moment > now - std::chrono::hours(48);
    };
    auto const &starts_at = row.booking.starts_at;
    auto const &ends_at = row.booking.ends_at;
    if (passed_lately(starts_at) || passed_lately(ends_at)) {
        pass_by_history(row, passed_lately(starts_at), passed_lately(ends_at), now);
    }
    if (starts_at && *starts_at > now) {
        pass_by_moments(row, *starts_at, now);
        enqueue::note_loaded(row.tenant, core::Trigger::booking_reminder_hours, *starts_at);
    }
    if (ends_at && *ends_at > now) {
        enqueue::note_loaded(row.tenant, core::Trigger::session_completed, *ends_at);
    }
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After a booking was inserted. */
AUTOMATION_TRIGGER(automation_on_booking_insert,
                   {.trigger = "automation_booking_added", .events = by_insert, .table = "bookings"})
{
    using enum pg::TableName;
    if (enqueue::importing()) {
        record_import(trigger, bookings, [&] { note_loaded_booking(trigger); });
        return PointerGetDatum(nullptr);
    }
    set_off(trigger, bookings,
            {leads, messages, activities, automation_enrollments, automation_queue, automation_stat_deltas}, [&] {
                enqueue::Matcher matcher;
                bool const guarded = needs_guard(
                    trigger, bookings,
                    {leads, messages, activities, automation_enrollments, automation_queue, automation_stat_deltas});
                after_insert(matcher, BookingRow(trigger, trigger.new_row()), guarded, pg::now());
                matcher.finish();
            });
    return PointerGetDatum(nullptr);
}

/* After an update that changed a booking's status, times or lead. */
AUTOMATION_TRIGGER(automation_on_booking_update,
                   {.trigger = "automation_booking_changed", .events = by_update, .table = "bookings"})
{
    using enum pg::TableName;
    if (enqueue::importing()) {
        record_import(trigger, bookings, [&] { note_loaded_booking(trigger); });
        return PointerGetDatum(nullptr);
    }
    set_off(trigger, bookings,
            {leads, messages, activities, automation_enrollments, automation_queue, automation_stat_deltas}, [&] {
                BookingRow const before(trigger, trigger.old_row());
                BookingRow const row(trigger, trigger.new_row());
                enqueue::Matcher matcher;
                if (before.lead_id() != row.lead_id()) {
                    bool const guarded = needs_guard(trigger, bookings,
                                                     {leads, messages, activities, automation_enrollments,
                                                      automation_queue, automation_stat_deltas});
                    move_at_end({row.booking.id, before.lead_id(), row.lead_id(), row.tenant}, guarded);
                    remind_new_lead(matcher, before, row, pg::now());
                } else {
                    enqueue::follow_unclaimed({row.lead_id(), row.tenant}, pg::now());
                }
                after_update(matcher, before, row, pg::now());
                matcher.finish();
            });
    return PointerGetDatum(nullptr);
}
