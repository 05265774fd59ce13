/* groups.hpp — the groups of checks that automation_check() runs. A fault that follows from another one is not reported
 * beside it, so the later groups are told what the earlier ones have found.
 */
#pragma once
#include "api/checks/finding.hpp"
#include "api/service/worker_status.hpp"

#include <string>
#include <vector>

#include "pg/boundary/postgres.hpp"

namespace automation::api {

/** Everything that automation_check() finds; `function` is any of the extension's. Not for roles that are limited to
 * tenants. */
[[nodiscard]] FindingList check_database(Oid function);

// All below but the first are called in an SPI session, as the owner of the tables.

/** False where the tables cannot be read: nothing else can be checked. Waits for no lock. */
[[nodiscard]] bool check_installation(FindingList &findings);

/** Whether the worker processes what is due. */
[[nodiscard]] bool check_worker(FindingList &findings, WorkerStatus const &status);
/** What the model's key and replies are. `writes` tells of an automation that needs the model; empty: none does. */
void check_model(FindingList &findings, WorkerStatus const &status, std::string const &writes);
void check_clock(FindingList &findings);

/** The channels of which messages wait, with their tenants. */
struct WaitingChannels {
    std::vector<std::string> channels;
    std::vector<std::string> tenants;
    bool any_other = false;  ///< those of other channels may wait, too
};
[[nodiscard]] WaitingChannels check_channels(FindingList &findings, WorkerStatus const &status);
void check_sources(FindingList &findings);
/** Runs and messages that have been due for long while the worker works. */
void check_overdue(FindingList &findings, WorkerStatus const &status, WaitingChannels const &waiting);

/** The first enabled automation that needs the model, in words; empty: none does. */
[[nodiscard]] std::string check_automations(FindingList &findings);

void check_settings(FindingList &findings);
void check_retention(FindingList &findings);
void check_suppressions(FindingList &findings);
void check_statistics(FindingList &findings);
/** `functions_owner` owns the functions of the extension. */
void check_indexes(FindingList &findings, Oid functions_owner);
void check_documents(FindingList &findings);

}  // namespace automation::api
