#include "enqueue/events/burst_notice.hpp"

#include "core/base/tenant_key.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/process.hpp"
#include "pg/sql/owner_session.hpp"

extern "C" {
#include "access/xact.h"
}

namespace automation::enqueue {

namespace {

using Runs = std::unordered_map<core::AutomationKey, int>;

struct BurstCounts {
    Runs runs;
    Runs::value_type *last = nullptr;  ///< counted last: a statement's runs are mostly of one automation
    std::vector<core::AutomationKey> unreported;
};

constinit pg::NeverDestroyed<BurstCounts> counts;

// By the primary keys.
constinit pg::Statement name_of_configured(
    "select a.name from @home@.automations a where a.id = $1 and a.tenant_id = $2 and exists (select from "
    "@home@.automation_channels c where c.channel = a.channel and c.tenant_id in ($2, ''))",
    INT8OID, TEXTOID);

void on_transaction_end(XactEvent event, void *)
{
    if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE) {
        counts->last = nullptr;
        counts->runs.clear();
        counts->unreported.clear();
    }
}

}  // namespace

void count_for_burst(MatchRule const &rule, std::string_view tenant)
{
    int const limit = pg::settings::burst_limit;
    if (!rule.burst_limited || limit == 0) {
        return;
    }
    auto *&last = counts->last;
    if (last == nullptr || last->first.id != rule.id || last->first.tenant != tenant) {
        last = &*counts->runs.try_emplace({rule.id, std::string(tenant)}).first;
    }
    if (++last->second == limit + 1) {
        counts->unreported.push_back(last->first);
    }
}

void report_bursts()
{
    if (counts->unreported.empty()) {
        return;
    }
    std::vector<std::string> names;
    {
        pg::OwnerSession const session(pg::require_extension().owner);
        for (core::AutomationKey const &burst : std::exchange(counts->unreported, {})) {
            for (pg::Row const row : pg::execute(name_of_configured, {pg::Param::of(number(burst.id)),
                                                                      pg::Param::of(std::string_view(burst.tenant))})) {
                names.push_back(row.text(1));
            }
        }
    }
    std::string const limit = std::to_string(pg::settings::burst_limit);
    std::string const hint = "At most automation.burst_limit (" + limit + ") of its messages leave in a minute.";
    for (std::string const &name : names) {
        std::string message = "automation \"";
        message.append(name).append("\" has more than ").append(limit).append(" runs in this transaction");
        pg::notice(message, hint);
    }
}

void watch_bursts()
{
    pg::call([] { RegisterXactCallback(on_transaction_end, nullptr); });
}

}  // namespace automation::enqueue
