/* index_shape.hpp — what an index is on, by the columns that its keys and its predicate name: how a definition in the
 * install script is compared with an index of the catalogs, whose expressions are written in another way.
 */
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace automation::api {

using Words = std::set<std::string>;

struct IndexShape {
    std::vector<Words> keys;  ///< of each key the columns that it names
    Words predicate;          ///< the columns and the literals of the predicate; empty: it holds all rows
};

struct IndexDefinition {
    std::string statement;  ///< as it would be executed
    IndexShape shape;
};

/** The columns that a key names, of those that the table has. */
[[nodiscard]] Words columns_in(std::string_view key, Words const &columns);

/** The same with the literals, for predicates. */
[[nodiscard]] Words columns_and_literals_in(std::string_view predicate, Words const &columns);

/** The CREATE INDEX statements among `statements`. */
[[nodiscard]] std::vector<IndexDefinition> index_definitions(std::string_view statements, Words const &columns);

/** True when an index serves what the wanted one would: it begins with the same keys, and holds the same rows. */
[[nodiscard]] bool serves(IndexShape const &index, IndexShape const &wanted);

}  // namespace automation::api
