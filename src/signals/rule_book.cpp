#include "signals/rule_book.hpp"

#include <map>
#include <string>
#include <utility>

#include "pg/forever.hpp"
#include "pg/home.hpp"
#include "pg/owner_session.hpp"

namespace automation::signals {

namespace {

using Key = std::pair<core::Trigger, std::string>;

struct Library {
    std::map<Key, RuleBook, std::less<>> books;
    std::uint64_t loaded_at = 0;  ///< the change they were loaded after
};

constinit pg::Forever<Library> library;
constinit std::uint64_t changes = 1;
constexpr std::size_t books_kept = 1024;

void on_relation_changed(Datum, Oid relation)
{
    // Not home(): a callback must not read catalogs.
    pg::Home const *const where = pg::known_home();
    if (relation == InvalidOid || where == nullptr || relation == where->table(pg::TableName::automations)) {
        ++changes;
    }
}

// Served by the index on (tenant_id, trigger) of automations.
constinit pg::Statement load_rules(
    "select id, delay_days, delay_hours, conditions::text from @home@.automations "
    "where tenant_id = $1 and trigger = $2 and enabled order by id",
    TEXTOID, TEXTOID);
// The tenant's row after the default one, so that its values come over it.
constinit pg::Statement load_clock(
    "select timezone, quiet_from, quiet_until from @home@.automation_settings where tenant_id in ($1, '') "
    "order by tenant_id",
    TEXTOID);

Rule rule_from(pg::Row const &row)
{
    Rule rule;
    rule.id = core::AutomationId{row.integer(1)};
    rule.delay = {.days = row.small(2), .hours = row.small(3)};
    try {
        rule.conditions = core::Conditions::parse(row.text(4));
    } catch (core::UserError const &) {
        rule.broken = true;
    }
    return rule;
}

void load_clock_of(RuleBook &book, std::string const &tenant)
{
    for (pg::Row const row : pg::execute_fresh(load_clock, {pg::Param::of(std::string_view(tenant))})) {
        if (auto zone = row.maybe_text(1)) {
            book.timezone = std::move(zone);
        }
        if (!row.null(2) && !row.null(3)) {
            core::TenantSettings clock;
            clock.quiet_from = row.clock(2);
            clock.quiet_until = row.clock(3);
            book.quiet = core::quiet_hours_of(clock);
        }
    }
}

RuleBook load(std::string const &tenant, core::Trigger trigger)
{
    RuleBook book;
    pg::OwnerSession const session(pg::home().owner);
    auto const rows =
        pg::execute_fresh(load_rules, {pg::Param::of(std::string_view(tenant)), pg::Param::of(core::name_of(trigger))});
    for (pg::Row const row : rows) {
        book.rules.push_back(rule_from(row));
    }
    if (!book.rules.empty()) {
        load_clock_of(book, tenant);
    }
    return book;
}

}  // namespace

RuleBook const &rule_book(std::string_view tenant, core::Trigger trigger)
{
    Library &shelf = *library;
    if (shelf.loaded_at != changes || shelf.books.size() > books_kept) {
        shelf.books.clear();
        shelf.loaded_at = changes;
    }
    Key key(trigger, tenant);
    auto const known = shelf.books.find(key);
    if (known != shelf.books.end()) {
        return known->second;
    }
    // A rule saved while we read leaves loaded_at behind, and the next statement reads again.
    RuleBook book = load(key.second, trigger);
    return shelf.books.insert_or_assign(std::move(key), std::move(book)).first->second;
}

void invalidate_rule_books()
{
    Oid const automations = pg::home().table(pg::TableName::automations);
    pg::call([&] { CacheInvalidateRelcacheByRelid(automations); });
}

void watch_rules()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
}

}  // namespace automation::signals
