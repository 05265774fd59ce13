/* simulate.cpp — automation_simulate: what a statement would set off, without leaving a trace.
 *
 * The statement runs as the caller, in a subtransaction that is always rolled back; the triggers do what they always
 * do, and what they put into the queue is looked at before it goes. The runs of a lead are gone through in the order of
 * their moments, each finding what those before it will have left: an attribute, a last contact, a cooldown.
 */
#include "core/messages/compose.hpp"
#include "core/json/json.hpp"

#include "api/insight/automation_preview.hpp"
#include "api/insight/sequence_entry.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/process/random_hex.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/sql/session_locks.hpp"
#include "pg/sql/subtransaction.hpp"
#include "pg/process/wait.hpp"
#include "engine/queue/queue.hpp"

namespace automation::api {
namespace {

/* A run as it would have been. */
struct SimulatedRun {
    core::RunKey run;
    std::int64_t automation = 0, lead = 0;
    std::optional<std::int64_t> booking;
    std::string name, lead_name, event, origin;
    core::ReasonCode reason;
    core::Instant due;
    bool would_run = false;
    core::NullableText subject, body;
    std::string step = {};  ///< of a sequence
};

// All that has been written since; of that, what others have committed meanwhile is left out afterwards.
constinit pg::Statement made_since(
    "select q.id, q.lead_id, q.tenant_id, q.xmin::text::bigint from @home@.automation_queue q "
    "where pg_catalog.age(q.xmin) <= pg_catalog.age($1) and q.kind = 'run' and ($2 is null or q.tenant_id = $2) "
    "order by q.tenant_id, q.lead_id, q.run_at, q.id",
    XIDOID, TEXTOID);

// All of a small table: a row that was written is that of a timed automation that was saved, and covers everybody anew.
constinit pg::Statement saved_since(
    "select w.automation_id, w.tenant_id, w.xmin::text::bigint from @home@.automation_watches w "
    "where pg_catalog.age(w.xmin) <= pg_catalog.age($1) and ($2 is null or w.tenant_id = $2) order by 1, 2",
    XIDOID, TEXTOID);

constexpr std::size_t looked_at_once = 500;

[[noreturn]] void refuse(std::string const &what, std::string detail, std::string hint)
{
    throw core::UserError("automation_simulate cannot run " + what, std::move(detail), std::move(hint));
}

/* What cannot be undone, or not run inside of a function at all, is a mistake of whoever gave the statement. */
void run_statement(std::string const &statement)
{
    pg::Spi const session;
    try {
        switch (pg::execute_given(statement)) {
            case pg::Given::done:
                return;
            case pg::Given::ends_transaction:
                refuse("a statement that begins or ends a transaction", "The statement is always rolled back.",
                       "Omit BEGIN, COMMIT, ROLLBACK, SAVEPOINT and PREPARE TRANSACTION.");
            case pg::Given::copies_to_client:
                refuse("COPY from or to the client", "A function cannot read from the client or write to it.",
                       "Write the rows as INSERT with VALUES.");
        }
    } catch (pg::Error const &error) {
        if (error.sqlstate() == ERRCODE_ACTIVE_SQL_TRANSACTION) {
            refuse("a statement that needs a transaction of its own", error.what(),
                   "Simulate the INSERT, UPDATE or DELETE statements that write the rows.");
        }
        if (error.sqlstate() == ERRCODE_INVALID_TRANSACTION_TERMINATION) {
            refuse("a procedure or block that commits or rolls back", error.what(),
                   "Simulate the INSERT, UPDATE or DELETE statements that it contains.");
        }
        throw;
    }
}

using RunKeys = std::vector<core::RunKey>;

/* In parts of one tenant that hold all runs of each of their leads, in the order of the leads and the moments. */
std::vector<RunKeys> runs_of(pg::ScratchSubtransaction const &scratch, std::optional<std::string> const &tenant)
{
    std::vector<RunKeys> parts;
    std::int64_t lead = 0;
    std::string owner;
    for (pg::Row const row :
         pg::execute(made_since, {pg::Param(TransactionIdGetDatum(scratch.id())), pg::Param::of(tenant)})) {
        if (!scratch.wrote(static_cast<TransactionId>(row.int8(4)))) {
            continue;
        }
        bool const another = owner != row.text(3);
        if (parts.empty() || another || (lead != row.int8(2) && parts.back().size() >= looked_at_once)) {
            parts.emplace_back();
        }
        parts.back().push_back({core::RunId{row.int8(1)}, row.text(3)});
        lead = row.int8(2);
        owner = row.text(3);
    }
    return parts;
}

/* The timed automations that the subtransaction saved. */
std::vector<core::AutomationKey> saved_automations(pg::ScratchSubtransaction const &scratch,
                                                   std::optional<std::string> const &tenant)
{
    std::vector<core::AutomationKey> saved;
    for (pg::Row const row :
         pg::execute(saved_since, {pg::Param(TransactionIdGetDatum(scratch.id())), pg::Param::of(tenant)})) {
        if (scratch.wrote(static_cast<TransactionId>(row.int8(3)))) {
            saved.push_back({core::AutomationId{row.int8(1)}, row.text(2)});
        }
    }
    return saved;
}

/* What the model would be told. */
std::string prompt_of(core::Automation const &automation, core::DecisionInput const &s)
{
    core::PromptContext context;
    context.old_status = s.run.old_status;
    context.new_status = s.run.new_status;
    context.now = s.now;
    return core::make_prompt(automation, automation.trigger, core::subject_of(s), context, pg::random_hex()).user;
}

class Simulation {
 public:
    explicit Simulation(Session const &session) : session_(session), now_(pg::now()) {}

    /** What the subtransaction wrote into the queue, in the order of its moments. */
    [[nodiscard]] std::vector<SimulatedRun> collect_runs(pg::ScratchSubtransaction const &scratch)
    {
        for (RunKeys const &part : runs_of(scratch, session_.only_tenant())) {
            pg::interrupts();
            // What a part has read goes with it.
            pg::Spi const session;
            add_rows(engine::read_rows(part));
        }
        for (core::AutomationKey const &automation : saved_automations(scratch, session_.only_tenant())) {
            add_moments(automation);
        }
        // The steps of an entry stay in their order.
        std::stable_sort(simulated_.begin(), simulated_.end(), [](SimulatedRun const &a, SimulatedRun const &b) {
            return std::tie(a.due, a.run) < std::tie(b.due, b.run);
        });
        return std::move(simulated_);
    }

 private:
    void add_rows(std::vector<engine::QueueRow> rows)
    {
        std::sort(rows.begin(), rows.end(), [](engine::QueueRow const &a, engine::QueueRow const &b) {
            return std::tuple(a.run.lead, a.key()) < std::tuple(b.run.lead, b.key());
        });
        std::vector<core::AutomationKey> automations;
        for (engine::QueueRow const &row : rows) {
            automations.push_back(row.run.automation_key());
        }
        automations_.fetch(automations);
        engine::Subjects subjects;
        subjects.load_unlocked(rows, automations_);
        for (engine::QueueRow &row : rows) {
            auto const &automation = automations_.at(row.run.automation_key()).automation;
            auto const inside = automation && row.run.of_step() ? find_inside(row.run) : std::nullopt;
            if (inside) {
                add_steps(row.run, *subjects.lead(row.run), rehearse_inside(*inside, automations_, now_));
            } else if (automation && !row.run.of_step()) {
                add(subjects, row.run, *automations_.of(row.run));
            }
        }
    }

    /* Whom the dispatcher will find for it, page by page. */
    void add_moments(core::AutomationKey const &key)
    {
        automations_.fetch({key});
        if (!automations_.at(key).automation) {
            return;
        }
        core::Automation const automation = *automations_.at(key).automation;
        if (!automation.enabled || !core::is_timed(automation.trigger)) {
            return;
        }
        std::int64_t after = 0;
        bool more = true;
        while (more) {
            pg::interrupts();
            pg::Spi const session;
            Moments const moments(automation, now_);
            auto const timed = store::read_timed_after(automation, after);
            std::vector<engine::QueueRow> rows;
            for (store::TimedRow const &row : timed) {
                after = row.place.id;
                auto expected = moments.expect(row, static_cast<std::int64_t>(rows.size()) + 1);
                if (expected && expected->basis == Basis::moment) {
                    rows.push_back({std::move(expected->run), {}});
                }
            }
            more = !timed.empty();
            add_rows(std::move(rows));
        }
    }

    void add(engine::Subjects &subjects, core::Run run, core::Automation const &automation)
    {
        core::DecisionInput decision_input = subjects.decision_input(run, automation, std::max(now_, run.run_at));
        core::RunForecast const seen = core::forecast(decision_input, run);
        if (seen.decision.verdict == core::Verdict::discard || decision_input.lead == nullptr) {
            return;
        }
        SimulatedRun simulated;
        simulated.run = run.key();
        simulated.automation = number(automation.id);
        simulated.lead = number(run.lead);
        simulated.booking = run.booking ? std::optional(number(*run.booking)) : std::nullopt;
        simulated.name = automation.name;
        simulated.lead_name = decision_input.lead->name.value_or("");
        simulated.event = run.event;
        simulated.due = decision_input.now = seen.due;
        simulated.would_run = seen.decision.verdict == core::Verdict::run;
        simulated.reason = reason_of(seen.decision);
        bool const of_sequence = automation.type == core::Type::sequence;
        if (of_sequence) {
            simulated.reason = why_not_enter(simulated.reason, run, subjects, seen.due);
            simulated.would_run = simulated.reason.empty();
        } else if (simulated.would_run) {
            perform(simulated, subjects, decision_input);
        }
        bool const entered = of_sequence && simulated.would_run;
        simulated_.push_back(std::move(simulated));
        if (entered) {
            entered_.emplace(run.automation_key(), run.lead, run.booking);
            subjects.add_enrollment(run, automation, seen.due);
            auto booking = decision_input.booking == nullptr ? std::nullopt : std::optional(*decision_input.booking);
            add_steps(run, *decision_input.lead,
                      rehearse_entry(run, *decision_input.lead, std::move(booking), automations_, seen.due));
        }
    }

    [[nodiscard]] core::ReasonCode why_not_enter(core::ReasonCode const &decided, core::Run const &run,
                                                 engine::Subjects const &subjects, core::Instant at) const
    {
        if (entered_.contains({run.automation_key(), run.lead, run.booking})) {
            return core::Reason::inside;
        }
        return api::why_not_enter(decided, run, *automations_.at(run.automation_key()).automation, subjects, at);
    }

    /* What a lead gets from a sequence. */
    void add_steps(core::Run const &run, core::Lead const &lead, std::vector<engine::RehearsedStep> steps)
    {
        for (engine::RehearsedStep &step : steps) {
            SimulatedRun simulated;
            simulated.run = run.key();
            simulated.automation = number(run.automation);
            simulated.lead = number(run.lead);
            simulated.booking = run.booking ? std::optional(number(*run.booking)) : std::nullopt;
            simulated.name = automations_.at(run.automation_key()).automation->name;
            simulated.lead_name = lead.name.value_or("");
            simulated.event = "step";
            simulated.due = step.due;
            simulated.would_run = step.would_run;
            simulated.reason = step.reason;
            simulated.origin = std::move(step.origin);
            simulated.subject = std::move(step.subject);
            simulated.body = std::move(step.body);
            simulated.step = std::move(step.step);
            simulated_.push_back(std::move(simulated));
        }
    }

    /* What comes of it, and what the next run finds: nothing is written but in memory. */
    static void perform(SimulatedRun &simulated, engine::Subjects &subjects, core::DecisionInput const &s)
    {
        bool contacts = false;
        if (s.automation->writes_message()) {
            contacts = compose(simulated, s) && !s.channel_configured && !s.notice;
        } else {
            core::LeadChange const change = s.automation->actions.apply(*s.lead, s.now);
            if (!change.failed.empty()) {
                simulated.would_run = false;
                simulated.reason = core::Reason::error;
                return;
            }
            simulated.origin = "crm_update";
            simulated.body = change.after;
            subjects.change_lead(s.run, change);
        }
        if (contacts) {
            subjects.contact(s.run, s.now);
        }
        if (simulated.would_run) {
            subjects.add_enrollment(s.run, *s.automation, s.now);
        }
    }

    /* The message as it would be written. True when it reaches the lead without a person's approval. */
    static bool compose(SimulatedRun &simulated, core::DecisionInput const &s)
    {
        core::Composed composed = core::compose(*s.automation, core::subject_of(s), std::monostate{});
        if (auto *message = std::get_if<core::Message>(&composed)) {
            simulated.origin = message->origin;
            simulated.subject = std::move(message->subject);
            simulated.body = std::move(message->body);
            return !message->held;
        }
        if (std::holds_alternative<core::NeedsModel>(composed)) {
            simulated.origin = "gemini";
            simulated.body = prompt_of(*s.automation, s);
            return true;
        }
        auto const *const missing = std::get_if<core::MissingValue>(&composed);
        simulated.would_run = false;
        simulated.reason =
            missing == nullptr ? core::ReasonCode(core::Reason::error) : core::ReasonCode::missing(missing->variable);
        return false;
    }

    Session const &session_;
    core::Instant now_;
    engine::AutomationCache automations_;
    std::vector<SimulatedRun> simulated_;
    std::set<std::tuple<core::AutomationKey, core::LeadId, std::optional<core::BookingId>>> entered_;
};

std::vector<SimulatedRun> simulate(std::string const &statement)
{
    pg::HeldLocks const before;
    pg::ScratchSubtransaction scratch;
    run_statement(statement);
    std::vector<SimulatedRun> simulated;
    {
        Session const session;
        simulated = Simulation(session).collect_runs(scratch);
    }
    scratch.undo();
    before.release_later_ones();
    return simulated;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_simulate)
{
    std::string const statement = args.text(0, "statement");
    pg::ResultSet result(args);
    for (SimulatedRun const &one : simulate(statement)) {
        result.add({pg::Param::of(one.automation), pg::Param::of(std::string_view(one.name)), pg::Param::of(one.lead),
                    pg::Param::of(std::string_view(one.lead_name)), pg::Param::of(one.booking),
                    pg::Param::of(std::string_view(one.event)), pg::Param::of(one.due), pg::Param::of(one.would_run),
                    pg::Param::of(std::string_view(one.reason.code())), pg::Param::of(std::string_view(one.origin)),
                    pg::Param::of(one.subject), pg::Param::of(one.body),
                    one.step.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(one.step))});
    }
    return result.done();
}
