/* booking_sync.hpp — all booking sources of the database, each at its own pace.
 *
 * Sources are read when they have changed and every few minutes at most; between two syncs nothing is looked at. No
 * transaction is open while the network works, and what goes wrong with one source is that source's alone.
 */
#pragma once
#include "net/http/http_client.hpp"
#include "engine/bookings/source_sync.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

class BookingSync {
 public:
    /** With `until`, only what is due by then is begun: each source once. */
    explicit BookingSync(pg::Transactions &transactions, std::optional<core::Instant> until = std::nullopt)
        : transactions_(transactions), until_(until)
    {}

    /** Sources may have been changed. */
    void rescan() noexcept { stale_ = true; }
    /** Does what can be done at once: sends, receives, stores a page of each source. True when there is more. */
    bool work();

    /** For the wait: the descriptor (-1: none), and how long at most. */
    [[nodiscard]] int descriptor() const noexcept { return client_ ? client_->descriptor() : -1; }
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;

    /** What keeps bookings from being stored, that is not the service's; empty when nothing does. */
    [[nodiscard]] std::string trouble() const;
    /** A source's sync is due or under way. */
    [[nodiscard]] bool syncing() const;
    /** Vanished bookings are being asked for. */
    [[nodiscard]] bool checking() const;

 private:
    struct Known {
        SourceSync source;
        net::RequestId request_id = 0;  ///< of its requests, one at a time
    };

    void read_sources_if_stale(core::Instant now);
    void drop(core::SourceKey const &key);
    void receive(core::Instant now);
    void send(Known &known, core::Instant now);
    template <class Work>
    void guarded(Known &known, core::Instant now, Work &&work);
    void in_session(std::function<void()> const &work);
    void say(std::string const &line);

    pg::Transactions &transactions_;
    std::optional<core::Instant> until_;
    std::map<core::SourceKey, Known> sources_;
    net::RequestId last_request_id_ = 0;
    std::unique_ptr<net::HttpClient> client_;  // made at the first request: most databases have no source
    InSession in_session_ = [this](std::function<void()> const &work) { in_session(work); };
    bool stale_ = true;
    core::Instant read_at_;
    std::string failed_;  ///< why a source stumbled, and when
    core::Instant failed_at_;
    std::string said_;  ///< the last line about an error that is not the service's
};

}  // namespace automation::engine
