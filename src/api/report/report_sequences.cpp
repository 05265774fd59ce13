#include "api/report/report_reader.hpp"

namespace automation::api {
namespace {

constexpr std::size_t most_sequences = 50;

// The steps as automation_steps lists them, with the numbers of the days of the report: the views say what serves them.
constinit pg::Statement steps(
    "select s.automation_id, s.tenant_id, s.name, s.step, s.place is null, s.parent, s.branch, "
    "coalesce(s.does in ('message', 'actions', 'enroll'), true), s.waiting, coalesce(d.ran, 0), coalesce(d.skipped, "
    "0), "
    "coalesce(d.blocked, 0), coalesce(d.failed, 0), coalesce(d.replied, 0), coalesce(d.booked, 0), "
    "coalesce(d.converted, 0), coalesce(d.left_here, 0) from @home@.automation_steps s left join (select "
    "automation_id, "
    "tenant_id, step, sum(ran)::bigint as ran, sum(skipped)::bigint as skipped, sum(blocked)::bigint as blocked, "
    "sum(failed)::bigint as failed, sum(replied)::bigint as replied, sum(booked)::bigint as booked, "
    "sum(converted)::bigint as converted, sum(left_here)::bigint as left_here from @home@.automation_step_days "
    "where day >= ($2 at time zone 'UTC')::date and day < ($3 at time zone 'UTC')::date group by 1, 2, 3) d "
    "on d.automation_id = s.automation_id and d.tenant_id = s.tenant_id and d.step = s.step "
    "where $1 is null or s.tenant_id = $1 order by s.automation_id, s.tenant_id, s.place nulls last, s.step",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);

core::StepReport step_from(pg::Row const &row)
{
    core::StepReport step;
    step.step = row.text(4);
    step.removed = row.boolean(5);
    step.parent = row.opt_text(6);
    step.branch = row.opt_text(7);
    step.works = row.boolean(8);
    step.waiting = row.int8(9);
    step.ran = row.int8(10);
    step.skipped = row.int8(11);
    step.blocked = row.int8(12);
    step.failed = row.int8(13);
    step.replied = row.int8(14);
    step.booked = row.int8(15);
    step.converted = row.int8(16);
    step.left_here = row.int8(17);
    return step;
}

}  // namespace

void read_sequences(core::ReportData &data, ReportScope const &scope)
{
    auto const [tenant, first, end] = scope.params();
    core::AutomationKey last;
    for (pg::Row const row : pg::execute(steps, {tenant, first, end})) {
        core::AutomationKey const key{core::AutomationId{row.int8(1)}, row.text(2)};
        bool const another = data.sequence_count == 0 || key != last;
        if (another) {
            ++data.sequence_count;
            last = key;
        }
        if (another && data.sequences.size() < most_sequences) {
            data.sequences.push_back({.id = row.int8(1), .tenant = row.text(2), .name = row.text(3), .steps = {}});
        }
        core::SequenceReport &sequence = data.sequences.back();
        if (sequence.id == number(key.id) && sequence.tenant == key.tenant) {
            sequence.steps.push_back(step_from(row));
        }
    }
}

}  // namespace automation::api
