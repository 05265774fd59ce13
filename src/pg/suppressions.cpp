#include "pg/suppressions.hpp"

#include "core/contact_address.hpp"

#include "pg/spi.hpp"

namespace automation::pg {

namespace {

constinit Statement add(
    "insert into @home@.automation_suppressions as s (tenant_id, channel, address, reason) values ($1, $2, $3, $4) "
    "on conflict (tenant_id, channel, address) do update set reason = excluded.reason "
    "where s.reason is distinct from excluded.reason",
    TEXTOID, TEXTOID, TEXTOID, TEXTOID);
// By the primary key.
constinit Statement reasons(
    "select w.place, s.reason from unnest($1, $2, $3) with ordinality as w (tenant_id, channel, address, place) "
    "join @home@.automation_suppressions s on s.tenant_id = w.tenant_id and s.channel = w.channel "
    "and s.address = w.address",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID);

}  // namespace

void suppress(Recipient const &recipient, std::string_view reason)
{
    std::string const address = core::comparable_address(recipient.channel, recipient.address);
    execute(add, {Param::of(std::string_view(recipient.tenant)), Param::of(std::string_view(recipient.channel)),
                  Param::of(std::string_view(address)), Param::of(reason)});
}

std::vector<core::Text> suppressions_of(std::vector<Recipient> const &recipients)
{
    std::vector<core::Text> found(recipients.size());
    if (recipients.empty()) {
        return found;
    }
    std::vector<std::string> tenants;
    std::vector<std::string> channels;
    std::vector<std::string> addresses;
    for (Recipient const &recipient : recipients) {
        tenants.push_back(recipient.tenant);
        channels.push_back(recipient.channel);
        addresses.push_back(core::comparable_address(recipient.channel, recipient.address));
    }
    for (Row const row : execute(reasons, {text_array(tenants), text_array(channels), text_array(addresses)})) {
        found[static_cast<std::size_t>(row.integer(1) - 1)] = row.text(2);
    }
    return found;
}

}  // namespace automation::pg
