/* table_checks.cpp — statistics, indexes and rows of the tables. */
#include "core/json/json.hpp"

#include "api/checks/groups.hpp"
#include "api/checks/index_shape.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::api {

namespace {

// Catalogs. A megabyte: below that no plan depends on statistics. The queue and the deltas empty themselves.
constinit pg::Statement without_statistics(
    "with ours as (select t.oid from pg_catalog.unnest($1) t (oid) union "
    "select p.relid::oid from pg_catalog.unnest($1) t (oid) cross join lateral pg_catalog.pg_partition_tree(t.oid) p) "
    "select c.relname::text, pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(c.oid)), "
    "c.oid::pg_catalog.regclass::text from ours o "
    "join pg_catalog.pg_class c on c.oid = o.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
    "where c.relkind = 'r' and c.relname not in ('automation_queue', 'automation_stat_deltas') "
    "and pg_catalog.pg_relation_size(c.oid) >= 1048576 and not exists (select from pg_catalog.pg_stats s "
    "where s.schemaname = n.nspname and s.tablename = c.relname) order by c.relname",
    OIDARRAYOID);
// The definitions of the install script, in the schema of the tables.
constinit pg::Statement definitions(
    "select p.statements from @internal@.automation_install_parts($1, $1) p where p.name = $2", TEXTOID, TEXTOID);
constinit pg::Statement columns_of_table(
    "select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = $1 and a.attnum > 0 "
    "and not a.attisdropped",
    OIDOID);
constinit pg::Statement keys_of_indexes(
    "select x.indexrelid::bigint, pg_catalog.pg_get_indexdef(x.indexrelid, k.n, true), "
    "pg_catalog.pg_get_expr(x.indpred, x.indrelid, true) from pg_catalog.pg_index x "
    "cross join lateral pg_catalog.generate_series(1, x.indnkeyatts) k (n) "
    "where x.indrelid = $1 and x.indisvalid order by x.indexrelid, k.n",
    OIDOID);

/* A document that may be too large or too deep is compressed or stored apart. All rows are read, a page at a time. */
#define LARGE_DOCUMENTS(table, column)                                                                   \
    "select d.id, d.tenant_id from @home@." table " d where (pg_catalog.pg_column_compression(d." column \
    ") is not null or pg_catalog.pg_column_size(d." column                                               \
    ") > 8000) and (d.id, d.tenant_id) > ($1, $2) "                                                      \
    "order by d.id, d.tenant_id limit 1000"
#define ONE_DOCUMENT(table, column) \
    "select d." column "::text from @home@." table " d where d.id = $1 and d.tenant_id = $2"
struct DocumentColumn {
    char const *name = nullptr;
    pg::Statement large;
    pg::Statement one;
};
constinit std::array documents{
    DocumentColumn{"attributes of lead", pg::Statement(LARGE_DOCUMENTS("leads", "attributes"), INT8OID, TEXTOID),
                   pg::Statement(ONE_DOCUMENT("leads", "attributes"), INT8OID, TEXTOID)},
    DocumentColumn{"external_ids of lead", pg::Statement(LARGE_DOCUMENTS("leads", "external_ids"), INT8OID, TEXTOID),
                   pg::Statement(ONE_DOCUMENT("leads", "external_ids"), INT8OID, TEXTOID)},
    DocumentColumn{"details of booking", pg::Statement(LARGE_DOCUMENTS("bookings", "details"), INT8OID, TEXTOID),
                   pg::Statement(ONE_DOCUMENT("bookings", "details"), INT8OID, TEXTOID)},
};
#undef LARGE_DOCUMENTS
#undef ONE_DOCUMENT

struct RowKey {
    std::int64_t id = 0;
    std::string tenant;
};

std::vector<RowKey> large_documents(DocumentColumn &document, RowKey const &after)
{
    std::vector<RowKey> keys;
    pg::Spi const session;
    for (pg::Row const row :
         pg::execute(document.large, {pg::Param::of(after.id), pg::Param::of(std::string_view(after.tenant))})) {
        keys.push_back({row.int8(1), row.text(2)});
    }
    return keys;
}

/* In a session of its own: the text is freed when it ends. */
std::string why_unreadable(DocumentColumn &document, RowKey const &key)
{
    pg::Spi const session;
    auto const rows = pg::execute(document.one, {pg::Param::of(key.id), pg::Param::of(std::string_view(key.tenant))});
    return rows.empty() ? "" : core::json::why_unreadable(rows[0].text(1));
}

void check_column(FindingList &findings, DocumentColumn &document)
{
    std::string first;
    std::size_t count = 0;
    RowKey last{std::numeric_limits<std::int64_t>::min(), ""};
    for (auto keys = large_documents(document, last); !keys.empty(); keys = large_documents(document, last)) {
        for (RowKey const &key : keys) {
            std::string const why = why_unreadable(document, key);
            if (!why.empty()) {
                if (first.empty()) {
                    first.append(document.name).append(" ").append(std::to_string(key.id));
                    first.append(of_tenant(key.tenant)).append(" is ").append(why);
                }
                ++count;
            }
        }
        last = keys.back();
    }
    if (count > 0) {
        findings.warning(
            "document_unreadable", first + (count == 1 ? "" : ";" + and_others(count - 1) + " are not read either"),
            "Conditions, templates and actions do not read it. Move what they need into a smaller document.");
    }
}

Words columns_of(Oid table)
{
    Words columns;
    for (pg::Row const row : pg::execute(columns_of_table, {pg::Param(ObjectIdGetDatum(table))})) {
        columns.insert(row.text(1));
    }
    return columns;
}

std::vector<IndexShape> indexes_of(Oid table, Words const &columns)
{
    std::vector<IndexShape> indexes;
    std::int64_t index = 0;
    for (pg::Row const row : pg::execute(keys_of_indexes, {pg::Param(ObjectIdGetDatum(table))})) {
        if (row.int8(1) != index) {
            index = row.int8(1);
            indexes.push_back({.keys = {}, .predicate = columns_and_literals_in(row.text(3), columns)});
        }
        indexes.back().keys.push_back(columns_in(row.text(2), columns));
    }
    return indexes;
}

}  // namespace

void check_statistics(FindingList &findings)
{
    auto const tables = pg::call([] {
        Datum oids[pg::table_count];
        for (std::size_t i = 0; i < pg::table_count; ++i) {
            oids[i] = ObjectIdGetDatum(pg::require_extension().tables[i]);
        }
        return PointerGetDatum(
            construct_array(oids, static_cast<int>(pg::table_count), OIDOID, sizeof(Oid), true, TYPALIGN_INT));
    });
    for (pg::Row const row : pg::execute(without_statistics, {pg::Param(tables)})) {
        findings.warning("table_not_analyzed",
                         "table " + core::quote_value(row.text(1)) + " of " + row.text(2) + " has no statistics",
                         "ANALYZE " + row.text(3) + "; and let autovacuum keep them.");
    }
}

void check_indexes(FindingList &findings, Oid functions_owner)
{
    std::string const prefix = pg::require_extension().prefix;
    std::string const schema = prefix.substr(0, prefix.size() - 1);
    for (std::size_t i = 0; i < pg::table_count; ++i) {
        char const *const name = pg::table_names[i];
        Oid const table = pg::require_extension().tables[i];
        auto const columns = columns_of(table);
        auto const indexes = indexes_of(table, columns);
        pg::OwnerSession const session(functions_owner);
        for (pg::Row const row : pg::execute(
                 definitions, {pg::Param::of(std::string_view(schema)), pg::Param::of(std::string_view(name))})) {
            for (IndexDefinition const &wanted : index_definitions(row.text(1), columns)) {
                if (std::ranges::none_of(indexes,
                                         [&](IndexShape const &index) { return serves(index, wanted.shape); })) {
                    findings.warning("index_missing",
                                     std::string("table ") + core::quote_value(name) + " has no index that serves " +
                                         core::quote_value(wanted.statement),
                                     wanted.statement + ";");
                }
            }
        }
    }
}

void check_documents(FindingList &findings)
{
    for (DocumentColumn &document : documents) {
        check_column(findings, document);
    }
}

}  // namespace automation::api
