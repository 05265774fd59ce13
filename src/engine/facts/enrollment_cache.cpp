#include "engine/facts/enrollment_cache.hpp"

#include "core/decisions/lead_date.hpp"

#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace automation::engine {

namespace {

// The unique index on (automation_id, lead_id, …).
constinit pg::Statement load_rows(
    "select e.automation_id, e.tenant_id, e.lead_id, e.booking_id, e.anchor, e.runs, e.last_run_at "
    "from unnest($1, $2, $3) as due (automation_id, lead_id, tenant_id) join @home@.automation_enrollments e "
    "on e.automation_id = due.automation_id and e.lead_id = due.lead_id and e.tenant_id = due.tenant_id",
    INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID);

}  // namespace

std::optional<core::Instant> enrollment_anchor(core::Run const &run, core::Automation const &automation,
                                               core::Lead const *lead, core::Booking const *booking)
{
    if (automation.trigger == core::Trigger::lead_date) {
        return run.anchor && !run.by_hand ? std::optional(core::counted_anchor(*run.anchor, run.yearly)) : std::nullopt;
    }
    return core::counted_by(automation.trigger, lead, booking);
}

void EnrollmentCache::load(std::vector<QueueRow> const &rows, AutomationCache const &automations, bool all)
{
    std::vector<std::int64_t> automation_ids;
    std::vector<std::int64_t> leads;
    std::vector<std::string> tenants;
    std::set<Key> asked;
    for (QueueRow const &row : rows) {
        auto const &automation = automations.at(row.run.automation_key()).automation;
        // A lead is new only once: nothing needs to be remembered of that.
        if (automation && !row.run.of_step() &&
            (automation->trigger != core::Trigger::new_lead || automation->type == core::Type::sequence) &&
            (all || automation->max_runs || automation->cooldown) &&
            asked.insert({row.run.automation_key(), row.run.lead}).second) {
            automation_ids.push_back(number(row.run.automation));
            leads.push_back(number(row.run.lead));
            tenants.push_back(row.run.tenant);
        }
    }
    if (automation_ids.empty()) {
        return;
    }
    for (pg::Row const row :
         pg::execute(load_rows, {pg::int8_array(automation_ids), pg::int8_array(leads), pg::text_array(tenants)})) {
        auto const booking = row.opt_int8(4);
        enrollments_[{pg::key_from<core::AutomationId>(row, 1), core::LeadId{row.int8(3)}}].push_back(
            {booking ? std::optional(core::BookingId{*booking}) : std::nullopt, row.maybe_instant(5), row.int4(6),
             row.maybe_instant(7)});
    }
}

core::RunHistory EnrollmentCache::history(core::Run const &run, core::Automation const &automation,
                                          core::Lead const *lead, core::Booking const *booking) const
{
    core::RunHistory history;
    auto const at = enrollments_.find({run.automation_key(), run.lead});
    if (at == enrollments_.end()) {
        return history;
    }
    bool const by_booking = concerns_booking(automation.trigger);
    auto const anchor = enrollment_anchor(run, automation, lead, booking);
    for (Enrollment const &enrollment : at->second) {
        if (enrollment.last_run) {
            history.last_run = std::max(history.last_run.value_or(*enrollment.last_run), *enrollment.last_run);
        }
        if ((!by_booking || enrollment.booking == run.booking) && (!anchor || enrollment.anchor == anchor)) {
            history.runs += enrollment.runs;
        }
    }
    return history;
}

void EnrollmentCache::add(core::Run const &run, std::optional<core::Instant> anchor, core::Instant now)
{
    enrollments_[{run.automation_key(), run.lead}].push_back({run.booking, anchor, 1, now});
}

}  // namespace automation::engine
