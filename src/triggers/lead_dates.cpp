#include "triggers/lead_dates.hpp"

#include "core/base/strings.hpp"
#include "core/decisions/lead_date.hpp"
#include "enqueue/timed/date_enqueue.hpp"
#include "enqueue/timed/timed_enqueue.hpp"

#include "pg/sql/owner_session.hpp"

extern "C" {
#include "utils/date.h"
}

namespace automation::triggers {

namespace {

constexpr std::size_t dates_at_once = 1000;

std::optional<core::ParsedDateTime> on_clock(core::Instant moment, std::optional<std::chrono::minutes> offset,
                                             bool date_only)
{
    bool const finite = moment != core::Instant::max() && moment != core::Instant::min();
    return finite ? std::optional(core::ParsedDateTime{
                        .local = core::LocalTime(moment.time_since_epoch()), .offset = offset, .date_only = date_only})
                  : std::nullopt;
}

std::optional<core::ParsedDateTime> of_day(DateADT day)
{
    if (DATE_NOT_FINITE(day)) {
        return std::nullopt;
    }
    return on_clock(core::Instant(std::chrono::days(day)) + pg::epochs_apart, std::nullopt, true);
}

/* As the JSON text of the column would be read (store/lead_dates.hpp), without making one where that is possible. */
std::optional<core::ParsedDateTime> date_from(Datum value, Oid type, core::DateField const &field)
{
    switch (type) {
        case TIMESTAMPTZOID:
            return on_clock(pg::to_instant(DatumGetTimestampTz(value)), std::chrono::minutes(0), false);
        case TIMESTAMPOID:
            return on_clock(pg::to_instant(DatumGetTimestamp(value)), std::nullopt, false);
        case DATEOID:
            return of_day(DatumGetDateADT(value));
        case JSONBOID:
            return core::read_lead_date(pg::jsonb_to_string(value), field);
        case JSONOID:
            return core::read_lead_date(pg::to_string(value), field);
        case TEXTOID:
        case VARCHAROID:
        case BPCHAROID:
            return field.path.empty() ? core::parse_iso8601(core::trim(pg::to_string(value))) : std::nullopt;
        default:
            return std::nullopt;
    }
}

AttrNumber column_of(TupleDesc shape, core::DateField const &field)
{
    int const number = SPI_fnumber(shape, field.column.c_str());
    return static_cast<AttrNumber>(number > 0 ? number : 0);
}

std::optional<core::ParsedDateTime> date_in(TupleDesc shape, TupleTableSlot *row, AttrNumber column,
                                            core::DateField const &field)
{
    bool null = true;
    Datum const value = column == 0 ? Datum{0} : slot_getattr(row, column, &null);
    if (null) {
        return std::nullopt;
    }
    Oid const declared = TupleDescAttr(shape, column - 1)->atttypid;
    return date_from(value, pg::call([&] { return getBaseType(declared); }), field);
}

bool is_same(std::optional<core::ParsedDateTime> const &a, std::optional<core::ParsedDateTime> const &b)
{
    if (!a || !b) {
        return a.has_value() == b.has_value();
    }
    return core::axis_of(*a) == core::axis_of(*b) && a->date_only == b->date_only &&
           a->offset.has_value() == b->offset.has_value();
}

}  // namespace

void NewDates::open(std::string_view tenant)
{
    if (index_ == nullptr || tenant != tenant_) {
        write();
        tenant_ = tenant;
        index_ = enqueue::automation_index(tenant, core::Trigger::lead_date);
    }
}

void NewDates::see(enqueue::Matcher &matcher, TupleDesc shape, TupleTableSlot *row, TupleFieldReader &lead)
{
    open(lead.tenant());
    if (index_->dates.empty()) {
        return;
    }
    lead.set_tenant_zone(index_->timezone);
    for (core::DateField const &field : index_->dates) {
        if (auto const date = date_in(shape, row, column_of(shape, field), field)) {
            enqueue::enqueue_date(matcher, *index_, field, *date, {lead, lead.id(), tenant_},
                                  imported_ ? enqueue::DateWrite::loaded : enqueue::DateWrite::made, now_);
            dates_.push_back({lead.id(), field.name(), date});
        }
    }
    if (dates_.size() >= dates_at_once) {
        write();
    }
}

void NewDates::write()
{
    if (!dates_.empty()) {
        pg::OwnerSession const session(pg::require_extension().owner);
        store::write_lead_dates(tenant_, dates_, now_);
        dates_.clear();
    }
}

void NewDates::finish()
{
    write();
}

namespace {

/* A date of a lead before and after an update. */
struct DateChange {
    core::DateField const *field = nullptr;
    std::optional<core::ParsedDateTime> before, after;

    [[nodiscard]] bool any() const { return !is_same(before, after); }
    [[nodiscard]] std::optional<enqueue::DateBefore> had(core::TimeZone const &zone) const
    {
        return before ? std::optional(enqueue::DateBefore{*before, zone}) : std::nullopt;
    }
    [[nodiscard]] enqueue::DateWrite write() const
    {
        if (!any()) {
            return enqueue::DateWrite::other_zone;
        }
        return before ? enqueue::DateWrite::changed : enqueue::DateWrite::made;
    }
};

/* What an update has changed; in another zone every date. */
std::vector<DateChange> changes_of(enqueue::AutomationIndex const &index, TupleDesc shape, LeadUpdate const &update,
                                   bool other_zone)
{
    std::vector<DateChange> changes;
    for (core::DateField const &field : index.dates) {
        AttrNumber const column = column_of(shape, field);
        bool const other_bytes = column != 0 && has_other_bytes(update, column);
        if (!other_bytes && !other_zone) {
            continue;
        }
        DateChange change{&field, date_in(shape, update.before, column, field), {}};
        change.after = other_bytes ? date_in(shape, update.after, column, field) : change.before;
        if (other_zone || change.any()) {
            changes.push_back(change);
        }
    }
    return changes;
}

void write_changes(std::vector<DateChange> const &changes, core::LeadId lead, LeadUpdate const &update)
{
    std::vector<store::LeadDate> written;
    for (DateChange const &change : changes) {
        if (change.any()) {
            written.push_back({lead, change.field->name(), change.after});
        }
    }
    if (!written.empty()) {
        pg::OwnerSession const session(pg::require_extension().owner);
        store::write_lead_dates(update.tenant, written, update.now);
    }
}

void forget_changed(enqueue::AutomationIndex const &index, std::vector<DateChange> const &changes,
                    core::LeadKey const &lead, core::Instant now)
{
    std::vector<core::DateField> fields;
    for (DateChange const &change : changes) {
        fields.push_back(*change.field);
    }
    enqueue::forget_dates(index, fields, lead, now);
}

struct Clocks {
    core::TimeZone const &zone, &zone_before;
    core::Instant now;
};

void change_anchors(enqueue::AutomationIndex const &index, std::vector<DateChange> const &changes,
                    core::LeadKey const &lead, Clocks const &clocks)
{
    enqueue::AnchorChanges anchors;
    for (DateChange const &change : changes) {
        if (change.any() && change.after && change.before) {
            enqueue::note_anchors(anchors, index, *change.field, *change.after, clocks.zone,
                                  *change.had(clocks.zone_before), clocks.now);
        }
    }
    anchors.write(lead);
}

}  // namespace

void follow_dates(enqueue::Matcher &matcher, TupleDesc shape, LeadUpdate const &update, bool imported)
{
    auto const held = enqueue::automation_index(update.tenant, core::Trigger::lead_date);
    enqueue::AutomationIndex const &index = *held;
    if (index.dates.empty()) {
        return;
    }
    TupleFieldReader lead(update.columns, update.after, update.now);
    TupleFieldReader before(update.columns, update.before, update.now);
    lead.set_tenant_zone(index.timezone);
    before.set_tenant_zone(index.timezone);
    auto const changes = changes_of(index, shape, update, !enqueue::same_zone(lead, before));
    if (changes.empty()) {
        return;
    }
    if (!imported) {
        forget_changed(index, changes, {lead.id(), update.tenant}, update.now);
    }
    change_anchors(index, changes, {lead.id(), update.tenant}, {lead.zone(), before.zone(), update.now});
    for (DateChange const &change : changes) {
        if (change.after) {
            enqueue::enqueue_date(matcher, index, *change.field, *change.after, {lead, lead.id(), update.tenant},
                                  imported ? enqueue::DateWrite::loaded : change.write(), update.now,
                                  change.had(before.zone()));
        }
    }
    write_changes(changes, lead.id(), update);
}

}  // namespace automation::triggers
