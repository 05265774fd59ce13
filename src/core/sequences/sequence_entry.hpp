/* sequence_entry.hpp — the state of one lead in a sequence, from entering to leaving.
 *
 * Written and read as JSON text.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** Of its row of automation_enrollments. */
enum class EntryId : std::int64_t {};
using EntryKey = TenantKey<EntryId>;

/** A booking, and when it was inserted: its `created_at` may be the start of a long transaction. */
struct NotedBooking {
    BookingId booking{};
    Instant at;
    bool operator==(NotedBooking const &) const = default;
};

struct SequenceEntry {
    Instant entered_at;
    std::string step;               ///< the current step; empty: none is left
    Instant reached_at;             ///< since when: the wait counts from then
    bool waited = false;            ///< the wait is over, and the work yet to be done
    bool waits = false;             ///< it was evaluated before it was over: a moment may have been moved since
    bool edited = false;            ///< the wait was edited meanwhile
    std::optional<Instant> moment;  ///< that a wait which is over was for: the field, without the offset
    bool delayed = false;           ///< it waits for the end of the trigger's delay, which counts from reached_at
    std::string images;             ///< while it does: of the event, as Run::images
    std::vector<std::string> done;  ///< messages, actions and enrollments of this entry, by the step's name
    std::map<std::string, std::string> arms;  ///< by the name of the split
    std::optional<Instant> last_message_at;   ///< of the last message that was recorded or sent
    std::optional<Instant> answered_at;       ///< replies until then were waited for
    std::optional<MessageId> message;         ///< queued, held or being sent: the step ends with it
    std::string chain;                        ///< while there is one: what led to the entry, as JSON
    std::vector<NotedBooking> booked;         ///< of the lead since it entered

    /** From when on replies count, and bookings that are waited for. */
    [[nodiscard]] Instant counts_from() const noexcept;
    [[nodiscard]] bool has_done(std::string_view name) const noexcept;
    /** The step is over; where `next` is empty, none is left. */
    void go_to(std::string_view next, Instant now);
    /** The wait at the present step begins anew. */
    void restart_wait(Instant now);
    /** The trigger's delay is over: the wait of the first step begins. */
    void end_delay(Instant now);
};

[[nodiscard]] std::string to_json(SequenceEntry const &entry);
/** Nothing where it is not what to_json() writes. */
[[nodiscard]] std::optional<SequenceEntry> read_entry(std::string_view text);

}  // namespace automation::core
