/* completion.hpp — what a batch of runs leaves behind, written in the transaction that takes the runs out of the queue.
 *
 * Message, activity, statistics, memory, last_contacted and follow-up rows commit together with the removal of the run,
 * or not at all.
 */
#pragma once
#include "core/automations/actions.hpp"
#include "core/messages/compose.hpp"
#include "core/decisions/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::engine {

enum class Outcome { ran, skipped, blocked, failed, entered, enrolled, left };

/** A run that is over, as it is recorded. Refers to the batch's facts. */
struct FinishedRun {
    core::Run const *run = nullptr;
    core::Automation const *automation = nullptr;  ///< null: gone or broken
    core::Lead const *lead = nullptr;
    core::Booking const *booking = nullptr;
    Outcome outcome = Outcome::ran;
    core::ReasonCode reason;  ///< none for ran
    std::string detail;
    std::optional<core::Message> message;    ///< of a run that writes one
    core::NullableText recipient;            ///< where a channel is configured
    bool notice = false;                     ///< the message is for somebody of the business, not for the lead
    std::optional<core::LeadChange> change;  ///< of a crm_update
    std::optional<core::Instant> again_at;   ///< when a silence that lasts is due again
    std::string step;                        ///< of a sequence: what was done or passed by, or where the lead left
    std::string last_done;                   ///< of a lead that left: the last step before that had run
    bool silent = false;                     ///< no activity: its subject is gone, or its moment came to nothing
};

/** Writes all of it. `now` is the moment of completion. `silent` are those without an activity; that their moment
 * was looked at is remembered. The ids of their messages, in the order of `completed`, 0 where there is none. */
std::vector<std::int64_t> write_completed(std::vector<FinishedRun> const &completed,
                                          std::vector<FinishedRun> const &silent, core::Instant now);

/** True when the message is recorded, not held or still to be sent. */
[[nodiscard]] bool is_recorded(FinishedRun const &completed) noexcept;

/** True when the lead counts as contacted by it. */
[[nodiscard]] bool moves_last_contacted(FinishedRun const &completed) noexcept;

/** The status of a message as it is stored: held, queued for a configured channel, or recorded. */
[[nodiscard]] char const *status_of(core::Message const &message, bool delivered_by_channel) noexcept;

}  // namespace automation::engine
