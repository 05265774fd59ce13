#include "core/json/json.hpp"

#include "triggers/lead_changes.hpp"

#include "core/automations/cause_chain.hpp"
#include "enqueue/events/needs_index.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/timed/released_runs.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>
#include <span>

#include "pg/boundary/boundary.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/lead_store.hpp"

extern "C" {
#include "utils/datum.h"
}

namespace automation::triggers {

namespace {

bool touches(LeadUpdate const &update, std::span<core::Column const> columns)
{
    return std::ranges::any_of(
        columns, [&](core::Column column) { return has_other_bytes(update, update.columns.at(column).number); });
}

/* The engine notes whom it has written to: nobody has changed anything. */
bool is_note_of_engine() noexcept
{
    auto const &context = enqueue::write_context();
    return context.by_engine && context.chain == nullptr;
}

}  // namespace

bool has_other_bytes(LeadUpdate const &update, AttrNumber column)
{
    bool null_before = true;
    bool null_after = true;
    Datum const before = slot_getattr(update.before, column, &null_before);
    Datum const after = slot_getattr(update.after, column, &null_after);
    if (null_before || null_after) {
        return null_before != null_after;
    }
    Form_pg_attribute const attribute = TupleDescAttr(update.after->tts_tupleDescriptor, column - 1);
    return !pg::call([&] { return datumIsEqual(before, after, attribute->attbyval, attribute->attlen); });
}

std::string chain_context(std::string const &tenant)
{
    auto const *const chain = enqueue::write_context().chain;
    if (chain == nullptr) {
        return {};
    }
    core::json::Value context = core::json::Value::object();
    context["chain"] = core::chain_to_json(*chain, tenant);
    return core::json::dump(context);
}

void match_changes(enqueue::Matcher &matcher, LeadUpdate const &update)
{
    auto const held = enqueue::automation_index(update.tenant, core::Trigger::lead_changed);
    enqueue::AutomationIndex const &index = *held;
    if (index.rules.empty() || is_note_of_engine() || enqueue::write_context().historical ||
        !touches(update, index.watched)) {
        return;
    }
    TupleFieldReader const before(update.columns, update.before, update.now);
    TupleFieldReader lead(update.columns, update.after, update.now);
    lead.set_before(before);
    lead.set_tenant_zone(index.timezone);
    std::string const context = chain_context(update.tenant);
    matcher.match(index, lead,
                  {.trigger = core::Trigger::lead_changed,
                   .at = update.now,
                   .lead = lead.id(),
                   .tenant = update.tenant,
                   .context = context});
}

void release_waiting(LeadUpdate const &update)
{
    auto const held = enqueue::needs_index(update.tenant);
    if (!held->automations.empty() && touches(update, held->columns)) {
        enqueue::release_runs({TupleFieldReader(update.columns, update.after, update.now).id(), update.tenant},
                              update.now);
    }
}

void follow_in_sequences(LeadUpdate const &update)
{
    if (!is_note_of_engine()) {
        enqueue::follow_in_sequences({TupleFieldReader(update.columns, update.after, update.now).id(), update.tenant},
                                     update.now);
    }
}

void wake_waiting(LeadUpdate const &update)
{
    auto const held = enqueue::needs_index(update.tenant);
    enqueue::NeedsIndex const &index = *held;
    if (!index.automations.empty() && touches(update, index.columns)) {
        enqueue::wake_for_runs({TupleFieldReader(update.columns, update.after, update.now).id(), update.tenant},
                               update.now);
    }
}

}  // namespace automation::triggers
