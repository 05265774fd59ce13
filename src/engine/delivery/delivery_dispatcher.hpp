/* delivery_dispatcher.hpp — all channels of the database: what is due leaves, what comes back is written down.
 *
 *   claim (a transaction) ─▶ send (no transaction) ─▶ record (a transaction)
 *
 * Each channel has a queue of its own, with its rate, circuit breaker and connections. What is claimed and not recorded
 * when the process dies is found as `sending` by the next one, and goes again with the same text and the same key.
 */
#pragma once
#include "engine/delivery/channel_queue.hpp"
#include "engine/delivery/delivery_results.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/delivery/send_clients.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

class DeliveryDispatcher {
 public:
    explicit DeliveryDispatcher(pg::Transactions &transactions) : transactions_(transactions) {}

    /** Channels or rules may have been changed. */
    void rescan() noexcept { stale_ = true; }
    /** Messages due at `earliest` or later have been committed; Instant::max(): none. */
    void rewind(core::Instant earliest);
    /** Does what can be done at once: receives and records, claims and sends. True when there is more. */
    bool work();

    /** Waits until what is under way has come back, this long at most, and records it: what is left goes in doubt. */
    void drain(std::chrono::milliseconds most);

    /** For the wait: the descriptor (-1: none), and when it is worth looking again. */
    [[nodiscard]] int descriptor();
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
    /** Something is under way, or may leave now. */
    [[nodiscard]] bool busy() const;
    [[nodiscard]] std::size_t under_way() const noexcept { return in_flight_.size(); }
    /** Messages sent or failed for good. */
    [[nodiscard]] std::int64_t processed() const noexcept { return processed_; }
    /** Statistics were appended since the last call. */
    [[nodiscard]] bool take_counted() noexcept { return std::exchange(counted_, false); }
    /** Which channels stand still, and why; empty when all go. */
    [[nodiscard]] std::string trouble() const;

 private:
    struct InFlight {
        ClaimedDelivery claimed;
        core::ChannelKey queue;
    };
    using Queues = std::map<core::ChannelKey, ChannelQueue>;

    void read_channels_if_stale(core::Instant now);
    void sync_queues(std::vector<ChannelRow> const &rows);
    void receive(core::Instant now);
    void on_response(net::RequestId request_id, auto const &response, core::Instant now);
    void record_results_if_due(core::Instant now);
    void record_results(core::Instant now);
    void record_of(core::ChannelKey const &id, std::vector<SendResult> results, core::Instant now);
    [[nodiscard]] std::optional<std::string> try_record(ChannelQueue &queue, std::vector<SendResult> &results,
                                                        core::Instant now);
    void keep_unrecorded(ChannelQueue &queue, std::vector<SendResult> results, bool others_passed);
    void reset_after_error(core::ChannelKey const &id, std::string const &error, core::Instant now);
    [[nodiscard]] bool rests(core::ChannelKey const &id, core::Instant now) const;
    bool claim_batch(core::ChannelKey const &id, ChannelQueue &queue, core::Instant now);
    [[nodiscard]] bool claim_one(core::ChannelKey const &id, ChannelQueue &queue, QueueRow const &row,
                                 core::Instant now);
    void dispatch(core::ChannelKey const &id, ChannelQueue &queue, ClaimResult claims, core::Instant now);
    void send(core::ChannelKey const &id, ChannelQueue &queue, ClaimedDelivery claimed, core::Instant now);
    void on_result(ChannelQueue &queue, channels::SendOutcome const &outcome, core::Instant now);
    void log_once(std::string const &line);
    template <class Work>
    void in_session(Work &&work);

    pg::Transactions &transactions_;
    AutomationCache automations_;
    Queues queues_;
    SendClients clients_;
    std::unordered_map<net::RequestId, InFlight> in_flight_;
    net::RequestId last_request_id_ = 0;
    std::vector<SendResult> results_;  ///< not written down yet
    std::optional<core::Instant> record_again_;
    std::chrono::milliseconds record_wait_{};  ///< grows while somebody holds what is to be written
    std::string record_error_;                 ///< why what came back cannot be recorded
    std::chrono::milliseconds record_pause_{};
    /** A channel whose messages cannot be claimed. */
    struct FailedAttempt {
        core::Instant until;
        std::chrono::milliseconds pause{};
        std::string why;
    };
    std::map<core::ChannelKey, FailedAttempt> failed_;
    bool stale_ = true;
    bool outdated_ = false;  ///< a row has changed whose lane has messages under way
    core::Instant read_at_;
    std::int64_t processed_ = 0;
    bool counted_ = false;
    std::string said_;
};

}  // namespace automation::engine
