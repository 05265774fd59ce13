/* delivery_batch.hpp — messages that are due to leave: each is asked once more whether it may, and claimed.
 *
 * All of it happens in one transaction, under the locks of leads and messages: an opt-out that has been committed
 * before can never be followed by the message. What is claimed stands as `sending`, with its final text, before the
 * network is touched.
 */
#pragma once
#include "core/decisions/recipient.hpp"
#include "channels/common/delivery.hpp"
#include "engine/delivery/delivery_rows.hpp"
#include "store/activities.hpp"
#include "engine/queue/queue.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"

#include <string>
#include <vector>

namespace automation::engine {

/** A message that leaves when the transaction has committed. */
struct ClaimedDelivery {
    QueueRow row;
    channels::Delivery delivery;
    bool maybe_sent = false;  ///< an attempt before this one may have arrived
};

/** What a batch has come to. */
struct ClaimResult {
    std::vector<ClaimedDelivery> leave;
    std::vector<ClaimedDelivery> on_response;  ///< the provider has them already: only to be recorded
    std::vector<ClaimKey> locked;              ///< to be tried again in a moment
    std::vector<core::RunKey> gone;            ///< out of the queue, or at a later time in it
    std::vector<core::RunKey> parked;          ///< wait for their automation
};

/** What is asked of a message when it is claimed. `subjects` has looked at the row, `automations` at its automation;
 * `notice`: it goes to somebody of the business. */
[[nodiscard]] core::Decision decide_claim(Subjects const &subjects, AutomationCache const &automations,
                                          core::Run const &run, std::string_view channel, bool notice,
                                          core::Instant now);

/** Whether a message may be sent to its recipient; `said` of that address, nothing where there is none. */
[[nodiscard]] core::Decision decide_recipient(core::MessageRecipient const &recipient, core::Suppressions const &said,
                                              std::string_view channel);

class DeliveryBatch {
 public:
    /** `hold_doubts`: what may have arrived waits for a person. */
    DeliveryBatch(AutomationCache &automations, ChannelRow const &channel, bool hold_ambiguous, core::Instant now)
        : automations_(automations), channel_(channel), hold_ambiguous_(hold_ambiguous), now_(now)
    {}

    /** In a transaction, under the rights that the engine acts with. Once an object. */
    [[nodiscard]] ClaimResult work(std::vector<QueueRow> rows);

 private:
    void decide_claim_of(std::size_t index);
    void load_answers();
    void follow_message(std::size_t index, core::LeadId lead);
    void run_again(std::size_t index);
    [[nodiscard]] channels::Delivery delivery_of(std::size_t index, StoredMessage const &message,
                                                 core::Lead const &lead, core::MessageRecipient const &to) const;
    [[nodiscard]] core::MessageRecipient recipient_of(std::size_t index, StoredMessage const &message) const;
    void leave(std::size_t index, StoredMessage const &message, core::MessageRecipient const &recipient);
    void stop_for(std::size_t index, core::Decision decision);
    void stop(std::size_t index, char const *type, std::string status, core::ReasonCode reason, std::string detail);
    void stop_suppressed();
    void write();

    AutomationCache &automations_;
    ChannelRow const &channel_;
    bool hold_ambiguous_;
    core::Instant now_;
    std::string secret_;  ///< of this installation
    Subjects subjects_;
    std::vector<QueueRow> rows_;
    std::unordered_map<MessageKey, StoredMessage> messages_;
    std::unordered_map<core::LeadKey, core::Instant> answers_;  ///< WhatsApp only: when a lead last wrote there
    std::vector<MessageChange> changes_;
    std::vector<store::Activity> activities_;
    std::vector<std::size_t> finished_;  ///< rows that leave the queue
    std::vector<Deferral> deferrals_;
    std::vector<ClaimedDelivery> leaving_;
    std::vector<std::size_t> leaving_index_;  ///< whose departures these are
    ClaimResult result_;
};

}  // namespace automation::engine
