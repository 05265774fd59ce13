/* sequence_facts.hpp — what a sequence asks about a lead, from the lead, its bookings and their dates.
 *
 * All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/conditions/conditions.hpp"
#include "core/sequences/leaving.hpp"

namespace automation::store {

/** Refers to the subject, which outlives it. */
class LoadedSequenceFacts final : public core::SequenceFacts {
 public:
    /** `inside`: the sequences that the lead is in beside this one; null where no condition asks for them. */
    LoadedSequenceFacts(core::SequenceSubject const &subject, std::string tenant, core::TimeZone const &zone,
                        core::Instant now, std::vector<std::string> const *inside);

    [[nodiscard]] core::FieldReader const &fields() const override { return reader_; }
    [[nodiscard]] bool has_replied(core::Instant since) const override;
    [[nodiscard]] bool has_booked(core::Instant since) const override;
    [[nodiscard]] std::optional<core::Instant> moment(core::MomentWait const &wait) const override;

 private:
    [[nodiscard]] std::optional<core::ParsedDateTime> date_of_lead(core::DateField const &field) const;
    [[nodiscard]] std::optional<core::ParsedDateTime> date_of_booking(core::DateField const &field) const;

    core::SequenceSubject const &subject_;
    std::string tenant_;
    core::TimeZone const &zone_;
    core::FactFieldReader reader_;
};

}  // namespace automation::store
