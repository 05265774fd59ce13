#include "core/automations/cycle_detection.hpp"

#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {

namespace {

bool may_set_off(Automation const &from, Automation const &to)
{
    return !cause_of(from, to).empty();
}

struct PathStep {
    Automation const *automation;
    std::size_t from;  ///< the step before
};

std::vector<Automation const *> path_to(std::vector<PathStep> const &steps, std::size_t last)
{
    std::vector<Automation const *> way{steps[last].automation};
    while (last != 0) {
        last = steps[last].from;
        way.push_back(steps[last].automation);
    }
    std::reverse(way.begin(), way.end());
    return way;
}

}  // namespace

std::string cause_of(Automation const &from, Automation const &to)
{
    if (from.type != Type::crm_update) {
        return {};
    }
    if (to.trigger == Trigger::lead_status_changed) {
        auto const status = from.actions.status_set();
        return status && to.conditions.may_hold_with_status(*status)
                   ? "sets status " + quote_value(status->value_or("null"))
                   : std::string();
    }
    if (to.trigger == Trigger::lead_changed) {
        for (Actions::Written const &written : from.actions.written()) {
            if (to.conditions.may_hold_with_change(written.field, written.value)) {
                return "writes " + std::string(written.key);
            }
        }
    }
    return {};
}

std::vector<Automation const *> find_cycle(Automation const &changed, std::span<Automation const> all)
{
    // Breadth first: what is found is shortest.
    std::vector<PathStep> steps{{&changed, 0}};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (may_set_off(*steps[i].automation, changed)) {
            return path_to(steps, i);
        }
        for (Automation const &next : all) {
            bool const seen = next.id == changed.id ||
                              std::any_of(steps.begin(), steps.end(),
                                          [&](PathStep const &step) { return step.automation->id == next.id; });
            if (!seen && may_set_off(*steps[i].automation, next)) {
                steps.push_back({&next, i});
            }
        }
    }
    return {};
}

}  // namespace automation::core
