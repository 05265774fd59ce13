/* delivery_desk.hpp — all channels of the database: what is due leaves, what comes back is written down.
 *
 *   claim (a transaction) ─▶ send (no transaction) ─▶ record (a transaction)
 *
 * Each channel has a lane: its own pace, breaker and connections. What is claimed and not recorded when the process
 * dies is found as `sending` by the next one, and goes again with the same text and the same key.
 */
#pragma once
#include "net/http_client.hpp"
#include "net/mail_client.hpp"
#include "worker/channel_lane.hpp"
#include "worker/delivery_results.hpp"
#include "worker/shelf.hpp"
#include "worker/wait_set.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/transactions.hpp"

namespace automation::worker {

class DeliveryDesk {
 public:
    explicit DeliveryDesk(pg::Transactions &transactions) : transactions_(transactions) {}

    /** Channels or rules may have been changed. */
    void look_again() noexcept { stale_ = true; }
    /** Messages due at `earliest` or later have been committed; Instant::max(): none. */
    void rewind(core::Instant earliest);
    /** Does what can be done at once: receives and records, claims and sends. True when there is more. */
    bool work();

    /** Waits until what is under way has come back, this long at most, and records it: what is left goes in doubt. */
    void finish(std::chrono::milliseconds most);

    /** For the wait: the descriptor (-1: none), and when it is worth looking again. */
    [[nodiscard]] int descriptor();
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
    /** Something is under way, or may leave now. */
    [[nodiscard]] bool busy() const;
    [[nodiscard]] std::size_t under_way() const noexcept { return departed_.size(); }
    /** Messages sent or failed for good. */
    [[nodiscard]] std::int64_t processed() const noexcept { return processed_; }
    /** Statistics were appended since the last call. */
    [[nodiscard]] bool take_counted() noexcept { return std::exchange(counted_, false); }
    /** Which channels stand still, and why; empty when all go. */
    [[nodiscard]] std::string trouble() const;

 private:
    struct Departed {
        Departure departure;
        core::ChannelKey lane;
    };
    using Lanes = std::map<core::ChannelKey, ChannelLane>;

    void read_channels_if_stale(core::Instant now);
    void keep_lanes(std::vector<ChannelRow> const &rows);
    void receive(core::Instant now);
    void arrived(net::Ticket ticket, auto const &response, core::Instant now);
    void record_arrivals_if_due(core::Instant now);
    void record_arrivals(core::Instant now);
    void record_of(core::ChannelKey const &id, std::vector<Arrival> arrivals, core::Instant now);
    [[nodiscard]] std::optional<std::string> try_record(ChannelLane &lane, std::vector<Arrival> &arrivals,
                                                        core::Instant now);
    void keep_unrecorded(ChannelLane &lane, std::vector<Arrival> arrivals, bool others_passed);
    void stumble(core::ChannelKey const &id, std::string const &error, core::Instant now);
    [[nodiscard]] bool rests(core::ChannelKey const &id, core::Instant now) const;
    bool begin(core::ChannelKey const &id, ChannelLane &lane, core::Instant now);
    [[nodiscard]] bool begin_alone(core::ChannelKey const &id, ChannelLane &lane, QueueRow const &row,
                                   core::Instant now);
    void let_go(core::ChannelKey const &id, ChannelLane &lane, Departures departures, core::Instant now);
    void send(core::ChannelKey const &id, ChannelLane &lane, Departure departure, core::Instant now);
    void came(ChannelLane &lane, core::SendOutcome const &outcome, core::Instant now);
    void say(std::string const &line);
    template <class Work>
    void in_session(Work &&work);

    pg::Transactions &transactions_;
    Shelf shelf_;
    Lanes lanes_;
    // Made when first asked for: most databases have no channel. Requests that refuse private addresses share no
    // connection with others.
    std::unique_ptr<net::HttpClient> http_, guarded_http_;
    std::unique_ptr<net::MailClient> mail_;
    std::unordered_map<net::Ticket, Departed> departed_;
    net::Ticket last_ticket_ = 0;
    std::vector<Arrival> arrivals_;  ///< not written down yet
    std::optional<core::Instant> record_again_;
    std::chrono::milliseconds record_wait_{};  ///< grows while somebody holds what is to be written
    std::string record_error_;                 ///< why what came back cannot be recorded
    std::chrono::milliseconds record_pause_{};
    /** A channel whose messages cannot be claimed. */
    struct Stumble {
        core::Instant until;
        std::chrono::milliseconds pause{};
        std::string why;
    };
    std::map<core::ChannelKey, Stumble> stumbled_;
    WaitSet waits_;
    bool stale_ = true;
    bool outdated_ = false;  ///< a row has changed whose lane has messages under way
    core::Instant read_at_;
    std::int64_t processed_ = 0;
    bool counted_ = false;
    std::string said_;
};

}  // namespace automation::worker
