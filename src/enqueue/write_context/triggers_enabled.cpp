#include "enqueue/write_context/triggers_enabled.hpp"

#include "enqueue/write_context/bulk_load.hpp"

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/process/process.hpp"

namespace automation::enqueue {
namespace {

constinit pg::NeverDestroyed<std::string> warned_of;

}  // namespace

void warn_untriggered(std::string const &why, std::string const &hint)
{
    if (*warned_of == why) {
        return;
    }
    *warned_of = why;
    pg::warn(
        "writes trigger no automations: " + why,
        hint + (hint.empty() ? "" : " ") + "Use automation_trigger() to fire the events of writes made until then.");
}

bool triggers_enabled()
{
    if (loading()) {
        warn_of_untriggered_write();
        return false;
    }
    if (pg::find_extension() != nullptr) {
        return true;
    }
    pg::MissingExtension const trouble = pg::why_no_extension();
    warn_untriggered(trouble.why, trouble.hint);
    return false;
}

}  // namespace automation::enqueue
