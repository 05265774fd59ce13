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
void Shelf::forget_outdated(std::vector<core::AutomationKey> const &keys)
{
    std::vector<core::AutomationKey> here;
    std::unordered_set<core::AutomationKey> asked;
    for (core::AutomationKey const &key : keys) {
        if (shelved_.contains(key) && asked.insert(key).second) {
            here.push_back(key);
        }
    }
    if (here.empty()) {
        return;
    }
    auto const versions = pg::load_versions(here);
    for (core::AutomationKey const &key : here) {
        auto const now = versions.find(key);
        if (shelved_.at(key).version != (now == versions.end() ? 0 : now->second)) {
            shelved_.erase(key);
        }
    }
}

void Shelf::fetch(std::vector<core::AutomationKey> const &keys)
{
    if (shelved_.size() > most_shelved) {
        shelved_.clear();
    }
    forget_outdated(keys);
    std::vector<core::AutomationKey> missing;
    for (core::AutomationKey const &key : keys) {
        // An empty entry stands for one that does not exist, so that it is not asked for again.
        if (shelved_.try_emplace(key).second) {
            missing.push_back(key);
        }
    }
    if (missing.empty()) {
        return;
    }
    for (core::AutomationDraft const &draft : pg::load_drafts(missing)) {
        shelved_[{draft.id, draft.tenant}] = shelved_from(draft);
    }
}

Shelved const &Shelf::at(core::AutomationKey const &key) const
{
    return shelved_.at(key);
}

}  // namespace automation::worker
