/* conditions.hpp — the filter of an automation, from JSON.
 *
 *   {"lead_status": "new", "source": ["Website", "Referral"]}            all entries hold; a list: one of
 *   {"attributes.age": {"gte": 18, "lt": 65}}                            operators (condition_operators.hpp)
 *   {"any": [{…}, {…}], "none": [{…}], "not": {…}, "all": [{…}]}         mixed freely, to a depth of 16
 *
 * Two-valued and total: `not` is the exact complement, what is absent, missing, JSON null or SQL NULL is the same, and
 * nothing here throws once the conditions are parsed. The one evaluator, for triggers, the worker and explain.
 */
#pragma once
#include "core/conditions/condition_fields.hpp"
#include "core/conditions/field_predicate.hpp"
#include "core/crm/entities.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What events of a trigger have beside the lead. */
struct EventFacts {
    bool is_new = false;  ///< the lead is: every field of it has changed
    bool booking = false;
    bool message = false;
    bool old_values = false;
};

/** A test for which a fact is absent: no booking, no message, no old values. */
struct UnmetTest {
    std::string key;
    Scope scope = Scope::lead;  ///< of the fact: booking, message or before
};

class Conditions {
 public:
    /** One condition as explain shows it: a test, or a group before those it is made of. */
    struct ConditionResult {
        std::string key;
        std::string expected;  ///< JSON text
        std::string found;     ///< JSON text, "absent" when there is none; of a group how many hold
        bool holds = false;
        std::string note;      ///< why not, where that is not plain
        std::string message;   ///< what it asks for and what there is, in words: must be one of "new", "open", is "won"
        bool whole = true;     ///< stands at the top: what it says counts for the rule
        bool negated = false;  ///< stands in a none or not: the rule asks that it does not hold
        /** What the rule asks for. */
        [[nodiscard]] bool good() const noexcept { return holds != negated; }
    };

    Conditions() = default;
    /** Throws UserError: not an object, unknown field or operator (with the nearest), an argument that does not fit,
     * more than 200 values, 16 levels or 64 KiB. */
    [[nodiscard]] static Conditions parse(std::string_view json);

    [[nodiscard]] bool empty() const noexcept { return root_.children.empty(); }
    /** Allocates nothing while columns are compared with single values. Where the source does not know which sequences
     *  the lead is in: false when they do not hold whatever those are. */
    [[nodiscard]] bool match(FieldReader const &source) const;
    /** The same where what the event changed and the message that set it off are not known any more: false when they do
     *  not hold whatever it was. */
    [[nodiscard]] bool may_hold_without_event(FieldReader const &source) const;
    /** Every condition with the value found, for automation_explain. */
    [[nodiscard]] std::vector<ConditionResult> explain(FieldReader const &source) const;
    /** The first test that cannot be met where events have only these facts, when the conditions cannot hold for that
     *  reason; none: they may hold. */
    [[nodiscard]] std::optional<UnmetTest> unmet_in_events(EventFacts const &facts) const;
    /** The keys of what must have changed, where none of them is the status. */
    [[nodiscard]] std::vector<std::string> changes_beside_status() const;
    /** The columns of the lead that must have changed, each once. */
    [[nodiscard]] std::vector<Column> changed_columns() const;
    /** True when the event has changed something whose change is asked for, whatever else is. */
    [[nodiscard]] bool sees_change(FieldReader const &source) const;
    /** True when it reads something of that scope. */
    [[nodiscard]] bool asks(Scope scope) const noexcept;
    /** True when it reads that column of the lead, or a key of it. */
    [[nodiscard]] bool reads(Column column) const noexcept;
    /** True when it asks which sequences the lead is in. */
    [[nodiscard]] bool asks_inside() const noexcept { return asks_inside_; }
    /** The sequences that it names there, each as often as it does. */
    [[nodiscard]] std::vector<std::string> sequences() const;
    /** True when time alone may change the answer. */
    [[nodiscard]] bool asks_clock() const noexcept;
    /** False when it cannot hold for a lead whose status has just become this, whatever else is true of it. */
    [[nodiscard]] bool may_hold_with_status(NullableText const &status) const;
    /** False when a write of this field of the lead is no change that it asks for, or when it cannot hold with the
     *  value, where that is known. */
    [[nodiscard]] bool may_hold_with_change(FieldName const &field, json::Node const *value) const;
    /** What it asks of the lead before and after the event, and no more of its documents, as JSON text
     *  {"old": {…}, "new": {…}}; empty when nothing. */
    [[nodiscard]] std::string images(FieldReader const &source) const;

 private:
    enum class Kind : unsigned char { test, all, any, none, negation };
    struct Condition {
        Kind kind = Kind::all;
        std::string key;  ///< as written
        FieldName field;
        std::optional<Test> test;
        std::vector<Condition> children;
        std::vector<std::size_t> order = {};  ///< of the children: what reads no document first
        bool cheap = true;                    ///< reads no document
    };
    class Reader;
    class Evaluation;
    class ConditionExplainer;
    /** Where in the tree something stands. */
    struct Place {
        std::string before = {};  ///< the groups around it
        bool whole = true;
        bool negated = false;
    };
    enum class Maybe : unsigned char { no, unknown, yes };
    template <class Ask>
    [[nodiscard]] static Maybe maybe(Condition const &condition, Ask const &ask);
    template <class Asks>
    [[nodiscard]] static bool any_test(Condition const &condition, Asks const &asks);
    [[nodiscard]] bool may_hold_with(FieldReader const &source, FieldName const &field) const;
    [[nodiscard]] static bool is_unknown(Condition const &condition, FieldReader const &source);
    template <class See>
    static void for_changes(Condition const &condition, See const &see);

    Condition root_;
    bool asks_inside_ = false;
};

/** The inbound message that set a run off. */
struct InboundMessage {
    std::string channel;
    NullableText subject, body;
};

/** Loaded facts as a source. Refers to what outlives it; null where there is none. */
class FactFieldReader final : public FieldReader {
 public:
    struct Facts {
        Lead const &lead;
        Booking const *booking = nullptr;
        InboundMessage const *message = nullptr;
        std::vector<std::string> const *inside = nullptr;  ///< sequences; null: not known
        std::string_view images = {};                      ///< of Conditions::images, at the time of the event
        bool is_new = false;
        bool assumes_changes = false;
        Instant now = {};
        TimeZone const *zone = nullptr;  ///< null: UTC
    };
    explicit FactFieldReader(Facts const &facts);

    [[nodiscard]] FieldValue find(Scope scope, Column column) const override;
    [[nodiscard]] bool is_new() const override { return facts_.is_new; }
    [[nodiscard]] bool assumes_changes() const override { return facts_.assumes_changes; }
    [[nodiscard]] Instant now() const override { return facts_.now; }
    [[nodiscard]] TimeZone const &zone() const override;

 private:
    [[nodiscard]] FieldValue of_lead(Column column) const;
    [[nodiscard]] FieldValue of_booking(Column column) const;
    [[nodiscard]] FieldValue of_message(Column column) const;
    [[nodiscard]] FieldValue of_image(char const *which, Column column) const;

    Facts facts_;
    FixedTimeZone utc_;
    std::string id_, booking_id_;
    std::optional<json::Node> images_;
    mutable std::deque<std::string> documents_;  ///< of images, as text
};

/** The name of a column as users write it. */
[[nodiscard]] std::string_view name_of(Column column) noexcept;

}  // namespace automation::core
