/* simulate.cpp — automation_simulate: what a statement would set off, without leaving a trace.
 *
 * The statement runs as the caller, in a subtransaction that is always rolled back; the triggers do what they always
 * do, and what they put into the queue is looked at before it goes.
 */
#include "core/compose.hpp"
#include "core/json.hpp"

#include "api/prospects.hpp"

#include <string>

#include "pg/args.hpp"
#include "pg/clock.hpp"
#include "pg/nonce.hpp"
#include "pg/result_set.hpp"
#include "pg/subtransaction.hpp"
#include "pg/wait.hpp"
#include "worker/queue.hpp"

namespace automation::api {
namespace {

/* A run as it would have been. */
struct Simulated {
    std::int64_t automation = 0, lead = 0;
    std::optional<std::int64_t> booking;
    std::string name, lead_name, event, reason, origin;
    core::Instant due;
    bool would_run = false;
    core::Text subject, body;
};

// Everything in it was written by this subtransaction or by one inside it; their numbers are greater.
constinit pg::Statement made_since(
    "select q.id from @home@.automation_queue q where q.xmin::text::bigint >= $1 and pg_catalog.age(q.xmin) <= "
    "pg_catalog.age($2::text::xid) and q.kind = 'run' and ($3 is null or q.tenant_id = $3) order by q.run_at, q.id",
    INT8OID, TEXTOID, TEXTOID);

constexpr std::size_t looked_at_once = 500;

void run_statement(std::string const &statement)
{
    pg::Spi const session;
    (void)pg::execute_plain(statement);
}

/* The message as it would be written; what the model would be told where it writes. */
void compose(Simulated &simulated, core::Automation const &automation, core::Situation const &s)
{
    core::Subject const subject{*s.lead, s.booking, s.tenant, s.zone};
    core::Composed composed = core::compose(automation, subject, std::monostate{});
    if (auto *message = std::get_if<core::Message>(&composed)) {
        simulated.origin = message->origin;
        simulated.subject = std::move(message->subject);
        simulated.body = std::move(message->body);
    } else if (auto const *missing = std::get_if<core::MissingValue>(&composed)) {
        simulated.would_run = false;
        simulated.reason = "missing_" + missing->variable;
    } else {
        core::PromptContext context;
        context.old_status = s.run.old_status;
        context.new_status = s.run.new_status;
        context.now = s.now;
        simulated.origin = "gemini";
        simulated.body = core::make_prompt(automation, automation.trigger, subject, context, pg::new_nonce()).user;
    }
}

class Simulation {
 public:
    explicit Simulation(Session const &session) : session_(session), now_(pg::now()) {}

    /** What stands in the queue since the subtransaction began. */
    [[nodiscard]] std::vector<Simulated> look(TransactionId since)
    {
        std::string const written = std::to_string(since);
        std::vector<core::RunId> ids;
        for (pg::Row const row : pg::execute(
                 made_since, {pg::Param::of(static_cast<std::int64_t>(since)), pg::Param::of(std::string_view(written)),
                              pg::Param::of(session_.only_tenant())})) {
            ids.push_back(core::RunId{row.integer(1)});
        }
        for (std::size_t from = 0; from < ids.size(); from += looked_at_once) {
            pg::interrupts();
            auto const end = std::min(ids.size(), from + looked_at_once);
            look_at(worker::read_rows(
                {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(end)}));
        }
        return std::move(simulated_);
    }

 private:
    void look_at(std::vector<worker::QueueRow> const &rows)
    {
        pg::Spi const session;
        for (worker::QueueRow const &row : rows) {
            shelf_.fetch({number(row.run.automation)}, {row.run.tenant});
            if (auto const &automation = shelf_.at(row.run.automation).automation) {
                add(row.run, *automation);
            }
        }
    }

    void add(core::Run run, core::Automation const &automation)
    {
        worker::Subjects subjects;
        subjects.look(run, shelf_);
        core::Situation const situation = subjects.situation(run, automation, now_);
        core::Outlook const seen = core::outlook(situation, run);
        if (seen.decision.verdict == core::Verdict::drop || situation.lead == nullptr) {
            return;
        }
        Simulated simulated;
        simulated.automation = number(automation.id);
        simulated.lead = number(run.lead);
        simulated.booking = run.booking ? std::optional(number(*run.booking)) : std::nullopt;
        simulated.name = automation.name;
        simulated.lead_name = situation.lead->name.value_or("");
        simulated.event = run.event;
        simulated.due = seen.due;
        simulated.would_run = seen.decision.verdict == core::Verdict::run;
        simulated.reason = reason_of(seen.decision);
        if (simulated.would_run && automation.writes_message()) {
            compose(simulated, automation, situation);
        } else if (simulated.would_run) {
            simulated.origin = "crm_update";
            simulated.body = automation.actions.apply(*situation.lead, seen.due).after;
        }
        simulated_.push_back(std::move(simulated));
    }

    Session const &session_;
    core::Instant now_;
    worker::Shelf shelf_;
    std::vector<Simulated> simulated_;
};

std::vector<Simulated> simulate(std::string const &statement)
{
    pg::Undone undone;
    run_statement(statement);
    std::vector<Simulated> simulated;
    {
        Session const session;
        simulated = Simulation(session).look(undone.id());
    }
    undone.undo();
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
    for (Simulated const &one : simulate(statement)) {
        result.add({pg::Param::of(one.automation), pg::Param::of(std::string_view(one.name)), pg::Param::of(one.lead),
                    pg::Param::of(std::string_view(one.lead_name)), pg::Param::of(one.booking),
                    pg::Param::of(std::string_view(one.event)), pg::Param::of(one.due), pg::Param::of(one.would_run),
                    pg::Param::of(std::string_view(one.reason)), pg::Param::of(std::string_view(one.origin)),
                    pg::Param::of(one.subject), pg::Param::of(one.body)});
    }
    return result.done();
}
