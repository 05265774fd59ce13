/* prune.cpp — CALL automation_prune(): what the worker does once a day, by hand. */
#include "engine/retention/retention_pass.hpp"

#include "api/procedure.hpp"
#include "api/session.hpp"

#include "pg/boundary/args.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wait.hpp"
#include "pg/sql/result_set.hpp"

namespace automation::api {
namespace {

std::int64_t prune()
{
    {
        Session const session(pg::AccessLevel::administer);
        require_not_limited("prune old rows", "the call would prune rows of every tenant");
    }
    pg::ProcedureTransactions transactions;
    engine::RetentionPass pass(transactions);
    if (!pass.begin()) {
        pg::notice("nothing is pruned: all rows are kept",
                   "Set automation.retention to a number of days, or automation_settings.retention.");
        return 0;
    }
    while (pass.step()) {
        pg::interrupts();
    }
    if (!pass.error().empty()) {
        pg::warn("rows are kept, because they cannot be deleted: " + pass.error(),
                 pass.only_locked()
                     ? "Call automation_prune() again when the lock is released, or with a longer lock_timeout."
                     : "Give the foreign key of your table ON DELETE CASCADE or SET NULL.");
    }
    return pass.pruned();
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_prune)
{
    require_no_block(args, "automation_prune");
    pg::call([] { SPI_connect_ext(SPI_OPT_NONATOMIC); });
    std::int64_t const pruned = prune();
    pg::call([] { SPI_finish(); });
    return pg::composite(args, {pg::Param::of(pruned)});
}
