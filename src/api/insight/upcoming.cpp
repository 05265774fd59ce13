/* upcoming.cpp — automation_upcoming and automation_why: what will reach a person, and what every rule says of one. */
#include "core/sequences/check_sequence.hpp"
#include "core/base/strings.hpp"
#include "core/decisions/recipient.hpp"
#include "core/json/parsed_documents.hpp"
#include "core/time/time_format.hpp"

#include "api/insight/channel_state.hpp"
#include "api/insight/run_inspector.hpp"
#include "api/insight/automation_preview.hpp"
#include "api/insight/sequence_entry.hpp"
#include "api/service/worker_status.hpp"
#include "engine/delivery/delivery_batch.hpp"

#include <algorithm>
#include <map>

#include "pg/boundary/args.hpp"
#include "store/automations.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/sql/result_set.hpp"
#include "store/due_moments.hpp"
#include "engine/queue/queue.hpp"

namespace automation::api {
namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement deliveries(
    "select q.id, q.channel, a.name, case when 'recipient_set' = any(m.flags) then m.recipient end, "
    "'notice' collate \"C\" = any(m.flags), m.automation_id is not null and m.origin <> 'manual' "
    "from @home@.automation_queue q "
    "join @home@.messages m on m.id = q.message_id and m.tenant_id = q.tenant_id and m.status in ('queued', 'sending') "
    "left join @home@.automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'deliver' order by q.run_at, q.id",
    INT8OID, TEXTOID);

/* One line of the list. */
struct UpcomingRun {
    core::Instant due;
    std::int64_t automation = 0;
    std::string name;
    std::optional<std::int64_t> booking;
    std::string event;
    bool would_run = true;
    core::ReasonCode reason;
    std::string step = {};  ///< of a sequence
};

/* A message that is written and waits for its channel. */
struct Waiting {
    std::string channel, automation;
    core::WrittenTo to;
};

class Upcoming {
 public:
    Upcoming(core::LeadId lead, std::string tenant) : lead_(lead), tenant_(std::move(tenant)), now_(pg::now()) {}

    [[nodiscard]] std::vector<UpcomingRun> list()
    {
        add_waiting();
        add_moments();
        add_deliveries();
        std::stable_sort(upcoming_.begin(), upcoming_.end(),
                         [](UpcomingRun const &a, UpcomingRun const &b) { return a.due < b.due; });
        return std::move(upcoming_);
    }

 private:
    /* Runs in the queue. */
    void add_waiting()
    {
        auto const rows = waiting_runs({lead_, tenant_}, std::nullopt, std::nullopt);
        engine::Subjects const subjects = load_subjects(rows);
        for (engine::QueueRow const &row : rows) {
            auto const &automation = automations_.at(row.run.automation_key()).automation;
            if (automation && row.run.of_step()) {
                add_step(row.run, *automation);
            } else if (automation) {
                add(row.run, subjects);
            }
        }
    }

    /* The step where the lead stands in a sequence. */
    void add_step(core::Run const &run, core::Automation const &sequence)
    {
        auto const inside = find_inside(run);
        if (!inside) {
            return;
        }
        engine::RehearsedStep step = rehearse_step(*inside, automations_, now_);
        upcoming_.push_back({step.due, number(sequence.id), sequence.name,
                             run.booking ? std::optional(number(*run.booking)) : std::nullopt, run.event,
                             step.would_run, step.reason, std::move(step.step)});
    }

    /* Moments of timed rules that the dispatcher has not put into the queue yet. */
    void add_moments()
    {
        for (core::AutomationDraft const &draft : store::load_drafts_of(tenant_)) {
            core::AutomationKey const key{draft.id, draft.tenant};
            automations_.fetch({key});
            auto const &automation = automations_.at(key).automation;
            if (automation && automation->enabled && core::is_timed(automation->trigger)) {
                add_moments_of(*automation);
            }
        }
    }

    void add_moments_of(core::Automation const &automation)
    {
        Moments const moments(automation, now_);
        std::vector<engine::QueueRow> rows;
        for (store::TimedRow const &row : store::read_timed_of(automation, lead_)) {
            auto expected = moments.expect(row, static_cast<std::int64_t>(rows.size()) + 1);
            if (expected && expected->basis == Basis::moment) {
                rows.push_back({std::move(expected->run), {}});
            }
        }
        engine::Subjects const subjects = load_subjects(rows);
        for (engine::QueueRow const &row : rows) {
            add(row.run, subjects);
        }
    }

    [[nodiscard]] engine::Subjects load_subjects(std::vector<engine::QueueRow> const &rows)
    {
        std::vector<core::AutomationKey> automations;
        for (engine::QueueRow const &row : rows) {
            automations.push_back(row.run.automation_key());
        }
        automations_.fetch(automations);
        engine::Subjects subjects;
        subjects.load_unlocked(rows, automations_);
        return subjects;
    }

    void add(core::Run run, engine::Subjects const &subjects)
    {
        core::Automation const &automation = *automations_.of(run);
        core::RunForecast const seen = core::forecast(subjects.decision_input(run, automation, now_), run);
        core::ReasonCode reason = reason_of(seen.decision);
        if (automation.type == core::Type::sequence) {
            reason = why_not_enter(reason, run, *automations_.at(run.automation_key()).automation, subjects, seen.due);
        }
        bool const to_nothing = seen.decision.verdict == core::Verdict::discard;
        if (!to_nothing) {
            upcoming_.push_back({seen.due, number(automation.id), automation.name,
                                 run.booking ? std::optional(number(*run.booking)) : std::nullopt, run.event,
                                 reason.empty(), reason});
        }
    }

    /* Messages that are written and wait for their channel. */
    void add_deliveries()
    {
        std::vector<core::RunKey> keys;
        std::map<core::RunKey, Waiting> messages;
        for (pg::Row const row : pg::execute(deliveries, {pg::Param::of(number(lead_)), tenant()})) {
            keys.push_back({core::RunId{row.int8(1)}, tenant_});
            messages[keys.back()] = {row.text(2), row.text(3), {row.opt_text(4), row.boolean(5), row.boolean(6)}};
        }
        auto const rows = keys.empty() ? std::vector<engine::QueueRow>() : engine::read_rows(keys);
        engine::Subjects const subjects = load_subjects(rows);
        for (engine::QueueRow const &row : rows) {
            add_delivery(row.run, messages.at(row.run.key()), subjects);
        }
    }

    void add_delivery(core::Run const &run, Waiting const &message, engine::Subjects const &subjects)
    {
        constexpr int most_delays = 8;
        std::string const &channel = message.channel;
        core::Instant due = std::max(now_, run.run_at);
        core::Lead const *const lead = subjects.lead(run);
        auto const &automation = automations_.at(run.automation_key()).automation;
        core::MessageRecipient recipient;
        if (lead != nullptr) {
            recipient = core::recipient_for(message.to, automation ? &*automation : nullptr, *lead, channel);
        }
        core::Decision decision = engine::decide_claim(subjects, automations_, run, channel, recipient.notice, due);
        for (int i = 0; i < most_delays && decision.verdict == core::Verdict::defer; ++i) {
            due = *decision.until;
            decision = engine::decide_claim(subjects, automations_, run, channel, recipient.notice, due);
        }
        if (decision.verdict == core::Verdict::run && lead != nullptr) {
            decision = decide_recipient(recipient, channel);
        }
        core::ReasonCode reason = reason_of(decision);
        if (reason.empty()) {
            reason = channel_step(tenant_, channel).reason;
        }
        upcoming_.push_back({due, number(run.automation), message.automation,
                             run.booking ? std::optional(number(*run.booking)) : std::nullopt, "delivery",
                             reason.empty(), reason, run.step});
    }

    /* As when it is claimed. */
    [[nodiscard]] core::Decision decide_recipient(core::MessageRecipient const &recipient,
                                                  std::string const &channel) const
    {
        core::Suppressions said;
        if (recipient.address) {
            said = store::suppressions_of({{tenant_, channel, *recipient.address}})[0];
        }
        return engine::decide_recipient(recipient, said, channel);
    }

    [[nodiscard]] pg::Param tenant() const { return pg::Param::of(std::string_view(tenant_)); }

    core::LeadId lead_;
    std::string tenant_;
    core::Instant now_;
    engine::AutomationCache automations_;
    std::vector<UpcomingRun> upcoming_;
};

/* The first step that speaks against a run: what decide() answers, else that there is no event. */
core::Step first_failure(std::vector<core::Step> steps)
{
    bool const no_event = !steps.empty() && !steps.back().ok && steps.back().name == "event";
    for (core::Step &step : steps) {
        // What does not come is not put off.
        bool const puts_off = step.reason == core::Reason::not_due || step.reason == core::Reason::quiet_hours ||
                              step.reason == core::Reason::send_window || step.reason == core::Reason::daily_cap ||
                              step.reason == core::Reason::absent;
        if (!step.ok && !(no_event && puts_off)) {
            return std::move(step);
        }
    }
    return {};
}

/* What is to be known of a run that nothing speaks against: when it is due, and what keeps it until somebody acts. */
std::string surroundings(RunInspector const &one, core::Step const &worker)
{
    std::string text;
    auto const add = [&](std::string const &more) { text += (text.empty() ? "" : "; ") + more; };
    if (auto const due = one.due(); due && *due > pg::now()) {
        add("due at " + core::iso_8601(*due, one.subject().zone));
    }
    if (one.automation().writes_message()) {
        if (core::Step const channel = channel_step(one.run().tenant, one.automation().channel); !channel.ok) {
            add("channel " + channel.message());
        }
    }
    if (!worker.ok) {
        add("worker " + worker.message());
    }
    return text;
}

// The index on (lead_id, id).
constinit pg::Statement last_activity(
    "select a.created_at, a.description from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 "
    "and a.automation_id = $3 order by a.id desc limit 1",
    INT8OID, TEXTOID, INT8OID);

std::string last_outcome(core::LeadId lead, std::string const &tenant, core::AutomationId automation)
{
    auto const rows = pg::execute(last_activity, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)),
                                                  pg::Param::of(number(automation))});
    return rows.empty() ? "" : core::iso_8601(rows[0].instant(1), core::FixedTimeZone()) + " " + rows[0].text(2);
}

// The index on (lead_id, automation_id).
constinit pg::Statement queued_messages(
    "select q.message_id, q.channel from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 "
    "and q.automation_id = $3 and q.kind = 'deliver' order by q.run_at, q.id limit 3",
    INT8OID, TEXTOID, INT8OID);

/* What keeps messages of the automation that are written until somebody acts. */
std::string waiting_messages(core::LeadKey const &lead, core::AutomationId automation)
{
    std::string text;
    for (pg::Row const row :
         pg::execute(queued_messages, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                       pg::Param::of(number(automation))})) {
        if (std::string const why = why_messages_wait(lead.tenant, row.text(2)); !why.empty()) {
            text += (text.empty() ? "" : "; ") + ("message " + std::to_string(row.int8(1)) + " waits: " + why);
        }
    }
    return text;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_upcoming)
{
    core::LeadId const asked{args.integer(0, "lead_id")};
    pg::ResultSet result(args);
    Session const session;
    core::json::DocumentScope const documents;
    auto const [lead, tenant] = present_lead(session, asked);
    for (UpcomingRun const &one : Upcoming(lead, tenant).list()) {
        result.add({pg::Param::of(one.due), pg::Param::of(one.automation), pg::Param::of(std::string_view(one.name)),
                    pg::Param::of(one.booking), pg::Param::of(std::string_view(one.event)),
                    pg::Param::of(one.would_run), pg::Param::of(std::string_view(one.reason.code())),
                    one.step.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(one.step))});
    }
    return result.done();
}

PG_CPP_FUNCTION(automation_why)
{
    core::LeadId const asked{args.integer(0, "lead_id")};
    pg::ResultSet result(args);
    bool const limited = pg::limits().limited;
    Session const session;
    auto const [lead, tenant] = present_lead(session, asked);
    core::Step const worker = worker_step(worker_status(), limited);
    core::json::DocumentScope const documents;
    auto const person = store::load_lead(lead, tenant);
    for (core::AutomationDraft const &draft : store::load_drafts_of(tenant)) {
        core::Step failure{.name = "automation", .ok = false, .detail = {}, .reason = core::Reason::error, .hint = {}};
        try {
            (void)core::check_with_steps(draft);
            RunInspector const one({draft.id, tenant}, lead, std::nullopt, Asked::next, person ? &*person : nullptr);
            failure = first_failure(one.explain());
            if (failure.ok) {
                failure.detail = surroundings(one, worker);
            }
            if (!one.step().empty()) {
                failure.detail =
                    "step " + core::quote_value(one.step()) + (failure.detail.empty() ? "" : ": ") + failure.detail;
            }
        } catch (core::UserError const &error) {
            failure.detail = error.what();
        }
        if (std::string const waits = waiting_messages({lead, tenant}, draft.id); !waits.empty()) {
            failure.detail += (failure.detail.empty() ? "" : "; ") + waits;
        }
        result.add({pg::Param::of(number(draft.id)), pg::Param::of(std::string_view(draft.name)),
                    pg::Param::of(std::string_view(draft.trigger)), pg::Param::of(failure.ok),
                    pg::Param::of(std::string_view(failure.reason.code())),
                    pg::Param::of(std::string_view(failure.message())),
                    pg::Param::of(std::string_view(last_outcome(lead, tenant, draft.id)))});
    }
    return result.done();
}
