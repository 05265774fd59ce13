#include "signals/automation_row.hpp"

namespace automation::signals {

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
    draft.version = row.integer("version");
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
    draft.enabled = DatumGetBool(row.datum("enabled").value_or(BoolGetDatum(true)));
    return draft;
}

}  // namespace automation::signals
