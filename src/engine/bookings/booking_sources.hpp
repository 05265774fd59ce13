/* booking_sources.hpp — the rows of automation_booking_sources: who is to be asked, how far it has come, what failed.
 *
 * All of it inside a session of the engine's. A row that was edited since it was read (its account is another one) is
 * left alone: what was learned belongs to the old account.
 */
#pragma once
#include "core/bookings/booking_sync.hpp"
#include "core/crm/entities.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace automation::engine {

/** Leads of a source's tenant. */
using LeadIds = std::set<std::int64_t>;  // of one tenant

struct SourceRow {
    core::SourceId id{};
    std::string tenant;
    std::string name;  ///< what bookings.source and leads.external_ids say
    std::string company;
    std::string login;
    std::string secret;  ///< JSON that names it
    core::NullableText base_url;
    std::string timezone;
    core::Micros every{};
    std::int64_t account = 0;  ///< changes with company, login, secret, base_url and timezone
    core::SyncCursor marks;
    std::optional<core::Instant> next_sync_at;  ///< none: at once
    int failures = 0;

    [[nodiscard]] core::SourceKey key() const { return {id, tenant}; }
    [[nodiscard]] bool same_account(SourceRow const &other) const noexcept { return account == other.account; }
    /** "booking source "simplybook" of tenant "x"", for the log. */
    [[nodiscard]] std::string described() const;
};

/** The sources that are enabled and not paused, of all tenants. */
[[nodiscard]] std::vector<SourceRow> read_sources();

/** A sync that began at `began` has ended well; `note` is what it had to leave out, empty for nothing. Sets the row's
 *  marks and next_sync_at; a hint that came meanwhile stays the next one. False when the row is another one now. */
[[nodiscard]] bool note_success(SourceRow &source, core::SyncCursor const &marks, core::Instant began,
                                core::Instant next, std::string const &note, core::Instant now);

struct SourceFailure {
    std::string why;
    core::Instant next;
    bool pause = false;
    bool forget_window = false;  ///< the next sync asks for the whole window again
};
/** A sync has failed. False when the row is another one now. */
[[nodiscard]] bool note_failure(SourceRow &source, SourceFailure const &failure, core::Instant now);

}  // namespace automation::engine
