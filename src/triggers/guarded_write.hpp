/* guarded_write.hpp — what a user's write sets off, in such a way that it cannot fail the write.
 *
 * Tables that do not have the shape that the code assumes are found before anything is done. Where the owner added
 * parts of their own to a table that is written (owner_objects.hpp), the work runs in a subtransaction: an error there
 * is a WARNING. Otherwise there is no subtransaction.
 */
#pragma once
#include "enqueue/write_context/bulk_load.hpp"
#include "triggers/trigger_context.hpp"
#include "enqueue/write_context/triggers_enabled.hpp"

#include <initializer_list>
#include <utility>

#include "pg/extension/extension_schema.hpp"
#include "pg/extension/owner_objects.hpp"
#include "enqueue/write_context/attempt.hpp"

namespace automation::triggers {

/** Whether a trigger of `table` can read and change its rows; says so where it cannot. */
[[nodiscard]] bool fits(TriggerContext const &trigger, pg::TableName table);

/** Whether what a write to `table` sets off runs in a subtransaction; `written` are the tables that it writes to. */
[[nodiscard]] inline bool needs_guard(TriggerContext const &trigger, pg::TableName table,
                                      std::initializer_list<pg::TableName> written)
{
    return pg::shape_of(trigger.data().tg_relation, table)->foreign_code || pg::may_meet_own_parts(written);
}

/** Runs what a write sets off; `written` are the tables that the work writes to. */
template <class Work>
void set_off(TriggerContext const &trigger, pg::TableName table, std::initializer_list<pg::TableName> written,
             Work &&work)
{
    if (!enqueue::triggers_enabled() || !fits(trigger, table)) {
        return;
    }
    if (needs_guard(trigger, table, written)) {
        enqueue::attempt(std::forward<Work>(work));
    } else {
        std::forward<Work>(work)();
    }
}

/** Runs what a bulk import must write down although it triggers no automations. */
template <class Work>
void record_import(TriggerContext const &trigger, pg::TableName table, Work &&work)
{
    enqueue::warn_of_untriggered_write();
    if (pg::find_extension() == nullptr || !fits(trigger, table)) {
        return;
    }
    if (pg::shape_of(trigger.data().tg_relation, table)->foreign_code ||
        pg::may_meet_own_parts({pg::TableName::automation_suppressions, pg::TableName::automation_lead_dates})) {
        enqueue::attempt(std::forward<Work>(work));
    } else {
        std::forward<Work>(work)();
    }
}

/** The row that a BEFORE trigger returns: what `work` makes of it, or as it is. */
template <class Work>
HeapTuple changed_row(TriggerContext const &trigger, pg::TableName table, Work &&work)
{
    HeapTuple row = trigger.new_row();
    if (!fits(trigger, table)) {
        return row;
    }
    if (pg::shape_of(trigger.data().tg_relation, table)->exact) {
        return std::forward<Work>(work)();
    }
    enqueue::attempt([&] { row = work(); });
    return row;
}

}  // namespace automation::triggers
