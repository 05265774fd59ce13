#include "engine/bookings/client_matcher.hpp"

#include "core/crm/contact_address.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "pg/sql/spi.hpp"
#include "store/indexed_values.hpp"
#include "store/tenant_country.hpp"

namespace automation::engine {

namespace {

using core::simplybook::RemoteClient;

enum How { by_id, by_email, by_phone };

// A lead that was merged has several ids. All keys at once: where no index on external_ids serves it, leads are read
// once a page and not once a client.
constinit pg::Statement with_id(
    "select e.id, l.id, l.name, true from @home@.leads l cross join lateral pg_catalog.jsonb_array_elements_text("
    "case pg_catalog.jsonb_typeof(l.external_ids -> $2) when 'array' then l.external_ids -> $2 "
    "else pg_catalog.jsonb_build_array(l.external_ids -> $2) end) e (id) where l.tenant_id = $1 and e.id = any ($3) "
    "and l.external_ids <> '{}' and l.external_ids @> any (array("
    "select pg_catalog.jsonb_build_object($2, x.id) from pg_catalog.unnest($3) x (id) union all "
    "select pg_catalog.jsonb_build_object($2, x.id::pg_catalog.numeric) from pg_catalog.unnest($3) x (id) "
    "where x.id ~ '^[0-9]{1,18}$' union all "
    "select pg_catalog.jsonb_build_object($2, pg_catalog.jsonb_build_array(x.id)) from pg_catalog.unnest($3) x (id) "
    "union all select pg_catalog.jsonb_build_object($2, pg_catalog.jsonb_build_array(x.id::pg_catalog.numeric)) "
    "from pg_catalog.unnest($3) x (id) where x.id ~ '^[0-9]{1,18}$')) order by l.id",
    TEXTOID, TEXTOID, TEXTARRAYOID);
// By the index on lower(email): each address in the ways in which it is written.
constinit pg::Statement with_email(
    "select x.email, l.id, l.name, l.external_ids ? $2, l.email::text "
    "from rows from (pg_catalog.unnest($3), pg_catalog.unnest($4)) x (email, spelled) "
    "join @home@.leads l on " PG_LOWER_EMAIL("l") " = pg_catalog.lower(x.spelled) and " PG_INDEXED_ADDRESS(
        "l.email") " where l.tenant_id = $1 order by l.id",
    TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID);
// By the index on the last digits of phone.
constinit pg::Statement with_phone(
    "select x.phone, l.id, l.name, l.external_ids ? $2, l.phone::text "
    "from rows from (pg_catalog.unnest($3), pg_catalog.unnest($4)) x (phone, digits) "
    "join @home@.leads l on " PG_PHONE_KEY("l") " = x.digits and " PG_INDEXED_ADDRESS(
        "l.phone") " where l.tenant_id = $1 order by l.id",
    TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID);
// By the primary key.
constinit pg::Statement lock_leads(
    "select l.id, l.name is null or l.email is null or l.phone is null or (l.external_ids ? $3) is not true "
    "from @home@.leads l where l.id = any ($1) and l.tenant_id = $2 order by l.id for no key update skip locked",
    INT8ARRAYOID, TEXTOID, TEXTOID);
// By the primary key; a value that is there stays.
constinit pg::Statement fill(
    "update @home@.leads l set name = coalesce(l.name, $3), email = coalesce(l.email, $4), "
    "phone = coalesce(l.phone, $5), external_ids = case when pg_catalog.jsonb_typeof(l.external_ids) = 'object' "
    "then $6 || l.external_ids else coalesce(l.external_ids, $6) end, updated_at = $7 "
    "where l.id = $1 and l.tenant_id = $2 and (l.name is null and $3 is not null or l.email is null and $4 is not null "
    "or l.phone is null and $5 is not null or l.external_ids is null "
    "or pg_catalog.jsonb_typeof(l.external_ids) = 'object' and not $6 <@ l.external_ids and not l.external_ids ? $8)",
    INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, JSONBOID, TIMESTAMPTZOID, TEXTOID);
constinit pg::Statement insert_lead(
    "insert into @home@.leads (tenant_id, name, email, phone, source, external_ids, created_at, updated_at) "
    "values ($1, $2, $3, $4, $5, $6, $7, $7) returning id",
    TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, JSONBOID, TIMESTAMPTZOID);

core::NullableText comparable(char const *channel, core::NullableText const &written, std::string const &country)
{
    return written ? core::NullableText(core::comparable_address(channel, *written, country)) : std::nullopt;
}

core::NullableText key_of(RemoteClient const &client, int how, std::string const &country)
{
    switch (how) {
        case by_id:
            return client.id.empty() ? core::NullableText() : core::NullableText(client.id);
        case by_email:
            return comparable("email", client.email, country);
        default:
            return comparable("sms", client.phone, country);
    }
}

std::string external_ids(SourceRow const &source, RemoteClient const &client)
{
    core::json::Value ids = core::json::Value::object();
    if (!client.id.empty()) {
        ids[source.name] = client.id;
    }
    return core::json::dump(ids);
}

}  // namespace

void BookingClients::find_by(int how, std::vector<std::string> const &keys)
{
    if (keys.empty()) {
        return;
    }
    pg::Param const tenant = pg::Param::of(std::string_view(source_.tenant));
    pg::Param const source = pg::Param::of(std::string_view(source_.name));
    if (how == by_id) {
        for (pg::Row const row : pg::execute(with_id, {tenant, source, pg::text_array(keys)})) {
            by_[how][row.text(1)].push_back({row.int8(2), row.opt_text(3), row.boolean(4)});
        }
        return;
    }
    std::vector<std::string> asked;
    std::vector<std::string> ways;
    for (std::string const &key : keys) {
        for (std::string &way : how == by_email ? core::mail_spellings(key) : core::phone_keys(key)) {
            asked.push_back(key);
            ways.push_back(std::move(way));
        }
    }
    for (pg::Row const row : pg::execute(how == by_email ? with_email : with_phone,
                                         {tenant, source, pg::text_array(asked), pg::text_array(ways)})) {
        std::string const key = row.text(1);
        if (comparable(how == by_email ? "email" : "sms", row.opt_text(5), country_) == key) {
            by_[how][key].push_back({row.int8(2), row.opt_text(3), row.boolean(4)});
        }
    }
}

void BookingClients::find(std::vector<RemoteClient const *> const &clients)
{
    country_ = store::country_of(source_.tenant);
    for (int const how : {by_id, by_email, by_phone}) {
        std::set<std::string> keys;
        for (RemoteClient const *const client : clients) {
            if (auto key = key_of(*client, how, country_)) {
                keys.insert(std::move(*key));
            }
        }
        find_by(how, {keys.begin(), keys.end()});
    }
    LeadIds chosen;
    for (RemoteClient const *const client : clients) {
        if (auto const lead = choose(*client)) {
            chosen.insert(*lead);
        }
    }
    lock(chosen);
}

std::optional<std::int64_t> BookingClients::choose(RemoteClient const &client) const
{
    std::string const name = core::lower_ascii(client.name.value_or(""));
    for (int const how : {by_id, by_email, by_phone}) {
        auto const key = key_of(client, how, country_);
        auto const found = key ? by_[how].find(*key) : by_[how].end();
        if (found == by_[how].end()) {
            continue;
        }
        auto const rank = [&](Candidate const &one) {
            bool const other_name = core::lower_ascii(one.name.value_or("")) != name;
            return std::tuple(other_name, one.known_to_source, one.lead);
        };
        return std::ranges::min(found->second, {}, rank).lead;
    }
    return std::nullopt;
}

void BookingClients::lock(LeadIds const &leads)
{
    if (leads.empty()) {
        return;
    }
    std::vector<std::int64_t> const ids(leads.begin(), leads.end());
    for (pg::Row const row :
         pg::execute(lock_leads, {pg::int8_array(ids), pg::Param::of(std::string_view(source_.tenant)),
                                  pg::Param::of(std::string_view(source_.name))})) {
        held_.insert(row.int8(1));
        if (row.boolean(2)) {
            incomplete_.insert(row.int8(1));
        }
    }
}

BookingClients::Found BookingClients::of(RemoteClient const &client) const
{
    auto const lead = choose(client);
    return {lead, lead && !held_.contains(*lead)};
}

void BookingClients::complete(std::int64_t lead, RemoteClient const &client, core::Instant now)
{
    if (incomplete_.erase(lead) > 0) {
        pg::execute(fill, {pg::Param::of(lead), pg::Param::of(std::string_view(source_.tenant)),
                           pg::Param::of(client.name), pg::Param::of(client.email), pg::Param::of(client.phone),
                           pg::jsonb_datum(external_ids(source_, client)), pg::Param::of(now),
                           pg::Param::of(std::string_view(source_.name))});
    }
}

std::int64_t BookingClients::add(RemoteClient const &client, core::Instant now)
{
    auto const rows =
        pg::execute(insert_lead, {pg::Param::of(std::string_view(source_.tenant)), pg::Param::of(client.name),
                                  pg::Param::of(client.email), pg::Param::of(client.phone),
                                  pg::Param::of(std::string_view(source_.name)),
                                  pg::jsonb_datum(external_ids(source_, client)), pg::Param::of(now)});
    std::int64_t const lead = rows[0].int8(1);
    for (int const how : {by_id, by_email, by_phone}) {
        if (auto const key = key_of(client, how, country_)) {
            by_[how][*key].push_back({lead, client.name, !client.id.empty()});
        }
    }
    held_.insert(lead);
    return lead;
}

}  // namespace automation::engine
