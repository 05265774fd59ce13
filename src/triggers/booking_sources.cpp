/* booking_sources.cpp — a booking source is checked when it is saved, and the dispatcher hears of it. */
#include "core/base/error.hpp"
#include "core/settings/secret_reference.hpp"
#include "core/bookings/simplybook.hpp"
#include "core/settings/tenant_settings.hpp"
#include "core/base/strings.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "pg/extension/tenancy.hpp"
#include "pg/process/wake.hpp"

namespace automation::triggers {
namespace {

using SourceTuple = RowValues<pg::TableName::automation_booking_sources>;

bool is_plain_word(std::string_view text)
{
    return !text.empty() && text.size() <= 200 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_form(SourceTuple const &row)
{
    std::string const name = row.text("name").value_or("");
    if (core::is_blank(name) || name == "manual") {
        throw core::UserError("invalid name " + core::quote_value(name) + " of a booking source",
                              "The value manual of bookings.source is reserved for bookings of applications.",
                              "Write another name, for example simplybook.");
    }
    std::string const company = row.text("company").value_or("");
    if (!is_plain_word(company)) {
        throw core::UserError("invalid company " + core::quote_value(company), "",
                              "Write the company login: the part of the address before .simplybook.me.");
    }
    if (auto const secret = row.document("secret")) {
        (void)core::read_secret_reference(*secret);
    }
    (void)core::simplybook::service_url(row.text("base_url"));
}

/* Bookings of one source carry its name, and their numbers are those of one company. */
void check_identity(SourceTuple const &before, SourceTuple const &row)
{
    if (before.null("first_synced_at")) {
        return;
    }
    constexpr std::array<std::pair<char const *, SourceTuple::TextColumn>, 2> fixed{
        {{"name", SourceTuple::TextColumn("name")}, {"company", SourceTuple::TextColumn("company")}}};
    for (auto const &[name, column] : fixed) {
        if (before.text(column) != row.text(column)) {
            throw core::UserError(core::ErrorCode::check_violation,
                                  std::string(name) + " of a booking source that has been synced cannot change from " +
                                      core::quote_value(before.text(column).value_or("")) + " to " +
                                      core::quote_value(row.text(column).value_or("")),
                                  "Its bookings are identified by both.", "Disable this source and insert a new one.");
        }
    }
}

std::string secret_of(SourceTuple const &values)
{
    return values.document("secret").value_or("");
}

bool another_account(SourceTuple const &before, SourceTuple const &row)
{
    auto const differs = [&](SourceTuple::TextColumn column) { return before.text(column) != row.text(column); };
    return differs("company") || differs("login") || differs("base_url") || secret_of(before) != secret_of(row);
}

/* Columns that an edit sets back: a changed account ends a pause, another time zone moves every booking. */
std::vector<SourceTuple::AnyColumn> to_reset(SourceTuple const &before, SourceTuple const &row)
{
    auto const differs = [&](SourceTuple::TextColumn column) { return before.text(column) != row.text(column); };
    bool const changed = another_account(before, row);
    bool const goes_on = !before.null("paused_reason") && row.null("paused_reason");
    std::vector<SourceTuple::AnyColumn> columns;
    // A name is checked when it is compiled, so it cannot be emplaced.
    // NOLINTBEGIN(modernize-use-emplace)
    if (changed) {
        columns.push_back("paused_reason");
    }
    if (differs("timezone")) {
        columns.push_back("full_synced_at");
    }
    if (changed || goes_on || differs("timezone")) {
        columns.push_back("next_sync_at");
    }
    // NOLINTEND(modernize-use-emplace)
    return columns;
}

HeapTuple without(TriggerContext const &trigger, std::vector<SourceTuple::AnyColumn> const &columns)
{
    RowChange change(trigger, trigger.new_row());
    for (SourceTuple::AnyColumn const column : columns) {
        change.set_null<pg::TableName::automation_booking_sources>(column);
    }
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before a booking source is saved. */
AUTOMATION_TRIGGER(automation_check_booking_source, {.trigger = "automation_check_source",
                                                     .before = true,
                                                     .events = by_insert | by_update,
                                                     .table = "automation_booking_sources"})
{
    // A role that is limited to tenants writes nothing that has not been checked.
    if (!pg::limits().limited && !fits(trigger, pg::TableName::automation_booking_sources)) {
        return PointerGetDatum(trigger.new_row());
    }
    SourceTuple const row(trigger, trigger.new_row());
    // Even where it says that it loads a dump.
    if (pg::limits().limited && (trigger.inserts() || another_account(SourceTuple(trigger, trigger.old_row()), row))) {
        core::check_source_of_tenant(secret_of(row), row.text("base_url"));
    }
    if (enqueue::loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    check_form(row);
    if (trigger.inserts()) {
        return PointerGetDatum(trigger.new_row());
    }
    SourceTuple const before(trigger, trigger.old_row());
    check_identity(before, row);
    return PointerGetDatum(changed_row(trigger, pg::TableName::automation_booking_sources,
                                       [&] { return without(trigger, to_reset(before, row)); }));
}

/* After a booking source was added, changed or deleted. */
AUTOMATION_TRIGGER(automation_on_booking_source, {.trigger = "automation_source_added",
                                                  .events = by_insert | by_update | by_delete,
                                                  .table = "automation_booking_sources"})
{
    if (!enqueue::loading()) {
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
