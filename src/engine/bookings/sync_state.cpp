#include "engine/bookings/sync_state.hpp"

#include <algorithm>
#include <utility>

namespace automation::engine {

SyncStep SyncState::step(bool due) const noexcept
{
    if (asked != Asked::nothing) {
        return SyncStep::await_reply;
    }
    if (!pending.empty()) {
        return SyncStep::store_page;
    }
    if (answered) {
        return SyncStep::next_question;
    }
    if (gone) {
        return SyncStep::confirm_missing;
    }
    if (plan) {
        return plan->next() == nullptr ? SyncStep::end : SyncStep::ask;
    }
    if (due) {
        return SyncStep::begin;
    }
    return to_verify.empty() ? SyncStep::resting : SyncStep::ask;
}

void SyncState::clear() noexcept
{
    plan.reset();
    to_verify.clear();
    gone = false;
    asked = Asked::nothing;
    answered = false;
    pending.clear();
    seen.clear();
    unreadable.clear();
    locked_tries = 0;
    throttle_count = 0;
}

void SyncState::begin(core::SyncPlan new_plan)
{
    plan = std::move(new_plan);
    pending.clear();
    seen.clear();
    unreadable.clear();
}

void SyncState::end(std::vector<std::string> missing)
{
    plan.reset();
    for (std::string &id : missing) {
        if (std::ranges::find(to_verify, id) == to_verify.end()) {
            to_verify.push_back(std::move(id));
        }
    }
}

void SyncState::next_question()
{
    answered = false;
    if (plan) {
        plan->answered();
    } else {
        to_verify.pop_front();
    }
}

std::string SyncState::left_out() const
{
    std::string text = pending.refusal();
    auto const add = [&](std::string const &more) { text += (text.empty() ? "" : "; ") + more; };
    if (!unreadable.empty()) {
        add("unreadable bookings: " + std::to_string(unreadable.size()) + " (" + unreadable.front() + ")");
    }
    if (pending.without_client() > 0) {
        add("bookings without a client: " + std::to_string(pending.without_client()));
    }
    return text;
}

}  // namespace automation::engine
