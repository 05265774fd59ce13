/* variables.hpp — what a template may ask for, and its value for one subject.
 *
 * A value that is absent, blank or not well formed is no value. Values lose control characters, so that none can add a
 * header line; only the signature, which the business itself wrote, keeps its lines.
 */
#pragma once
#include "core/base/strings.hpp"
#include "core/time/date_pattern.hpp"
#include "core/crm/subject_language.hpp"
#include "core/json/parsed_documents.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class VariableKind : unsigned char {
    lead_name,
    lead_first_name,
    lead_last_name,
    lead_salutation,
    lead_email,
    lead_phone,
    lead_status,
    lead_source,
    lead_language,
    lead_timezone,
    business_name,
    business_timezone,
    signature,
    booking_title,
    booking_location,
    booking_starts_at,
    booking_ends_at,
    booking_date,
    booking_time,
    attribute,      ///< attributes.x[.y]
    booking_detail  ///< booking_details.x[.y]
};

struct Variable {
    VariableKind kind = VariableKind::lead_name;
    std::string name;               ///< as written
    std::vector<std::string> path;  ///< of an attribute or a booking detail
};

/** The names without a path, in the order of VariableKind. */
[[nodiscard]] std::span<std::string_view const> variable_names() noexcept;

/** True when `name` begins with attributes. or booking_details., whose keys users choose. */
[[nodiscard]] bool has_free_key(std::string_view name) noexcept;

[[nodiscard]] std::optional<Variable> variable_named(std::string_view name);

/** True when the variable has a value only in a run for a booking. */
[[nodiscard]] bool is_of_booking(Variable const &variable) noexcept;

/** True when the variable is a date or time, or may hold one: then it may be asked for in another form. */
[[nodiscard]] bool may_be_moment(Variable const &variable) noexcept;

/** True when the variable may name a time zone. */
[[nodiscard]] bool may_be_zone(Variable const &variable) noexcept;

/** Why the document that may hold the variable is not read; empty where it is. */
[[nodiscard]] std::string why_unreadable(std::string_view name, Subject const &subject);

/** What to write instead of an unknown name: the nearest, and all there are. */
[[nodiscard]] std::string variable_hint(std::string_view wrong);

/** The values of one subject. Parses its JSON at most once, and only when asked for. Refers to the subject. */
class Values {
 public:
    explicit Values(Subject const &subject) : subject_(subject), language_(subject_language(subject)) {}

    /** Appends the value to `out`; false, and nothing appended, when there is none. At most 256 KiB. */
    bool append(Variable const &variable, std::string &out, Lines lines = Lines::join);
    /** The same for a date or time in the given form; an attribute that holds none has no value. */
    bool append_moment(Variable const &variable, MomentForm const &form, std::string &out);
    /** True when there is a value and it is not the JSON false: what a section asks. */
    [[nodiscard]] bool holds(Variable const &variable);
    /** The tenant's word for a person without a name; only for the name, the first name and the salutation. */
    bool append_default(Variable const &variable, std::string &out) const;

 private:
    struct Json {
        bool parsed = false;
        std::shared_ptr<json::Node const> root;
    };
    /** The value of an attribute or a booking's detail; null: there is none. */
    json::Node const *at_path(Variable const &variable);
    [[nodiscard]] std::optional<LocalMoment> moment_of(Variable const &variable, TimeZone const &zone);
    [[nodiscard]] std::optional<LocalMoment> moment_of(std::string_view text, TimeZone const &zone) const;
    /** Of the form, else the lead's. */
    [[nodiscard]] TimeZone const &zone_of(MomentForm const &form);

    Subject const &subject_;
    std::string language_;
    Json attributes_;
    Json details_;
};

}  // namespace automation::core
