#include "store/refusing_leads.hpp"

#include "core/crm/contact_address.hpp"

#include <limits>

#include "pg/sql/spi.hpp"
#include "store/indexed_values.hpp"

namespace automation::store {

namespace {

// The tenant stands outside, or its own index might be taken for the better one.
#define REFUSING_LEADS(column, condition)                                                     \
    "with found as materialized (select l.id, l.tenant_id, l.opted_out, " column              \
    " as written from @home@.leads l "                                                        \
    "where " condition                                                                        \
    ") select f.id, f.written from found f where f.tenant_id = $1 and f.id <> $4 and exists " \
    "(select from unnest(f.opted_out) o (channel) where lower(btrim(o.channel)) = $3) order by f.id limit $5"
constinit pg::Statement by_email(REFUSING_LEADS("l.email::text",
                                                PG_LOWER_EMAIL("l") " = any(array(select lower(w) from unnest($2) w)) "
                                                                    "and " PG_INDEXED_ADDRESS("l.email")),
                                 TEXTOID, TEXTARRAYOID, TEXTOID, INT8OID, INT8OID);
constinit pg::Statement by_phone(REFUSING_LEADS("l.phone::text",
                                                PG_PHONE("l") " = any($2) and " PG_INDEXED_ADDRESS("l.phone")),
                                 TEXTOID, TEXTARRAYOID, TEXTOID, INT8OID, INT8OID);
#undef REFUSING_LEADS

std::vector<RefusingLead> find(Recipient const &at, std::vector<std::string> spellings, std::int64_t but,
                               std::int64_t most)
{
    spellings.push_back(core::comparable_address(at.channel, at.address));
    if (at.address != spellings.back()) {
        spellings.push_back(at.address);
    }
    bool const mail = at.address.find('@') != std::string::npos;
    std::vector<RefusingLead> leads;
    for (pg::Row const row :
         pg::execute(mail ? by_email : by_phone,
                     {pg::Param::of(std::string_view(at.tenant)), pg::text_array(spellings),
                      pg::Param::of(std::string_view(at.channel)), pg::Param::of(but), pg::Param::of(most)})) {
        leads.push_back({core::LeadId{row.int8(1)}, row.text(2)});
    }
    return leads;
}

constexpr std::int64_t no_id = std::numeric_limits<std::int64_t>::min();

}  // namespace

std::vector<RefusingLead> refusing_leads(Recipient const &at, std::vector<std::string> const &spellings)
{
    return find(at, spellings, no_id, std::numeric_limits<std::int64_t>::max());
}

bool other_lead_refuses(core::LeadId lead, Recipient const &at, std::vector<std::string> const &spellings)
{
    return !find(at, spellings, number(lead), 1).empty();
}

}  // namespace automation::store
