#include "core/crm/lead_contact.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace automation::core {

namespace {

constexpr std::array<std::pair<LeadContact, std::string_view>, 4> names{{{LeadContact::booked, "booking_created"},
                                                                         {LeadContact::received, "message_received"},
                                                                         {LeadContact::queued, "outbound_queued"},
                                                                         {LeadContact::written, "outbound_written"}}};

/* Up to the next blank, which goes as well. */
std::string_view next_word(std::string_view &text)
{
    std::size_t const end = std::min(text.find(' '), text.size());
    std::string_view const word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

}  // namespace

std::string_view name_of(LeadContact contact) noexcept
{
    return names[static_cast<std::size_t>(contact)].second;
}

std::optional<LeadContact> lead_contact_from(std::string_view name) noexcept
{
    auto const *const at = std::ranges::find(names, name, &std::pair<LeadContact, std::string_view>::second);
    return at == names.end() ? std::nullopt : std::optional(at->first);
}

void apply_to(Lead &lead, LeadContact contact, Instant at)
{
    auto const later = [&](std::optional<Instant> moment) { return std::max(moment.value_or(at), at); };
    if (contact == LeadContact::received) {
        if (lead.last_inbound_at && *lead.last_inbound_at >= at) {
            return;
        }
        lead.last_inbound_at = at;
    }
    lead.silent_since = later(lead.silent_since ? lead.silent_since : lead.created_at);
    if (contact == LeadContact::written) {
        lead.last_contacted = later(lead.last_contacted);
    }
}

void apply_contacts(Lead &lead, std::string_view contacts)
{
    while (!contacts.empty()) {
        auto const contact = lead_contact_from(next_word(contacts));
        std::string_view const moment = next_word(contacts);
        Micros::rep micros = 0;
        auto const read = std::from_chars(moment.data(), moment.data() + moment.size(), micros);
        if (contact && read.ec == std::errc()) {
            apply_to(lead, *contact, Instant(Micros(micros)));
        }
    }
}

}  // namespace automation::core
