/* consent_checks.cpp — refusals that hold nowhere. */
#include "api/checks/groups.hpp"
#include "core/base/strings.hpp"
#include "store/address_hashes.hpp"

#include "pg/extension/added_columns.hpp"
#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

// All leads with opt-outs.
constinit pg::Statement unknown_channels(
    "select distinct c.channel from (select lower(btrim(o.channel)) as channel from @home@.leads l, "
    "unnest(l.opted_out) "
    "o (channel) where l.opted_out <> '{}' union select s.channel from @home@.automation_suppressions s) c where "
    "c.channel not in ('email', 'sms', 'whatsapp', 'webhook', 'all') and not exists (select from "
    "@home@.automation_channels n where n.channel = c.channel) order by 1 limit 3");

void check_opt_outs(FindingList &findings)
{
    if (!pg::has_column(pg::TableName::leads, "opted_out")) {
        return;
    }
    std::string named;
    for (pg::Row const row : pg::execute(unknown_channels)) {
        named += (named.empty() ? "" : ", ") + core::quote_value(row.text(1));
    }
    if (!named.empty()) {
        findings.warning("opt_out_unknown", "opt-outs name channels that do not exist, and hold nowhere: " + named,
                         "Correct leads.opted_out and automation_suppressions.channel: channels are email, sms, "
                         "whatsapp, webhook, all and those of automation_channels.");
    }
}

}  // namespace

void check_suppressions(FindingList &findings)
{
    check_opt_outs(findings);
    std::int64_t const lost = store::count_unknown_hashes();
    if (lost > 0) {
        findings.error("suppression_key_lost",
                       std::to_string(lost) + (lost == 1 ? " row" : " rows") +
                           " of automation_suppressions, of people who were forgotten, are not found any more: "
                           "automation_instance.suppression_key is another one",
                       "Restore the key from a backup: update automation_instance set suppression_key = … where "
                       "tenant_id = ''. Without it, delete those rows; the people may be written to again.");
    }
}

}  // namespace automation::api
