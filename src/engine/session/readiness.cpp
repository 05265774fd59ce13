#include "engine/session/readiness.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/extension/database_identity.hpp"

namespace automation::engine {

namespace {

// A dump that is restored over its own database brings a queue that has been worked on since: the identity is ours, the
// table is another.
constinit pg::Statement instance(
    "select identity, queue is null or queue = $1 from @home@.automation_instance where tenant_id = ''", OIDOID);
// A queue that is itself a subscription is somebody else's to work on; so are automations, which find their own leads.
constinit pg::Statement subscribed(
    "select exists (select from pg_catalog.pg_subscription_rel s where s.srrelid in (select $1 union all select $2 "
    "union all select relid from pg_catalog.pg_partition_tree($1) "
    "union all select relid from pg_catalog.pg_partition_tree($2)))",
    OIDOID, OIDOID);

/* What made us ready: nothing has changed since. */
constinit std::uint64_t ready_generation = 0;
constinit bool subscriptions_known = false;

void on_subscriptions_changed(Datum, int, uint32)
{
    subscriptions_known = false;
}

constexpr auto copies_are_silent =
    "A restored dump, a database made from a template and a clone are not processed, so that no message is sent twice.";
constexpr auto make_them_own = "Call automation_start() to adopt them for this database.";

}  // namespace

std::optional<NotReady> find_not_ready(pg::ExtensionSchema const &extension)
{
    Datum const queue = ObjectIdGetDatum(extension.table(pg::TableName::automation_queue));
    auto const rows = pg::execute(instance, {pg::Param(queue)});
    if (rows.empty() || rows[0].text(1) != pg::identity_of(MyDatabaseId)) {
        return NotReady{NotReady::Kind::copied, "the tables of automation are a copy of another database's tables",
                        copies_are_silent, make_them_own};
    }
    if (!rows[0].boolean(2)) {
        return NotReady{NotReady::Kind::copied,
                        "table \"automation_queue\" is not the one that automation_start() recorded: a dump of this "
                        "database was restored over it, or the table was replaced",
                        copies_are_silent, make_them_own};
    }
    Datum const automations = ObjectIdGetDatum(extension.table(pg::TableName::automations));
    if (pg::execute(subscribed, {pg::Param(queue), pg::Param(automations)})[0].boolean(1)) {
        return NotReady{NotReady::Kind::subscribed,
                        "the queue or the automations are a logical subscription: the publisher processes them",
                        "Runs would be processed twice.", "Drop the subscription, or remove these tables from it."};
    }
    return std::nullopt;
}

namespace {

std::optional<std::string> check_readiness()
{
    pg::ExtensionSchema const *const extension = pg::find_extension();
    if (extension == nullptr) {
        pg::MissingExtension const trouble = pg::why_no_extension();
        return trouble.other_version || trouble.misfit
                   ? trouble.why + ". " + trouble.hint
                   : "the extension automation is not installed here, or its tables are missing: call "
                     "automation_install()";
    }
    if (auto const hidden = pg::hidden_rows(*extension, pg::acting_role(*extension))) {
        return hidden->why + ". " + hidden->hint;
    }
    pg::OwnerSession const session(extension->owner, true);
    auto const why = find_not_ready(*extension);
    return why ? core::NullableText(std::string(why->problem) + ". " + why->hint) : core::NullableText();
}

}  // namespace

std::optional<std::string> why_not_ready(pg::Transactions &transactions)
{
    std::optional<std::string> why;
    pg::in_transaction(transactions, [&] { why = check_readiness(); });
    return why;
}

void require_ready(pg::ExtensionSchema const &extension)
{
    // Set before looking: an invalidation that arrives meanwhile clears it again.
    subscriptions_known = true;
    ready_generation = 0;
    if (auto const why = find_not_ready(extension)) {
        throw core::UserError(core::ErrorCode::wrong_state, why->problem, why->detail, why->hint);
    }
    ready_generation = extension.definition_generation;
}

void require_still_ready(pg::ExtensionSchema const &extension)
{
    if (ready_generation != extension.definition_generation || !subscriptions_known) {
        require_ready(extension);
    }
}

void watch_subscriptions()
{
    CacheRegisterSyscacheCallback(SUBSCRIPTIONRELMAP, on_subscriptions_changed, Datum{0});
}

}  // namespace automation::engine
