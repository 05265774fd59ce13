#include "worker/readiness.hpp"

#include "pg/home.hpp"
#include "pg/owner_session.hpp"
#include "pg/identity.hpp"

namespace automation::worker {

namespace {

constinit pg::Statement instance("select identity from @home@.automation_instance where tenant_id = ''");
// A queue that is itself a subscription is somebody else's to work on.
constinit pg::Statement subscribed("select exists (select from pg_catalog.pg_subscription_rel where srrelid = $1)",
                                   OIDOID);

bool tables_are_ours()
{
    auto const rows = pg::execute(instance);
    return !rows.empty() && rows[0].text(1) == pg::identity_of(MyDatabaseId);
}

std::optional<std::string> look()
{
    pg::Home const *const home = pg::find_home();
    if (home == nullptr) {
        pg::NoHome const trouble = pg::why_no_home();
        return trouble.other_version
                   ? trouble.why + ". " + trouble.hint
                   : "the extension automation is not installed here, or its tables are missing: call "
                     "automation_install()";
    }
    pg::OwnerSession const session(home->owner, true);
    if (!tables_are_ours()) {
        return "the tables are a copy of another database's: call automation_start() to serve them here";
    }
    Oid const queue = home->table(pg::TableName::automation_queue);
    if (pg::execute(subscribed, {pg::Param(ObjectIdGetDatum(queue))})[0].truth(1)) {
        return "the queue is a logical subscription: its publisher works on it";
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> why_not_ready(pg::Transactions &transactions)
{
    std::optional<std::string> why;
    pg::in_transaction(transactions, [&] { why = look(); });
    return why;
}

void require_own_tables()
{
    if (!tables_are_ours()) {
        throw core::UserError(
            core::Mistake::wrong_state, "the tables of automation here are a copy of another database's",
            "A restored dump, a template or a clone stays silent, so that nobody is written to twice.",
            "Call automation_start() to make them this database's own.");
    }
}

}  // namespace automation::worker
