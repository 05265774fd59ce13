#include "pg/extension/extension_schema.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <utility>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/settings.hpp"
#include "pg/extension/tables_version.hpp"
#include "pg/tables/table_shape.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "mb/pg_wchar.h"
#include "nodes/primnodes.h"
#include "utils/fmgroids.h"
#include "utils/rls.h"
}

#ifndef AUTOMATION_VERSION
#error "AUTOMATION_VERSION is the default_version of automation.control, without quotes"
#endif
#ifndef AUTOMATION_TABLES_VERSION
#error "AUTOMATION_TABLES_VERSION is the last version of sql/install/changes, without quotes"
#endif
#define AUTOMATION_TEXT_(word) #word
#define AUTOMATION_TEXT(word) AUTOMATION_TEXT_(word)

namespace automation::pg {

namespace {

constexpr char const *library_version = AUTOMATION_TEXT(AUTOMATION_VERSION);
// Of the tables that it reads and writes: the last version that changed them.
constexpr char const *library_tables_version = AUTOMATION_TEXT(AUTOMATION_TABLES_VERSION);
// The oldest version whose functions this library serves, between its installation and ALTER EXTENSION UPDATE; its
// tables, too: they lack what is Mark::added.
constexpr char const *oldest_functions = "1.0";
// Of tables that do not say it: they had no such column yet.
constexpr char const *first_version = "0.9";

constinit std::uint64_t changes = 0;
/* What is known of one table's shape. */
struct Judgement {
    Oid relation = InvalidOid;
    Oid owner = InvalidOid;
    bool current = false;  ///< the table has not changed since
    std::string problem, hint;
    bool secured = false;  ///< it has row security
    bool forced = false;   ///< for its owner, too
};

constinit NeverDestroyed<ExtensionSchema> cached;
constinit NeverDestroyed<std::array<Judgement, table_count>> judgements;
constinit NeverDestroyed<Judgement> judgement_of_schema;
constinit bool fresh = false;
constinit bool usable = false;  // what is cached

void on_relation_changed(Datum, Oid relation)
{
    ++changes;
    for (Judgement &judgement : *judgements) {
        // InvalidOid: everything may have changed.
        if (relation == InvalidOid || judgement.relation == relation) {
            judgement.current = false;
            fresh = false;
        }
    }
}

void on_schema_changed(Datum, int, uint32)
{
    fresh = false;
}

/* Whether the first of two versions, as 1.10 and 1.9, is the later one. Whatever is no number counts as 0. */
bool is_later(char const *left, char const *right)
{
    while (*left != '\0' || *right != '\0') {
        char *left_end = nullptr;
        char *right_end = nullptr;
        long const a = strtol(left, &left_end, 10);
        long const b = strtol(right, &right_end, 10);
        if (a != b) {
            return a > b;
        }
        left = *left_end == '\0' ? left_end : left_end + 1;
        right = *right_end == '\0' ? right_end : right_end + 1;
    }
    return false;
}

bool serves_functions(char const *version)
{
    return !is_later(oldest_functions, version) && !is_later(version, library_version);
}

bool serves_tables(char const *version)
{
    return !is_later(oldest_functions, version) && !is_later(version, library_tables_version);
}

bool has_internal_schema(char const *version)
{
    return !is_later("1.1", version);
}

struct ExtensionLookup {
    Oid extension = InvalidOid;
    Oid schema = InvalidOid;
    char const *quoted = nullptr;
    Oid tables[table_count] = {};
    Oid owner = InvalidOid;
    char const *version = library_version;                // of the extension's functions
    char const *tables_version = library_tables_version;  // of its tables
    bool complete = false;

    [[nodiscard]] bool usable() const noexcept
    {
        return complete && serves_functions(version) && serves_tables(tables_version);
    }
};

/* pg_extension has no system cache. */
void look_up_extension(ExtensionLookup &found)
{
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_extension_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(found.extension));
    Relation const catalog = table_open(ExtensionRelationId, AccessShareLock);
    SysScanDesc const scan = systable_beginscan(catalog, ExtensionOidIndexId, true, nullptr, 1, &key);
    HeapTuple const row = systable_getnext(scan);
    if (HeapTupleIsValid(row)) {
        found.schema = reinterpret_cast<Form_pg_extension>(GETSTRUCT(row))->extnamespace;
        bool missing = false;
        Datum const version = heap_getattr(row, Anum_pg_extension_extversion, RelationGetDescr(catalog), &missing);
        found.version = missing ? "" : TextDatumGetCString(version);
    }
    systable_endscan(scan);
    table_close(catalog, AccessShareLock);
}

/* The default of automation_instance.version: part of the tables' definition, so every dump has it. */
char const *version_of_tables(Oid instance)
{
    AttrNumber const column = get_attnum(instance, "version");
    if (column == InvalidAttrNumber) {
        return first_version;
    }
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_attrdef_adrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(instance));
    ScanKeyInit(&keys[1], Anum_pg_attrdef_adnum, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum(column));
    Relation const catalog = table_open(AttrDefaultRelationId, AccessShareLock);
    SysScanDesc const scan = systable_beginscan(catalog, AttrDefaultIndexId, true, nullptr, 2, keys);
    char const *version = first_version;
    HeapTuple const row = systable_getnext(scan);
    if (HeapTupleIsValid(row)) {
        bool missing = false;
        Datum const tree = heap_getattr(row, Anum_pg_attrdef_adbin, RelationGetDescr(catalog), &missing);
        auto *const value = missing ? nullptr : static_cast<Node *>(stringToNode(TextDatumGetCString(tree)));
        if (value != nullptr && IsA(value, Const)) {
            auto const *const constant = castNode(Const, value);
            if (constant->consttype == TEXTOID && !constant->constisnull) {
                version = TextDatumGetCString(constant->constvalue);
            }
        }
    }
    systable_endscan(scan);
    table_close(catalog, AccessShareLock);
    return version;
}

ExtensionLookup look_up()
{
    ExtensionLookup found;
    found.extension = get_extension_oid("automation", true);
    if (!OidIsValid(found.extension)) {
        return found;
    }
    look_up_extension(found);
    char const *const name = OidIsValid(found.schema) ? get_namespace_name(found.schema) : nullptr;
    if (name == nullptr) {
        return found;
    }
    found.quoted = quote_identifier(name);
    found.complete = true;
    for (std::size_t i = 0; i < table_count; ++i) {
        found.tables[i] = get_relname_relid(table_names[i], found.schema);
    }
    Oid const instance = found.tables[static_cast<std::size_t>(TableName::automation_instance)];
    if (OidIsValid(instance)) {
        found.tables_version = version_of_tables(instance);
    }
    bool const older = is_later(library_tables_version, found.tables_version);
    for (std::size_t i = 0; i < table_count; ++i) {
        bool const may_lack = older && !is_in_first_version(static_cast<TableName>(i));
        found.complete = found.complete && (may_lack || OidIsValid(found.tables[i]));
    }
    HeapTuple const leads = SearchSysCache1(RELOID, ObjectIdGetDatum(found.tables[0]));
    if (HeapTupleIsValid(leads)) {
        found.owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(leads))->relowner;
        ReleaseSysCache(leads);
    }
    return found;
}

void read_security(Oid relation, bool &secured, bool &forced)
{
    secured = forced = false;
    HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
    if (HeapTupleIsValid(tuple)) {
        auto const *const row = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
        secured = row->relrowsecurity;
        forced = row->relforcerowsecurity;
        ReleaseSysCache(tuple);
    }
}

/* True when every table has the shape that the code assumes. */
bool check_tables(ExtensionSchema &extension, bool older)
{
    bool fits = true;
    extension.any_security = extension.forced_security = false;
    for (std::size_t i = 0; i < table_count; ++i) {
        Judgement &judgement = (*judgements)[i];
        Oid const relation = extension.tables[i];
        if (!judgement.current || judgement.relation != relation || judgement.owner != extension.owner) {
            judgement.relation = relation;
            judgement.owner = extension.owner;
            // Set before looking: an invalidation that arrives meanwhile clears it again.
            judgement.current = true;
            Misfit const misfit = call([&] {
                return OidIsValid(relation) ? why_misfit(static_cast<TableName>(i), relation, extension.owner, older)
                                            : Misfit{};
            });
            judgement.problem = misfit.problem == nullptr ? "" : misfit.problem;
            judgement.hint = misfit.hint == nullptr ? "" : misfit.hint;
            call([&] { read_security(relation, judgement.secured, judgement.forced); });
        }
        fits = fits && judgement.problem.empty();
        extension.any_security = extension.any_security || judgement.secured;
        extension.forced_security = extension.forced_security || (judgement.secured && judgement.forced);
    }
    return fits;
}

/* True when the owner of the tables may use their schema. */
bool check_schema(ExtensionSchema const &extension)
{
    Judgement &judgement = *judgement_of_schema;
    judgement = {};
    if (call([&] { return may_use_schema(extension.schema, extension.owner); })) {
        return true;
    }
    std::string const role = call([&] { return quote_identifier(GetUserNameFromId(extension.owner, true)); });
    std::string const schema = extension.prefix.substr(0, extension.prefix.size() - 1);
    judgement.problem =
        "role " + role + " owns the tables of automation but has no USAGE privilege on schema " + schema;
    judgement.hint = "GRANT USAGE ON SCHEMA " + schema + " TO " + role + ";";
    return false;
}

/* Null without the extension or leads. */
ExtensionSchema const *read_anew()
{
    ExtensionLookup const found = call(look_up);
    if (found.quoted == nullptr || !OidIsValid(found.owner)) {
        fresh = false;
        return nullptr;
    }
    ExtensionSchema &extension = *cached;
    ExtensionSchema const before = extension;
    extension.extension = found.extension;
    extension.schema = found.schema;
    extension.prefix = std::string(found.quoted) + ".";
    extension.internal_prefix = has_internal_schema(found.version) ? "automation_internal." : extension.prefix;
    std::copy(std::begin(found.tables), std::end(found.tables), extension.tables.begin());
    extension.owner = found.owner;
    bool const may_enter = check_schema(extension);
    bool const fits = check_tables(extension, is_later(library_tables_version, found.tables_version));
    usable = found.usable() && may_enter && fits;
    ++extension.definition_generation;
    if (before.extension != extension.extension || before.prefix != extension.prefix ||
        before.internal_prefix != extension.internal_prefix || before.tables != extension.tables ||
        before.owner != extension.owner) {
        ++extension.generation;
    }
    // Nothing says when a table that is missing is there.
    fresh = fresh && found.usable();
    return &extension;
}

}  // namespace

ExtensionSchema const *located_extension()
{
    if (fresh) {
        return &*cached;
    }
    // Set before looking: an invalidation that arrives meanwhile clears it again.
    fresh = true;
    usable = false;
    try {
        return read_anew();
    } catch (...) {
        fresh = false;
        for (Judgement &judgement : *judgements) {
            judgement.current = false;
        }
        throw;
    }
}

ExtensionSchema const *find_extension()
{
    if (GetDatabaseEncoding() != PG_UTF8) {
        return nullptr;
    }
    ExtensionSchema const *const extension = located_extension();
    if (extension == nullptr || !usable || (extension->forced_security && hidden_rows(*extension, extension->owner))) {
        return nullptr;
    }
    return extension;
}

std::optional<MissingExtension> hidden_rows(ExtensionSchema const &extension, Oid role)
{
    if (!extension.any_security || (!extension.forced_security && role == extension.owner)) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < table_count; ++i) {
        Judgement const &judgement = (*judgements)[i];
        if (judgement.secured &&
            call([&] { return check_enable_rls(judgement.relation, role, true) == RLS_ENABLED; })) {
            std::string const name = call([&] { return GetUserNameFromId(role, true); });
            std::string const quoted = call([&] { return quote_identifier(name.c_str()); });
            std::string const table = extension.prefix + table_names[i];
            MissingExtension trouble;
            trouble.why = "row security of table \"" + std::string(table_names[i]) + "\" applies to role \"" + name +
                          "\", which the engine acts as";
            trouble.hint = std::string("ALTER TABLE ")
                               .append(table)
                               .append(" NO FORCE ROW LEVEL SECURITY; or ALTER ROLE ")
                               .append(quoted)
                               .append(" BYPASSRLS;");
            trouble.functions_fit = true;
            trouble.misfit = true;
            return trouble;
        }
    }
    return std::nullopt;
}

MissingExtension why_no_extension()
{
    if (GetDatabaseEncoding() != PG_UTF8) {
        return {
            std::string("automation needs a database with encoding UTF8, this one has ") + GetDatabaseEncodingName(),
            "Create the database with ENCODING 'UTF8', and restore the data there.", true, true};
    }
    ExtensionLookup const found = call(look_up);
    if (found.quoted == nullptr) {
        return {"the extension automation is not installed here", "CREATE EXTENSION automation;", false, false};
    }
    // Appended one by one: g++ 12 warns of an array bound in a chain of operator+ with the version, which is a
    // constant.
    std::string index_cache = ", its library of ";
    index_cache.append(library_version);
    std::string restart = "Install the library of that version; where ";
    restart.append(library_version).append(" is preloaded, restart the server.");
    if (!serves_functions(found.version)) {
        std::string versions = "the extension automation is of version ";
        versions.append(found.version).append(index_cache);
        return {std::move(versions),
                is_later(found.version, library_version) ? restart : "ALTER EXTENSION automation UPDATE;", false, true};
    }
    ExtensionSchema const *const extension = located_extension();
    if (found.usable() && extension != nullptr) {
        auto const says = [](Judgement const &judgement) {
            return MissingExtension{judgement.problem, judgement.hint, true, false, true, core::ErrorCode::wrong_shape};
        };
        for (Judgement const &judgement : *judgements) {
            if (!judgement.problem.empty()) {
                return says(judgement);
            }
        }
        if (!judgement_of_schema->problem.empty()) {
            return says(*judgement_of_schema);
        }
        if (auto trouble = hidden_rows(*extension, extension->owner)) {
            return *trouble;
        }
    }
    std::string const install = std::string("Call ") + found.quoted + ".automation_install().";
    std::string const tables = "the tables of the extension automation are ";
    if (serves_tables(found.tables_version)) {
        return {tables + "not complete", install, true, false};
    }
    return {tables + "of version " + found.tables_version + index_cache,
            is_later(found.tables_version, library_tables_version) ? restart : install, true, true};
}

std::string older_tables_version()
{
    ExtensionLookup const found = call(look_up);
    return is_later(library_tables_version, found.tables_version) ? found.tables_version : "";
}

ExtensionSchema const &require_extension()
{
    ExtensionSchema const *const found = find_extension();
    if (found == nullptr) {
        MissingExtension const trouble = why_no_extension();
        throw core::UserError(trouble.mistake, trouble.why, "", trouble.hint);
    }
    return *found;
}

ExtensionSchema const *cached_extension() noexcept
{
    return cached->generation == 0 ? nullptr : &*cached;
}

Oid extension_schema()
{
    if (fresh) {
        return cached->schema;
    }
    return call([] {
        ExtensionLookup found;
        found.extension = get_extension_oid("automation", true);
        if (OidIsValid(found.extension)) {
            look_up_extension(found);
        }
        return found.schema;
    });
}

std::uint64_t relation_changes() noexcept
{
    return changes;
}

std::string schema_of_extension()
{
    ExtensionLookup const found = call(look_up);
    if (found.quoted == nullptr) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "the extension automation is not installed in this database", "",
                              "CREATE EXTENSION automation;");
    }
    return std::string(found.quoted) + ".";
}

Oid acting_role(ExtensionSchema const &extension)
{
    char const *const name = settings::role;
    if (name == nullptr || name[0] == '\0') {
        return extension.owner;
    }
    Oid const role = call([&] { return get_role_oid(name, true); });
    if (!OidIsValid(role)) {
        throw core::UserError(core::ErrorCode::wrong_state, "role \"" + std::string(name) + "\" does not exist",
                              "automation.role names it.", "Create the role, or set automation.role to another one.");
    }
    return role;
}

bool lock_extension(ExtensionSchema const &extension)
{
    return call([&] {
        LOCKTAG tag;
        SET_LOCKTAG_OBJECT(tag, MyDatabaseId, ExtensionRelationId, extension.extension, 0);
        if (LockAcquire(&tag, AccessShareLock, false, true) == LOCKACQUIRE_NOT_AVAIL) {
            return false;
        }
        AcceptInvalidationMessages();
        return get_extension_oid("automation", true) == extension.extension;
    });
}

void watch_extension()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
    CacheRegisterSyscacheCallback(NAMESPACEOID, on_schema_changed, Datum{0});
}

}  // namespace automation::pg
