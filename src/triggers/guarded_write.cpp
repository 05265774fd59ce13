#include "triggers/guarded_write.hpp"

namespace automation::triggers {

bool fits(TriggerContext const &trigger, pg::TableName table)
{
    auto const shape = pg::shape_of(trigger.data().tg_relation, table);
    if (!shape->fits) {
        enqueue::warn_untriggered(shape->problem, "Undo the change.");
    }
    return shape->fits;
}

}  // namespace automation::triggers
