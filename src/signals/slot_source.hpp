/* slot_source.hpp — a row of leads as conditions read it, straight from the tuple.
 *
 * Matching reads values without a cast that can raise, and without copying what no condition asks for.
 */
#pragma once
#include "core/conditions.hpp"
#include "core/timing.hpp"

#include <array>
#include <string>

#include "pg/postgres.hpp"

namespace automation::signals {

/** Where the columns of leads stand in a relation; users may have added and reordered columns. */
struct LeadColumns {
    explicit LeadColumns(TupleDesc shape);
    std::array<int, 10> fields{};  ///< by core::LeadField; 0: there is none
    int tenant = 0;
    int attributes = 0;
    int last_inbound_at = 0;
    int silent_since = 0;
};

class SlotSource final : public core::FieldSource {
 public:
    SlotSource(LeadColumns const &columns, TupleTableSlot *slot) noexcept : columns_(columns), slot_(slot) {}

    [[nodiscard]] std::optional<std::string_view> field(core::LeadField field) const override;
    [[nodiscard]] std::string_view attributes() const override;

    [[nodiscard]] core::LeadId id() const noexcept;
    [[nodiscard]] std::string_view tenant() const;
    [[nodiscard]] core::Contacts contacts() const noexcept;

 private:
    [[nodiscard]] std::optional<std::string_view> text(int column) const;
    [[nodiscard]] std::optional<core::Instant> moment(int column) const noexcept;

    LeadColumns const &columns_;
    TupleTableSlot *slot_;
    mutable std::string scratch_;     ///< a value that is no text
    mutable std::string attributes_;  ///< read once
};

}  // namespace automation::signals
