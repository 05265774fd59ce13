#include "core/json/json.hpp"

#include "engine/sequences/step_enrollment.hpp"

#include "core/automations/cause_chain.hpp"
#include "core/base/strings.hpp"

#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// The unique index on (tenant_id, name) of sequences.
constinit pg::Statement find_sequence(
    "select a.id, a.trigger from @home@.automations a where a.tenant_id = $1 and a.name = $2 and a.type = 'sequence'",
    TEXTOID, TEXTOID);
constinit pg::Statement queue(
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, "
    "context) values ($1, $2, $3, $4, $5, $6, $6, $7::jsonb)",
    INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID);

}  // namespace

std::variant<StepEnrollment, NoEnrollment> find_enrollment(core::Run const &run, core::SequenceStep const &step)
{
    auto const rows = pg::execute(
        find_sequence, {pg::Param::of(std::string_view(run.tenant)), pg::Param::of(std::string_view(step.enroll))});
    if (rows.empty()) {
        return NoEnrollment{core::Reason::automation_deleted, "no sequence is named " + core::quote_value(step.enroll)};
    }
    StepEnrollment found{step.name, core::AutomationId{rows[0].int8(1)}, rows[0].text(2), std::nullopt};
    auto const trigger = core::trigger_from(found.event);
    if (trigger && core::concerns_booking(*trigger)) {
        if (!run.booking) {
            return NoEnrollment{core::Reason::no_booking, "sequence " + core::quote_value(step.enroll) +
                                                              " has trigger " + found.event + " and needs a booking"};
        }
        found.booking = run.booking;
    }
    return found;
}

void queue_enrollments(core::Run const &run, std::vector<StepEnrollment> const &enrollments, core::Instant now)
{
    if (enrollments.empty()) {
        return;
    }
    auto chain = run.chain;
    chain.push_back(run.automation_key());
    core::json::Value context = core::json::Value::object();
    context["chain"] = core::chain_to_json(chain, run.tenant);
    for (StepEnrollment const &enrollment : enrollments) {
        auto const booking = enrollment.booking ? std::optional(number(*enrollment.booking)) : std::nullopt;
        pg::execute(
            queue, {pg::Param::of(number(enrollment.sequence)), pg::Param::of(number(run.lead)), pg::Param::of(booking),
                    pg::Param::of(std::string_view(run.tenant)), pg::Param::of(std::string_view(enrollment.event)),
                    pg::Param::of(now), pg::Param::of(std::string_view(core::json::dump(context)))});
    }
}

}  // namespace automation::engine
