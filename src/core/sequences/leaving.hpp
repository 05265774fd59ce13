/* leaving.hpp — whether a lead leaves a sequence now, and why: asked by what writes the cause, before each step, when a
 * message is claimed and when one is approved.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/crm/entities.hpp"
#include "core/sequences/progress.hpp"

namespace automation::core {

/** Whose entry it is. */
struct SequenceSubject {
    Lead const &lead;
    std::optional<BookingId> booking_id;  ///< that the entry is about
    Booking const *booking = nullptr;     ///< null: there is none, or it is gone
};

/** The first of opted_out, subject_gone, booking_cancelled, goal, exit and replied that holds; none: the lead stays. */
[[nodiscard]] std::optional<Reason> reason_to_leave(Automation const &sequence, SequenceEntry const &entry,
                                                    SequenceSubject const &subject, SequenceFacts const &facts);

/** The channels of the messages that may still come; empty for a notice to the business. */
[[nodiscard]] std::vector<std::string> channels_ahead(Automation const &sequence, SequenceEntry const &entry,
                                                      Lead const &lead);

/** A message that the lead writes before it was written to restarts the wait of a sequence of message_received. */
[[nodiscard]] bool restarts_wait(Automation const &sequence, SequenceEntry const &entry, Lead const &lead) noexcept;

}  // namespace automation::core
