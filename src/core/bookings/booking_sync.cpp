#include "core/bookings/booking_sync.hpp"

#include "core/time/retry.hpp"

#include <algorithm>

namespace automation::core {

namespace {

using namespace std::chrono;

constexpr minutes overlap{10};  // an edit may become visible a little after the time it bears
constexpr hours between_windows{24};
constexpr days behind{2};
constexpr days ahead{60};
constexpr minutes shortest_silence{1};

}  // namespace

SyncPlan::SyncPlan(SyncCursor const &marks, Instant now, TimeZone const &zone, bool changes_work)
    : marks_(marks), now_(now), zone_(&zone)
{
    if (marks.first && marks.until && changes_work) {
        questions_.emplace_back(ChangesQuery{*marks.until - overlap, std::nullopt});
    }
    // A clock that was put back must not keep the window from being fetched.
    bool const fresh = marks.full && *marks.full <= now && now - *marks.full < between_windows;
    if (questions_.empty() || !fresh) {
        ask_for_window();
    }
}

void SyncPlan::ask_for_window()
{
    auto const today = floor<days>(zone_->to_local(now_));
    questions_.emplace_back(WindowQuery{today - behind, today + ahead});
    whole_window_ = true;
}

bool SyncPlan::cut()
{
    SyncQuestion &front = questions_.front();
    if (auto *const changes = std::get_if<ChangesQuery>(&front)) {
        Instant const to = changes->to.value_or(now_);
        if (to - changes->from < 2 * shortest_silence) return false;
        ChangesQuery const earlier{changes->from, changes->from + (to - changes->from) / 2};
        changes->from = *earlier.to;
        questions_.emplace_front(earlier);
        return true;
    }
    auto &all_days = std::get<WindowQuery>(front);
    if (all_days.first >= all_days.last) return false;
    WindowQuery const earlier{all_days.first, all_days.first + (all_days.last - all_days.first) / 2};
    all_days.first = earlier.last + days(1);
    questions_.emplace_front(earlier);
    return true;
}

void SyncPlan::without_changes()
{
    std::erase_if(questions_, [](SyncQuestion const &one) { return std::holds_alternative<ChangesQuery>(one); });
    if (!whole_window_) {
        ask_for_window();
    }
}

Instant SyncPlan::events_since() const noexcept
{
    if (!marks_.first) return Instant::max();
    return marks_.full ? std::max(*marks_.first, *marks_.full - hours(24)) : *marks_.first;
}

std::optional<std::pair<Instant, Instant>> SyncPlan::window() const
{
    if (!whole_window_) return std::nullopt;
    auto const today = floor<days>(zone_->to_local(now_));
    return std::pair(zone_->to_instant(LocalTime(today - behind)),
                     zone_->to_instant(LocalTime(today + ahead + days(1))));
}

SyncCursor SyncPlan::marks_after() const noexcept
{
    return {marks_.first.value_or(now_), now_, whole_window_ ? std::optional(now_) : marks_.full};
}

std::pair<LocalTime, LocalTime> on_the_clock(Instant from, Instant to, TimeZone const &zone)
{
    LocalTime const first = zone.to_local(from);
    LocalTime const last = zone.to_local(to);
    return {std::min(first, last - (to - from)), std::max(last, first + (to - from))};
}

Instant retry_sync_at(Instant now, int failures, std::optional<seconds> asked_wait, double unit_random)
{
    constexpr int skipped_steps = 3;  // the first wait is up to 8 s
    constexpr seconds least{2};
    std::optional<milliseconds> asked;
    if (asked_wait) asked = std::clamp<seconds>(*asked_wait, seconds(0), hours(1));
    Attempt const attempt{.number = std::clamp(failures, 1, 100) + skipped_steps, .asked_wait = asked};
    return now + std::max<milliseconds>(next_wait(attempt, unit_random), least);
}

}  // namespace automation::core
