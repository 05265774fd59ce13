#include "signals/set_off.hpp"

namespace automation::signals {

bool fits(TriggerCall const &trigger, pg::TableName table)
{
    auto const shape = pg::shape_of(trigger.data().tg_relation, table);
    if (!shape->fits) {
        warn_untriggered(shape->problem, "Change it back to what it was.");
    }
    return shape->fits;
}

}  // namespace automation::signals
