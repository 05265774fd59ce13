/* actions.hpp — what a crm_update does to a lead: {"set": {"status": "contacted", "attributes.tier": "gold"}}.
 *
 * Checked when saved, so that applying never fails: a column or an attribute takes a string, a number, a boolean, or
 * null, which empties it.
 */
#pragma once
#include "core/facts.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::core {

/** What actions make of a lead: the columns to write, and the story. */
struct LeadChange {
    std::vector<std::pair<std::string, Text>> columns;  ///< by name; none for SQL NULL
    Text attributes;                                    ///< the whole of leads.attributes, where one of them changes
    std::string before;                                 ///< JSON text of what was there, by key
    std::string after;                                  ///< JSON text of what is there now
    [[nodiscard]] bool any() const noexcept { return !columns.empty() || attributes.has_value(); }
};

/** Makes the change to a lead in memory, for whoever looks at it next. */
void apply_to(Lead &lead, LeadChange const &change);

class Actions {
 public:
    Actions() = default;
    /** Throws UserError: not an object, unknown action or field (with the nearest), a value that is not a scalar. */
    [[nodiscard]] static Actions parse(std::string_view json_text);

    [[nodiscard]] bool empty() const noexcept { return sets_.empty(); }
    /** What they change of the lead as it is; fields that already have their value are left out. */
    [[nodiscard]] LeadChange apply(Lead const &lead) const;

 private:
    struct Set {
        std::string key;                ///< as written
        std::string column;             ///< empty: an attribute
        std::vector<std::string> path;  ///< of the attribute
        std::string value;              ///< JSON text of the scalar
    };
    static Set set_from(std::string const &key, std::string const &value);
    std::vector<Set> sets_;
};

}  // namespace automation::core
