/* table_shape.hpp — has a relation the shape that the code assumes?
 *
 * Judged in one place, before a value is read or written. `why_misfit` judges a table by the catalogs and asks for no
 * lock; `shape_of` judges the columns of a relation that is open, a partition as much as the table itself, and is kept
 * until the relation's definition changes.
 */
#pragma once
#include <array>
#include <memory>
#include <string>

#include "pg/tables/conversion.hpp"
#include "pg/tables/table_columns.hpp"

namespace automation::pg {

/** What is wrong with a table, and what puts it right. Both null: nothing is. */
struct Misfit {
    char const *problem = nullptr;  ///< palloc'd
    char const *hint = nullptr;
};

/** The first misfit of a table: kind of relation, owner, columns, identity, what an insert and an ON CONFLICT need.
 * Tables of an older version may lack the columns that were added since (Mark::added). Reads catalogs: inside pg::call.
 */
[[nodiscard]] Misfit why_misfit(TableName table, Oid relation, Oid owner, bool may_lack_added);

/** Where a column stands in a relation, and how it is read. */
struct ColumnPlace {
    AttrNumber number = 0;  ///< 0: there is no such column
    Conversion conversion;
    bool exact = false;  ///< type, typmod and collation are those of the install script
    bool generated = false;
    Oid type = InvalidOid;
    std::int32_t typmod = -1;
};

struct RelationShape {
    std::array<ColumnPlace, most_columns> columns{};  ///< by column_index()
    bool fits = false;                                ///< every column is there and can be read
    bool exact = false;                               ///< every column is as the install script has it
    bool foreign_code = false;                        ///< reading may call code that is not PostgreSQL's own
    std::string problem;                              ///< of what does not fit
};

/** The shape of an open relation that holds rows of `table`. */
[[nodiscard]] std::shared_ptr<RelationShape const> shape_of(Relation relation, TableName table);

/** A column of any relation by its name. Way::none where there is none that can be read as `kind`. */
[[nodiscard]] ColumnPlace column_named(Relation relation, char const *name, Kind kind);

/** What makes a parameter of type `from` one that the column takes: empty where an assignment does it by itself, else a
 *  cast. A cast of a string to a length would cut it, so that is left to the assignment. */
[[nodiscard]] std::string cast_to_column(Oid relation, char const *column, Oid from);

/** Registers the invalidation callback. Once per process, from _PG_init. */
void watch_shapes();

}  // namespace automation::pg
