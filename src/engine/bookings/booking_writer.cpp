#include "engine/bookings/booking_writer.hpp"

#include "core/bookings/booking_change.hpp"
#include "core/crm/booking_status.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "engine/bookings/client_matcher.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "store/activities.hpp"
#include "store/lead_rows.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

using core::simplybook::RemoteBooking;

// By the unique key of tenant, source and external id.
constinit pg::Statement stored_bookings("select " BOOKING_COLUMNS
                                        ", b.external_id, b.lead_id from @home@.bookings b "
                                        "where b.tenant_id = $1 and b.source = $2 and b.external_id = any ($3)",
                                        TEXTOID, TEXTOID, TEXTARRAYOID);
constinit pg::Statement held_bookings("select " BOOKING_COLUMNS
                                      ", b.external_id, b.lead_id from @home@.bookings b "
                                      "where b.tenant_id = $1 and b.source = $2 and b.external_id = any ($3) "
                                      "order by b.id for no key update skip locked",
                                      TEXTOID, TEXTOID, TEXTARRAYOID);
// By the primary key; activities refer to the leads.
constinit pg::Statement held_leads(
    "select l.id from @home@.leads l where l.id = any ($1) and l.tenant_id = $2 order by l.id "
    "for no key update skip locked",
    INT8ARRAYOID, TEXTOID);
constinit pg::Statement insert_booking(
    "insert into @home@.bookings (tenant_id, lead_id, title, starts_at, ends_at, status, location, details, source, "
    "external_id, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) "
    "on conflict (tenant_id, source, external_id) do nothing returning id",
    TEXTOID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, JSONBOID, TEXTOID, TEXTOID,
    TIMESTAMPTZOID);
// By the primary key. Keys of the user's own stay in details.
constinit pg::Statement update_booking(
    "update @home@.bookings b set title = $3, starts_at = $4, ends_at = $5, status = $6, location = $7, details = "
    "case when pg_catalog.jsonb_typeof(b.details) = 'object' then b.details || $8 else $8 end, updated_at = $9 "
    "where b.id = $1 and b.tenant_id = $2",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, JSONBOID, TIMESTAMPTZOID);
// By the index on starts_at of bookings that are on.
constinit pg::Statement booked_between(
    "select b.external_id from @home@.bookings b where b.tenant_id = $1 and b.source = $2 and b.status::text = "
    "'booked' "
    "and b.starts_at >= $3 and b.starts_at < $4 and b.external_id is not null order by b.starts_at",
    TEXTOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);

struct Stored {
    core::Booking booking;
    std::int64_t lead = 0;
};
using StoredById = std::map<std::string, Stored, std::less<>>;

StoredById read_stored(pg::Statement &statement, SourceRow const &source, std::vector<std::string> const &ids)
{
    StoredById found;
    for (pg::Row const row :
         pg::execute(statement, {pg::Param::of(std::string_view(source.tenant)),
                                 pg::Param::of(std::string_view(source.name)), pg::text_array(ids)})) {
        found.emplace(row.text(store::booking_columns + 1),
                      Stored{store::booking_from(row), row.int8(store::booking_columns + 2)});
    }
    return found;
}

LeadIds hold_leads(SourceRow const &source, std::vector<std::int64_t> const &ids)
{
    LeadIds held;
    for (pg::Row const row :
         pg::execute(held_leads, {pg::int8_array(ids), pg::Param::of(std::string_view(source.tenant))})) {
        held.insert(row.int8(1));
    }
    return held;
}

pg::Param maybe(std::optional<core::Instant> const &moment)
{
    return moment ? pg::Param::of(*moment) : pg::Param(std::nullopt);
}

void insert_activity(SourceRow const &source, core::BookingChange const &change, std::string const &external_id,
                     std::int64_t lead, std::int64_t booking, core::Instant now)
{
    core::json::Value details = {
        {"event", "booking_synced"}, {"reason", change.what}, {"source", source.name}, {"external_id", external_id}};
    details["before"] = core::json::parse(change.before).value_or(core::json::Value::object());
    details["after"] = core::json::parse(change.after).value_or(core::json::Value::object());
    store::insert_activity(
        {.type = "booking_synced",
         .description = "booking " + change.what + " in " + source.name + (change.title ? ": " + *change.title : ""),
         .details = core::json::dump(details),
         .lead = core::LeadId{lead},
         .booking = core::BookingId{booking},
         .tenant = source.tenant},
        now);
}

/* Changes a row that is locked. */
void apply(SourceRow const &source, core::BookingChange const &change, std::string const &external_id,
           Stored const &stored, core::Instant now)
{
    std::int64_t const id = number(stored.booking.id);
    pg::execute(update_booking,
                {pg::Param::of(id), pg::Param::of(std::string_view(source.tenant)), pg::Param::of(change.title),
                 maybe(change.starts_at), maybe(change.ends_at), pg::Param::of(core::name_of(change.status)),
                 pg::Param::of(change.location), pg::jsonb_datum(change.details), pg::Param::of(now)});
    if (!change.what.empty()) {
        insert_activity(source, change, external_id, stored.lead, id, now);
    }
}

/* One page on its way into the tables. */
class Page {
 public:
    Page(SourceRow const &source, std::span<RemoteBooking const> page, PageRule const &rule, core::Instant now)
        : source_(source), page_(page), rule_(rule), now_(now), clients_(source)
    {}

    PageOutcome write()
    {
        sort_out();
        clients_.find(new_clients_);
        hold_known();
        for (std::size_t const i : new_) {
            insert(i);
        }
        for (std::size_t const i : known_) {
            update(i);
        }
        std::ranges::sort(outcome_.locked);
        return outcome_;
    }

 private:
    /* What is new, what has changed; what is as it should be is not touched. */
    void sort_out()
    {
        std::map<std::string_view, std::size_t> last;  // a list that names a booking twice: the later one counts
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < page_.size(); ++i) {
            last[page_[i].id] = i;
            ids.push_back(page_[i].id);
        }
        StoredById const stored = read_stored(stored_bookings, source_, ids);
        for (std::size_t i = 0; i < page_.size(); ++i) {
            if (last.at(page_[i].id) != i) {
                continue;
            }
            auto const row = stored.find(page_[i].id);
            if (row != stored.end()) {
                if (core::change_of(row->second.booking, page_[i], now_)) {
                    known_.push_back(i);
                    known_leads_.push_back(row->second.lead);
                }
            } else if (rule_.only_known) {
                continue;
            } else if (!page_[i].client.identified()) {
                ++outcome_.without_client;
            } else {
                new_.push_back(i);
                new_clients_.push_back(&page_[i].client);
            }
        }
    }

    /* Leads before bookings. */
    void hold_known()
    {
        if (known_.empty()) {
            return;
        }
        LeadIds const leads = hold_leads(source_, known_leads_);
        std::vector<std::string> ids;
        for (std::size_t const i : known_) {
            ids.push_back(page_[i].id);
        }
        held_ = read_stored(held_bookings, source_, ids);
        std::erase_if(held_, [&](auto const &one) { return !leads.contains(one.second.lead); });
    }

    void insert(std::size_t i)
    {
        RemoteBooking const &remote = page_[i];
        BookingClients::Found const found = clients_.of(remote.client);
        if (found.locked) {
            outcome_.locked.push_back(i);
            return;
        }
        std::optional<enqueue::HistoricalImport> past;
        if (rule_.is_history(remote)) {
            past.emplace();
        }
        if (found.lead) {
            clients_.complete(*found.lead, remote.client, now_);
        }
        std::int64_t const lead = found.lead ? *found.lead : clients_.add(remote.client, now_);
        core::BookingChange const change = core::new_booking(remote);
        std::string_view const tenant = source_.tenant;
        auto const rows =
            pg::execute(insert_booking, {pg::Param::of(tenant), pg::Param::of(lead), pg::Param::of(change.title),
                                         maybe(change.starts_at), maybe(change.ends_at),
                                         pg::Param::of(core::name_of(change.status)), pg::Param::of(change.location),
                                         pg::jsonb_datum(change.details), pg::Param::of(std::string_view(source_.name)),
                                         pg::Param::of(std::string_view(remote.id)), pg::Param::of(now_)});
        if (rows.empty()) {  // somebody has just inserted it: the next try finds it
            outcome_.locked.push_back(i);
            return;
        }
        insert_activity(source_, change, remote.id, lead, rows[0].int8(1), now_);
    }

    void update(std::size_t i)
    {
        auto const row = held_.find(page_[i].id);
        if (row == held_.end()) {
            outcome_.locked.push_back(i);
            return;
        }
        std::optional<enqueue::HistoricalImport> past;
        if (rule_.everything) {
            past.emplace();
        }
        if (auto const change = core::change_of(row->second.booking, page_[i], now_)) {
            apply(source_, *change, page_[i].id, row->second, now_);
        }
    }

    SourceRow const &source_;
    std::span<RemoteBooking const> page_;
    PageRule const &rule_;
    core::Instant now_;
    BookingClients clients_;
    std::vector<std::size_t> new_;
    std::vector<std::size_t> known_;  ///< rows that have changed
    std::vector<std::int64_t> known_leads_;
    std::vector<core::simplybook::RemoteClient const *> new_clients_;
    StoredById held_;
    PageOutcome outcome_;
};

}  // namespace

PageOutcome write_page(SourceRow const &source, std::span<RemoteBooking const> page, PageRule const &rule,
                       core::Instant now)
{
    return Page(source, page, rule, now).write();
}

bool write_gone(SourceRow const &source, std::string const &external_id, core::Instant now)
{
    std::vector<std::string> const ids{external_id};
    StoredById const stored = read_stored(stored_bookings, source, ids);
    if (stored.empty()) {
        return true;  // deleted here meanwhile
    }
    std::vector<std::int64_t> const lead{stored.begin()->second.lead};
    bool const lead_held = hold_leads(source, lead).contains(lead.front());
    StoredById const held = lead_held ? read_stored(held_bookings, source, ids) : StoredById();
    if (held.empty()) {
        return false;
    }
    if (auto const change = core::gone(held.begin()->second.booking)) {
        apply(source, *change, external_id, held.begin()->second, now);
    }
    return true;
}

std::vector<std::string> missing_bookings(SourceRow const &source, std::pair<core::Instant, core::Instant> window,
                                          std::span<std::string const> seen)
{
    std::vector<std::string> missing;
    for (pg::Row const row : pg::execute(booked_between, {pg::Param::of(std::string_view(source.tenant)),
                                                          pg::Param::of(std::string_view(source.name)),
                                                          pg::Param::of(window.first), pg::Param::of(window.second)})) {
        std::string id = row.text(1);
        if (!std::ranges::binary_search(seen, id)) {
            missing.push_back(std::move(id));
        }
    }
    return missing;
}

}  // namespace automation::engine
