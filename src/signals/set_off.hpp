/* set_off.hpp — what a user's write sets off, in such a way that it cannot fail the write.
 *
 * Tables that do not have the shape that the code assumes are found before anything is done. Where the owner added
 * parts of their own to a table that is written (own_parts.hpp), the work runs in a subtransaction: an error there is a
 * WARNING. Otherwise there is no subtransaction.
 */
#pragma once
#include "signals/loading.hpp"
#include "signals/trigger_call.hpp"
#include "signals/triggers_enabled.hpp"

#include <initializer_list>
#include <utility>

#include "pg/home.hpp"
#include "pg/own_parts.hpp"
#include "signals/attempt.hpp"

namespace automation::signals {

/** Whether a trigger of `table` can read and change its rows; says so where it cannot. */
[[nodiscard]] bool fits(TriggerCall const &trigger, pg::TableName table);

/** Runs what a write sets off; `written` are the tables that the work writes to. */
template <class Work>
void set_off(TriggerCall const &trigger, pg::TableName table, std::initializer_list<pg::TableName> written, Work &&work)
{
    if (!triggers_enabled() || !fits(trigger, table)) {
        return;
    }
    if (pg::shape_of(trigger.data().tg_relation, table)->foreign_code || pg::may_meet_own_parts(written)) {
        attempt(std::forward<Work>(work));
    } else {
        std::forward<Work>(work)();
    }
}

/** Runs what a bulk import must write down although it triggers no automations. */
template <class Work>
void record_import(TriggerCall const &trigger, pg::TableName table, Work &&work)
{
    warn_of_untriggered_write();
    if (pg::find_home() == nullptr || !fits(trigger, table)) {
        return;
    }
    if (pg::shape_of(trigger.data().tg_relation, table)->foreign_code ||
        pg::may_meet_own_parts({pg::TableName::automation_suppressions})) {
        attempt(std::forward<Work>(work));
    } else {
        std::forward<Work>(work)();
    }
}

/** The row that a BEFORE trigger returns: what `work` makes of it, or as it is. */
template <class Work>
HeapTuple changed_row(TriggerCall const &trigger, pg::TableName table, Work &&work)
{
    HeapTuple row = trigger.new_row();
    if (!fits(trigger, table)) {
        return row;
    }
    if (pg::shape_of(trigger.data().tg_relation, table)->exact) {
        return std::forward<Work>(work)();
    }
    attempt([&] { row = work(); });
    return row;
}

}  // namespace automation::signals
