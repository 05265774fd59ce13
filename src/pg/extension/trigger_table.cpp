#include "pg/extension/trigger_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"

extern "C" {
#include "catalog/partition.h"
#include "commands/extension.h"
}

namespace automation::pg {

namespace {

constexpr char const *kept_in_every_table = "automation_keep_tenant";  // the trigger, and its function
constexpr std::array<char const *, 2> further_tables{"automation_booking_sources", "automation_grants"};

struct KnownTable {
    Oid relation;
    TriggerTable table;
};
struct Cache {
    std::vector<KnownTable> tables;
    std::uint64_t seen = 0;  ///< changes of definitions
};
constinit NeverDestroyed<Cache> cached;

/* The table of ours whose name the first `length` letters are, or null. */
char const *table_named(char const *name, std::size_t length)
{
    auto const is = [&](char const *table) { return strlen(table) == length && strncmp(table, name, length) == 0; };
    for (char const *const table : table_names) {
        if (is(table)) {
            return table;
        }
    }
    auto const *const further = std::find_if(further_tables.begin(), further_tables.end(), is);
    return further == further_tables.end() ? nullptr : *further;
}

/* Citus names the shards of a table <table>_<number>, in its schema and with its owner. */
char const *table_of_shard(char const *name, Oid owner, Oid schema)
{
    char const *const mark = strrchr(name, '_');
    if (mark == nullptr || mark[1] == '\0' || strspn(mark + 1, "0123456789") != strlen(mark + 1)) {
        return nullptr;
    }
    char const *const table = table_named(name, static_cast<std::size_t>(mark - name));
    if (table == nullptr || !OidIsValid(get_extension_oid("citus", true))) {
        return nullptr;
    }
    HeapTuple const row = SearchSysCache1(RELOID, ObjectIdGetDatum(get_relname_relid(table, schema)));
    if (!HeapTupleIsValid(row)) {
        return nullptr;
    }
    bool const same = reinterpret_cast<Form_pg_class>(GETSTRUCT(row))->relowner == owner;
    ReleaseSysCache(row);
    return same ? table : nullptr;
}

/* The table of ours that a relation is by its own entry in pg_class, or null. */
char const *table_by_itself(Oid relation, Oid schema)
{
    HeapTuple const row = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
    if (!HeapTupleIsValid(row)) {
        return nullptr;
    }
    auto const *const form = reinterpret_cast<Form_pg_class>(GETSTRUCT(row));
    char const *table = nullptr;
    if (form->relnamespace == schema) {
        char const *const name = NameStr(form->relname);
        table = table_named(name, strlen(name));
        table = table != nullptr ? table : table_of_shard(name, form->relowner, schema);
    }
    ReleaseSysCache(row);
    return table;
}

bool carries_our_triggers(Relation relation, Oid schema)
{
    for (int i = 0; relation->trigdesc != nullptr && i < relation->trigdesc->numtriggers; ++i) {
        Trigger const &trigger = relation->trigdesc->triggers[i];
        char const *const function = get_func_name(trigger.tgfoid);
        if (strcmp(trigger.tgname, kept_in_every_table) == 0 && function != nullptr &&
            strcmp(function, kept_in_every_table) == 0 && get_func_namespace(trigger.tgfoid) == schema) {
            return true;
        }
    }
    return false;
}

/* The table of ours that a relation, or one that it is a partition of, is; or null. */
char const *table_of(Oid relation, Oid schema)
{
    char const *table = table_by_itself(relation, schema);
    if (table == nullptr && get_rel_relispartition(relation)) {
        ListCell *cell = nullptr;
        foreach (cell, get_partition_ancestors(relation)) {
            table = table != nullptr ? table : table_by_itself(lfirst_oid(cell), schema);
        }
    }
    return table;
}

TriggerTable find_table(Relation relation, Oid schema)
{
    if (char const *const table = table_of(RelationGetRelid(relation), schema)) {
        return {TriggerTable::Standing::ours, table};
    }
    return {
        carries_our_triggers(relation, schema) ? TriggerTable::Standing::once_ours : TriggerTable::Standing::foreign,
        ""};
}

}  // namespace

TriggerTable trigger_table(Relation relation)
{
    Cache &cache = *cached;
    if (cache.seen != relation_changes()) {
        cache.tables.clear();
        cache.seen = relation_changes();
    }
    Oid const itself = RelationGetRelid(relation);
    auto const at = std::find_if(cache.tables.begin(), cache.tables.end(),
                                 [&](KnownTable const &k) { return k.relation == itself; });
    if (at != cache.tables.end()) {
        return at->table;
    }
    std::uint64_t const before = relation_changes();
    Oid const schema = extension_schema();
    TriggerTable const table = call([&] { return find_table(relation, schema); });
    if (before == relation_changes()) {  // else the answer may be older than what has changed
        cache.tables.push_back({itself, table});
    }
    return table;
}

bool is_table_of_ours(Oid relation)
{
    Oid const schema = extension_schema();
    return OidIsValid(schema) && call([&] { return table_of(relation, schema); }) != nullptr;
}

std::string qualified_name(Relation relation)
{
    char const *const name = call([&] {
        char const *const schema = get_namespace_name(RelationGetNamespace(relation));
        return quote_qualified_identifier(schema == nullptr ? "" : schema, RelationGetRelationName(relation));
    });
    return name;
}

}  // namespace automation::pg
