/* condition_fields.hpp — what conditions may ask about, and where they read it from.
 *
 * A key is <scope>.<field>: lead (which may be left out, or written lead_status), old and new (the lead before and
 * after the event), booking, message. attributes, external_ids and booking.details go on to any depth. `now` is the
 * moment itself, `inside` the names of the sequences that the lead is in.
 */
#pragma once
#include "core/json/json_node.hpp"
#include "core/time/time_zone.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class Scope : unsigned char { lead, before, after, booking, message, now };
enum class Column : unsigned char {
    id,
    name,
    email,
    phone,
    status,
    source,
    timezone,
    language,
    last_contacted,
    last_inbound_at,
    silent_since,
    status_since,
    created_at,
    opted_out,
    ai_allowed,
    attributes,
    external_ids,
    title,
    location,
    starts_at,
    ends_at,
    details,
    channel,
    subject,
    body,
    inside,  ///< the sequences that the lead is in: no column, and not known to every reader
    moment   ///< of the scope now
};

/** What was found. Views live as long as the source. */
struct FieldValue {
    enum class Kind : unsigned char { absent, text, number, boolean, moment, list, json };
    Kind kind = Kind::absent;
    bool exists = false;  ///< the key is there, though its value may be null
    bool boolean = false;
    std::string_view text;  ///< a text's value, a number as written, the JSON text of a document
    Instant moment;
    std::span<std::string const> list;
    json::Node const *node = nullptr;  ///< a list or an object within a document
    std::string_view unreadable;       ///< why the document that may hold it is not read

    [[nodiscard]] static FieldValue of(std::string_view text) noexcept;
    [[nodiscard]] static FieldValue of(std::optional<std::string> const &text) noexcept;
    [[nodiscard]] static FieldValue of(std::optional<Instant> moment) noexcept;
    [[nodiscard]] static FieldValue of_number(std::string_view written) noexcept;
    [[nodiscard]] static FieldValue of_truth(bool boolean) noexcept;
    [[nodiscard]] static FieldValue of_list(std::span<std::string const> list) noexcept;
    [[nodiscard]] static FieldValue of_json(std::string_view document) noexcept;
    /** What stands within a document; null: nothing does. */
    [[nodiscard]] static FieldValue of(json::Node const *node) noexcept;
};

/** As JSON text, "absent" where there is nothing; why the document is not read, where that is so. */
[[nodiscard]] std::string to_text(FieldValue const &found);

/** Where conditions read from: a tuple in a trigger, loaded facts in the worker. */
class FieldReader {
 public:
    FieldReader() = default;
    FieldReader(FieldReader const &) = delete;
    FieldReader &operator=(FieldReader const &) = delete;
    virtual ~FieldReader() = default;

    /** Of Column::inside a value that does not exist says that the reader does not know. */
    [[nodiscard]] virtual FieldValue find(Scope scope, Column column) const = 0;
    /** True for the event of a new lead: everything about it has changed. */
    [[nodiscard]] virtual bool is_new() const = 0;
    /** True for an event that somebody has triggered by hand: a field of which no value from before is known counts as
     *  changed. */
    [[nodiscard]] virtual bool assumes_changes() const { return false; }
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual TimeZone const &zone() const = 0;
};

/** A key as it was written, taken apart. */
struct FieldName {
    Scope scope = Scope::lead;
    Column column = Column::id;
    std::vector<std::string> path;  ///< within a document
};

/** Throws UserError: an unknown field (with the nearest name), a document without a key, a path of more than 16. */
[[nodiscard]] FieldName field_named(std::string_view key);

}  // namespace automation::core
