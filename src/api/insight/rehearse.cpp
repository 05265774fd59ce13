/* rehearse.cpp — automation_rehearse: what a lead will get from a sequence, before it gets it. */
#include "core/json/parsed_documents.hpp"

#include "api/insight/forecast.hpp"
#include "api/insight/lead_context.hpp"
#include "api/insight/sequence_entry.hpp"
#include "api/session.hpp"

#include <utility>

#include "pg/boundary/args.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"

namespace automation::api {
namespace {

using Steps = std::vector<engine::RehearsedStep>;

/* Why the lead does not enter. */
Steps refused(core::Instant at, core::ReasonCode reason)
{
    return {{.due = at, .reason = std::move(reason)}};
}

class SequenceRehearsal {
 public:
    SequenceRehearsal(Session const &session, core::AutomationId sequence, core::LeadId lead)
        : key_(automation_for_lead(session, sequence, lead)), lead_(present_lead(session, lead)), now_(pg::now())
    {
        automations_.fetch({key_});
        engine::CachedAutomation const &cached = automations_.at(key_);
        std::string const id = std::to_string(number(key_.id));
        if (!cached.automation) {
            throw core::UserError(core::ErrorCode::wrong_state, "automation " + id + " is invalid: " + cached.broken,
                                  "", "Correct it with automation_update().");
        }
        if (cached.automation->type != core::Type::sequence) {
            throw core::UserError("automation " + id + " is no sequence", "",
                                  "Call automation_test() or automation_explain().");
        }
    }

    [[nodiscard]] Steps steps(std::optional<core::BookingId> booking) const
    {
        auto const next = booking_or_next(booking, lead_.id, lead_.tenant);
        auto const inside = entries_of(key_, lead_, booking);
        if (inside.size() > 1) {
            throw core::UserError("the lead is in the sequence " + std::to_string(inside.size()) + " times", "",
                                  "Pass the booking_id of the entry that is meant.");
        }
        if (!inside.empty()) {
            Steps all = rehearse_inside(inside[0], automations_, now_);
            return all.empty() ? refused(now_, core::Reason::finished) : all;
        }
        return of_entry(core::concerns_booking(sequence().trigger) ? next : booking);
    }

 private:
    [[nodiscard]] core::Automation const &sequence() const { return *automations_.at(key_).automation; }

    /* As if its event happened now: of a timed trigger the moment has come, whatever the clock says. */
    [[nodiscard]] Steps of_entry(std::optional<core::BookingId> of) const
    {
        core::Trigger const trigger = sequence().trigger;
        auto booking = of ? store::load_booking(*of, lead_.tenant) : std::nullopt;
        if (!booking && core::concerns_booking(trigger)) {
            return refused(now_, core::Reason::no_booking);
        }
        if (booking) {
            let_happen(trigger, *booking);
            bool const ends = trigger == core::Trigger::session_completed;
            booking->status = ends && booking->status == core::BookingStatus::booked ? core::BookingStatus::completed
                                                                                     : booking->status;
        }
        core::Lead const lead = store::load_lead(lead_.id, lead_.tenant).value();
        core::Run run = run_of_event(sequence(), lead, booking ? &*booking : nullptr, now_);
        std::vector<core::Booking> bookings;
        if (booking) {
            bookings.push_back(*booking);
        }
        engine::Subjects subjects;
        subjects.load_unlocked({engine::QueueRow{run, {}}}, {lead}, std::move(bookings), automations_);
        core::ReasonCode const used_up = used_up_by(run, subjects);
        run.by_hand = true;
        core::RunForecast const seen = core::forecast(subjects.decision_input(run, *automations_.of(run), now_), run);
        if (seen.decision.verdict != core::Verdict::run) {
            return refused(seen.due, seen.decision.reason);
        }
        core::ReasonCode const not_in = why_not_enter(used_up, run, sequence(), subjects, seen.due);
        return not_in.empty() ? rehearse_entry(run, lead, std::move(booking), automations_, seen.due)
                              : refused(seen.due, not_in);
    }

    /* What an event is asked, and a run by hand is not. */
    [[nodiscard]] core::ReasonCode used_up_by(core::Run const &run, engine::Subjects const &subjects) const
    {
        for (core::Step const &step : core::explain(subjects.decision_input(run, *automations_.of(run), now_))) {
            if (!step.ok && (step.name == "max_runs" || step.name == "cooldown")) {
                return step.reason;
            }
        }
        return {};
    }

    core::AutomationKey key_;
    core::LeadKey lead_;
    core::Instant now_;
    engine::AutomationCache automations_;
};

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_rehearse)
{
    core::AutomationId const id{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    auto const booking = args.opt_int8(2);
    pg::ResultSet result(args);
    core::json::DocumentScope const documents;
    Session const session;
    SequenceRehearsal const rehearsal(session, id, lead);
    for (engine::RehearsedStep const &one :
         rehearsal.steps(booking ? std::optional(core::BookingId{*booking}) : std::nullopt)) {
        result.add({one.step.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(one.step)),
                    pg::Param::of(one.due), pg::Param::of(one.channel), pg::Param::of(one.subject),
                    pg::Param::of(one.body), pg::Param::of(one.would_run),
                    one.reason.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(one.reason.code()))});
    }
    return result.done();
}
