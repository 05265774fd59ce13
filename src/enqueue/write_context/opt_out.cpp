#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/attempt.hpp"
#include "enqueue/write_context/lead_claims.hpp"
#include "enqueue/write_context/write_context.hpp"

#include "core/crm/opt_out_list.hpp"
#include "core/crm/contact_address.hpp"
#include "core/base/strings.hpp"
#include "store/refusing_leads.hpp"

#include <algorithm>

#include "pg/time/clock.hpp"
#include "pg/sql/spi.hpp"
#include "store/suppressions.hpp"

namespace automation::enqueue {

namespace {

// By the primary key. What refuses everything refuses this channel too.
constinit pg::Statement add_refusal(
    "update @home@.leads l set opted_out = l.opted_out || $3, updated_at = $4 where l.id = $1 and l.tenant_id = $2 "
    "and not exists (select from unnest(l.opted_out) o (channel) where lower(btrim(o.channel)) in ($3, 'all'))",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement contact_of(
    "select l.email::text, l.phone::text from @home@.leads l where l.id = $1 and l.tenant_id = $2", INT8OID, TEXTOID);
// The index on (lead_id, id). By the time: ids come from the caches of many sessions.
constinit pg::Statement last_refusal(
    "select a.details ->> 'reason' from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 "
    "and a.type = 'lead_opted_out' and a.details -> 'channels' ? $3 order by a.created_at desc, a.id desc limit 1",
    INT8OID, TEXTOID, TEXTOID);
constinit pg::Statement remove_refusal(
    "update @home@.leads l set opted_out = array(select o.channel from unnest(l.opted_out) with ordinality as "
    "o (channel, place) where lower(btrim(o.channel)) <> $3 order by o.place), updated_at = $4 "
    "where l.id = $1 and l.tenant_id = $2 "
    "and exists (select from unnest(l.opted_out) o (channel) where lower(btrim(o.channel)) = $3)",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

std::optional<core::LeadAddresses> addresses_of(core::LeadId lead, std::string const &tenant)
{
    auto const rows = pg::execute(contact_of, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant))});
    return rows.empty() ? std::nullopt : std::optional(core::LeadAddresses{rows[0].opt_text(1), rows[0].opt_text(2)});
}

/* Whether there was anything to take back, or may be: of a lead that somebody else holds, the dispatcher sees to it. */
bool allow(core::LeadId lead, std::string const &tenant, std::string const &channel, std::string_view order)
{
    if (!claim_lead({lead, tenant})) {
        auto const &cause = write_context().consent;
        LeftChange const left{.lead = {lead, tenant},
                              .event = order,
                              .message = cause ? cause->message : std::nullopt,
                              .channel = channel};
        leave_changes({&left, 1}, pg::now());
        return true;
    }
    return pg::execute(remove_refusal, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)),
                                        pg::Param::of(std::string_view(channel)), pg::Param::of(pg::now())})
               .affected() > 0;
}

/* Whether a refusal of exactly this channel stands at the address. */
bool refused_at(store::Recipient const &at)
{
    auto const found = store::suppressions_of({at})[0].opted_out;
    return found && found->channel == at.channel;
}

/* What the stop word did at one address; whether it had done anything. */
bool undo_stop_at(store::Recipient const &at)
{
    auto const spellings = store::remove_opt_out(at, {"stop_word"});
    if (!spellings) {
        return false;
    }
    for (store::RefusingLead const &lead : store::refusing_leads(at, *spellings)) {
        auto const reason = refusal_reason(lead.id, at.tenant, at.channel);
        if (!reason || *reason == "stop_word") {
            allow(lead.id, at.tenant, at.channel, left_start);
        } else {
            retry_conflicts([&] {
                store::add_opt_outs({{at, lead.written}}, core::is_of_the_person(*reason) ? *reason : "application",
                                    std::nullopt);
            });
        }
    }
    return true;
}

}  // namespace

core::NullableText refusal_reason(core::LeadId lead, std::string const &tenant, std::string const &channel)
{
    auto const rows = pg::execute(last_refusal, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)),
                                                 pg::Param::of(std::string_view(channel))});
    return rows.empty() ? std::nullopt : rows[0].opt_text(1);
}

bool refuse(Refusal const &refusal)
{
    auto const &cause = write_context().consent;
    bool changed = false;
    std::vector<store::OptOut> rows;
    auto const lead = refusal.of_the_address ? std::nullopt : addresses_of(refusal.lead, refusal.tenant);
    if (lead) {
        changed = !refusal.lead_is_left &&
                  pg::execute(add_refusal,
                              {pg::Param::of(number(refusal.lead)), pg::Param::of(std::string_view(refusal.tenant)),
                               pg::Param::of(std::string_view(refusal.channel)), pg::Param::of(pg::now())})
                          .affected() > 0;
        for (std::string const &address : core::addresses_for(*lead, refusal.channel)) {
            rows.push_back({{refusal.tenant, refusal.channel, address}, address});
        }
    }
    if (refusal.address) {
        rows.push_back({{refusal.tenant, refusal.channel, *refusal.address}, {}});
    }
    constexpr std::size_t longest = 200;
    core::NullableText const detail =
        refusal.detail ? core::NullableText(core::sanitized(core::truncated(*refusal.detail, longest))) : std::nullopt;
    std::size_t fresh = 0;
    retry_conflicts([&] { fresh = store::add_opt_outs(rows, cause ? cause->reason : "application", detail); });
    return lead ? changed : fresh > 0;
}

bool undo_opt_out(core::LeadId lead, std::string const &tenant, std::string const &channel)
{
    bool scratch = false;
    bool refused = false;
    auto const addresses = addresses_of(lead, tenant);
    for (std::string const &address :
         addresses ? core::addresses_for(*addresses, channel) : std::vector<std::string>()) {
        store::Recipient const at{tenant, channel, address};
        scratch = undo_stop_at(at) || scratch;
        refused = refused_at(at) || refused;
    }
    // Its own refusal may be of another address, or of a time before there were rows.
    if (!refused && refusal_reason(lead, tenant, channel) == "stop_word") {
        scratch = allow(lead, tenant, channel, left_start) || scratch;
    }
    return scratch;
}

bool is_stopped(core::LeadId lead, std::string const &tenant, std::string const &channel)
{
    auto const addresses = addresses_of(lead, tenant);
    std::vector<store::Recipient> places;
    for (std::string const &address :
         addresses ? core::addresses_for(*addresses, channel) : std::vector<std::string>()) {
        places.push_back({tenant, channel, address});
    }
    return refusal_reason(lead, tenant, channel) == "stop_word" ||
           std::ranges::any_of(store::opt_outs_at(places),
                               [](store::StoredOptOut const &stored) { return stored.row.cause == "stop_word"; });
}

bool undo_opt_out(std::string const &tenant, std::string const &channel, std::string const &address)
{
    return undo_stop_at({tenant, channel, address});
}

void accept_again(std::string const &tenant, std::string const &channel, std::string const &address,
                  std::vector<std::string> const &spellings)
{
    if (address.starts_with(core::hashed_prefix)) {
        return;
    }
    for (store::RefusingLead const &lead : store::refusing_leads({tenant, channel, address}, spellings)) {
        accept_again(lead.id, tenant, channel);
    }
}

void accept_again(core::LeadId lead, std::string const &tenant, std::string const &channel)
{
    auto const reason = refusal_reason(lead, tenant, channel);
    if (!reason || core::is_of_the_person(*reason)) {
        allow(lead, tenant, channel, left_acceptance);
    }
}

}  // namespace automation::enqueue
