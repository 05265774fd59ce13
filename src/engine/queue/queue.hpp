/* queue.hpp — reading automation_queue and taking rows out of it, in the current transaction.
 *
 * Reading claims nothing; taking out never waits: a row that somebody else holds stays where it is.
 */
#pragma once
#include "core/decisions/decide.hpp"
#include "engine/queue/claim_set.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::engine {

/** Where a row stands in the table; valid in the transaction that read it. */
struct Place {
    std::uint32_t block = 0;
    std::uint16_t offset = 0;
};

struct QueueRow {
    core::Run run;
    Place place = {};
    bool delivers = false;                        ///< a message, not a run
    std::optional<core::MessageId> inbound = {};  ///< of a delivery: the message that set the run off
    core::NullableText accepted = {};  ///< the provider has the message, under this id, and that is not recorded yet
    bool lead_changed = false;         ///< of a delivery: the text was written for the lead before
    bool merged = false;               ///< and that lead is one person with this one
    [[nodiscard]] ClaimKey key() const { return {run.run_at, run.key()}; }
};

/** A page of due rows after the cursor, in its order: page_size, and what stands at the place of the last. */
[[nodiscard]] std::vector<QueueRow> read_page(Cursor after, core::Instant due);
inline constexpr std::size_t page_size = 500;

/** Rows behind a key, by key only: those of some tenants are passed by. */
struct ReadAhead {
    std::vector<ClaimKey> rows;
    Cursor last;          ///< everything up to this place was read
    bool to_end = false;  ///< and nothing is due after it
};
/** Reads on for at most `ahead_page` rows, in their order. */
[[nodiscard]] ReadAhead read_ahead(Cursor after, core::Instant due, std::vector<std::string> const &passed_by);
inline constexpr std::size_t ahead_page = 10'000;

/** Whose messages a row of automation_channels carries. */
struct DeliveryFilter {
    std::string name;
    std::string tenant;                         ///< empty: of all tenants
    std::vector<std::string> excluded_tenants;  ///< but these, which have a row of their own
};
/** The same for messages that are to leave by a channel, by delivery_page. */
[[nodiscard]] std::vector<QueueRow> read_deliveries(DeliveryFilter const &channel, Cursor after, core::Instant due);
inline constexpr std::size_t delivery_page = 100;
[[nodiscard]] ReadAhead read_deliveries_ahead(DeliveryFilter const &channel, Cursor after, core::Instant due,
                                              std::vector<std::string> const &passed_by);
/** When the first of them after the cursor is due. */
[[nodiscard]] std::optional<core::Instant> next_delivery(DeliveryFilter const &channel, Cursor after);

/** Rows by their keys; those that are gone are missing. */
[[nodiscard]] std::vector<QueueRow> read_rows(std::vector<core::RunKey> const &keys);

/** When the first row after the cursor is due. */
[[nodiscard]] std::optional<core::Instant> next_due(Cursor after);

/** Locks rows, passing by those that somebody else holds; the keys of those that are locked now. */
[[nodiscard]] std::vector<core::RunKey> lock_rows(std::vector<core::RunKey> const &keys);

/** Deletes rows; says for each whether it is gone through us. A row that is locked or has changed since it was read
 *  is left alone. */
[[nodiscard]] std::vector<bool> delete_rows(std::vector<QueueRow> const &rows);

/** A run that is not to be done yet. */
struct Deferral {
    std::size_t row = 0;  ///< among those given
    core::Instant until;
    bool event_moves = false;  ///< the event itself is yet to come
};
/** Moves rows to their later times; says for each whether it was. One that is locked is left alone. */
[[nodiscard]] std::vector<bool> put_off(std::vector<QueueRow> const &rows, std::vector<Deferral> const &deferrals);

/** Notes in the row that the provider has its message: whoever reads it next records that and sends nothing. */
void note_accepted(QueueRow const &row, std::string const &provider_message_id);

/** Moves a row to a later time after a failed attempt. */
void move_row(core::RunKey const &run, core::Instant run_at, int attempts, std::string_view error);

}  // namespace automation::engine
