/* conditions.hpp — the filter of an automation, from JSON: {"lead_status":"new","attributes.tier":"gold"}.
 *
 * All entries must be equal to the lead's value. Two-valued and total: an absent value, a missing key, JSON null and
 * SQL NULL are the same, a type mismatch is false, and nothing here throws once the conditions are parsed.
 */
#pragma once
#include "core/facts.hpp"
#include "core/json_node.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class LeadField { id, name, email, phone, status, source, timezone, language, last_contacted, created_at };

/** Where conditions read from: a tuple in a trigger, a loaded lead in the worker. Views live as long as the source. */
class FieldSource {
 public:
    FieldSource() = default;
    FieldSource(FieldSource const &) = delete;
    FieldSource &operator=(FieldSource const &) = delete;
    virtual ~FieldSource() = default;

    /** The text of a column, nullopt for SQL NULL. Moments as iso_8601 in UTC. */
    [[nodiscard]] virtual std::optional<std::string_view> field(LeadField field) const = 0;
    /** The JSON text of leads.attributes, "" for SQL NULL. Asked for only when a condition needs it. */
    [[nodiscard]] virtual std::string_view attributes() const = 0;
};

/** A loaded lead as a source. Refers to the lead. */
class LeadSource final : public FieldSource {
 public:
    explicit LeadSource(Lead const &lead) : lead_(lead), id_(std::to_string(number(lead.id))) {}
    [[nodiscard]] std::optional<std::string_view> field(LeadField field) const override;
    [[nodiscard]] std::string_view attributes() const override { return lead_.attributes; }

 private:
    Lead const &lead_;
    std::string id_;
    mutable std::string created_at_, last_contacted_;  ///< written when first asked for; the views point here
};

class Conditions {
 public:
    /** One condition as explain shows it. */
    struct Seen {
        std::string key;
        std::string expected;  ///< JSON text
        std::string found;     ///< JSON text, "absent" when there is none
        bool holds = false;
    };

    Conditions() = default;
    /** Keys: a column of leads (status, lead_status or lead.status) or attributes.<key>[.<key>…] (lead. may stand
     * before it). Throws UserError: not an object, unknown field (with the nearest), a value that is not a scalar, more
     * than 200 entries or 16 levels. */
    [[nodiscard]] static Conditions parse(std::string_view json);

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    /** Allocates nothing unless a condition asks for an attribute. */
    [[nodiscard]] bool hold(FieldSource const &source) const noexcept;
    /** Every condition with the value found, for automation_explain. */
    [[nodiscard]] std::vector<Seen> look(FieldSource const &source) const;

 private:
    struct Entry {
        std::string key;                 ///< as written
        std::optional<LeadField> field;  ///< none: an attribute
        std::vector<std::string> path;   ///< of the attribute
        json::Node expected;             ///< a scalar

        [[nodiscard]] bool holds(std::optional<std::string_view> found) const noexcept;
        [[nodiscard]] bool holds(json::Node const *found) const noexcept;
    };
    [[nodiscard]] static Entry entry(json::Node const &member);

    std::vector<Entry> entries_;
    bool asks_attributes_ = false;
};

}  // namespace automation::core
