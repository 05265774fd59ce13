#include "pg/sql/assumed_sizes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pg/boundary/postgres.hpp"
#include "pg/extension/settings.hpp"

namespace automation::pg {

namespace {

// Large enough that a row of an index's unique key costs far less than all rows with the same first column.
constexpr double rows = 1e6;
constexpr BlockNumber pages = 20'000;
constexpr BlockNumber index_pages = 4'000;
constexpr int index_height = 2;

// Distinct values of a column, as pg_statistic has them: negative is a share of the rows.
constexpr float4 each_another = -1;
constexpr float4 many_rows_each = 200;
constexpr float4 few_words = 2;

constinit get_relation_info_hook_type next_relation_info = nullptr;
constinit get_relation_stats_hook_type next_relation_stats = nullptr;
constinit get_index_stats_hook_type next_index_stats = nullptr;

bool assumed(Oid relation) noexcept
{
    return settings::assume_large_tables && relation >= FirstNormalObjectId;
}

/* Few rows have the same lead, address or moment, many the same tenant; half of them have the same word. */
float4 distinct_values(std::string_view column) noexcept
{
    static constexpr std::array shared{"tenant_id", "automation_id"};
    static constexpr std::array words{"kind",   "status", "direction", "event",    "trigger",
                                      "origin", "type",   "enabled",   "provider", "settled"};
    if (std::find(shared.begin(), shared.end(), column) != shared.end()) {
        return many_rows_each;
    }
    return std::find(words.begin(), words.end(), column) != words.end() ? few_words : each_another;
}

/* Statistics that say nothing but how many values there are. */
HeapTuple statistics_with(float4 distinct)
{
    std::array<Datum, Natts_pg_statistic> values{};
    std::array<bool, Natts_pg_statistic> nulls{};
    nulls.fill(true);
    std::fill_n(nulls.begin(), Anum_pg_statistic_stavalues1 - 1, false);
    std::fill_n(nulls.begin() + Anum_pg_statistic_stanumbers1 - 1, STATISTIC_NUM_SLOTS, true);
    values[Anum_pg_statistic_stawidth - 1] = Int32GetDatum(16);
    values[Anum_pg_statistic_stadistinct - 1] = Float4GetDatum(distinct);
    Relation const statistics = table_open(StatisticRelationId, AccessShareLock);
    HeapTuple const tuple = heap_form_tuple(RelationGetDescr(statistics), values.data(), nulls.data());
    table_close(statistics, AccessShareLock);
    return tuple;
}

void assume_distinct(VariableStatData &found, float4 distinct)
{
    found.statsTuple = statistics_with(distinct);
    found.freefunc = heap_freetuple;
}

void assume_size(RelOptInfo &table) noexcept
{
    table.pages = pages;
    table.tuples = rows;
    table.allvisfrac = 0;
    table.statlist = NIL;
    ListCell *cell = nullptr;
    foreach (cell, table.indexlist) {
        auto *const index = static_cast<IndexOptInfo *>(lfirst(cell));
        bool const partial = index->indpred != NIL;
        index->pages = partial ? index_pages / 10 : index_pages;
        index->tuples = partial ? rows / 10 : rows;
        index->tree_height = index_height;
    }
}

}  // namespace

extern "C" {

static void size_of_relation(PlannerInfo *root, Oid relation, bool parent, RelOptInfo *table)
{
    if (next_relation_info != nullptr) {
        next_relation_info(root, relation, parent, table);
    }
    // Neither the empty parent of partitions nor a foreign table, whose size is its wrapper's to say.
    if (assumed(relation) && !parent && table->fdwroutine == nullptr) {
        assume_size(*table);
    }
}

static bool statistics_of_column(PlannerInfo *root, RangeTblEntry *entry, AttrNumber column, VariableStatData *found)
{
    if (column > 0 && entry->rtekind == RTE_RELATION && assumed(entry->relid)) {
        assume_distinct(*found, distinct_values(get_attname(entry->relid, column, false)));
        return true;
    }
    return next_relation_stats != nullptr && next_relation_stats(root, entry, column, found);
}

/* Of an expression: ours are of addresses and moments. */
static bool statistics_of_index(PlannerInfo *root, Oid index, AttrNumber column, VariableStatData *found)
{
    if (assumed(index)) {
        assume_distinct(*found, each_another);
        return true;
    }
    return next_index_stats != nullptr && next_index_stats(root, index, column, found);
}
}

void assume_sizes()
{
    next_relation_info = get_relation_info_hook;
    get_relation_info_hook = size_of_relation;
    next_relation_stats = get_relation_stats_hook;
    get_relation_stats_hook = statistics_of_column;
    next_index_stats = get_index_stats_hook;
    get_index_stats_hook = statistics_of_index;
}

}  // namespace automation::pg
