/* sequence_retiming.hpp — the steps of leads whose wait has been edited are evaluated again: by the dispatcher after
 * the commit, in pages, for a million may be inside.
 *
 * A row of automation_queue that is no lead's (lead_id 0) says how far the pages have come. All of it inside an SPI
 * session, as the owner of the tables.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::store {

/** The event of such a row. */
inline constexpr std::string_view retime_event = "retime";

/** Leads at one of the steps, and where `delayed` those that wait for the end of the trigger's delay. */
void queue_retiming(core::AutomationKey const &sequence, std::vector<std::string> const &steps, bool delayed,
                    core::Instant now);

/** Makes the rows of one page due, and queues the next page; `row` is the one that asks for it. */
void retime_page(core::RunKey const &row, core::AutomationKey const &sequence, core::Instant now);

}  // namespace automation::store
