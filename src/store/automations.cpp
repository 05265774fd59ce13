#include "store/automations.hpp"

#include "pg/extension/added_columns.hpp"
#include "pg/sql/keys.hpp"

namespace automation::store {

namespace {

#define AUTOMATION_COLUMNS \
    "a.id, a.tenant_id, a.version, a.name, a.type, a.trigger, a.delay_days, a.delay_hours, a.channel, "             \
    "a.subject_template, a.message_template, a.ai_instructions, a.conditions::text, a.actions::text, a.review, "    \
    "a.stop_on_reply, a.max_runs, a.cooldown, a.max_lateness, a.enabled, a.updated_at, " PG_ADDED_COLUMN(           \
        "a", "delay_minutes") "::integer, " PG_ADDED_COLUMN("a", "send_window") ", " PG_ADDED_COLUMN("a", "needs")  \
    ", " PG_ADDED_COLUMN("a", "date_field") ", " PG_ADDED_COLUMN("a", "at") ", "                                    \
    PG_ADDED_COLUMN("a", "after") "::boolean, " PG_ADDED_COLUMN("a", "yearly") "::boolean, "                        \
    PG_ADDED_COLUMN("a", "to") ", " PG_ADDED_COLUMN("a", "steps") ", " PG_ADDED_DOCUMENT("a", "exit") ", "           \
    PG_ADDED_DOCUMENT("a", "goal") ", " PG_ADDED_COLUMN("a", "salt")

// By the primary key (id, tenant_id).
constinit pg::KeyedStatement drafts_by_key(PG_SELECT_BY_KEYS(AUTOMATION_COLUMNS, "automations", "a", "", ""));
constinit pg::KeyedStatement versions_by_key(PG_SELECT_BY_KEYS("a.id, a.tenant_id, a.version", "automations", "a", "",
                                                               ""));
constinit pg::KeyedStatement shared_by_key(PG_SELECT_BY_KEYS("a.id, a.tenant_id, a.version", "automations", "a", "",
                                                             "for share skip locked"));
// Served by the index on (tenant_id, trigger).
constinit pg::Statement drafts_of_tenant("select " AUTOMATION_COLUMNS
                                         " from @home@.automations a where a.tenant_id = $1 order by a.id",
                                         TEXTOID);

#undef AUTOMATION_COLUMNS

core::AutomationDraft draft_from(pg::Row const &row)
{
    core::AutomationDraft draft;
    draft.id = core::AutomationId{row.int8(1)};
    draft.tenant = row.text(2);
    draft.version = row.int8(3);
    draft.name = row.text(4);
    draft.type = row.text(5);
    draft.trigger = row.text(6);
    draft.delay_days = row.int4(7);
    draft.delay_hours = row.int4(8);
    draft.channel = row.opt_text(9);
    draft.subject_template = row.opt_text(10);
    draft.message_template = row.opt_text(11);
    draft.ai_instructions = row.opt_text(12);
    draft.conditions = row.opt_text(13).value_or("{}");
    draft.actions = row.opt_text(14).value_or("{}");
    draft.review = row.opt_text(15).value_or("flagged");
    draft.stop_on_reply = row.null(16) ? std::nullopt : std::optional(row.boolean(16));
    draft.max_runs = row.null(17) ? std::nullopt : std::optional(row.int4(17));
    draft.cooldown = row.maybe_span(18);
    draft.max_lateness = row.maybe_span(19);
    draft.enabled = row.boolean(20);
    draft.updated_at = row.maybe_instant(21);
    draft.delay_minutes = row.null(22) ? 0 : row.int4(22);
    draft.send_window = row.opt_text(23);
    draft.needs = core::names_of_needs(row.opt_text(24));
    draft.date_field = row.opt_text(25);
    draft.at = core::time_of_day(row.opt_text(26));
    draft.after = !row.null(27) && row.boolean(27);
    draft.yearly = !row.null(28) && row.boolean(28);
    draft.to = row.opt_text(29);
    draft.steps = row.opt_text(30);
    draft.exit = row.opt_text(31);
    draft.goal = row.opt_text(32);
    draft.salt = row.opt_text(33);
    return draft;
}

std::vector<core::AutomationDraft> drafts_from(pg::Rows const &rows)
{
    std::vector<core::AutomationDraft> drafts;
    for (pg::Row const row : rows) {
        drafts.push_back(draft_from(row));
    }
    return drafts;
}

std::unordered_map<core::AutomationKey, std::int64_t> versions_from(pg::Rows const &rows)
{
    std::unordered_map<core::AutomationKey, std::int64_t> versions;
    for (pg::Row const row : rows) {
        versions.emplace(pg::key_from<core::AutomationId>(row, 1), row.int8(3));
    }
    return versions;
}

}  // namespace

std::vector<core::AutomationDraft> load_drafts(std::vector<core::AutomationKey> const &keys)
{
    return drafts_from(drafts_by_key.execute(pg::Keys(keys)));
}

std::unordered_map<core::AutomationKey, std::int64_t> load_versions(std::vector<core::AutomationKey> const &keys)
{
    return versions_from(versions_by_key.execute(pg::Keys(keys)));
}

std::unordered_map<core::AutomationKey, std::int64_t> share_versions(std::vector<core::AutomationKey> const &keys)
{
    return versions_from(shared_by_key.execute(pg::Keys(keys)));
}

std::vector<core::AutomationDraft> load_drafts_of(std::string const &tenant)
{
    return drafts_from(pg::execute(drafts_of_tenant, {pg::Param::of(std::string_view(tenant))}));
}

}  // namespace automation::store
