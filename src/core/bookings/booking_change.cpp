#include "core/bookings/booking_change.hpp"

#include "core/crm/booking_status.hpp"
#include "core/json/json.hpp"
#include "core/time/time_format.hpp"

#include <utility>

namespace automation::core {

namespace {

using simplybook::RemoteBooking;

constexpr char remembered[] = "synced";

json::Value text_json(NullableText const &text)
{
    return text ? json::Value(*text) : json::Value();
}

json::Value moment_json(std::optional<Instant> const &moment)
{
    return moment ? json::Value(iso_8601(*moment, FixedTimeZone())) : json::Value();
}

std::string_view remote_status(RemoteBooking const &remote) noexcept
{
    return name_of(remote.cancelled ? BookingStatus::cancelled : BookingStatus::booked);
}

/* What is remembered of a fetched booking. A location that is not told is unknown, and keeps what was known. */
json::Value memory_of(RemoteBooking const &remote, json::Value const &before)
{
    json::Value memory = {{"title", text_json(remote.title)},
                          {"starts_at", moment_json(remote.starts_at)},
                          {"ends_at", moment_json(remote.ends_at)},
                          {"status", remote_status(remote)}};
    if (remote.location) {
        memory["location"] = *remote.location;
    } else if (auto const known = before.find("location"); known != before.end()) {
        memory["location"] = *known;
    }
    return memory;
}

json::Value details_of(RemoteBooking const &remote, json::Value memory)
{
    json::Value details = json::Value::object();
    for (auto const &[key, value] : remote.more) {
        details[key] = value;
    }
    details[remembered] = std::move(memory);
    return details;
}

/* The row's details as far as they are an object, and in it what was fetched last. */
struct SyncedState {
    json::Value details = json::Value::object();
    json::Value memory = json::Value::object();
    bool any = false;  ///< something has been fetched before
};

SyncedState known_of(Booking const &stored)
{
    SyncedState known;
    auto details = json::parse(stored.details, json::document_depth, json::context_bytes);
    if (!details || !details->is_object()) return known;
    known.details = std::move(*details);
    if (auto const memory = known.details.find(remembered); memory != known.details.end() && memory->is_object()) {
        known.memory = *memory;
        known.any = true;
    }
    return known;
}

bool same(json::Value const &object, char const *key, json::Value const &value)
{
    auto const found = object.find(key);
    return found == object.end() ? value.is_null() : *found == value;
}

/* The status that a booking gets: its source's where that has changed, else the row's. */
BookingStatus next_status(Booking const &stored, RemoteBooking const &remote, SyncedState const &known, bool moved,
                          Instant now)
{
    if (remote.cancelled) {
        bool const receipt = !known.any || !same(known.memory, "status", remote_status(remote));
        return receipt ? BookingStatus::cancelled : stored.status;
    }
    bool const reopened = known.any && !same(known.memory, "status", remote_status(remote));
    bool const again = moved && remote.starts_at > now;
    bool const unknown_cancel = !known.any && stored.status == BookingStatus::cancelled;
    return reopened || again || unknown_cancel ? BookingStatus::booked : stored.status;
}

json::Value visible(Booking const &row)
{
    return {{"title", text_json(row.title)},
            {"starts_at", moment_json(row.starts_at)},
            {"ends_at", moment_json(row.ends_at)},
            {"status", name_of(row.status)},
            {"location", text_json(row.location)}};
}

Booking row_of(BookingChange const &change)
{
    Booking row;
    row.title = change.title;
    row.location = change.location;
    row.starts_at = change.starts_at;
    row.ends_at = change.ends_at;
    row.status = change.status;
    return row;
}

/* Fills `before`, `after` and `what` from the two rows and those details that people read. */
void describe_change(BookingChange &change, Booking const &stored, SyncedState const &known,
                     RemoteBooking const &remote)
{
    json::Value before = json::Value::object();
    json::Value after = json::Value::object();
    json::Value const old_row = visible(stored);
    json::Value const new_row = visible(row_of(change));
    for (auto const &[key, value] : new_row.items()) {
        if (old_row[key] != value) {
            before[key] = old_row[key];
            after[key] = value;
        }
    }
    for (auto const &[key, value] : remote.more) {
        if (known.any && key != "is_confirm" && !same(known.details, key.c_str(), value)) {
            before[key] = known.details.value(key, json::Value());
            after[key] = value;
        }
    }
    if (after.empty()) return;
    bool const status_changed = after.contains("status");
    if (status_changed && change.status == BookingStatus::cancelled)
        change.what = "cancelled";
    else if (status_changed && change.status == BookingStatus::booked)
        change.what = "rebooked";
    else
        change.what = after.contains("starts_at") ? "moved" : "changed";
    change.before = json::dump(before);
    change.after = json::dump(after);
}

}  // namespace

BookingChange new_booking(RemoteBooking const &remote)
{
    BookingChange change;
    change.what = "created";
    change.title = remote.title;
    change.location = remote.location;
    change.starts_at = remote.starts_at;
    change.ends_at = remote.ends_at;
    change.status = remote.cancelled ? BookingStatus::cancelled : BookingStatus::booked;
    change.details = json::dump(details_of(remote, memory_of(remote, json::Value::object())));
    change.after = json::dump(visible(row_of(change)));
    return change;
}

std::optional<BookingChange> change_of(Booking const &stored, RemoteBooking const &remote, Instant now)
{
    SyncedState const known = known_of(stored);
    json::Value memory = memory_of(remote, known.memory);
    bool const moved = !same(known.memory, "starts_at", memory["starts_at"]);
    BookingChange change;
    change.title = same(known.memory, "title", memory["title"]) ? stored.title : remote.title;
    change.starts_at = moved ? remote.starts_at : stored.starts_at;
    change.ends_at = same(known.memory, "ends_at", memory["ends_at"]) ? stored.ends_at : remote.ends_at;
    bool const same_place = !remote.location || same(known.memory, "location", *remote.location);
    change.location = same_place ? stored.location : remote.location;
    change.status = next_status(stored, remote, known, moved, now);
    describe_change(change, stored, known, remote);

    json::Value const details = details_of(remote, std::move(memory));
    bool remembers_all = true;
    for (auto const &[key, value] : details.items()) {
        remembers_all = remembers_all && same(known.details, key.c_str(), value);
    }
    if (change.what.empty() && remembers_all) return std::nullopt;
    change.details = json::dump(details);
    return change;
}

std::optional<BookingChange> gone(Booking const &stored)
{
    if (stored.status == BookingStatus::cancelled) return std::nullopt;
    SyncedState const known = known_of(stored);
    json::Value memory = known.memory;
    memory["status"] = name_of(BookingStatus::cancelled);
    BookingChange change;
    change.title = stored.title;
    change.location = stored.location;
    change.starts_at = stored.starts_at;
    change.ends_at = stored.ends_at;
    change.status = BookingStatus::cancelled;
    describe_change(change, stored, known, {});
    json::Value details = json::Value::object();
    details[remembered] = std::move(memory);
    change.details = json::dump(details);
    return change;
}

}  // namespace automation::core
