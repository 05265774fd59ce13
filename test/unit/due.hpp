/* due.hpp — a run that is due and right, for the tests of decide(). */
#pragma once
#include "core/decisions/decide.hpp"
#include "core/time/time_format.hpp"

#include <string>

#include "sample.hpp"

namespace automation::core::test {

/** A welcome to Ann that is due and right; tests spoil what they are about. */
struct Due {
    test::Sample sample;
    Automation automation;
    Run run;
    RunHistory history;
    bool newer_waits = false;
    int messages_today = 0;
    InboundState inbound;
    bool channel_configured = false;
    bool with_lead = true, with_booking = false, with_automation = true;
    Instant now = moment(2026, 11, 20, 12);

    Due()
    {
        automation.id = AutomationId{1};
        automation.name = "Welcome";
        run.id = RunId{10};
        run.automation = AutomationId{1};
        run.lead = LeadId{7};
        run.event = "new_lead";
        run.event_at = run.run_at = now;
    }

    /** A run of that type and trigger, about the massage. */
    Due(Type type, Trigger trigger) : Due()
    {
        automation.type = type;
        automation.trigger = trigger;
        run.event = name_of(trigger);
        if (is_timed(trigger)) {
            run.event_at = now - std::chrono::hours(1);  // put off since; first_look() tells of the moment itself
        }
        if (concerns_booking(trigger)) {
            run.booking = BookingId{3};
            with_booking = true;
        }
    }

    /** The moment itself is looked at, for a booking at the time the run was made for. */
    Due &first_look()
    {
        run.event_at = run.run_at = now;
        run.anchor = automation.trigger == Trigger::booking_reminder_hours ? sample.booking.starts_at
                     : automation.trigger == Trigger::session_completed    ? sample.booking.ends_at
                                                                           : std::nullopt;
        return *this;
    }

    [[nodiscard]] DecisionInput decision_input() const
    {
        return {.run = run,
                .automation = with_automation ? &automation : nullptr,
                .lead = with_lead ? &sample.lead : nullptr,
                .booking = with_booking ? &sample.booking : nullptr,
                .tenant = sample.tenant,
                .zone = sample.zone,
                .history = history,
                .newer_waits = newer_waits,
                .messages_today = messages_today,
                .channel_configured = channel_configured,
                .inbound = &inbound,
                .now = now};
    }

    /** "run", or verdict and reason. */
    [[nodiscard]] std::string answer() const
    {
        Decision const decision = decide(decision_input());
        switch (decision.verdict) {
            case Verdict::run:
                EXPECT_EQ(decision.reason.code() + decision.detail, "");
                return "run";
            case Verdict::skip:
                return "skip " + decision.reason.code();
            case Verdict::block:
                return "block " + decision.reason.code();
            case Verdict::park:
                return "hold " + decision.reason.code();
            case Verdict::defer:
                return "defer " + decision.reason.code() + " " + iso_8601(decision.until.value(), sample.zone) +
                       (decision.event_moves ? " anew" : "");
            case Verdict::discard:
                return decision.reason.empty() ? "drop" : "drop " + decision.reason.code();
        }
        return "";
    }
};

}  // namespace automation::core::test
