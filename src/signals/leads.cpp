/* leads.cpp — new leads and changed statuses. */
#include "core/json.hpp"
#include "signals/cause.hpp"
#include "signals/match.hpp"
#include "signals/slot_source.hpp"
#include "signals/trigger_call.hpp"

#include "pg/clock.hpp"

namespace automation::signals {
namespace {

/* Matches every row of a transition table. */
void match_new_leads(TriggerCall const &trigger)
{
    struct Scan {
        TupleTableSlot *slot;
        Tuplestorestate *rows;
    };
    LeadColumns const columns(trigger.shape());
    core::Instant const now = pg::now();
    auto const scan = pg::call([&] {
        return Scan{MakeSingleTupleTableSlot(trigger.shape(), &TTSOpsMinimalTuple), trigger.data().tg_newtable};
    });
    Matcher matcher;
    RuleBook const *book = nullptr;
    std::string tenant;
    while (pg::call([&] { return tuplestore_gettupleslot(scan.rows, true, false, scan.slot); })) {
        SlotSource const lead(columns, scan.slot);
        std::string_view const its_tenant = lead.tenant();
        if (book == nullptr || its_tenant != tenant) {
            tenant = its_tenant;
            book = &rule_book(tenant, core::Trigger::new_lead);
        }
        if (!book->rules.empty()) {
            matcher.match(*book, lead,
                          {.trigger = core::Trigger::new_lead, .at = now, .lead = lead.id(), .tenant = tenant});
        }
    }
    matcher.finish();
    pg::call([&] { ExecDropSingleTupleTableSlot(scan.slot); });
}

std::string status_context(TriggerCall const &trigger)
{
    core::json::Value context = core::json::Value::object();
    if (auto const before = RowValues(trigger.old_row(), trigger.shape()).text("status")) {
        context["old_status"] = *before;
    }
    if (auto const after = RowValues(trigger.new_row(), trigger.shape()).text("status")) {
        context["new_status"] = *after;
    }
    if (auto const *const chain = Cause::current()) {
        context["chain"] = core::json::Value::array();
        for (core::AutomationId const link : *chain) {
            context["chain"].push_back(number(link));
        }
    }
    return core::json::dump(context);
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* After a statement that inserted leads, in whatever way: INSERT, COPY, MERGE, ON CONFLICT. */
PG_CPP_FUNCTION(automation_on_leads_insert)
{
    TriggerCall const trigger(args);
    if (ready()) {
        match_new_leads(trigger);
    }
    return PointerGetDatum(nullptr);
}

/* After an update that changed a lead's status. */
PG_CPP_FUNCTION(automation_on_lead_status)
{
    TriggerCall const trigger(args);
    if (!ready()) {
        return PointerGetDatum(nullptr);
    }
    LeadColumns const columns(trigger.shape());
    SlotSource const lead(columns, trigger.new_slot());
    std::string const tenant(lead.tenant());
    RuleBook const &book = rule_book(tenant, core::Trigger::lead_status_changed);
    if (!book.rules.empty()) {
        std::string const context = status_context(trigger);
        Matcher matcher;
        matcher.match(book, lead,
                      {.trigger = core::Trigger::lead_status_changed,
                       .at = pg::now(),
                       .lead = lead.id(),
                       .tenant = tenant,
                       .context = context});
        matcher.finish();
    }
    return PointerGetDatum(nullptr);
}
