/* tenant_turns.hpp — tenants take turns where more is due than one batch holds.
 *
 * The queue is worked off in its order. While a full page says that much is due, the rows behind it are read ahead, by
 * key only, and each other tenant's first ones are remembered: each tenant then gets the same share of a batch. What is
 * remembered is a hint: rows stay where they are, and the queue's order finds each of them all the same.
 * Plain C++, no PostgreSQL, so that it can be tested alone.
 */
#pragma once
#include "engine/queue/claim_set.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace automation::engine {

class TenantTurns {
 public:
    /** More is due than the page that was read: of one tenant, or of several (none is given). */
    void much_is_due(std::optional<std::string> const &only, Cursor cursor);
    /** All that is due has been read. */
    void all_is_read();

    /** True when it is time to read on. It takes a fifth of the time at most. */
    [[nodiscard]] bool wants_to_read(core::Instant now) const;
    /** After which place to read on. */
    [[nodiscard]] Cursor position() const noexcept { return position_; }
    /** Whose rows are passed by when it is read on next. */
    [[nodiscard]] std::vector<std::string> pass_by();
    /** A row that was read, in any order. */
    void found(ClaimKey const &key);
    /** Everything up to `place` has been read, to the end of what is due when `to_end`, between these moments. */
    void has_read(Cursor place, bool to_end, core::Instant began, core::Instant ended);
    /** Rows due at `moment` or later may have appeared behind the position. */
    void rewind(core::Instant moment);

    /** A row that the queue's order has given. */
    void given(ClaimKey const &key);
    /** The rows whose turn it is among `most` that are worked on next; the others are the queue's. */
    [[nodiscard]] std::vector<ClaimKey> take(std::size_t most);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /** Remembered of one tenant, and of all. */
    static constexpr std::size_t most_of_tenant = 500;
    static constexpr std::size_t most_of_all = 50'000;

 private:
    struct Waiting {
        std::set<ClaimKey> keys;
        bool passed_by = false;
        std::optional<Cursor> left_out;  ///< after this place there may be more
    };
    using Tenants = std::map<std::string, Waiting>;

    void leave_out(Waiting &waiting, Cursor after);
    void erase(Tenants::iterator tenant);

    Tenants tenants_;
    std::size_t size_ = 0;
    std::optional<std::string> only_;               ///< whose rows the queue's order gives
    bool much_ = false;                             ///< more is due than a page
    Cursor position_;                               ///< how far was read ahead
    bool at_end_ = false;                           ///< nothing was due after it
    core::Instant read_at_ = core::Instant::min();  ///< when to read on
    std::string last_;                              ///< who had the last turn
    double credit_ = 1;                             ///< turns that a batch was too small for
};

}  // namespace automation::engine
