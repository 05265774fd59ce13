#include "store/refusing_leads.hpp"

#include "core/crm/contact_address.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "pg/sql/spi.hpp"
#include "store/indexed_values.hpp"
#include "store/tenant_country.hpp"

namespace automation::store {

namespace {

std::set<std::string> keys_of(std::string const &number)
{
    auto const keys = core::phone_keys(number);
    return {keys.begin(), keys.end()};
}

// The tenant stands outside, or its own index might be taken for the better one.
#define REFUSING_LEADS(column, condition)                                                                    \
    "with found as materialized (select l.id, l.tenant_id, l.opted_out, " column                             \
    " as written from @home@.leads l "                                                                       \
    "where " condition                                                                                       \
    ") select f.id, f.written from found f where f.tenant_id = $1 and f.id <> $4 and ($3 is null or exists " \
    "(select from unnest(f.opted_out) o (channel) where lower(btrim(o.channel)) = $3)) order by f.id"
constinit pg::Statement by_email(REFUSING_LEADS("l.email::text",
                                                PG_LOWER_EMAIL("l") " = any(array(select lower(w) from unnest($2) w)) "
                                                                    "and " PG_INDEXED_ADDRESS("l.email")),
                                 TEXTOID, TEXTARRAYOID, TEXTOID, INT8OID);
constinit pg::Statement by_phone(REFUSING_LEADS("l.phone::text",
                                                PG_PHONE_KEY("l") " = any($2) and " PG_INDEXED_ADDRESS("l.phone")),
                                 TEXTOID, TEXTARRAYOID, TEXTOID, INT8OID);
#undef REFUSING_LEADS

/* Which leads with an address. */
struct Wanted {
    core::NullableText refused;  ///< the channel that they refuse; nothing: any lead
    std::int64_t but = 0;
};

std::vector<RefusingLead> find(pg::Statement &statement, Recipient const &at, std::vector<std::string> const &asked,
                               Wanted const &wanted)
{
    std::vector<RefusingLead> leads;
    for (pg::Row const row : pg::execute(statement, {pg::Param::of(std::string_view(at.tenant)), pg::text_array(asked),
                                                     pg::Param::of(wanted.refused), pg::Param::of(wanted.but)})) {
        leads.push_back({core::LeadId{row.int8(1)}, row.text(2)});
    }
    return leads;
}

std::vector<RefusingLead> find_by_phone(Recipient const &at, std::vector<std::string> const &spellings,
                                        Wanted const &wanted)
{
    std::string const country = country_of(at.tenant);
    auto const forms = core::comparable_addresses(at.channel, at.address, country);
    std::set<std::string> keys;
    for (std::string const &form : forms) {
        keys.merge(keys_of(form));
    }
    for (std::string const &spelling : spellings) {
        keys.merge(keys_of(core::comparable_address(at.channel, spelling, country)));
    }
    auto leads = find(by_phone, at, {keys.begin(), keys.end()}, wanted);
    std::erase_if(leads, [&](RefusingLead const &lead) {
        return std::ranges::find(spellings, lead.written) == spellings.end() &&
               std::ranges::find(forms, core::comparable_address(at.channel, lead.written, country)) == forms.end();
    });
    return leads;
}

std::vector<RefusingLead> find_at(Recipient const &at, std::vector<std::string> spellings, Wanted const &wanted)
{
    if (at.address.find('@') == std::string::npos) {
        return find_by_phone(at, spellings, wanted);
    }
    for (std::string &spelling : core::mail_spellings(core::comparable_address(at.channel, at.address, {}))) {
        spellings.push_back(std::move(spelling));
    }
    spellings.push_back(at.address);
    return find(by_email, at, spellings, wanted);
}

constexpr std::int64_t no_id = std::numeric_limits<std::int64_t>::min();

}  // namespace

std::vector<RefusingLead> refusing_leads(Recipient const &at, std::vector<std::string> const &spellings)
{
    return find_at(at, spellings, {at.channel, no_id});
}

bool other_lead_refuses(core::LeadId lead, Recipient const &at, std::vector<std::string> const &spellings)
{
    return !find_at(at, spellings, {at.channel, number(lead)}).empty();
}

std::vector<core::LeadId> other_leads_at(core::LeadId lead, Recipient const &at)
{
    std::vector<core::LeadId> ids;
    for (RefusingLead const &other : find_at(at, {}, {std::nullopt, number(lead)})) {
        ids.push_back(other.id);
    }
    return ids;
}

}  // namespace automation::store
