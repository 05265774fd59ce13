#include "worker/shelf.hpp"

#include "pg/automations.hpp"
#include "signals/rule_book.hpp"

namespace automation::worker {

namespace {

constexpr std::size_t most_shelved = 20'000;

Shelved shelved_from(core::AutomationDraft const &draft)
{
    try {
        return {core::check(draft), ""};
    } catch (core::UserError const &error) {
        return {std::nullopt, error.what()};
    }
}

}  // namespace

void Shelf::forget_if_changed()
{
    std::uint64_t const changes = signals::rule_changes();
    if (changes != version_ || shelved_.size() > most_shelved) {
        shelved_.clear();
        version_ = changes;
    }
}

void Shelf::fetch(std::vector<std::int64_t> const &ids, std::vector<std::string> const &tenants)
{
    forget_if_changed();
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
