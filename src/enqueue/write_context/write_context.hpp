/* write_context.hpp — who makes the write that is under way: the triggers of this process ask, and do less for a write
 * of our own than for an application's.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** Why leads.opted_out changes: unsubscribe, stop_word, start_word, provider, suppression_removed. */
struct ConsentChange {
    std::string_view reason;
    std::optional<core::MessageId> message;  ///< that said so
};

/** An application's write has the defaults. */
struct WriteContext {
    /** The automations that led to the write: it goes along in the context of the runs that it creates, so that no
     *  automation appears twice in a chain for one lead. */
    std::vector<core::AutomationKey> const *chain = nullptr;
    std::optional<ConsentChange> consent = {};
    /** The engine writes: it begins no stretch of silence, which only people do. */
    bool by_engine = false;
    /** Rows that happened elsewhere before the automations were made, as the first sync of a booking source brings
     *  them: they fire no new_lead, booking_created and session_completed, and begin no stretch of silence. What lies
     *  ahead (reminders) is found all the same. */
    bool historical = false;
    /** How the flags of an inbound message say what it is, where its mail headers have been read; empty: an answer. */
    std::optional<std::string_view> received_as = {};
    /** Fires nothing: the rows were written before, by others. */
    bool untriggered = false;
};

/** Of the write that is under way in this process. */
[[nodiscard]] WriteContext const &write_context() noexcept;

/** A change of the write context that lasts as long as the object. Scopes are nested. */
class WriteScope {
 public:
    WriteScope(WriteScope const &) = delete;
    WriteScope &operator=(WriteScope const &) = delete;

 protected:
    /** Keeps the current context, which the constructor of the scope then changes. */
    WriteScope() noexcept : outer_(current) {}
    ~WriteScope() { current = outer_; }
    static WriteContext &context() noexcept { return current; }

 private:
    friend WriteContext const &write_context() noexcept;
    inline static constinit WriteContext current = {};
    WriteContext outer_;
};

inline WriteContext const &write_context() noexcept
{
    return WriteScope::current;
}

class ChainScope : WriteScope {
 public:
    /** `chain` must outlive the scope. */
    explicit ChainScope(std::vector<core::AutomationKey> const &chain) noexcept { context().chain = &chain; }
};

class ConsentScope : WriteScope {
 public:
    /** `reason` must outlive the scope. */
    explicit ConsentScope(std::string_view reason, std::optional<core::MessageId> message = std::nullopt) noexcept
    {
        context().consent = ConsentChange{reason, message};
    }
};

class EngineWrite : WriteScope {
 public:
    EngineWrite() noexcept { context().by_engine = true; }
};

class HistoricalImport : WriteScope {
 public:
    HistoricalImport() noexcept { context().historical = true; }
};

class ReceivedScope : WriteScope {
 public:
    /** `flag` must outlive the scope. */
    explicit ReceivedScope(std::string_view flag) noexcept { context().received_as = flag; }
};

class Untriggered : WriteScope {
 public:
    Untriggered() noexcept { context().untriggered = true; }
};

}  // namespace automation::enqueue
