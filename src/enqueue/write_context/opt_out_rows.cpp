#include "enqueue/write_context/opt_out_rows.hpp"

#include "core/crm/contact_address.hpp"
#include "enqueue/write_context/attempt.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "store/refusing_leads.hpp"
#include "store/tenant_country.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace automation::enqueue {

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

/* What a write leaves out of opted_out. Without the word for every channel, each of them may be left out. */
std::set<std::string> left_out(LeadConsent const &before, LeadConsent const &after)
{
    std::set<std::string> channels;
    std::ranges::set_difference(channels_of(before), channels_of(after), std::inserter(channels, channels.end()));
    if (channels.contains(std::string(core::every_channel))) {
        channels.insert({"email", "sms", "whatsapp"});
        for (std::string const &named : channels_of(after)) {
            channels.erase(named);
        }
    }
    return channels;
}

std::vector<store::StoredOptOut> rows_at(std::set<std::string> const &channels, LeadConsent const &before,
                                         LeadConsent const &after)
{
    std::vector<store::Recipient> places;
    for (std::string const &channel : channels) {
        auto addresses = core::addresses_for(before.addresses, channel);
        if (before.addresses != after.addresses) {
            std::ranges::copy(core::addresses_for(after.addresses, channel), std::back_inserter(addresses));
        }
        for (std::string const &address : addresses) {
            places.push_back({after.tenant, channel, address});
        }
    }
    return store::opt_outs_at(places);
}

/* Of what a write leaves out by name, the channels that the lead had no address for: no row stands for those. */
std::vector<std::string> without_address(LeadConsent const &before, LeadConsent const &after)
{
    std::vector<std::string> channels;
    std::ranges::set_difference(channels_of(before), channels_of(after), std::back_inserter(channels));
    std::erase_if(channels, [&](std::string const &channel) {
        return core::refuses(after.opted_out, channel) || !core::addresses_for(before.addresses, channel).empty();
    });
    return channels;
}

/* By channel and address as rows have it: how the lead writes it. Of a change only what is new. */
std::map<std::pair<std::string, std::string>, std::string> wanted(LeadConsent const *before, LeadConsent const &after)
{
    std::map<std::pair<std::string, std::string>, std::string> rows;
    auto const had = before == nullptr ? std::set<std::string>() : channels_of(*before);
    for (std::string const &channel : channels_of(after)) {
        auto const old = before != nullptr && had.contains(channel) ? core::addresses_for(before->addresses, channel)
                                                                    : std::vector<std::string>();
        for (std::string const &address : core::addresses_for(after.addresses, channel)) {
            if (std::ranges::find(old, address) == old.end()) {
                rows.emplace(
                    std::pair(channel, core::comparable_address(channel, address, store::country_of(after.tenant))),
                    address);
            }
        }
    }
    return rows;
}

/* Why the lead refuses the channel, where no row of its addresses tells. */
core::NullableText cause_of_the_person(LeadConsent const &lead, std::string const &channel)
{
    auto cause = refusal_reason(lead.id, lead.tenant, channel);
    return cause && core::is_of_the_person(*cause) ? cause : std::nullopt;
}

/* The lead that took its refusal back has been changed already. */
void remove_unless_refused(ConsentWrite const &write)
{
    if (!store::hold_opt_out(write.at)) {
        return;
    }
    auto const stored = store::opt_outs_at({write.at});
    if (!stored.empty() && !store::other_lead_refuses(write.lead, write.at, stored[0].spellings)) {
        (void)store::remove_opt_out(write.at, {"application", "import"});
    }
}

auto place_of(ConsentWrite const &write)
{
    return std::tie(write.at.tenant, write.at.channel, write.at.address);
}

}  // namespace

bool concerns_addresses(LeadConsent const &before, LeadConsent const &after)
{
    return before.opted_out != after.opted_out || (!after.opted_out.empty() && before.addresses != after.addresses);
}

std::vector<ConsentWrite> writes_of_new(LeadConsent const &lead, std::string_view cause)
{
    std::vector<ConsentWrite> writes;
    for (auto const &[key, written] : wanted(nullptr, lead)) {
        writes.push_back({.at = {lead.tenant, key.first, key.second},
                          .lead = lead.id,
                          .written = written,
                          .cause = std::string(cause)});
    }
    return writes;
}

std::vector<ConsentWrite> writes_of_change(LeadConsent const &before, LeadConsent const &after, std::string_view cause)
{
    std::vector<ConsentWrite> writes;
    auto const fresh = wanted(&before, after);
    auto const had = channels_of(before);
    // The lead's own words go along to its new address.
    std::vector<store::StoredOptOut> said;
    if (!fresh.empty() && before.addresses != after.addresses) {
        said = rows_at(channels_of(after), before, before);
    }
    for (auto const &[key, written] : fresh) {
        auto const &[channel, address] = key;
        ConsentWrite write{.at = {after.tenant, channel, address}, .lead = after.id, .written = written};
        auto const own = std::ranges::find(said, channel, [](auto const &stored) { return stored.row.channel; });
        if (own == said.end()) {
            // Said when the lead had no address for it.
            auto const person = had.contains(channel) ? cause_of_the_person(after, channel) : std::nullopt;
            write.cause = person ? *person : std::string(cause);
        } else {
            write.cause = own->row.cause;
            write.detail = own->row.detail;
        }
        writes.push_back(std::move(write));
    }
    for (store::StoredOptOut const &stored : rows_at(left_out(before, after), before, after)) {
        if (!core::is_of_the_person(stored.row.cause)) {
            writes.push_back(
                {.at = {after.tenant, stored.row.channel, stored.row.address}, .lead = after.id, .removes = true});
        }
    }
    return writes;
}

void write_consent(std::vector<ConsentWrite> writes)
{
    constexpr std::size_t most = 500;
    std::ranges::stable_sort(writes, [](auto const &a, auto const &b) { return place_of(a) < place_of(b); });
    std::vector<store::OptOut> rows;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        ConsentWrite const &write = writes[i];
        if (write.removes) {
            remove_unless_refused(write);
            continue;
        }
        rows.push_back({write.at, write.written});
        bool const last = i + 1 == writes.size() || writes[i + 1].removes || rows.size() == most;
        if (last || writes[i + 1].cause != write.cause || writes[i + 1].detail != write.detail) {
            retry_conflicts([&] { store::add_opt_outs(rows, write.cause, write.detail); });
            rows.clear();
        }
    }
}

std::vector<core::Suppression> current_rows(LeadConsent const &before, LeadConsent const &after)
{
    std::vector<core::Suppression> current;
    for (store::StoredOptOut const &stored : rows_at(left_out(before, after), before, after)) {
        bool const known = std::ranges::any_of(
            current, [&](core::Suppression const &one) { return one.channel == stored.row.channel; });
        if (core::is_of_the_person(stored.row.cause) && !core::refuses(after.opted_out, stored.row.channel) && !known) {
            current.push_back(stored.row);
        }
    }
    for (std::string const &channel : without_address(before, after)) {
        auto cause = cause_of_the_person(before, channel);
        // By webhook a link's row stands under the lead's id.
        if (cause && (channel != "webhook" || *cause == "stop_word")) {
            current.push_back(
                {.channel = channel, .address = {}, .cause = *std::move(cause), .detail = {}, .since = {}});
        }
    }
    return current;
}

}  // namespace automation::enqueue
