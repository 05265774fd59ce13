#include "api/leads/merge_consent.hpp"

#include "core/crm/contact_address.hpp"
#include "core/crm/suppression.hpp"

#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "store/suppressions.hpp"

namespace automation::api {

namespace {

void add(UnitedRefusals &refused, std::string const &channel, std::string const &cause)
{
    auto const [known, fresh] = refused.causes.emplace(channel, cause);
    if (!fresh && core::weight_of_cause(cause) > core::weight_of_cause(known->second)) {
        known->second = cause;
    }
}

std::set<std::string> channels_of(core::Lead const &lead)
{
    std::set<std::string> channels;
    for (std::string const &entry : lead.opted_out) {
        channels.insert(core::refused_channel(entry));
    }
    channels.erase("");
    return channels;
}

/* The rows of automation_suppressions for these channels at these addresses. */
void add_rows_at(UnitedRefusals &refused, std::set<std::string> const &channels, core::LeadAddresses const &addresses,
                 std::string const &tenant)
{
    std::vector<store::Recipient> places;
    for (std::string const &channel : channels) {
        for (std::string const &address : core::addresses_for(addresses, channel)) {
            places.push_back({tenant, channel, address});
        }
    }
    for (store::StoredOptOut const &stored : store::opt_outs_at(places)) {
        add(refused, stored.row.channel, stored.row.cause);
    }
}

void add_own(UnitedRefusals &refused, core::Lead const &lead, std::string const &tenant)
{
    auto const channels = channels_of(lead);
    for (std::string const &channel : channels) {
        add(refused, channel, enqueue::refusal_reason(lead.id, tenant, channel).value_or("application"));
    }
    add_rows_at(refused, channels, {lead.email, lead.phone}, tenant);
}

/* The address of the lead that goes, unless the other has the same or takes it over. */
core::NullableText lost_address(std::string const &channel, core::NullableText const &kept,
                                core::NullableText const &dropped, std::string const &country)
{
    bool const lost =
        kept && dropped &&
        core::comparable_address(channel, *kept, country) != core::comparable_address(channel, *dropped, country);
    return lost ? dropped : std::nullopt;
}

}  // namespace

UnitedRefusals refusals_of_both(Merge const &merge, core::Lead const &kept, core::Lead const &dropped)
{
    UnitedRefusals refused{.causes = {},
                           .lost = {lost_address("email", kept.email, dropped.email, kept.country),
                                    lost_address("sms", kept.phone, dropped.phone, kept.country)}};
    add_own(refused, kept, merge.tenant);
    add_own(refused, dropped, merge.tenant);
    std::set<std::string> channels = channels_of(dropped);
    channels.insert({std::string(core::every_channel), "email", "sms", "whatsapp"});
    add_rows_at(refused, channels, refused.lost, merge.tenant);
    return refused;
}

void unite_refusals(Merge const &merge, UnitedRefusals const &refused)
{
    core::NullableText const detail = "refused before lead " + std::to_string(number(merge.drop)) +
                                      " was merged into lead " + std::to_string(number(merge.keep));
    for (auto const &[channel, cause] : refused.causes) {
        enqueue::ConsentScope const scope(cause);
        enqueue::refuse({.lead = merge.keep, .tenant = merge.tenant, .channel = channel, .detail = detail});
        std::vector<store::OptOut> rows;
        for (std::string const &address : core::addresses_for(refused.lost, channel)) {
            rows.push_back({{merge.tenant, channel, address}, address});
        }
        store::add_opt_outs(rows, cause, detail);
    }
}

}  // namespace automation::api
