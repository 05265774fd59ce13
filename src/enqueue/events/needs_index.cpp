#include "enqueue/events/needs_index.hpp"

#include "core/base/error.hpp"
#include "enqueue/events/automation_index.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::enqueue {

namespace {

struct NeedsCache {
    std::map<std::string, std::shared_ptr<NeedsIndex const>, std::less<>> indexes;
    std::uint64_t loaded_at = 0;
};

constinit pg::NeverDestroyed<NeedsCache> needs_cache;
constexpr std::size_t indexes_kept = 1024;

// Served by the index on (tenant_id, trigger) of automations.
constinit pg::Statement load_needs(
    "select a.id, to_jsonb(a.needs)::text from @home@.automations a where a.tenant_id = $1 and a.enabled "
    "and a.needs is not null order by a.id",
    TEXTOID);

void add(NeedsIndex &index, std::vector<core::Need> const &needs)
{
    for (core::Need const &need : needs) {
        if (std::ranges::find(index.columns, need.field.column) == index.columns.end()) {
            index.columns.push_back(need.field.column);
        }
    }
}

NeedsIndex load(std::string const &tenant)
{
    NeedsIndex index;
    pg::OwnerSession const session(pg::require_extension().owner);
    if (!pg::has_column(pg::TableName::automations, "needs")) {
        return index;
    }
    for (pg::Row const row : pg::execute_fresh(load_needs, {pg::Param::of(std::string_view(tenant))})) {
        try {
            auto needs = core::read_needs(core::names_of_needs(row.opt_text(2)));
            add(index, needs);
            index.automations.push_back({core::AutomationId{row.int8(1)}, std::move(needs)});
        } catch (core::UserError const &) {
            // Its runs fail with the reason.
        }
    }
    return index;
}

}  // namespace

std::shared_ptr<NeedsIndex const> needs_index(std::string_view tenant)
{
    NeedsCache &cache = *needs_cache;
    if (cache.loaded_at != index_generation() || cache.indexes.size() > indexes_kept) {
        cache.indexes.clear();
        cache.loaded_at = index_generation();
    }
    auto const known = cache.indexes.find(tenant);
    if (known != cache.indexes.end()) {
        return known->second;
    }
    // A rule saved while we read leaves loaded_at behind, and the next statement reads again.
    auto index = std::make_shared<NeedsIndex const>(load(std::string(tenant)));
    return cache.indexes.insert_or_assign(std::string(tenant), std::move(index)).first->second;
}

}  // namespace automation::enqueue
