#include "triggers/automation_tuple.hpp"

namespace automation::triggers {

core::AutomationDraft draft_from(RowValues<pg::TableName::automations> const &row)
{
    core::AutomationDraft draft;
    draft.id = core::AutomationId{row.integer("id")};
    draft.tenant = row.text("tenant_id").value_or("");
    draft.version = row.integer("version");
    draft.name = row.text("name").value_or("");
    draft.type = row.text("type").value_or("");
    draft.trigger = row.text("trigger").value_or("");
    draft.delay_days = row.small("delay_days").value_or(0);
    draft.delay_hours = row.small("delay_hours").value_or(0);
    draft.delay_minutes = row.small("delay_minutes").value_or(0);
    draft.channel = row.text("channel");
    draft.subject_template = row.text("subject_template");
    draft.message_template = row.text("message_template");
    draft.ai_instructions = row.text("ai_instructions");
    draft.conditions = row.document("conditions").value_or("{}");
    draft.actions = row.document("actions").value_or("{}");
    draft.review = row.text("review").value_or("flagged");
    draft.stop_on_reply = row.boolean("stop_on_reply");
    draft.max_runs = row.small("max_runs");
    draft.cooldown = row.span("cooldown");
    draft.max_lateness = row.span("max_lateness");
    draft.send_window = row.document("send_window");
    draft.needs = row.words("needs");
    draft.date_field = row.text("date_field");
    draft.at = row.clock("at");
    draft.after = row.boolean("after").value_or(false);
    draft.yearly = row.boolean("yearly").value_or(false);
    draft.to = row.text("to");
    draft.steps = row.document("steps");
    draft.exit = row.document("exit");
    draft.goal = row.document("goal");
    draft.salt = row.text("salt");
    draft.enabled = row.boolean("enabled").value_or(true);
    draft.updated_at = row.instant("updated_at");
    return draft;
}

}  // namespace automation::triggers
