#include "pg/sql/constraint_hints.hpp"

#include "pg/boundary/versions.hpp"

extern "C" {
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/rel.h"
}

namespace automation::pg {

namespace {

constinit ExecutorRun_hook_type next_run = nullptr;
constinit ExecutorFinish_hook_type next_finish = nullptr;

/* Constraints that list no values. */
struct WrittenHint {
    char const *constraint;
    char const *hint;
};
constexpr WrittenHint written_hints[] = {
    {"automation_booking_sources_secret_check", "Write {\"env\": \"AUTOMATION_...\"}, {\"file\": \"name\"} or a text."},
    {"automation_booking_sources_sync_every_check", "Write an interval of more than zero, such as '5 minutes'."},
    {"automation_channels_channel_check", "Write a name in lower case, such as email."},
    {"automation_channels_rate_per_minute_check", "Write a number of at least 1, or null for no limit."},
    {"automation_channels_settings_check", "Write a JSON object, such as {\"host\": \"smtp.example.com\"}."},
    {"automation_settings_daily_cap_check", "Write a number of at least 1, or null for no limit."},
    {"automations_delay_days_check", "Write a number of at least 0."},
    {"automations_delay_hours_check", "Write a number of at least 0."},
    {"automations_delay_minutes_check", "Write a number of at least 0."},
    {"automations_max_runs_check", "Write a number of at least 1, or null for the default of the trigger."},
};

/* What rows of these may contain is shown to nobody. */
constexpr char const *tables_with_secrets[] = {"automation_booking_sources", "automation_channels"};

/* Part of the name of each trigger on these tables. */
constexpr char trigger_prefix[] = "automation_";

bool is_ours(Relation table)
{
    TriggerDesc const *const triggers = table->trigdesc;
    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i) {
        if (strncmp(triggers->triggers[i].tgname, trigger_prefix, sizeof trigger_prefix - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* The table of ours with that name, or with a constraint of that name, that the statement writes; null: none. A
 * partition has the constraint of its parent, by the same name. */
template <class Matches>
Relation find_written(EState const *executor, List const *written, Matches const &matches)
{
    ListCell const *cell = nullptr;
    foreach (cell, written) {
        Relation const table = executor->es_relations == nullptr
                                   ? nullptr
                                   : executor->es_relations[static_cast<Index>(lfirst_int(cell)) - 1];
        if (table != nullptr && is_ours(table) && matches(table)) {
            return table;
        }
    }
    return nullptr;
}

char const *expression_of(Relation table, char const *name)
{
    TupleConstr const *const constraints = RelationGetDescr(table)->constr;
    for (int i = 0; constraints != nullptr && i < constraints->num_check; ++i) {
        if (strcmp(constraints->check[i].ccname, name) == 0) {
            return constraints->check[i].ccbin;
        }
    }
    return nullptr;
}

bool has_default(Relation table, char const *column)
{
    TupleDesc const columns = RelationGetDescr(table);
    for (int i = 0; i < columns->natts; ++i) {
        Form_pg_attribute const attribute = TupleDescAttr(columns, i);
        if (strcmp(NameStr(attribute->attname), column) == 0) {
            return attribute->atthasdef || attribute->attidentity != '\0';
        }
    }
    return false;
}

/* Appends the texts of an expression to the list in `context`. */
bool collect_texts(Node *node, void *context)
{
    if (node == nullptr) {
        return false;
    }
    if (IsA(node, Const)) {
        auto const *const constant = reinterpret_cast<Const const *>(node);
        if (constant->consttype == TEXTOID && !constant->constisnull) {
            auto *const list = static_cast<StringInfo>(context);
            char const *const value = text_to_cstring(DatumGetTextPP(constant->constvalue));
            appendStringInfo(list, "%s%s", list->len > 0 ? ", " : "", value);
        }
        return false;
    }
    return walk_expression(node, collect_texts, context);
}

bool is_column(Node const *node)
{
    while (node != nullptr && IsA(node, RelabelType)) {
        node = reinterpret_cast<Node const *>(reinterpret_cast<RelabelType const *>(node)->arg);
    }
    return node != nullptr && IsA(node, Var);
}

/* The values of `column = 'a'`, `column in ('a', 'b')`, and of several of these or `column is null` joined by OR.
 * False: the expression has another form. */
bool collect_allowed(Node *node, StringInfo list)
{
    if (IsA(node, NullTest)) {
        return reinterpret_cast<NullTest const *>(node)->nulltesttype == IS_NULL;
    }
    if (IsA(node, BoolExpr)) {
        auto const *const joined = reinterpret_cast<BoolExpr const *>(node);
        bool all = joined->boolop == OR_EXPR;
        ListCell const *cell = nullptr;
        foreach (cell, joined->args) {
            all = all && collect_allowed(static_cast<Node *>(lfirst(cell)), list);
        }
        return all;
    }
    List *arguments = NIL;
    if (IsA(node, ScalarArrayOpExpr)) {
        auto const *const any = reinterpret_cast<ScalarArrayOpExpr const *>(node);
        arguments = any->useOr && any->opno == TextEqualOperator ? any->args : NIL;
    } else if (IsA(node, OpExpr)) {
        auto const *const equal = reinterpret_cast<OpExpr const *>(node);
        arguments = equal->opno == TextEqualOperator ? equal->args : NIL;
    }
    if (arguments == NIL || list_length(arguments) != 2 || !is_column(static_cast<Node const *>(linitial(arguments)))) {
        return false;
    }
    collect_texts(static_cast<Node *>(lsecond(arguments)), list);
    return true;
}

char const *hint_for_check(char const *constraint, char const *expression)
{
    for (WrittenHint const &written : written_hints) {
        if (strcmp(written.constraint, constraint) == 0) {
            return written.hint;
        }
    }
    StringInfoData list;
    initStringInfo(&list);
    bool const lists = collect_allowed(static_cast<Node *>(stringToNode(expression)), &list);
    return lists && list.len > 0 ? psprintf("Write one of these: %s.", list.data) : nullptr;
}

/* By the name that PostgreSQL gives the constraint of the table; a partition's has the same. */
bool is_lead_key(char const *constraint, Relation table)
{
    constexpr char suffix[] = "_lead_id_tenant_id_fkey";
    char const *const name = RelationGetRelationName(table);
    return constraint != nullptr && strncmp(constraint, name, strlen(name)) == 0 &&
           strcmp(constraint + strlen(name), suffix) == 0;
}

/* The row that refers, not the one that is referred to: the text before its translation tells. */
bool is_of_referring_row(ErrorData const *error)
{
    constexpr char beginning[] = "insert or update";
    return error->message_id != nullptr && strncmp(error->message_id, beginning, sizeof beginning - 1) == 0;
}

char const *hint_for(ErrorData const *error, Relation table)
{
    if (error->sqlerrcode == ERRCODE_NOT_NULL_VIOLATION) {
        return error->column_name == nullptr ? nullptr
               : has_default(table, error->column_name)
                   ? psprintf("Write a value, or leave column \"%s\" out for its default.", error->column_name)
                   : psprintf("Write a value for column \"%s\".", error->column_name);
    }
    if (error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION) {
        return "Update the row that is there, or write INSERT ... ON CONFLICT.";
    }
    if (error->sqlerrcode == ERRCODE_FOREIGN_KEY_VIOLATION) {
        return is_of_referring_row(error) && is_lead_key(error->constraint_name, table)
                   ? "Write the id of a lead of the same tenant, and insert the lead first."
                   : nullptr;
    }
    char const *const expression =
        error->constraint_name == nullptr ? nullptr : expression_of(table, error->constraint_name);
    return expression == nullptr ? nullptr : hint_for_check(error->constraint_name, expression);
}

bool may_show_secret(ErrorData const *error, Relation table)
{
    if (error->detail == nullptr || error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION ||
        error->sqlerrcode == ERRCODE_FOREIGN_KEY_VIOLATION) {  // these show the key only
        return false;
    }
    char const *const name = RelationGetRelationName(table);
    for (char const *const secret : tables_with_secrets) {
        if (strcmp(name, secret) == 0) {
            return true;
        }
    }
    return false;
}

bool is_of_row(int code)
{
    return code == ERRCODE_CHECK_VIOLATION || code == ERRCODE_NOT_NULL_VIOLATION || code == ERRCODE_UNIQUE_VIOLATION ||
           code == ERRCODE_FOREIGN_KEY_VIOLATION;
}

}  // namespace

extern "C" {

/* Called while an error is raised in the statement. Reads only what the statement has open. */
static void add_hint(void *argument)
{
    auto const *const query = static_cast<QueryDesc const *>(argument);
    if (!is_of_row(geterrcode()) || query->estate == nullptr) {
        return;
    }
    MemoryContext const errors = MemoryContextSwitchTo(query->estate->es_query_cxt);
    ErrorData const *const error = CopyErrorData();
    Relation const table = find_written(query->estate, query->plannedstmt->resultRelations, [&](Relation one) {
        return (error->table_name != nullptr && strcmp(error->table_name, RelationGetRelationName(one)) == 0) ||
               (error->constraint_name != nullptr && expression_of(one, error->constraint_name) != nullptr) ||
               is_lead_key(error->constraint_name, one);
    });
    char const *const hint = table == nullptr || error->hint != nullptr ? nullptr : hint_for(error, table);
    bool const secret = table != nullptr && may_show_secret(error, table);
    MemoryContextSwitchTo(errors);
    if (hint != nullptr) {
        errhint("%s", hint);
    }
    if (secret) {
        errdetail("The row is not shown, because it may contain a secret.");
    }
}

/* PostgreSQL takes the callback off the stack itself when an error is raised. */
static void watch(ErrorContextCallback &callback, QueryDesc *query)
{
    callback.callback = add_hint;
    callback.arg = query;
    callback.previous = error_context_stack;
    error_context_stack = &callback;
}

static void on_run(QueryDesc *query, ScanDirection direction, uint64 count AUTOMATION_EXECUTE_ONCE(bool once))
{
    ErrorContextCallback callback{};
    watch(callback, query);
    if (next_run != nullptr) {
        next_run(query, direction, count AUTOMATION_EXECUTE_ONCE(once));
    } else {
        standard_ExecutorRun(query, direction, count AUTOMATION_EXECUTE_ONCE(once));
    }
    error_context_stack = callback.previous;
}

/* Foreign keys are checked at the end of the statement. */
static void on_finish(QueryDesc *query)
{
    ErrorContextCallback callback{};
    watch(callback, query);
    if (next_finish != nullptr) {
        next_finish(query);
    } else {
        standard_ExecutorFinish(query);
    }
    error_context_stack = callback.previous;
}
}

void watch_constraints()
{
    next_run = ExecutorRun_hook;
    ExecutorRun_hook = on_run;
    next_finish = ExecutorFinish_hook;
    ExecutorFinish_hook = on_finish;
}

}  // namespace automation::pg
