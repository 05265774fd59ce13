#include "enqueue/events/sequence_index.hpp"

#include "core/base/error.hpp"
#include "core/sequences/check_sequence.hpp"
#include "enqueue/events/automation_index.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/automations.hpp"

namespace automation::enqueue {

namespace {

struct SequencesCache {
    std::map<std::string, std::shared_ptr<SequenceIndex const>, std::less<>> indexes;
    std::unordered_map<core::AutomationKey, std::shared_ptr<core::Automation const>> sequences;
    std::uint64_t loaded_at = 0;
};

constinit pg::NeverDestroyed<SequencesCache> sequences_cache;
constexpr std::size_t indexes_kept = 1024;
constexpr std::size_t sequences_kept = 1024;

// Served by the index on (tenant_id, trigger) of automations.
constinit pg::Statement load_sequences(
    "select a.id from @home@.automations a where a.tenant_id = $1 and a.type collate \"C\" = 'sequence' order by a.id",
    TEXTOID);

SequenceIndex load(std::string const &tenant)
{
    SequenceIndex index;
    pg::OwnerSession const session(pg::require_extension().owner);
    for (pg::Row const row : pg::execute_fresh(load_sequences, {pg::Param::of(std::string_view(tenant))})) {
        index.push_back(core::AutomationId{row.int8(1)});
    }
    return index;
}

std::shared_ptr<core::Automation const> load_sequence(core::AutomationKey const &key)
{
    auto const drafts = store::load_drafts({key});
    if (drafts.empty()) {
        return nullptr;
    }
    try {
        return std::make_shared<core::Automation const>(core::check_with_steps(drafts[0]));
    } catch (core::UserError const &) {
        return nullptr;  // its runs fail with the reason
    }
}

SequencesCache &current_cache()
{
    SequencesCache &cache = *sequences_cache;
    if (cache.loaded_at != index_generation() || cache.indexes.size() > indexes_kept ||
        cache.sequences.size() > sequences_kept) {
        cache.indexes.clear();
        cache.sequences.clear();
        cache.loaded_at = index_generation();
    }
    return cache;
}

}  // namespace

std::shared_ptr<SequenceIndex const> sequence_index(std::string_view tenant)
{
    SequencesCache &cache = current_cache();
    auto const known = cache.indexes.find(tenant);
    if (known != cache.indexes.end()) {
        return known->second;
    }
    // A sequence saved while we read leaves loaded_at behind, and the next statement reads again.
    auto index = std::make_shared<SequenceIndex const>(load(std::string(tenant)));
    return cache.indexes.insert_or_assign(std::string(tenant), std::move(index)).first->second;
}

std::shared_ptr<core::Automation const> indexed_sequence(core::AutomationKey const &key)
{
    SequencesCache &cache = current_cache();
    auto const known = cache.sequences.find(key);
    if (known != cache.sequences.end()) {
        return known->second;
    }
    auto sequence = load_sequence(key);
    return cache.sequences.insert_or_assign(key, std::move(sequence)).first->second;
}

}  // namespace automation::enqueue
