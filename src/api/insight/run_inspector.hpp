/* run_inspector.hpp — one automation and one lead, checked as the worker would: for automation_test, explain and why.
 *
 * Nothing is locked and nothing is written here.
 */
#pragma once
#include "core/decisions/decide.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"

#include <optional>
#include <string>
#include <vector>

#include "api/insight/forecast.hpp"
#include "api/insight/sequence_entry.hpp"
#include "api/session.hpp"

namespace automation::api {

/** Which run is asked about. */
enum class Asked {
    next,      ///< the one to expect: what waits, else the next moment, else what an event now would make
    event_now  ///< always the last of these
};

class RunInspector {
 public:
    /** Loads; a UserError when the automation, the lead or the booking is none the caller can see, or when they belong
     *  to different tenants. Without a booking: that of the run to expect, else the lead's next one, else the last. */
    RunInspector(Session const &session, core::AutomationId automation, core::LeadId lead,
                 std::optional<core::BookingId> booking, Asked asked, core::NullableText step = std::nullopt);
    /** The same for an automation and a lead of one tenant that are known to be there; `loaded`: the lead, where it is
     *  at hand. `step`: of a sequence the step that is asked about; without it the one where the lead stands, and of an
     *  event now the first that writes. */
    RunInspector(core::AutomationKey const &automation, core::LeadId lead, std::optional<core::BookingId> booking,
                 Asked asked, core::Lead const *loaded = nullptr, core::NullableText step = std::nullopt);

    /** What the run is decided by: of a sequence its step, or the entry. */
    [[nodiscard]] core::Automation const &automation() const { return step_ ? *step_ : *automations_.of(run_); }
    /** The step of a sequence that it is about; empty: none. */
    [[nodiscard]] std::string const &step() const noexcept { return run_.step; }
    [[nodiscard]] core::Run const &run() const noexcept { return run_; }
    [[nodiscard]] core::Lead const &lead() const { return *subjects_.lead(run_); }
    [[nodiscard]] core::Booking const *booking() const { return subjects_.booking(run_); }
    [[nodiscard]] core::Subject subject() const { return core::subject_of(decision_input(at_)); }
    [[nodiscard]] bool channel_configured() const { return subjects_.channel_configured(run_, automation().channel); }
    /** Every condition with what it found. */
    [[nodiscard]] std::vector<core::Conditions::ConditionResult> conditions() const;
    /** Every check with what it found when the run will be due; and, of the run to expect, whether there is one. */
    [[nodiscard]] std::vector<core::Step> explain() const;
    /** When the run is due; nothing: none is to be expected. */
    [[nodiscard]] std::optional<core::Instant> due() const;

 private:
    void load(std::optional<core::BookingId> booking);
    [[nodiscard]] core::Automation const *sequence() const;
    void check_step() const;
    [[nodiscard]] bool expect_step(std::optional<core::BookingId> booking);
    void name_step();
    void add_sequence_steps(std::vector<core::Step> &steps) const;
    [[nodiscard]] core::Step place_step() const;
    void go_to_end_of_wait();
    [[nodiscard]] core::Step leaving_step() const;
    [[nodiscard]] bool expect_run(std::optional<core::BookingId> booking);
    void add_moments(std::vector<engine::QueueRow> &rows, std::optional<core::BookingId> booking);
    void expect_event(std::optional<core::BookingId> of);
    void name_date(core::Automation const &automation);
    void go_to_moment();
    [[nodiscard]] core::DecisionInput decision_input(core::Instant at) const;
    [[nodiscard]] core::Step event_step() const;
    [[nodiscard]] std::string why_no_event() const;

    core::Run run_;
    Basis basis_ = Basis::event;
    Asked asked_;
    std::optional<Expected> passed_;
    core::Lead const *loaded_;
    core::NullableText asked_step_;
    std::optional<core::Automation> step_ = {};  ///< of a sequence, as an automation
    std::optional<InsideLead> inside_ = {};      ///< where the lead stands
    core::Instant now_, at_;                     ///< of the question, and of the checks
    int runs_of_new_lead_ = 0;
    engine::AutomationCache automations_;
    engine::Subjects subjects_;
};

}  // namespace automation::api
