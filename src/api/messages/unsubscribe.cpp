/* unsubscribe.cpp — automation_unsubscribe: a link in a message is all it takes to get no more of them. */
#include "core/crm/subject_language.hpp"
#include "core/crm/opt_out_list.hpp"
#include "core/crm/contact_address.hpp"
#include "core/json/json.hpp"

#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include "pg/boundary/args.hpp"
#include "store/lead_store.hpp"
#include "pg/extension/extension_schema.hpp"
#include "store/merged_leads.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/unsubscribe.hpp"

namespace automation::api {
namespace {

core::Unsubscription read_token(std::string const &token)
{
    if (auto claim = store::read_unsubscribe_token(token)) {
        return std::move(*claim);
    }
    // Which part was wrong is nobody's business.
    throw core::UserError("invalid unsubscribe token", "",
                          "Use the complete link of the message, up to its last character.");
}

/* The address that the message went to, by its hash; where the lead still has it, the address itself is written down.
 */
core::NullableText address_of(core::Unsubscription const &claim)
{
    if (claim.address.empty()) {
        return std::nullopt;
    }
    std::string const secret = store::installation_secret();
    if (auto const lead = store::load_lead(claim.lead, claim.tenant)) {
        for (std::string const &own : core::addresses_for({lead->email, lead->phone}, claim.channel)) {
            for (std::string const &form : core::comparable_addresses(claim.channel, own, lead->country)) {
                if (core::hashed_address(claim.tenant, form, secret) == claim.address) {
                    return std::nullopt;
                }
            }
        }
    }
    return claim.address;
}

std::string unsubscribe(std::string const &token)
{
    pg::OwnerSession const session(pg::require_extension().owner);  // for any caller: the token is the right
    core::Unsubscription claim = read_token(token);
    claim.lead = store::present_lead(claim.lead, claim.tenant);
    enqueue::ConsentScope const scope("unsubscribe");
    bool const fresh = enqueue::refuse(
        {.lead = claim.lead, .tenant = claim.tenant, .channel = claim.channel, .address = address_of(claim)});
    core::json::Value answer{{"channel", claim.channel}, {"already", !fresh}};
    core::TenantSettings const settings = store::load_settings(claim.tenant);
    auto const &business = settings.business_name;
    answer["business_name"] = business ? core::json::Value(*business) : core::json::Value();
    core::Lead const lead = store::load_lead(claim.lead, claim.tenant).value_or(core::Lead{});
    answer["language"] = core::stated_language(lead, settings).value_or("en");
    return core::json::dump(answer);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_unsubscribe)
{
    return pg::jsonb_datum(unsubscribe(args.given(0) ? args.text(0, "token") : ""));
}
