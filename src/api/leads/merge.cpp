/* merge.cpp — automation_merge_leads: everything of one lead becomes another's, in one transaction.
 *
 * Both rows stand for one person, so nothing has happened to anybody: no trigger fires, and the scans read on from what
 * the merge has moved. Of the lead that goes only its id stays, among the external_ids of the one that is kept.
 */
#include "core/json/json.hpp"

#include "api/leads/merge_consent.hpp"
#include "api/leads/merge_rows.hpp"
#include "api/session.hpp"
#include "enqueue/events/lead_contacts.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/timed/released_runs.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>

#include "pg/boundary/args.hpp"
#include "store/sequence_moves.hpp"
#include "store/activities.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"

namespace automation::api {
namespace {

/* The lead that is to go, which may have been merged before. */
std::string tenant_of_both(Session const &session, core::LeadId keep, core::LeadId drop)
{
    if (keep == drop) {
        throw core::UserError("lead " + std::to_string(number(keep)) + " cannot be merged with itself", "",
                              "Name the lead to keep, then the lead to drop.");
    }
    std::string tenant = tenant_of_lead(session, keep);
    if (!store::load_lead(drop, tenant)) {
        throw core::UserError("lead " + std::to_string(number(drop)) + " does not exist",
                              tenant.empty() ? "" : "The lookup was limited to tenant \"" + tenant + "\".",
                              "Use an id of table leads; only leads of one tenant can be merged.");
    }
    return tenant;
}

/* Whoever locks several things begins with leads, in the order of their ids. */
void lock_both(core::LeadId keep, core::LeadId drop, std::string const &tenant)
{
    store::hold_lead(std::min(keep, drop), tenant);
    store::hold_lead(std::max(keep, drop), tenant);
    for (core::LeadId const lead : {keep, drop}) {
        enqueue::apply_left_changes({lead, tenant}, pg::now());
    }
}

/* Code of the owner's runs without the rights of the caller, and PostgreSQL then refuses to put any of it off. */
[[noreturn]] void explain_deferred(pg::Error const &error)
{
    char const *const untranslated = error.data()->message_id;
    bool const deferred = error.sqlstate() == ERRCODE_INSUFFICIENT_PRIVILEGE && untranslated != nullptr &&
                          std::string_view(untranslated).find("deferred trigger") != std::string_view::npos;
    if (!deferred) {
        throw;
    }
    throw core::UserError(
        core::ErrorCode::wrong_state, error.what(),
        "A table with rows of the leads has a deferred foreign key or constraint trigger, which cannot "
        "be deferred while leads are merged.",
        "Run SET CONSTRAINTS ALL IMMEDIATE in the transaction, then merge again.");
}

core::json::Value merge(core::LeadId keep, core::LeadId drop)
{
    Session const session;
    std::string const tenant = tenant_of_both(session, keep, drop);
    lock_both(keep, drop, tenant);
    auto const dropped = store::load_lead(drop, tenant);
    auto const kept = store::load_lead(keep, tenant);
    if (!dropped || !kept) {
        throw core::UserError(core::ErrorCode::wrong_state, "one of the leads was deleted concurrently", "",
                              "Check the leads and try again.");
    }
    Merge const merge{keep, drop, tenant};
    auto const refused = refusals_of_both(merge, *kept, *dropped);
    core::json::Value answer{{"lead_id", number(keep)}, {"merged", number(drop)}};
    {
        enqueue::Untriggered const quiet;
        try {
            move_rows(merge, answer);
            move_references(merge, answer);
            unite_leads(merge);
        } catch (pg::Error const &error) {
            explain_deferred(error);
        }
    }
    unite_refusals(merge, refused);
    enqueue::release_runs({keep, tenant}, pg::now());
    store::restore_steps({keep, tenant}, pg::now());
    enqueue::follow_in_sequences({keep, tenant}, pg::now());
    core::json::Value details = answer;
    details["event"] = "merge";
    details["reason"] = "merged";
    store::insert_activity({.type = "lead_merged",
                            .description = "lead " + std::to_string(number(drop)) + " was merged into this lead",
                            .details = core::json::dump(details),
                            .lead = keep,
                            .tenant = tenant},
                           pg::now());
    return answer;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_merge_leads)
{
    core::LeadId const keep{args.integer(0, "keep")};
    core::LeadId const drop{args.integer(1, "drop")};
    return pg::jsonb_datum(core::json::dump(merge(keep, drop)));
}
