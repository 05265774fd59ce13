#include "signals/triggers_enabled.hpp"

#include "signals/loading.hpp"

#include "pg/forever.hpp"
#include "pg/home.hpp"
#include "pg/process.hpp"

namespace automation::signals {
namespace {

constinit pg::Forever<std::string> warned_of;

}  // namespace

void warn_untriggered(std::string const &why, std::string const &hint)
{
    if (*warned_of == why) {
        return;
    }
    *warned_of = why;
    pg::warn(
        "automation sets nothing off: " + why,
        hint + (hint.empty() ? "" : " ") + "For writes until then, automation_trigger() fires the events by hand.");
}

bool triggers_enabled()
{
    if (loading()) {
        warn_of_untriggered_write();
        return false;
    }
    if (pg::find_home() != nullptr) {
        return true;
    }
    pg::NoHome const trouble = pg::why_no_home();
    warn_untriggered(trouble.why, trouble.hint);
    return false;
}

}  // namespace automation::signals
