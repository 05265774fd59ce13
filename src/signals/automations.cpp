/* automations.cpp — checks an automation when it is saved, by whatever statement, and spreads the news. */
#include "core/validate.hpp"
#include "signals/match.hpp"
#include "signals/rule_book.hpp"
#include "signals/trigger_call.hpp"

#include "pg/owner_session.hpp"
#include "pg/wake.hpp"

namespace automation::signals {
namespace {

core::AutomationDraft draft_from(RowValues const &row)
{
    auto const small = [&](char const *column) { return DatumGetInt32(row.datum(column).value_or(0)); };
    auto const interval = [&](char const *column) -> std::optional<core::Micros> {
        auto const value = row.datum(column);
        return value ? std::optional(pg::to_micros(*value)) : std::nullopt;
    };
    auto const json = [&](char const *column) {
        auto const value = row.datum(column);
        return value ? pg::jsonb_to_string(*value) : std::string("{}");
    };
    core::AutomationDraft draft;
    draft.id = core::AutomationId{row.integer("id")};
    draft.tenant = row.text("tenant_id").value_or("");
    draft.name = row.text("name").value_or("");
    draft.type = row.text("type").value_or("");
    draft.trigger = row.text("trigger").value_or("");
    draft.delay_days = small("delay_days");
    draft.delay_hours = small("delay_hours");
    draft.channel = row.text("channel");
    draft.subject_template = row.text("subject_template");
    draft.message_template = row.text("message_template");
    draft.ai_instructions = row.text("ai_instructions");
    draft.conditions = json("conditions");
    draft.actions = json("actions");
    draft.review = row.text("review").value_or("flagged");
    if (auto const stop = row.datum("stop_on_reply")) {
        draft.stop_on_reply = DatumGetBool(*stop);
    }
    if (auto const runs = row.datum("max_runs")) {
        draft.max_runs = DatumGetInt32(*runs);
    }
    draft.cooldown = interval("cooldown");
    draft.max_lateness = interval("max_lateness");
    return draft;
}

constinit pg::Statement find_channel(
    "select 1 from @home@.automation_channels where channel = $1 and tenant_id in ($2, '') limit 1", TEXTOID, TEXTOID);

void check_channel(core::Automation const &automation)
{
    if (!automation.writes_message() || core::known_channel(automation.channel)) {
        return;
    }
    pg::OwnerSession const session(pg::home().owner);
    auto const rows = pg::execute(find_channel, {pg::Param::of(std::string_view(automation.channel)),
                                                 pg::Param::of(std::string_view(automation.tenant))});
    if (rows.empty()) {
        throw core::UserError(
            "unknown channel \"" + automation.channel + "\"",
            "The channels email, sms, whatsapp and webhook need no set-up.",
            "Add a row to automation_channels for it, or write one of email, sms, whatsapp, webhook.");
    }
}

/* The row to store: the channel as it is spelled everywhere, and one version more. */
HeapTuple normalised(TriggerCall const &trigger, core::Automation const &automation)
{
    std::int64_t const version =
        trigger.updates() ? RowValues(trigger.old_row(), trigger.shape()).integer("version") + 1 : 1;
    Datum values[2] = {pg::text_datum(automation.channel), Int64GetDatum(version)};
    bool nulls[2] = {};
    return pg::call([&] {
        int columns[2] = {SPI_fnumber(trigger.shape(), "channel"), SPI_fnumber(trigger.shape(), "version")};
        return heap_modify_tuple_by_cols(trigger.new_row(), trigger.shape(), 2, columns, values, nulls);
    });
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* Before an automation is saved. */
PG_CPP_FUNCTION(automation_validate)
{
    TriggerCall const trigger(args);
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    core::Automation const automation = core::check(draft_from(RowValues(trigger.new_row(), trigger.shape())));
    check_channel(automation);
    return PointerGetDatum(normalised(trigger, automation));
}

/* After a statement that changed automations or settings. */
PG_CPP_FUNCTION(automation_rules_changed)
{
    TriggerCall const trigger(args);
    if (pg::find_home() != nullptr) {
        invalidate_rule_books();
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
