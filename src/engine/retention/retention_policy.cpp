#include "engine/retention/retention_policy.hpp"

#include "core/base/error.hpp"
#include "core/settings/retention.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "pg/extension/settings.hpp"

namespace automation::engine {

namespace {

// All of a small table. As JSON: the tables of 1.0 have no such column.
constinit pg::Statement retentions(
    "select s.tenant_id, pg_catalog.to_jsonb(s) ->> 'retention' from @home@.automation_settings s "
    "where pg_catalog.to_jsonb(s) ->> 'retention' is not null order by 1");

core::Instant cutoff_of(int days, core::Instant now)
{
    return days == 0 ? core::Instant::min() : now - std::chrono::days(days);
}

/* The row of the empty tenant is the default of all. */
void apply(Cutoffs &cutoffs, std::string const &tenant, std::optional<int> days, core::Instant now)
{
    if (!days) {
        return;
    }
    if (tenant.empty()) {
        cutoffs.others = cutoff_of(*days, now);
    } else {
        cutoffs.tenants[tenant] = cutoff_of(*days, now);
    }
}

core::Retention read_or_keep(std::string const &json)
{
    try {
        return core::read_retention(json);
    } catch (core::UserError const &) {
        return {0, 0};  // imported as it was
    }
}

}  // namespace

bool Cutoffs::any() const
{
    auto const prunes = [](core::Instant cutoff) { return cutoff != core::Instant::min(); };
    return prunes(others) || std::ranges::any_of(tenants, [&](auto const &one) { return prunes(one.second); });
}

std::vector<pg::Param> Cutoffs::params() const
{
    std::vector<std::string> names;
    std::vector<std::optional<core::Instant>> moments;
    for (auto const &[tenant, cutoff] : tenants) {
        names.push_back(tenant);
        moments.emplace_back(cutoff);
    }
    return {pg::Param::of(others), pg::text_array(names), pg::timestamp_array(moments)};
}

RetentionPolicy read_retention_policy(core::Instant now)
{
    RetentionPolicy policy;
    policy.messages.others = policy.activities.others = cutoff_of(pg::settings::retention_days, now);
    for (pg::Row const row : pg::execute(retentions)) {
        core::Retention const own = read_or_keep(row.text(2));
        apply(policy.messages, row.text(1), own.messages, now);
        apply(policy.activities, row.text(1), own.activities, now);
    }
    return policy;
}

}  // namespace automation::engine
