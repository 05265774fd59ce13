#include "signals/opt_out_rows.hpp"

#include "core/contact_address.hpp"
#include "signals/refusing_leads.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace automation::signals {

namespace {

std::set<std::string> channels_of(LeadConsent const &lead)
{
    std::set<std::string> channels;
    for (std::string const &entry : lead.opted_out) {
        channels.insert(core::refused_channel(entry));
    }
    channels.erase("");
    return channels;
}

std::vector<std::string> addresses_of(LeadConsent const &before, LeadConsent const &after)
{
    std::vector<std::string> addresses = core::addresses_for(before.addresses, core::every_channel);
    for (std::string const &address : core::addresses_for(after.addresses, core::every_channel)) {
        if (std::ranges::find(addresses, address) == addresses.end()) {
            addresses.push_back(address);
        }
    }
    return addresses;
}

/* Channels that a row may have which speaks of what one of these leads refuses. */
std::vector<std::string> asked_channels(LeadConsent const &before, LeadConsent const &after)
{
    std::set<std::string> channels{"email", "sms", "whatsapp", std::string(core::every_channel)};
    channels.merge(channels_of(before));
    channels.merge(channels_of(after));
    return {channels.begin(), channels.end()};
}

std::vector<pg::StoredOptOut> rows_at(std::vector<std::string> const &addresses, LeadConsent const &before,
                                      LeadConsent const &after)
{
    return pg::opt_outs_at(after.tenant, addresses, asked_channels(before, after));
}

/* By channel and address as rows have it: how the lead writes it. Of a change only what is new. */
std::map<std::pair<std::string, std::string>, std::string> wanted(LeadConsent const *before, LeadConsent const &after)
{
    std::map<std::pair<std::string, std::string>, std::string> rows;
    auto const had = before == nullptr ? std::set<std::string>() : channels_of(*before);
    for (std::string const &channel : channels_of(after)) {
        auto const old =
            had.contains(channel) ? core::addresses_for(before->addresses, channel) : std::vector<std::string>();
        for (std::string const &address : core::addresses_for(after.addresses, channel)) {
            if (std::ranges::find(old, address) == old.end()) {
                rows.emplace(std::pair(channel, core::comparable_address(channel, address)), address);
            }
        }
    }
    return rows;
}

void remove_unless_refused(LeadConsent const &lead, pg::StoredOptOut const &stored)
{
    pg::Recipient const at{lead.tenant, stored.row.channel, stored.row.address};
    if (!other_lead_refuses(lead.id, at, stored.spellings)) {
        (void)pg::remove_opt_out(at, {"application", "import"});
    }
}

}  // namespace

bool concerns_addresses(LeadConsent const &before, LeadConsent const &after)
{
    return before.opted_out != after.opted_out || (!after.opted_out.empty() && before.addresses != after.addresses);
}

void add_rows(std::vector<LeadConsent> const &inserted, std::string_view cause)
{
    std::vector<pg::OptOut> rows;
    for (LeadConsent const &lead : inserted) {
        for (auto const &[key, written] : wanted(nullptr, lead)) {
            rows.push_back({{lead.tenant, key.first, key.second}, written});
        }
    }
    pg::add_opt_outs(rows, cause, std::nullopt);
}

void follow(LeadConsent const &before, LeadConsent const &after, std::string_view cause)
{
    auto const fresh = wanted(&before, after);
    if (!fresh.empty()) {
        // The lead's own words go along to its new address.
        auto const old = rows_at(core::addresses_for(before.addresses, core::every_channel), before, after);
        for (auto const &[key, written] : fresh) {
            auto const said = std::ranges::find_if(
                old, [&](pg::StoredOptOut const &stored) { return stored.row.channel == key.first; });
            pg::OptOut const row{{after.tenant, key.first, key.second}, written};
            if (said == old.end()) {
                pg::add_opt_outs({row}, cause, std::nullopt);
            } else {
                pg::add_opt_outs({row}, said->row.cause, said->row.detail);
            }
        }
    }
    auto const allowed = [&](std::string const &channel) {
        return core::refuses(before.opted_out, channel) && !core::refuses(after.opted_out, channel);
    };
    if (core::newly_refused(after.opted_out, before.opted_out).empty()) {
        return;
    }
    for (pg::StoredOptOut const &stored : rows_at(addresses_of(before, after), before, after)) {
        if (!core::is_of_the_person(stored.row.cause) && allowed(stored.row.channel)) {
            remove_unless_refused(after, stored);
        }
    }
}

std::vector<core::Suppression> standing_rows(LeadConsent const &before, LeadConsent const &after)
{
    std::vector<core::Suppression> standing;
    if (core::newly_refused(after.opted_out, before.opted_out).empty()) {
        return standing;
    }
    for (pg::StoredOptOut const &stored : rows_at(addresses_of(before, after), before, after)) {
        bool const left_out =
            core::refuses(before.opted_out, stored.row.channel) && !core::refuses(after.opted_out, stored.row.channel);
        bool const known = std::ranges::any_of(
            standing, [&](core::Suppression const &one) { return one.channel == stored.row.channel; });
        if (core::is_of_the_person(stored.row.cause) && left_out && !known) {
            standing.push_back(stored.row);
        }
    }
    return standing;
}

}  // namespace automation::signals
