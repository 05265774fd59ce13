/* trigger.cpp — automation_trigger, automation_enroll and automation_cancel: runs begun and ended by hand. */
#include "core/base/suggest.hpp"

#include "api/runs/event_by_hand.hpp"
#include "api/session.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/automations.hpp"
#include "store/lead_store.hpp"
#include "store/sequence_exits.hpp"

namespace automation::api {
namespace {

core::Trigger read_trigger(std::string const &word)
{
    if (auto const trigger = core::trigger_from(word)) {
        return *trigger;
    }
    auto const near = core::suggest(word, core::trigger_names);
    std::string all;
    for (auto const name : core::trigger_names) {
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    throw core::UserError("unknown trigger \"" + word + "\"", "Triggers are " + all + ".",
                          near ? "Did you mean \"" + std::string(*near) + "\"?" : "Write one of these.");
}

/* Without a booking an automation about bookings has nothing to say. */
void check_booking(core::AutomationDraft const &draft, bool given)
{
    auto const trigger = core::trigger_from(draft.trigger);
    if (trigger && core::concerns_booking(*trigger) && !given) {
        throw core::UserError("automation " + std::to_string(number(draft.id)) + " has trigger \"" + draft.trigger +
                                  "\" and needs a booking",
                              "", "Pass the id of a booking of the lead as booking_id.");
    }
}

/* The automation and the lead, of one tenant. */
struct Enrolled {
    core::AutomationDraft automation;
    core::LeadKey lead;
    bool inside = false;  ///< of a sequence, for that booking or for none
};

Enrolled find_enrolled(core::AutomationId automation, core::LeadId lead, std::optional<core::BookingId> booking)
{
    Session const session;
    core::AutomationKey const key = automation_for_lead(session, automation, lead);
    Enrolled enrolled{store::load_drafts({key}).at(0), present_lead(session, lead)};
    enrolled.inside = enrolled.automation.type == core::name_of(core::Type::sequence) &&
                      store::is_inside(enrolled.lead, key.id, booking);
    return enrolled;
}

int enroll(core::AutomationId automation, core::LeadId lead, std::optional<core::BookingId> booking)
{
    Enrolled const enrolled = find_enrolled(automation, lead, booking);
    check_booking(enrolled.automation, booking.has_value());
    auto const trigger = core::trigger_from(enrolled.automation.trigger);
    return trigger && !enrolled.inside ? fire_by_hand(*trigger, enrolled.lead, {.booking = booking}, automation) : 0;
}

constinit pg::Statement cancel_runs(
    "with gone as (delete from @home@.automation_queue where lead_id = $1 and tenant_id = $2 "
    "and kind <> 'contact' and ($3 is null or automation_id = $3) returning kind, automation_id, booking_id, message_id, event, event_at, "
    "context), " REMEMBER_GONE("$4") ", "
    "stopped as (update @home@.messages m set status = 'cancelled', updated_at = $4, error = case when m.status = "
    "'sending' then 'it was leaving when it was cancelled, and may have arrived' else m.error end from gone g "
    "where g.kind = 'deliver' and m.id = g.message_id and m.tenant_id = $2 "
    "and m.status in ('queued', 'held', 'sending')), "
    "inserted as (" INSERT_ACTIVITIES
    "select 'automation_skipped', 'cancelled by hand', "
    "jsonb_build_object('automation_id', automation_id, 'event', event, 'reason', 'cancelled') "
    "|| case when message_id is null then '{}'::jsonb else jsonb_build_object('message_id', message_id) end, "
    "$1, automation_id, message_id, booking_id, $2, $4 from gone) "
    "select count(*) from gone",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_trigger)
{
    core::Trigger const trigger = read_trigger(args.text(0, "trigger"));
    core::LeadId const lead{args.integer(1, "lead_id")};
    EventContext const context = read_event_context(args.given(2) ? args.jsonb(2, "context") : "{}");
    core::LeadKey const key = [&] {
        Session const session;
        return present_lead(session, lead);
    }();
    return Int32GetDatum(fire_by_hand(trigger, key, context));
}

PG_CPP_FUNCTION(automation_enroll)
{
    auto const booking = args.opt_int8(2);
    return Int32GetDatum(enroll(core::AutomationId{args.integer(0, "id")}, core::LeadId{args.integer(1, "lead_id")},
                                booking ? std::optional(core::BookingId{*booking}) : std::nullopt));
}

PG_CPP_FUNCTION(automation_cancel)
{
    core::LeadId const asked{args.integer(0, "lead_id")};
    Session const session;
    auto const [lead, tenant] = present_lead(session, asked);
    pg::Param const id = pg::Param::of(number(lead));
    pg::Param const tenant_param = pg::Param::of(std::string_view(tenant));
    store::hold_lead(lead, tenant);
    auto const only = args.opt_int8(1);
    std::int64_t const ended = store::end_entries(
        {.lead = {lead, tenant}, .sequence = only ? std::optional(core::AutomationId{*only}) : std::nullopt},
        "cancelled", pg::now());
    auto const rows = pg::execute(cancel_runs, {id, tenant_param, pg::Param::of(only), pg::Param::of(pg::now())});
    return Int32GetDatum(static_cast<int>(ended + rows[0].int8(1)));
}
