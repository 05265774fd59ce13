/* delivery_rows.hpp — messages that are about to leave, and what is written of their attempts; in the current
 * transaction.
 *
 * Nothing here waits for a lock: a message that somebody else holds is left alone and tried again.
 */
#pragma once
#include "channels/common/delivery.hpp"
#include "core/base/tenant_key.hpp"
#include "core/decisions/recipient.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pg/extension/secrets.hpp"

namespace automation::engine {

/** A row of automation_channels. */
struct ChannelRow {
    core::ChannelId id{};
    std::string tenant;
    std::string channel;
    std::string provider;
    std::string settings;
    std::optional<int> rate_per_minute;
    bool enabled = true;
    core::NullableText paused_reason;
    [[nodiscard]] core::ChannelKey key() const { return {id, tenant}; }
    bool operator==(ChannelRow const &) const = default;
};
[[nodiscard]] std::vector<ChannelRow> read_channels();
/** Nothing leaves by it before a person has cleared this. */
void pause_channel(ChannelRow const &channel, std::string const &why);

/** A row of messages, as far as delivery asks. */
struct StoredMessage {
    std::string status;
    core::NullableText recipient, subject;
    std::string body;
    core::Instant created_at;
    bool maybe_sent = false;     ///< an attempt before this one may have arrived
    bool recipient_set = false;  ///< by an application; otherwise it goes to the address that the lead has
    bool of_automation = false;  ///< an automation wrote it, and no application took it over
    core::LeadId lead{};
    bool builtin = false;  ///< its text is one of the extension's own
    bool notice = false;   ///< written to somebody of the business

    [[nodiscard]] core::WrittenTo written_to() const
    {
        return {recipient_set ? recipient : std::nullopt, notice, of_automation};
    }
};
using MessageKey = core::TenantKey<core::MessageId>;
/** Those that could be locked. */
[[nodiscard]] std::unordered_map<MessageKey, StoredMessage> lock_messages(std::vector<MessageKey> const &keys);
/** Of these, those that are there at all. */
[[nodiscard]] std::unordered_set<MessageKey> messages_there(std::vector<MessageKey> const &keys);

/** When leads last wrote by the channel, of those who did after `since`. */
[[nodiscard]] std::unordered_map<core::LeadKey, core::Instant> last_written(std::vector<core::LeadKey> const &leads,
                                                                            std::string_view channel,
                                                                            core::Instant since);

/** How a message stands after something was done with it. */
struct MessageChange {
    MessageKey key;
    std::string status;
    core::NullableText recipient = {};  ///< null: as it is
    core::NullableText error = {};
    core::NullableText provider_message_id = {};  ///< null: as it is
    int attempts = 0;                             ///< to add
    bool maybe_sent = false;                      ///< to note
    std::optional<bool> notice = {};              ///< none: as it is
};
/** Writes them, in a transaction that has locked the messages; one that has become something else stays as it is. */
void change_messages(std::vector<MessageChange> const &changes, core::Instant now);

}  // namespace automation::engine
