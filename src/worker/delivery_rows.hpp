/* delivery_rows.hpp — messages that are about to leave, and what is written of their attempts; in the current
 * transaction.
 *
 * Nothing here waits for a lock: a message that somebody else holds is left alone and tried again.
 */
#pragma once
#include "core/delivery.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pg/secrets.hpp"

namespace automation::worker {

/** A row of automation_channels. */
struct ChannelRow {
    std::int64_t id = 0;
    std::string tenant;
    std::string channel;
    std::string provider;
    std::string settings;
    std::optional<int> rate_per_minute;
    bool enabled = true;
    core::Text paused_reason;
    bool operator==(ChannelRow const &) const = default;
};
[[nodiscard]] std::vector<ChannelRow> read_channels();
/** Nothing leaves by it before a person has cleared this. */
void pause_channel(ChannelRow const &channel, std::string const &why);

/** A row of messages, as far as delivery asks. */
struct StoredMessage {
    core::MessageId id{};
    std::string status;
    core::Text recipient, subject;
    std::string body;
    core::Instant created_at;
    bool in_doubt = false;  ///< an attempt before this one may have arrived
};
/** Those that could be locked, by id. */
[[nodiscard]] std::unordered_map<core::MessageId, StoredMessage> lock_messages(std::vector<std::int64_t> const &ids,
                                                                               std::vector<std::string> const &tenants);
/** Of these, those that are there at all. */
[[nodiscard]] std::vector<core::MessageId> messages_there(std::vector<std::int64_t> const &ids,
                                                          std::vector<std::string> const &tenants);

/** When leads last wrote by the channel, of those who did after `since`. */
[[nodiscard]] std::unordered_map<core::LeadId, core::Instant> last_written(std::vector<std::int64_t> const &leads,
                                                                           std::vector<std::string> const &tenants,
                                                                           std::string_view channel,
                                                                           core::Instant since);

/** How a message stands after something was done with it. */
struct MessageChange {
    core::MessageId id{};
    std::string tenant;
    std::string status;
    core::Text recipient = {};  ///< null: as it is
    core::Text error = {};
    core::Text provider_message_id = {};  ///< null: as it is
    int attempts = 0;                     ///< to add
    bool in_doubt = false;                ///< to note
};
/** Writes them; says for each whether it was: one that is locked, or has become something else meanwhile, is not. */
[[nodiscard]] std::vector<bool> change_messages(std::vector<MessageChange> const &changes, core::Instant now);

/** An activity about a delivery. */
struct DeliveryStory {
    char const *type = "message_sent";
    std::string description;
    std::string details;  ///< JSON
    core::LeadId lead{};
    std::optional<core::AutomationId> automation;
    core::MessageId message{};
    std::optional<core::BookingId> booking;
    std::string tenant;
};
void write_delivery_stories(std::vector<DeliveryStory> const &stories, core::Instant now);

}  // namespace automation::worker
