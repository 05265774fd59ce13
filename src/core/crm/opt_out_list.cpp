#include "core/crm/opt_out_list.hpp"

#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {

namespace {

std::string word(std::string_view written)
{
    return lower_ascii(trim(written));
}

bool names(std::vector<std::string> const &opted_out, std::string_view channel)
{
    return std::ranges::any_of(opted_out, [&](std::string const &entry) { return word(entry) == channel; });
}

}  // namespace

std::string refused_channel(std::string_view entry)
{
    return word(entry);
}

std::vector<std::string> addresses_for(LeadAddresses const &lead, std::string_view channel)
{
    std::vector<std::string> addresses;
    bool const number = channel == "sms" || channel == "whatsapp";
    if (channel == "webhook") return addresses;  // written to by the lead's id, which no other row has
    if (auto const email = nonblank(lead.email); email && !number) addresses.emplace_back(*email);
    if (auto const phone = nonblank(lead.phone); phone && channel != "email") addresses.emplace_back(*phone);
    return addresses;
}

bool refuses(std::vector<std::string> const &opted_out, std::string_view channel)
{
    return refuses_all(opted_out) || names(opted_out, word(channel));
}

bool refuses_all(std::vector<std::string> const &opted_out)
{
    return names(opted_out, every_channel);
}

std::vector<std::string> new_opt_outs(std::vector<std::string> const &before, std::vector<std::string> const &after)
{
    std::vector<std::string> fresh;
    if (refuses_all(before)) return fresh;
    for (std::string const &entry : after) {
        std::string channel = word(entry);
        if (!channel.empty() && !names(before, channel) && std::ranges::find(fresh, channel) == fresh.end())
            fresh.push_back(std::move(channel));
    }
    return fresh;
}

}  // namespace automation::core
