/* lead_tuple_reader.hpp — a row of leads as conditions read it, straight from the tuple.
 *
 * Matching reads values without a cast that can raise, and without copying what no condition asks for.
 */
#pragma once
#include "core/conditions/conditions.hpp"
#include "core/decisions/timing.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pg/tables/table_shape.hpp"

namespace automation::triggers {

/** Where the columns of leads stand in a relation, and how each is read; users may have added and reordered columns,
 * and changed types to others that can be converted. UserError (42804) where one cannot be read. */
class LeadColumns {
 public:
    explicit LeadColumns(Relation relation);
    [[nodiscard]] pg::ColumnPlace const &at(core::Column column) const noexcept;
    [[nodiscard]] pg::ColumnPlace const &tenant() const noexcept;

 private:
    std::shared_ptr<pg::RelationShape const> shape_;
};

class TupleFieldReader final : public core::FieldReader {
 public:
    TupleFieldReader(LeadColumns const &columns, TupleTableSlot *slot, core::Instant now) noexcept
        : columns_(columns), slot_(slot), now_(now)
    {}

    /** The row as it was before the update; it must outlive this. */
    void set_before(TupleFieldReader const &before) noexcept { before_ = &before; }
    /** This is the event of a new lead. */
    void set_new() noexcept { is_new_ = true; }
    /** The zone of the tenant, for a lead that names none; it must outlive this. */
    void set_tenant_zone(core::NullableText const &name) noexcept { tenant_zone_ = &name; }

    [[nodiscard]] core::FieldValue find(core::Scope scope, core::Column column) const override;
    [[nodiscard]] bool is_new() const override { return is_new_; }
    [[nodiscard]] core::Instant now() const override { return now_; }
    [[nodiscard]] core::TimeZone const &zone() const override;

    /** What the lead refuses; nothing is copied where it refuses nothing. */
    [[nodiscard]] std::vector<std::string> opted_out() const;
    [[nodiscard]] core::NullableText copy_of(core::Column column) const;
    [[nodiscard]] core::LeadId id() const;
    [[nodiscard]] std::string_view tenant() const;
    [[nodiscard]] core::ContactTimes contacts() const;

 private:
    [[nodiscard]] core::FieldValue of_lead(core::Column column) const;
    /** The value as its column's kind is read. */
    [[nodiscard]] std::optional<Datum> datum(pg::ColumnPlace const &place) const;
    [[nodiscard]] core::FieldValue text(pg::ColumnPlace const &place) const;
    [[nodiscard]] std::optional<core::Instant> moment(core::Column column) const;
    [[nodiscard]] core::FieldValue document(core::Column column, std::optional<std::string> &kept) const;

    LeadColumns const &columns_;
    TupleTableSlot *slot_;
    core::Instant now_;
    TupleFieldReader const *before_ = nullptr;
    core::NullableText const *tenant_zone_ = nullptr;
    bool is_new_ = false;
    mutable std::string id_;
    mutable std::optional<std::string> attributes_, external_ids_;  ///< read once
    mutable std::vector<std::string> opted_out_;
    mutable core::TimeZone const *zone_ = nullptr;
};

}  // namespace automation::triggers
