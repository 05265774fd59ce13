#include "store/personal_suppressions.hpp"

#include "core/crm/contact_address.hpp"

#include <map>

#include "pg/sql/spi.hpp"
#include "store/address_hashes.hpp"
#include "store/suppressions.hpp"
#include "store/tenant_country.hpp"

namespace automation::store {

namespace {

constinit pg::Statement rows_of_person(
    "select s.channel, s.address, s.reason, to_jsonb(s)::text from @home@.automation_suppressions s "
    "where s.tenant_id = $1 and (s.address = any($2) or s.spellings && $3) order by s.address, s.channel, s.reason",
    TEXTOID, TEXTARRAYOID, TEXTARRAYOID);
// Of rows that become one, the cause of the most weight and the first time. The row of somebody who was forgotten
// before may have the hash already.
constinit pg::Statement replace_by_hashes(
    "with gone as (delete from @home@.automation_suppressions s using unnest($2, $3, $4, $5) as w (channel, address, "
    "reason, hash) where s.tenant_id = $1 and s.channel = w.channel and s.address = w.address and s.reason = w.reason "
    "returning s.channel, w.hash, s.reason, s.cause::text as cause, s.since), "
    "one as (select g.channel, g.hash, g.reason, (array_agg(g.cause order by array_position($6, g.cause)))[1] as "
    "cause, "
    "min(g.since) as since from gone g group by 1, 2, 3) "
    "insert into @home@.automation_suppressions as k (tenant_id, channel, address, reason, cause, since) "
    "select $1, o.channel, o.hash, o.reason, o.cause, o.since from one o order by 2, 3, 4 "
    "on conflict (tenant_id, channel, address, reason) do update set since = least(k.since, excluded.since), "
    "cause = case when array_position($6, excluded.cause::text) < array_position($6, k.cause::text) "
    "then excluded.cause else k.cause end",
    TEXTOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID);

/* What rows may have of these addresses, and the address for which they have it; none for somebody forgotten. An
 * address may stand in a row of any channel, in the form of that channel. */
std::map<std::string, std::string> stored_forms(std::string const &tenant, std::vector<std::string> const &addresses)
{
    std::map<std::string, std::string> forms;
    std::string const country = country_of(tenant);
    HashKeys const keys = hash_keys();
    for (std::string const &address : addresses) {
        for (char const *channel : {"email", "sms", "all"}) {
            for (std::string const &form : core::comparable_addresses(channel, address, country)) {
                forms[form] = form;
                if (!keys.links.empty()) {
                    forms[core::hashed_address(tenant, form, keys.links)] = form;
                }
                if (!keys.people.empty()) {
                    forms[hash_of_person(tenant, form, keys.people)] = "";
                }
            }
        }
    }
    return forms;
}

}  // namespace

std::vector<PersonalSuppression> suppressions_at(std::string const &tenant, std::vector<std::string> const &addresses)
{
    auto const forms = stored_forms(tenant, addresses);
    std::vector<std::string> stored;
    for (auto const &[form, known_as] : forms) {
        stored.push_back(form);
    }
    std::vector<PersonalSuppression> found;
    for (pg::Row const row : pg::execute(rows_of_person, {pg::Param::of(std::string_view(tenant)),
                                                          pg::text_array(stored), pg::text_array(addresses)})) {
        std::string address = row.text(2);
        auto const known = forms.find(address);
        std::string known_as = known == forms.end() ? address : known->second;
        found.push_back({row.text(1), std::move(address), row.text(3), std::move(known_as), row.text(4)});
    }
    return found;
}

std::size_t hash_suppressions(std::string const &tenant, std::vector<PersonalSuppression> const &rows)
{
    std::string const key = suppression_key();
    std::vector<std::string> channels;
    std::vector<std::string> addresses;
    std::vector<std::string> reasons;
    std::vector<std::string> hashes;
    for (PersonalSuppression const &row : rows) {
        if (row.known_as.empty()) {
            continue;
        }
        channels.push_back(row.channel);
        addresses.push_back(row.address);
        reasons.push_back(row.reason);
        hashes.push_back(hash_of_person(tenant, row.known_as, key));
    }
    if (!hashes.empty()) {
        std::vector<std::string> const by_weight{"unsubscribe", "provider", "stop_word", "application", "import"};
        pg::execute(replace_by_hashes,
                    {pg::Param::of(std::string_view(tenant)), pg::text_array(channels), pg::text_array(addresses),
                     pg::text_array(reasons), pg::text_array(hashes), pg::text_array(by_weight)});
    }
    return hashes.size();
}

}  // namespace automation::store
