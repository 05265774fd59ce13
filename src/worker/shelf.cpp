#include "worker/shelf.hpp"

#include "pg/automations.hpp"

#include <unordered_set>

namespace automation::worker {

namespace {

constexpr std::size_t most_shelved = 20'000;

Shelved shelved_from(core::AutomationDraft const &draft)
{
    try {
        return {core::check(draft), "", draft.version};
    } catch (core::UserError const &error) {
        return {std::nullopt, error.what(), draft.version};
    }
}

}  // namespace

/* A commit can be seen a moment before the news arrives of what it invalidates. */
void Shelf::forget_outdated(std::vector<std::int64_t> const &ids, std::vector<std::string> const &tenants)
{
    std::vector<std::int64_t> here;
    std::vector<std::string> their_tenants;
    std::unordered_set<std::int64_t> asked;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (shelved_.contains(core::AutomationId{ids[i]}) && asked.insert(ids[i]).second) {
            here.push_back(ids[i]);
            their_tenants.push_back(tenants[i]);
        }
    }
    if (here.empty()) {
        return;
    }
    auto const versions = pg::load_versions(here, their_tenants);
    for (std::int64_t const id : here) {
        auto const now = versions.find(core::AutomationId{id});
        if (shelved_.at(core::AutomationId{id}).version != (now == versions.end() ? 0 : now->second)) {
            shelved_.erase(core::AutomationId{id});
        }
    }
}

void Shelf::fetch(std::vector<std::int64_t> const &ids, std::vector<std::string> const &tenants)
{
    if (shelved_.size() > most_shelved) {
        shelved_.clear();
    }
    forget_outdated(ids, tenants);
    std::vector<std::int64_t> missing;
    std::vector<std::string> missing_tenants;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        // An empty entry stands for one that does not exist, so that it is not asked for again.
        if (shelved_.try_emplace(core::AutomationId{ids[i]}).second) {
            missing.push_back(ids[i]);
            missing_tenants.push_back(tenants[i]);
        }
    }
    if (missing.empty()) {
        return;
    }
    for (core::AutomationDraft const &draft : pg::load_drafts(missing, missing_tenants)) {
        shelved_[draft.id] = shelved_from(draft);
    }
}

Shelved const &Shelf::at(core::AutomationId id) const
{
    return shelved_.at(id);
}

}  // namespace automation::worker
