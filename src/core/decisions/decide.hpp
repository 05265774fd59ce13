/* decide.hpp — is it still right to do this, now?
 *
 * The one place where that is answered, for the worker, automation_test, automation_explain and automation_preview
 * alike. Pure: the caller brings the facts and the clock, the answer is data.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/crm/entities.hpp"
#include "core/crm/inbound_state.hpp"
#include "core/crm/suppression.hpp"
#include "core/base/tenant_key.hpp"
#include "core/decisions/reason.hpp"
#include "core/decisions/timing.hpp"
#include "core/time/iso8601.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::core {

/** A row of automation_queue. */
struct Run {
    RunId id{};
    AutomationId automation{};
    LeadId lead{};
    std::optional<BookingId> booking;
    std::optional<MessageId> message;
    std::string tenant;
    std::string event;  ///< the trigger that fired, as its word
    Instant event_at, run_at;
    int attempts = 0;
    NullableText last_error;
    // From `context`:
    NullableText old_status, new_status;
    std::optional<Instant> anchor;     ///< the starts_at, ends_at or DateMoment that a timed run was made for
    bool yearly = false;               ///< of lead_date: runs are counted by the year
    std::vector<AutomationKey> chain;  ///< the automations whose writes led here
    std::string images = {};           ///< of the lead before and after the event, as Conditions::images wrote them
    bool by_hand = false;              ///< automation_trigger: max_runs and cooldown do not stop it
    bool inside_window = false;        ///< of a booking made after its reminder was due
    bool event_known = true;           ///< false: what the event changed, and its message, are not known any more
    bool unmet = false;                ///< of a reminder due at once, whose conditions did not hold at that moment
    std::string step = {};             ///< of somebody in a sequence: where he stands; empty: an event
    std::int64_t entry = 0;            ///< the row of automation_enrollments of such a run

    /** Of somebody who is in a sequence, not of an event. */
    [[nodiscard]] bool of_step() const noexcept { return !step.empty(); }
    [[nodiscard]] RunKey key() const { return {id, tenant}; }
    [[nodiscard]] AutomationKey automation_key() const { return {automation, tenant}; }
    [[nodiscard]] LeadKey lead_key() const { return {lead, tenant}; }
    /** The booking's key; of a run without one a key that no row has. */
    [[nodiscard]] BookingKey booking_key() const { return {booking.value_or(BookingId{}), tenant}; }
    /** The same for the message. */
    [[nodiscard]] TenantKey<MessageId> message_key() const { return {message.value_or(MessageId{}), tenant}; }
};

/** Everything a decision looks at. Refers to values that outlive it; null where there is none any more. */
struct DecisionInput {
    Run const &run;
    Automation const *automation = nullptr;
    Lead const *lead = nullptr;
    Booking const *booking = nullptr;
    InboundMessage const *message = nullptr;  ///< that set the run off; loaded where conditions ask for it
    TenantSettings const &tenant;
    TimeZone const &zone;
    RunHistory history;
    bool newer_waits = false;         ///< another run for the same automation, lead and booking takes its place
    int messages_today = 0;           ///< to the lead since midnight of the zone; counted where there is a daily cap
    bool channel_configured = false;  ///< messages of this channel are sent, and so need an address
    Suppressions suppressed = {};     ///< what automation_suppressions says of the address that is used
    std::optional<ParsedDateTime> date = {};           ///< of lead_date: what the lead has in the field
    std::vector<std::string> const *inside = nullptr;  ///< sequences of the lead; null: no condition asks for them
    InboundState const *inbound = nullptr;             ///< what the lead's messages ask to wait for; null: for nothing
    bool notice = false;                               ///< its message goes to somebody of the business (recipient.hpp)
    TimeZone const *business_zone = nullptr;           ///< of the reader of a notice; null: `zone`
    Instant now;

    /** The zone on whose clock the message is read. */
    [[nodiscard]] TimeZone const &reader_zone() const noexcept
    {
        return notice && business_zone != nullptr ? *business_zone : zone;
    }
};

enum class Verdict {
    run,
    skip,    ///< the facts no longer call for it
    block,   ///< a safety rule refuses
    defer,   ///< not now: at `until`
    park,    ///< stays in the queue until something changes (disabled, a column that it needs)
    discard  ///< its subject is gone, or its moment came to nothing: nothing to tell
};

/** One check, as automation_explain shows it. */
struct Step {
    std::string name;
    bool ok = true;
    std::string detail;
    ReasonCode reason;  ///< where it is not ok
    std::string hint;   ///< what would have to change for it to be ok, where that is not plain

    [[nodiscard]] std::string message() const { return hint.empty() ? detail : detail + "; " + hint; }
};

struct Decision {
    Verdict verdict = Verdict::run;
    ReasonCode reason;             ///< none for run
    std::string detail;            ///< in words
    std::optional<Instant> until;  ///< of defer; of park: when it is looked at again though nothing has changed
    bool event_moves = false;      ///< of defer: the event itself is yet to come, at `until`
};

/** The decision; stops at the first check that fails. */
[[nodiscard]] Decision decide(DecisionInput const &decision_input);

/** The same for a message that is written and about to leave by `channel`: those of the checks that another hour may
 *  answer otherwise. Of what a person wrote, or wants to leave now (run.by_hand), only consent is asked. */
[[nodiscard]] Decision decide_delivery(DecisionInput const &decision_input, std::string_view channel);

/** Every check, whatever the ones before it say; the first that is not ok is what decide() answers. */
[[nodiscard]] std::vector<Step> explain(DecisionInput const &decision_input);

/** What its message is written from; needs a lead. */
[[nodiscard]] Subject subject_of(DecisionInput const &decision_input);

/** The facts of a decision_input, as conditions read them; needs a lead. */
[[nodiscard]] FactFieldReader facts_of(DecisionInput const &decision_input);

/** How late a run may start: as saved, else the default of its type; nothing: no limit. */
[[nodiscard]] std::optional<Micros> max_lateness_of(Automation const &automation) noexcept;

}  // namespace automation::core
