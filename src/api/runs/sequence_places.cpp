/* sequence_places.cpp — automation_exit and automation_move: leads in sequences, moved by hand. */
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/sequences/check_sequence.hpp"
#include "core/sequences/sequence.hpp"

#include "api/session.hpp"

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/automations.hpp"
#include "store/lead_store.hpp"
#include "store/sequence_exits.hpp"

namespace automation::api {
namespace {

/* The entries of a lead in a sequence, locked with the lead. */
store::Entries hold(Session const &session, core::AutomationId sequence, core::LeadId lead,
                    std::optional<std::int64_t> booking)
{
    core::AutomationKey const key = automation_for_lead(session, sequence, lead);
    store::Entries entries{present_lead(session, lead), key.id,
                           booking ? std::optional(core::BookingId{*booking}) : std::nullopt};
    store::hold_lead(entries.lead.id, entries.lead.tenant);
    return entries;
}

core::Automation sequence_of(core::AutomationKey const &key)
{
    core::Automation automation = core::check_with_steps(store::load_drafts({key}).at(0));
    if (!automation.sequence) {
        throw core::UserError("automation " + std::to_string(number(key.id)) + " is no sequence", "",
                              "Name an automation of type \"sequence\".");
    }
    return automation;
}

void check_step(core::Automation const &sequence, std::string const &step)
{
    if (sequence.sequence->find(step)) {
        return;
    }
    std::vector<std::string_view> names;
    for (core::SequenceStep const &known : sequence.sequence->steps) {
        names.push_back(known.name);
    }
    throw core::UserError("sequence " + core::quote_value(sequence.name) + " has no step " + core::quote_value(step),
                          "", core::hint_for(step, names, "Steps are"));
}

bool move(store::Entries const &entries, std::string const &step)
{
    check_step(sequence_of({*entries.sequence, entries.lead.tenant}), step);
    std::vector<store::StoredEntry> found = store::lock_entries(entries);
    if (found.size() > 1) {
        throw core::UserError("the lead is in the sequence " + std::to_string(found.size()) + " times", "",
                              "Pass the booking_id of the entry that is meant.");
    }
    if (found.empty()) {
        return false;
    }
    found[0].entry.go_to(step, pg::now());
    store::place_entry(entries, found[0], pg::now());
    return true;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_exit)
{
    core::AutomationId const sequence{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    Session const session;
    store::Entries const entries = hold(session, sequence, lead, args.opt_int8(2));
    (void)sequence_of({*entries.sequence, entries.lead.tenant});
    return BoolGetDatum(store::end_entries(entries, "exited", pg::now()) > 0);
}

PG_CPP_FUNCTION(automation_move)
{
    core::AutomationId const sequence{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    std::string const step = args.text(2, "step");
    Session const session;
    return BoolGetDatum(move(hold(session, sequence, lead, args.opt_int8(3)), step));
}
