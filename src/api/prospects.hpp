/* prospects.hpp — whom an automation would reach, were its event to happen now: for preview and summary.
 *
 * Page by page, so that ten million leads take no more memory than five hundred. Nothing is locked or written.
 */
#pragma once
#include "core/outlook.hpp"
#include "worker/shelf.hpp"
#include "worker/subjects.hpp"

#include <functional>

#include "api/session.hpp"

namespace automation::api {

/** One lead, or one booking, and what would come of it. */
struct Prospect {
    core::Lead const &lead;
    core::Outlook outlook;
    [[nodiscard]] bool would_run() const noexcept { return outlook.decision.verdict == core::Verdict::run; }
};

class Prospects {
 public:
    /** A UserError when the caller can see no such automation, or it is broken. As if it were enabled. */
    Prospects(Session const &session, core::AutomationId automation);

    /** The moment that it looks from. */
    [[nodiscard]] core::Instant now() const noexcept { return now_; }
    /** Every lead or booking whose conditions hold, until `visit` says no more. */
    void each(std::function<bool(Prospect const &)> const &visit);

 private:
    struct Page;
    [[nodiscard]] bool next(Page &page);
    [[nodiscard]] bool show(Page const &page, std::function<bool(Prospect const &)> const &visit);
    [[nodiscard]] core::Run run_for(core::Lead const &lead, core::Booking const *booking) const;

    worker::Shelf shelf_;
    core::Automation automation_;
    core::Instant now_;
    std::int64_t after_ = 0;
};

/** What stands in a list: "runs", or the reason why it would not. */
[[nodiscard]] std::string reason_of(core::Decision const &decision);

}  // namespace automation::api
