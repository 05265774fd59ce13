/* automation_preview.hpp — whom an automation reaches: for preview and its summary.
 *
 * Of a timed trigger the leads or bookings whose moment is ahead or has come, of any other what an event now would do.
 * Page by page, so that ten million leads take no more memory than five hundred. Nothing is locked or written.
 */
#pragma once
#include "core/decisions/forecast.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"

#include <functional>
#include <map>

#include "api/insight/forecast.hpp"
#include "api/session.hpp"

namespace automation::api {

/** One lead, or one booking, and what would come of it. */
struct PreviewRow {
    core::Lead const &lead;
    std::optional<core::BookingId> booking;
    bool on_event = false;  ///< nothing waits: it takes an event
    core::RunForecast forecast;
    std::string step = {};  ///< of a sequence: the first
    [[nodiscard]] bool would_run() const noexcept { return forecast.decision.verdict == core::Verdict::run; }
};

class AutomationPreview {
 public:
    /** A UserError when the caller can see no such automation, or it is broken. As if it were enabled. */
    AutomationPreview(Session const &session, core::AutomationId automation);

    /** The moment that it looks from. */
    [[nodiscard]] core::Instant now() const noexcept { return now_; }
    /** Every lead or booking whose conditions hold, until `visit` says no more. */
    void each(std::function<bool(PreviewRow const &)> const &visit);

 private:
    struct Page;
    [[nodiscard]] bool next(Page &page);
    [[nodiscard]] bool next_by_event(Page &page);
    [[nodiscard]] bool next_by_moment(Page &page);
    using Subject = std::pair<core::LeadId, std::optional<core::BookingId>>;
    using QueuedRuns = std::map<Subject, core::Run>;
    [[nodiscard]] QueuedRuns next_queued(Page const &page, std::vector<core::LeadId> const &leads);
    [[nodiscard]] std::string enter(Page const &page, core::Run const &run, core::RunForecast &seen) const;
    [[nodiscard]] bool show(Page const &page, std::function<bool(PreviewRow const &)> const &visit);

    engine::AutomationCache automations_;
    core::Automation automation_;  ///< as if it were enabled; of a sequence its entry
    core::Instant now_;
    std::optional<Moments> moments_;  ///< of a timed trigger
    std::int64_t after_ = 0;
};

/** What stands in a list: nothing, or the reason why it would not run. */
[[nodiscard]] core::ReasonCode reason_of(core::Decision const &decision);

}  // namespace automation::api
