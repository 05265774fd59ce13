/* actions.hpp — what a crm_update does to a lead:
 *
 *   {"set": {"status": "contacted", "attributes.tier": "gold"},      a column or an attribute; null empties it
 *    "add": {"attributes.tags": ["warm"], "attributes.score": 5},    values to a list, a number to a number
 *    "remove": {"attributes.tags": ["cold"], "attributes.draft": true},   values from a list, or the key
 *    "touch": ["last_contacted"]}                                    now
 *
 * Checked when saved, so that applying never fails: what does not fit the value that is there leaves it as it is.
 * Numbers keep every digit, those that are not touched included.
 */
#pragma once
#include "core/conditions/condition_fields.hpp"
#include "core/crm/entities.hpp"
#include "core/json/json_node.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::core {

/** What actions make of a lead: the columns to write, and the story. */
struct LeadChange {
    std::vector<std::pair<std::string, NullableText>> columns;  ///< by name; none for SQL NULL
    NullableText attributes;  ///< the whole of leads.attributes, where one of them changes
    std::optional<Instant> last_contacted;
    std::string before;  ///< JSON text of what was there, by key
    std::string after;   ///< JSON text of what is there now
    std::string
        failed;  ///< why an attribute cannot be changed: what cannot be read would be lost; then nothing changes
    [[nodiscard]] bool any() const noexcept
    {
        return !columns.empty() || attributes.has_value() || last_contacted.has_value();
    }
};

/** Makes the change to a lead in memory, for whoever looks at it next. */
void apply_to(Lead &lead, LeadChange const &change);

class Actions {
 public:
    Actions() = default;
    /** Throws UserError: not an object, unknown action or field (with the nearest), a value that does not fit. */
    [[nodiscard]] static Actions parse(std::string_view json_text);

    [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }
    /** What they change of the lead as it is; fields that already have their value are left out. */
    [[nodiscard]] LeadChange apply(Lead const &lead, Instant now) const;
    /** The status that they set, if they set one; the outer optional: whether they do. */
    [[nodiscard]] std::optional<NullableText> status_set() const;
    /** A field that they write, and with which value where that does not depend on the lead. */
    struct Written {
        FieldName field;
        std::string_view key;  ///< as written
        json::Node const *value = nullptr;
    };
    /** Refers to the actions. */
    [[nodiscard]] std::vector<Written> written() const;

 private:
    enum class Kind : unsigned char { set, add, remove, touch };
    struct Step {
        Kind kind = Kind::set;
        std::string key;                ///< as written
        std::string column;             ///< empty: an attribute
        std::vector<std::string> path;  ///< of the attribute
        json::Node value;
    };
    class Reader;
    class Application;
    std::vector<Step> steps_;
};

}  // namespace automation::core
