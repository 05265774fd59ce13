/* statistics.hpp — counted by appending, folded into the automations a moment later.
 *
 * A shared counter row would make writers wait for each other and grow a long version chain under an open snapshot.
 */
#pragma once
#include "engine/runs/completion.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace automation::engine {

/** Appends what a batch counts; in its transaction. */
void append_statistics(std::vector<FinishedRun> const &completed, core::Instant now);

/** Counts messages of an automation that reached their leads after their run: accepted by a provider, or approved where
 *  no channel is configured. In the transaction that says so; once a message. */
void append_sent(core::AutomationId automation, std::string const &tenant, int messages, core::Instant now);

/** Adds what was appended to the automations and to their days, passing by automations that somebody has locked; how
 *  many rows were folded, and whether any are left. Also settles the days that are over. In a transaction and a session
 * of its own. */
struct Folded {
    std::uint64_t rows = 0;
    bool left = false;
};
[[nodiscard]] Folded fold_statistics();

/** Tokens of the model used on the day (UTC) of `now`, by all tenants. */
[[nodiscard]] std::int64_t tokens_used_today(core::Instant now);

}  // namespace automation::engine
