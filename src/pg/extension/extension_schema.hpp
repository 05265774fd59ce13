/* extension_schema.hpp — where the extension lives in this database: its schema, its tables and who owns them.
 *
 * Found from the extension's OID and kept by OID, so that neither search_path nor a renamed schema can lead elsewhere.
 * The cache is dropped by invalidation messages; `generation` tells prepared statements to follow,
 * `definition_generation` those who know more of a table.
 */
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pg/boundary/boundary.hpp"
#include "pg/tables/table_names.hpp"

namespace automation::pg {

struct ExtensionSchema {
    Oid extension = InvalidOid;
    Oid schema = InvalidOid;
    std::string prefix;           ///< the quoted schema and a dot
    std::string internal_prefix;  ///< the same for its internal functions; before 1.1 they were in one schema
    std::array<Oid, table_count> tables{};
    Oid owner = InvalidOid;                   ///< of leads, and so of all of them
    bool forced_security = false;             ///< a table has forced row security
    bool any_security = false;                ///< a table has row security
    std::uint64_t generation = 0;             ///< changes when any of the above does
    std::uint64_t definition_generation = 0;  ///< changes when the definition of a table may have changed

    [[nodiscard]] Oid table(TableName name) const noexcept { return tables[static_cast<std::size_t>(name)]; }
};

/** The home, or null when the extension is not installed here, its tables are not there yet, either is of another
 *  version than the library, a table has another shape than the code assumes (table_shape.hpp), or row security hides
 *  rows from the owner. */
[[nodiscard]] ExtensionSchema const *find_extension();

/** The home as far as it is there: null only without the extension or leads. For what must hold in spite of a misfit:
 *  whom a grant limits. */
[[nodiscard]] ExtensionSchema const *located_extension();

/** Why find_home() found none, and what to call. */
struct MissingExtension {
    std::string why;
    std::string hint;
    bool functions_fit = false;  ///< it is only the tables
    bool other_version = false;  ///< nothing is missing; it is not this version's
    bool misfit = false;         ///< a table has another shape, or hides its rows
    core::ErrorCode mistake = core::ErrorCode::wrong_state;
};
[[nodiscard]] MissingExtension why_no_extension();

/** The home; a UserError with the hint what to call when there is none. */
[[nodiscard]] ExtensionSchema const &require_extension();

/** Which table hides rows from a role that the engine acts as, whatever its policies say, and what to do; nothing: none
 *  does. Asked in every transaction, because the attributes of a role may change at any time. */
[[nodiscard]] std::optional<MissingExtension> hidden_rows(ExtensionSchema const &extension, Oid role);

/** The home as it was last seen, without looking; null before the first look. For callbacks. */
[[nodiscard]] ExtensionSchema const *cached_extension() noexcept;

/** The schema of the extension, whether its tables are there or not; InvalidOid where it is not installed. */
[[nodiscard]] Oid extension_schema();

/** Changes whenever the definition of a relation, any relation, may have changed. */
[[nodiscard]] std::uint64_t relation_changes() noexcept;

/** The quoted schema of the extension and a dot, whether its tables are there or not. Throws UserError (55000). */
[[nodiscard]] std::string schema_of_extension();

/** Whom the engine acts as: automation.role, else the owner of the tables. A UserError when there is no such role. */
[[nodiscard]] Oid acting_role(ExtensionSchema const &extension);

/** Takes the lock that DROP EXTENSION conflicts with and looks again; false when the extension is gone. Waits for
 *  nobody. The lock lasts until the transaction ends. */
[[nodiscard]] bool lock_extension(ExtensionSchema const &extension);

/** Registers the invalidation callbacks. Once per process, from _PG_init. */
void watch_extension();

}  // namespace automation::pg
