/* field_predicate.hpp — what is asked of one field: {"gte": 10, "lt": 20}, ["new", "open"], "gold".
 *
 * Two-valued and total: what is absent, null or of another type than the operator compares makes it false (with a note
 * for explain), and the negative operators, each the complement of a positive one, true. Nothing here throws once
 * parsed.
 */
#pragma once
#include "core/conditions/condition_fields.hpp"
#include "core/time/iso8601.hpp"
#include "core/time/period.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What a test sees. */
struct PredicateContext {
    FieldValue found;
    FieldValue before;  ///< the field before the event; absent where nothing changed
    FieldValue after;
    bool has_change = false;              ///< the event changed something that is known
    bool assumes_change = false;          ///< no value from before is known, and it counts as another one
    std::optional<Instant> status_since;  ///< for has_been
    FieldReader const &source;
};

class Test {
 public:
    /** Reads the argument of a condition; counts what it consists of. Throws UserError: an unknown operator (with the
     *  nearest), an argument that it cannot take (with what to write). `key` is for the message. */
    [[nodiscard]] static Test parse(FieldName const &field, std::string_view key, json::Node const &argument,
                                    std::size_t &nodes);

    [[nodiscard]] bool holds(PredicateContext const &context) const;
    /** As JSON text. */
    [[nodiscard]] std::string const &expected() const noexcept { return expected_; }
    /** In words, behind "must": be at least 10 and be less than 20. */
    [[nodiscard]] std::string asked() const;
    /** Why it does not hold although something is there, in words; empty when that is plain. */
    [[nodiscard]] std::string note(PredicateContext const &context) const;
    /** Whether the event has changed the field. */
    [[nodiscard]] static bool has_changed(PredicateContext const &context);
    /** True when it asks what the event has changed. */
    [[nodiscard]] bool asks_change() const noexcept;

    /** Where nothing is known of the event: false when it did not change the field to what the test asks for, because
     *  the field has another value now. */
    [[nodiscard]] bool may_have_changed(PredicateContext const &context) const;

    /** The texts that it compares with, in the order in which they are written. */
    [[nodiscard]] std::vector<std::string> texts() const;
    /** True when it holds only for a field that the event has changed. */
    [[nodiscard]] bool requires_change() const noexcept;
    /** True when it asks for the value before the event. */
    [[nodiscard]] bool asks_before() const noexcept;
    /** True when it compares with the present moment. */
    [[nodiscard]] bool asks_clock() const noexcept;

    struct One;

 private:
    std::string expected_;
    std::vector<std::shared_ptr<One const>> all_;
};

}  // namespace automation::core
