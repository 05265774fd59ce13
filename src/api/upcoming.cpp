/* upcoming.cpp — automation_upcoming and automation_why: what will reach a person, and what every rule says of one. */
#include "core/moment.hpp"

#include "api/one_run.hpp"
#include "api/prospects.hpp"

#include <algorithm>

#include "pg/args.hpp"
#include "pg/automations.hpp"
#include "pg/clock.hpp"
#include "pg/facts.hpp"
#include "pg/result_set.hpp"
#include "pg/timed_facts.hpp"
#include "worker/queue.hpp"

namespace automation::api {
namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement ids_waiting(
    "select q.id from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run'", INT8OID,
    TEXTOID);
constinit pg::Statement deliveries(
    "select q.run_at, q.automation_id, a.name, q.booking_id, q.event from @home@.automation_queue q "
    "left join @home@.automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id "
    "where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'deliver'",
    INT8OID, TEXTOID);

/* One line of the list. */
struct Coming {
    core::Instant due;
    std::int64_t automation = 0;
    std::string name;
    std::optional<std::int64_t> booking;
    std::string event;
    bool would_run = true;
    std::string reason;
};

class Upcoming {
 public:
    Upcoming(core::LeadId lead, std::string tenant) : lead_(lead), tenant_(std::move(tenant)), now_(pg::now()) {}

    [[nodiscard]] std::vector<Coming> list()
    {
        add_waiting();
        add_moments();
        add_deliveries();
        std::stable_sort(coming_.begin(), coming_.end(),
                         [](Coming const &a, Coming const &b) { return a.due < b.due; });
        return std::move(coming_);
    }

 private:
    /* Runs in the queue. */
    void add_waiting()
    {
        std::vector<core::RunKey> keys;
        for (pg::Row const row : pg::execute(ids_waiting, {pg::Param::of(number(lead_)), tenant()})) {
            keys.push_back({core::RunId{row.integer(1)}, tenant_});
        }
        for (worker::QueueRow const &row : worker::read_rows(keys)) {
            waiting_.emplace_back(row.run.automation, row.run.booking);
            shelf_.fetch({row.run.automation_key()});
            if (auto const &automation = shelf_.at(row.run.automation_key()).automation) {
                add(row.run, *automation);
            }
        }
    }

    /* Moments of timed rules that are too far ahead to be in the queue yet. */
    void add_moments()
    {
        auto const lead = pg::load_lead(lead_, tenant_);
        auto const bookings = pg::load_coming_bookings(lead_, tenant_, now_);
        for (core::AutomationDraft const &draft : pg::load_drafts_of(tenant_)) {
            core::AutomationKey const key{draft.id, draft.tenant};
            shelf_.fetch({key});
            auto const &automation = shelf_.at(key).automation;
            if (!lead || !automation || !automation->enabled || !core::is_timed(automation->trigger)) {
                continue;
            }
            if (automation->trigger == core::Trigger::no_contact_days) {
                add_moment(*automation, nullptr);
            }
            for (core::Booking const &booking : bookings) {
                if (automation->trigger != core::Trigger::no_contact_days) {
                    add_moment(*automation, &booking);
                }
            }
        }
    }

    void add_moment(core::Automation const &automation, core::Booking const *booking)
    {
        std::optional<core::BookingId> const id = booking != nullptr ? std::optional(booking->id) : std::nullopt;
        if (std::find(waiting_.begin(), waiting_.end(), std::pair(automation.id, id)) != waiting_.end()) {
            return;
        }
        core::Run run;
        run.automation = automation.id;
        run.lead = lead_;
        run.tenant = tenant_;
        run.event = core::name_of(automation.trigger);
        run.booking = id;
        worker::Subjects subjects;
        subjects.look(run, shelf_);
        core::Situation const s = subjects.situation(run, automation, now_);
        auto const moment = core::moment_of(automation, *s.lead, s.booking, s.tenant, s.history, s.zone, now_);
        // A moment that has passed and left no run has been looked at.
        if (moment && *moment > now_) {
            run.event_at = run.run_at = *moment;
            add(run, automation);
        }
    }

    void add(core::Run run, core::Automation const &automation)
    {
        worker::Subjects subjects;
        subjects.look(run, shelf_);
        core::Outlook const seen = core::outlook(subjects.situation(run, automation, now_), run);
        std::string const reason = reason_of(seen.decision);
        bool const to_nothing = seen.decision.verdict == core::Verdict::drop;
        if (!to_nothing) {
            coming_.push_back({seen.due, number(automation.id), automation.name,
                               run.booking ? std::optional(number(*run.booking)) : std::nullopt, run.event,
                               reason.empty(), reason});
        }
    }

    void add_deliveries()
    {
        for (pg::Row const row : pg::execute(deliveries, {pg::Param::of(number(lead_)), tenant()})) {
            coming_.push_back(
                {row.instant(1), row.integer(2), row.text(3), row.maybe_integer(4), "delivery", true, ""});
        }
    }

    [[nodiscard]] pg::Param tenant() const { return pg::Param::of(std::string_view(tenant_)); }

    core::LeadId lead_;
    std::string tenant_;
    core::Instant now_;
    worker::Shelf shelf_;
    std::vector<std::pair<core::AutomationId, std::optional<core::BookingId>>> waiting_;
    std::vector<Coming> coming_;
};

/* The first step that speaks against a run: what decide() answers. */
core::Step first_objection(std::vector<core::Step> steps)
{
    for (core::Step &step : steps) {
        if (!step.ok) {
            return std::move(step);
        }
    }
    return {};
}

// The index on (lead_id, id).
constinit pg::Statement last_story(
    "select a.created_at, a.description from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 "
    "and a.automation_id = $3 order by a.id desc limit 1",
    INT8OID, TEXTOID, INT8OID);

std::string last_outcome(core::LeadId lead, std::string const &tenant, core::AutomationId automation)
{
    auto const rows = pg::execute(last_story, {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)),
                                               pg::Param::of(number(automation))});
    return rows.empty() ? "" : core::iso_8601(rows[0].instant(1), core::FixedZone()) + " " + rows[0].text(2);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_upcoming)
{
    core::LeadId const lead{args.integer(0, "lead_id")};
    pg::ResultSet result(args);
    Session const session;
    for (Coming const &one : Upcoming(lead, tenant_of_lead(session, lead)).list()) {
        result.add({pg::Param::of(one.due), pg::Param::of(one.automation), pg::Param::of(std::string_view(one.name)),
                    pg::Param::of(one.booking), pg::Param::of(std::string_view(one.event)),
                    pg::Param::of(one.would_run), pg::Param::of(std::string_view(one.reason))});
    }
    return result.done();
}

PG_CPP_FUNCTION(automation_why)
{
    core::LeadId const lead{args.integer(0, "lead_id")};
    pg::ResultSet result(args);
    Session const session;
    std::string const tenant = tenant_of_lead(session, lead);
    for (core::AutomationDraft const &draft : pg::load_drafts_of(tenant)) {
        core::Step objection{.name = "automation", .ok = false, .detail = {}, .reason = "error", .remedy = {}};
        try {
            (void)core::check(draft);
            objection = first_objection(OneRun({draft.id, tenant}, lead, std::nullopt).explain());
        } catch (core::UserError const &error) {
            objection.detail = error.what();
        }
        result.add({pg::Param::of(number(draft.id)), pg::Param::of(std::string_view(draft.name)),
                    pg::Param::of(std::string_view(draft.trigger)), pg::Param::of(objection.ok),
                    pg::Param::of(std::string_view(objection.reason)),
                    pg::Param::of(std::string_view(objection.told())),
                    pg::Param::of(std::string_view(last_outcome(lead, tenant, draft.id)))});
    }
    return result.done();
}
