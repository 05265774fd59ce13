#include "store/suppressions.hpp"

#include "core/automations/validate.hpp"
#include "core/crm/address_spelling.hpp"
#include "core/crm/contact_address.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "pg/time/clock.hpp"
#include "pg/sql/current_rows.hpp"
#include "pg/sql/spi.hpp"
#include "store/tenant_country.hpp"

namespace automation::store {

Suppressing suppressing_from(std::string_view column)
{
    if (column == "none") {
        return {};
    }
    return {true, hash_keys_from(column)};
}

namespace {

constinit pg::Statement add_undeliverable(
    "insert into @home@.automation_suppressions as s (tenant_id, channel, address, reason, cause, detail, since) "
    "values ($1, $2, $3, 'undeliverable', 'provider', $4, $5) "
    "on conflict (tenant_id, channel, address, reason) do update set detail = excluded.detail, cause = excluded.cause "
    "where s.detail is distinct from excluded.detail",
    TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);
// By the primary key: two look-ups for each address.
constinit pg::Statement rows_of(
    "select w.place, s.reason, s.channel, s.address, s.cause, s.detail, s.since "
    "from unnest($1, $2, $3, $4) as w (tenant_id, channel, address, place) "
    "join @home@.automation_suppressions s on s.tenant_id = w.tenant_id and s.channel = any(array[w.channel, 'all']) "
    "and s.address = w.address",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID);
constinit pg::Statement suppressing(
    "select t.tenant_id, " PG_SUPPRESSING("t.tenant_id") " from unnest($1) as t (tenant_id)", TEXTARRAYOID);

// Spellings of a row stand in one text, by line.
constinit pg::Statement add_refusals(
    "insert into @home@.automation_suppressions (tenant_id, channel, address, reason, cause, detail, since, spellings) "
    "select w.tenant_id, w.channel, w.address, 'opted_out', $5, $6, $7, string_to_array(nullif(w.spelled, ''), e'\\n') "
    "from unnest($1, $2, $3, $4) as w (tenant_id, channel, address, spelled) "
    "on conflict (tenant_id, channel, address, reason) do nothing",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement change_refusals(
    "update @home@.automation_suppressions s set "
    "cause = case when s.cause = any($7) then $5 else s.cause end, "
    "detail = case when s.cause = any($7) then $6 else s.detail end, "
    "since = case when s.cause = any($7) then $8 else s.since end, "
    "spellings = array(select distinct n.spelled from unnest(s.spellings || string_to_array(w.spelled, e'\\n')) "
    "as n (spelled) where n.spelled is not null) "
    "from unnest($1, $2, $3, $4) as w (tenant_id, channel, address, spelled) where s.tenant_id = w.tenant_id "
    "and s.channel = w.channel and s.address = w.address and s.reason = 'opted_out' "
    "and (s.cause = any($7) or not coalesce(s.spellings, '{}') @> string_to_array(w.spelled, e'\\n'))",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTOID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID);
// By the primary key, in its order. Whoever removes a row that others rely on waits for them, and they for him.
constinit pg::Statement hold_refusals(
    "select 1 from @home@.automation_suppressions s join unnest($1, $2, $3) as w (tenant_id, channel, address) "
    "on s.tenant_id = w.tenant_id and s.channel = w.channel and s.address = w.address where s.reason = 'opted_out' "
    "order by s.tenant_id, s.channel, s.address for share of s",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID);
constinit pg::Statement claim_refusal(
    "select 1 from @home@.automation_suppressions s where s.tenant_id = $1 and s.channel = $2 and s.address = any($3) "
    "and s.reason = 'opted_out' order by s.address for update",
    TEXTOID, TEXTOID, TEXTARRAYOID);
constinit pg::Statement remove_refusal(
    "delete from @home@.automation_suppressions s where s.tenant_id = $1 and s.channel = $2 and s.address = any($3) "
    "and s.reason = 'opted_out' and s.cause = any($4) returning s.spellings",
    TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID);

// By the primary key, a look-up for each.
constinit pg::Statement refusals_at(
    "select s.channel, s.address, s.cause, s.detail, s.since, s.spellings from unnest($1, $2, $3) as w (tenant_id, "
    "channel, address), lateral (select x.* from @home@.automation_suppressions x where x.tenant_id = w.tenant_id "
    "and x.channel = w.channel and x.address = w.address and x.reason = 'opted_out' limit 1) s",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID);

/* Rows may have an older form of the address. */
std::vector<std::string> forms_of(Recipient const &at)
{
    return core::comparable_addresses(at.channel, at.address, country_of(at.tenant));
}

/* And the hashes of these. */
std::vector<std::string> stored_forms(Recipient const &at, Suppressing const &tenant)
{
    auto forms = forms_of(at);
    std::ranges::move(hashes_of(at.tenant, forms, tenant.hash_keys), std::back_inserter(forms));
    return forms;
}

/* Of the tenants that are named. */
std::map<std::string, Suppressing> suppressing_of(std::set<std::string> const &names)
{
    std::map<std::string, Suppressing> tenants;
    if (!names.empty()) {
        for (pg::Row const row :
             pg::execute(suppressing, {pg::text_array(std::vector<std::string>(names.begin(), names.end()))})) {
            tenants.emplace(row.text(1), suppressing_from(row.text(2)));
        }
    }
    return tenants;
}

std::vector<std::string> stored_forms(Recipient const &at)
{
    return stored_forms(at, suppressing_of({at.tenant})[at.tenant]);
}

/* Whether a row may stand for it. What is longer nothing can be sent to or by, and the primary key would refuse it. */
bool storable(Recipient const &at, std::string const &comparable)
{
    return !comparable.empty() && comparable.size() <= core::longest_written_address &&
           at.channel.size() <= core::longest_channel_name;
}

std::vector<std::string> outweighed_by(std::string_view cause)
{
    if (cause == "stop_word") {
        return {"application", "import"};
    }
    if (core::is_of_the_person(cause)) {
        return {"application", "import", "stop_word"};
    }
    return {};
}

}  // namespace

std::vector<core::Suppressions> suppressions_of(std::vector<Recipient> const &recipients)
{
    std::set<std::string> names;
    for (Recipient const &recipient : recipients) {
        names.insert(recipient.tenant);
    }
    return suppressions_of(recipients, suppressing_of(names));
}

std::vector<core::Suppressions> suppressions_of(std::vector<Recipient> const &recipients,
                                                std::map<std::string, Suppressing> const &tenants)
{
    std::vector<core::Suppressions> found(recipients.size());
    std::vector<std::string> names;
    std::vector<std::string> channels;
    std::vector<std::string> addresses;
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        Recipient const &recipient = recipients[i];
        auto const tenant = tenants.find(recipient.tenant);
        if (tenant == tenants.end() || !tenant->second.any) {
            continue;
        }
        auto const ask = [&](std::string address) {
            names.push_back(recipient.tenant);
            channels.push_back(recipient.channel);
            addresses.push_back(std::move(address));
            places.push_back(static_cast<std::int64_t>(i));
        };
        for (std::string &form : stored_forms(recipient, tenant->second)) {
            ask(std::move(form));
        }
    }
    if (places.empty()) {
        return found;
    }
    for (pg::Row const row : pg::execute(rows_of, {pg::text_array(names), pg::text_array(channels),
                                                   pg::text_array(addresses), pg::int8_array(places)})) {
        core::Suppressions &rows = found[static_cast<std::size_t>(row.int8(1))];
        auto &reason = row.text(2) == core::undeliverable_reason ? rows.undeliverable : rows.opted_out;
        core::Suppression one{row.text(3), row.text(4), row.text(5), row.opt_text(6), row.instant(7)};
        // Of several the one that an application cannot take back, else the first.
        bool const better = !reason || (core::is_of_the_person(one.cause) && !core::is_of_the_person(reason->cause)) ||
                            (core::is_of_the_person(one.cause) == core::is_of_the_person(reason->cause) &&
                             std::tie(one.since, one.channel) < std::tie(reason->since, reason->channel));
        if (better) {
            reason = std::move(one);
        }
    }
    return found;
}

void suppress(Recipient const &recipient, std::string_view detail)
{
    std::string const address =
        core::comparable_address(recipient.channel, recipient.address, country_of(recipient.tenant));
    if (!storable(recipient, address)) {
        return;
    }
    pg::execute(add_undeliverable,
                {pg::Param::of(std::string_view(recipient.tenant)), pg::Param::of(std::string_view(recipient.channel)),
                 pg::Param::of(std::string_view(address)), pg::Param::of(detail), pg::Param::of(pg::now())});
}

std::size_t add_opt_outs(std::vector<OptOut> const &opt_outs, std::string_view cause, core::NullableText const &detail)
{
    // In one order everywhere, so that two transactions do not wait for each other.
    std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> rows;
    for (OptOut const &one : opt_outs) {
        std::string address = core::comparable_address(one.at.channel, one.at.address, country_of(one.at.tenant));
        if (!storable(one.at, address)) {
            continue;
        }
        std::string written = one.written;
        std::ranges::replace(written, '\n', ' ');
        auto &spellings = rows[{one.at.tenant, one.at.channel, address}];
        if (!written.empty() && written != address) {
            spellings.insert(std::move(written));
        }
    }
    std::vector<std::string> tenants;
    std::vector<std::string> channels;
    std::vector<std::string> addresses;
    std::vector<std::string> spelled;
    for (auto const &[key, spellings] : rows) {
        tenants.push_back(std::get<0>(key));
        channels.push_back(std::get<1>(key));
        addresses.push_back(std::get<2>(key));
        std::string &lines = spelled.emplace_back();
        for (std::string const &spelling : spellings) {
            lines += (lines.empty() ? "" : "\n") + spelling;
        }
    }
    if (rows.empty()) {
        return 0;
    }
    pg::Param const keys[] = {pg::text_array(tenants), pg::text_array(channels), pg::text_array(addresses),
                              pg::text_array(spelled)};
    std::size_t fresh = 0;
    bool held = false;
    // A row may be removed between the look at it and the lock: then it is written anew.
    constexpr int tries = 3;
    for (int i = 0; i < tries && !held; ++i) {
        std::size_t const added =
            pg::execute_current(add_refusals, {keys[0], keys[1], keys[2], keys[3], pg::Param::of(cause),
                                               pg::Param::of(detail), pg::Param::of(pg::now())})
                .affected();
        fresh += added;
        if (added < rows.size()) {
            pg::execute_current(change_refusals,
                                {keys[0], keys[1], keys[2], keys[3], pg::Param::of(cause), pg::Param::of(detail),
                                 pg::text_array(outweighed_by(cause)), pg::Param::of(pg::now())});
        }
        held = added == rows.size() ||
               pg::execute_current(hold_refusals, {keys[0], keys[1], keys[2]}).affected() == rows.size();
    }
    return fresh;
}

std::vector<StoredOptOut> opt_outs_at(std::vector<Recipient> const &places)
{
    std::vector<StoredOptOut> found;
    std::vector<std::string> tenants;
    std::vector<std::string> channels;
    std::vector<std::string> addresses;
    std::set<std::string> names;
    for (Recipient const &place : places) {
        names.insert(place.tenant);
    }
    auto const known = suppressing_of(names);
    for (Recipient const &place : places) {
        for (std::string &form : stored_forms(place, known.at(place.tenant))) {
            tenants.push_back(place.tenant);
            channels.push_back(place.channel);
            addresses.push_back(std::move(form));
        }
    }
    if (places.empty()) {
        return found;
    }
    for (pg::Row const row :
         pg::execute(refusals_at, {pg::text_array(tenants), pg::text_array(channels), pg::text_array(addresses)})) {
        found.push_back({{row.text(1), row.text(2), row.text(3), row.opt_text(4), row.instant(5)},
                         row.null(6) ? std::vector<std::string>() : row.texts(6)});
    }
    return found;
}

bool hold_opt_out(Recipient const &at)
{
    return !pg::execute(claim_refusal, {pg::Param::of(std::string_view(at.tenant)),
                                        pg::Param::of(std::string_view(at.channel)), pg::text_array(stored_forms(at))})
                .empty();
}

std::optional<std::vector<std::string>> remove_opt_out(Recipient const &at, std::vector<std::string> const &causes)
{
    auto const rows = pg::execute(
        remove_refusal, {pg::Param::of(std::string_view(at.tenant)), pg::Param::of(std::string_view(at.channel)),
                         pg::text_array(stored_forms(at)), pg::text_array(causes)});
    if (rows.empty()) {
        return std::nullopt;
    }
    std::vector<std::string> spellings;
    for (pg::Row const row : rows) {
        if (!row.null(1)) {
            std::ranges::move(row.texts(1), std::back_inserter(spellings));
        }
    }
    return spellings;
}

}  // namespace automation::store
