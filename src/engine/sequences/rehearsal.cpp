#include "engine/sequences/rehearsal.hpp"

#include "core/llm/prompt.hpp"
#include "core/messages/compose.hpp"
#include "core/sequences/step_end.hpp"

#include <algorithm>
#include <utility>

#include "pg/process/random_hex.hpp"

namespace automation::engine {

namespace {

/* A row is looked at after its moment, never at it: what waits for 09:00 and is reached by what was due at 09:00 waits
 * for the next day. */
constexpr core::Micros behind_moment{1};

bool writes_address(core::LeadChange const &change)
{
    return std::ranges::any_of(change.columns,
                               [](auto const &column) { return column.first == "email" || column.first == "phone"; });
}

/* The prompt for the model. */
std::string prompt_of(core::Automation const &step, core::DecisionInput const &input)
{
    core::PromptContext context;
    context.now = input.now;
    return core::make_prompt(step, step.trigger, core::subject_of(input), context, pg::random_hex()).user;
}

class Rehearsal {
 public:
    Rehearsal(RehearsalStart start, AutomationCache const &automations, core::Instant now)
        : automations_(automations),
          sequence_(*automations.at(start.run.automation_key()).automation),
          run_(std::move(start.run)),
          entry_(std::move(start.entry)),
          start_(now),
          now_(now)
    {
        load(std::move(start.lead), std::move(start.booking));
    }

    [[nodiscard]] std::vector<RehearsedStep> go()
    {
        if (!sequence_.enabled) {
            add(run_.run_at, false, core::Reason::disabled);
            return std::move(rehearsed_);
        }
        // Each step is put off, waited for and done a few times at most.
        constexpr int most_advances = 5'000;
        for (int i = 0; i < most_advances && advance(); ++i) {
        }
        return std::move(rehearsed_);
    }

 private:
    /* A row for each step: what automation_suppressions says is known by the row. */
    void load(core::Lead lead, std::optional<core::Booking> booking)
    {
        auto const &steps = sequence_.sequence->steps;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            core::Run run = run_;
            run.step = steps[i].name;
            run.id = id_of(i);
            rows_.push_back({std::move(run), {}});
        }
        std::vector<core::Booking> bookings;
        if (booking) {
            bookings.push_back(*std::move(booking));
        }
        std::vector<core::Lead> leads;
        leads.push_back(std::move(lead));
        subjects_.load_unlocked(rows_, std::move(leads), std::move(bookings), automations_);
        name_row();
    }

    static core::RunId id_of(core::StepIndex step) { return core::RunId{-1 - static_cast<std::int64_t>(step)}; }

    void name_row()
    {
        if (auto const at = sequence_.sequence->find(run_.step)) {
            run_.id = id_of(*at);
        }
    }

    /* As a batch takes it. False: nothing follows. */
    bool advance()
    {
        now_ = run_.run_at > now_ ? run_.run_at + behind_moment : now_;
        core::SequenceEntry const before = entry_;
        StepEvaluation evaluation = evaluate_next();
        if (is_work_of(run_, evaluation, entry_)) {
            switch (work()) {
                case Came::to_end:
                    evaluation = evaluate_next();
                    break;
                case Came::later:
                    forget_turn(before);
                    return true;
                case Came::to_nothing:
                    return false;
            }
        }
        if (evaluation.kind == StepEvaluation::Kind::leaves) {
            add_leaving(evaluation);
            return false;
        }
        run_.step = entry_.step;
        run_.run_at = evaluation.kind == StepEvaluation::Kind::stands ? evaluation.at : now_;
        name_row();
        return true;
    }

    /* Nothing of the turn is stored, but that the trigger's delay is over. */
    void forget_turn(core::SequenceEntry const &before)
    {
        bool const delay_ended = before.delayed && !entry_.delayed;
        entry_ = before;
        if (delay_ended) {
            entry_.end_delay(now_);
        }
    }

    /* Tells what is passed by on the way. */
    StepEvaluation evaluate_next()
    {
        std::vector<StepEnrollment> enrollments;
        StepEvaluation evaluation = evaluate_past_enrollments(run_, sequence_, entry_, subjects_, enrollments, now_);
        for (StepEnrollment const &enrollment : enrollments) {
            add(now_, true, {}, enrollment.step);
        }
        for (core::SkippedStep const &skipped : evaluation.skipped) {
            add(now_, false, skipped.reason, skipped.name);
        }
        return evaluation;
    }

    enum class Came : unsigned char {
        to_end,     ///< the step is done or passed by
        later,      ///< the row has another moment
        to_nothing  ///< it waits for somebody, or the lead leaves
    };

    Came work()
    {
        core::Automation const &automation = *automations_.of(run_);
        core::DecisionInput const input = subjects_.decision_input(run_, automation, now_);
        core::Decision const decision = core::decide(input);
        switch (decision.verdict) {
            case core::Verdict::defer:
                return put_off(*decision.until, decision.event_moves);
            case core::Verdict::park:
                if (decision.until) {
                    return put_off(*decision.until, false);
                }
                add_step(automation, decision.reason);
                return Came::to_nothing;
            case core::Verdict::run:
                return automation.writes_message() ? write(automation, input) : change(automation);
            default:
                return pass(automation, decision);
        }
    }

    Came put_off(core::Instant until, bool event_moves)
    {
        run_.run_at = until;
        run_.event_at = event_moves ? until : run_.event_at;
        return Came::later;
    }

    Came pass(core::Automation const &automation, core::Decision const &decision)
    {
        add_step(automation, decision.reason);
        if (decision.reason == core::Reason::opted_out && refuses_channels(run_, sequence_, entry_, subjects_)) {
            add(now_, false, core::Reason::opted_out, entry_.step);
            return Came::to_nothing;
        }
        return end({});
    }

    Came end(core::StepEnd const &end)
    {
        core::end_step(*sequence_.sequence, entry_, end, now_);
        return Came::to_end;
    }

    Came write(core::Automation const &automation, core::DecisionInput const &input)
    {
        RehearsedStep rehearsed = step_of(automation);
        bool const notice = input.notice;
        if (auto const reason = compose(automation, input, rehearsed)) {
            rehearsed.reason = *reason;
            rehearsed_.push_back(std::move(rehearsed));
            return end({});
        }
        rehearsed_.push_back(std::move(rehearsed));
        if (!notice) {
            subjects_.contact(run_, now_);
        }
        subjects_.add_enrollment(run_, automation, now_);
        return end({.ran = true, .reaches_lead = !notice});
    }

    /* Why there is no text; nothing: `rehearsed` has it. */
    static std::optional<core::ReasonCode> compose(core::Automation const &automation, core::DecisionInput const &input,
                                                   RehearsedStep &rehearsed)
    {
        core::ModelSource const model =
            input.lead->ai_allowed ? core::ModelSource() : core::NoModel{"the lead does not allow the model", 0, 0};
        core::Composed composed = core::compose(automation, core::subject_of(input), model);
        if (auto const *const missing = std::get_if<core::MissingValue>(&composed)) {
            return core::ReasonCode::missing(missing->variable);
        }
        if (std::holds_alternative<core::TooLong>(composed)) {
            return core::Reason::error;
        }
        bool held = automation.review == core::Review::always;
        if (auto *const message = std::get_if<core::Message>(&composed)) {
            rehearsed.origin = std::move(message->origin);
            rehearsed.subject = std::move(message->subject);
            rehearsed.body = std::move(message->body);
            held = message->held;
        } else {
            rehearsed.origin = "gemini";
            rehearsed.body = prompt_of(automation, input);
        }
        rehearsed.would_run = true;
        rehearsed.reason = held ? core::ReasonCode(core::Reason::held) : core::ReasonCode();
        return std::nullopt;
    }

    Came change(core::Automation const &automation)
    {
        core::LeadChange const change = automation.actions.apply(*subjects_.lead(run_), now_);
        RehearsedStep rehearsed = step_of(automation);
        rehearsed.would_run = change.failed.empty();
        rehearsed.reason = change.failed.empty() ? core::ReasonCode() : core::ReasonCode(core::Reason::error);
        rehearsed.origin = "crm_update";
        if (change.failed.empty()) {
            rehearsed.body = change.after;
            subjects_.change_lead(run_, change);
            if (writes_address(change)) {
                subjects_.follow_addresses(rows_, automations_);
            }
        }
        bool const ran = rehearsed.would_run;
        rehearsed_.push_back(std::move(rehearsed));
        return end({.ran = ran});
    }

    [[nodiscard]] RehearsedStep step_of(core::Automation const &automation) const
    {
        return {.step = entry_.step,
                .due = shown(now_),
                .channel = automation.writes_message() ? core::NullableText(automation.channel) : std::nullopt};
    }

    void add_step(core::Automation const &automation, core::ReasonCode reason)
    {
        RehearsedStep rehearsed = step_of(automation);
        rehearsed.reason = std::move(reason);
        rehearsed_.push_back(std::move(rehearsed));
    }

    void add(core::Instant due, bool would_run, core::ReasonCode reason = {})
    {
        add(due, would_run, std::move(reason), entry_.step);
    }

    void add(core::Instant due, bool would_run, core::ReasonCode reason, std::string const &step)
    {
        rehearsed_.push_back({.step = step, .due = shown(due), .would_run = would_run, .reason = std::move(reason)});
    }

    /* That nothing is left is no news. */
    void add_leaving(StepEvaluation const &evaluation)
    {
        if (!evaluation.silent && evaluation.reason != core::Reason::finished) {
            add(now_, evaluation.reason == core::Reason::exited, evaluation.reason);
        }
    }

    /* Without what the clock is ahead of each moment. */
    [[nodiscard]] core::Instant shown(core::Instant moment) const
    {
        core::Instant const whole = std::chrono::floor<std::chrono::milliseconds>(moment);
        return moment > start_ ? std::max(whole, start_) : moment;
    }

    AutomationCache const &automations_;
    core::Automation const &sequence_;
    core::Run run_;
    core::SequenceEntry entry_;
    core::Instant start_, now_;
    std::vector<QueueRow> rows_;
    Subjects subjects_;
    std::vector<RehearsedStep> rehearsed_;
};

}  // namespace

std::vector<RehearsedStep> rehearse(RehearsalStart start, AutomationCache const &automations, core::Instant now)
{
    if (start.entry.message) {
        auto const &sequence = automations.at(start.run.automation_key()).automation->sequence;
        core::end_message(*sequence, start.entry, true, now);
        start.run.step = start.entry.step;
        start.run.run_at = now;
    }
    return Rehearsal(std::move(start), automations, now).go();
}

core::Run run_of_entry(core::Run const &event, core::SequenceEntry const &entry, core::Instant at)
{
    core::Run run = event;
    run.event = "step";
    run.step = entry.step;
    run.event_at = entry.entered_at;
    run.run_at = at;
    run.images.clear();
    run.by_hand = false;
    run.anchor.reset();
    run.message.reset();
    return run;
}

}  // namespace automation::engine
