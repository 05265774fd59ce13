#include "engine/facts/automation_cache.hpp"

#include "core/sequences/check_sequence.hpp"
#include "core/sequences/step_automation.hpp"

#include "store/automations.hpp"

#include <unordered_set>

namespace automation::engine {

namespace {

constexpr std::size_t max_entries = 20'000;

void add_steps(CachedAutomation &cached)
{
    if (cached.automation->type != core::Type::sequence) {
        return;
    }
    cached.entry = core::entry_automation(*cached.automation);
    for (core::SequenceStep const &step : cached.automation->sequence->steps) {
        if (step.work == core::StepWork::message || step.work == core::StepWork::actions) {
            cached.steps.emplace(step.name, core::step_automation(*cached.automation, step));
        }
    }
}

CachedAutomation cached_from(core::AutomationDraft const &draft)
{
    try {
        CachedAutomation cached{core::check_with_steps(draft), "", draft.version};
        add_steps(cached);
        return cached;
    } catch (core::UserError const &error) {
        return {std::nullopt, error.what(), draft.version};
    }
}

}  // namespace

/* A commit can be seen a moment before the news arrives of what it invalidates. */
void AutomationCache::forget_outdated(std::vector<core::AutomationKey> const &keys)
{
    std::vector<core::AutomationKey> here;
    std::unordered_set<core::AutomationKey> asked;
    for (core::AutomationKey const &key : keys) {
        if (entries_.contains(key) && asked.insert(key).second) {
            here.push_back(key);
        }
    }
    if (here.empty()) {
        return;
    }
    auto const versions = store::load_versions(here);
    for (core::AutomationKey const &key : here) {
        auto const now = versions.find(key);
        if (entries_.at(key).version != (now == versions.end() ? 0 : now->second)) {
            entries_.erase(key);
        }
    }
}

void AutomationCache::fetch(std::vector<core::AutomationKey> const &keys)
{
    if (entries_.size() > max_entries) {
        entries_.clear();
    }
    forget_outdated(keys);
    load_missing(keys);
}

void AutomationCache::load_missing(std::vector<core::AutomationKey> const &keys)
{
    std::vector<core::AutomationKey> missing;
    for (core::AutomationKey const &key : keys) {
        // An empty entry stands for one that does not exist, so that it is not asked for again.
        if (entries_.try_emplace(key).second) {
            missing.push_back(key);
        }
    }
    if (missing.empty()) {
        return;
    }
    for (core::AutomationDraft const &draft : store::load_drafts(missing)) {
        entries_[{draft.id, draft.tenant}] = cached_from(draft);
    }
}

std::set<core::AutomationKey> AutomationCache::hold_sequences(std::vector<core::AutomationKey> const &keys)
{
    std::set<core::AutomationKey> edited;
    for (core::AutomationKey const &key : keys) {
        auto const &automation = at(key).automation;
        if (automation && automation->type == core::Type::sequence) {
            edited.insert(key);
        }
    }
    if (edited.empty()) {
        return edited;
    }
    std::vector<core::AutomationKey> const sequences(edited.begin(), edited.end());
    for (auto const &[key, version] : store::share_versions(sequences)) {
        edited.erase(key);
        if (entries_.at(key).version != version) {
            entries_.erase(key);
        }
    }
    load_missing(sequences);
    return edited;
}

CachedAutomation const &AutomationCache::at(core::AutomationKey const &key) const
{
    return entries_.at(key);
}

core::Automation const *AutomationCache::of(core::Run const &run) const
{
    CachedAutomation const &cached = entries_.at(run.automation_key());
    auto const step = run.of_step() ? cached.steps.find(run.step) : cached.steps.end();
    if (step != cached.steps.end()) {
        return &step->second;
    }
    if (cached.entry && !run.of_step()) {
        return &*cached.entry;
    }
    return cached.automation ? &*cached.automation : nullptr;
}

}  // namespace automation::engine
