/* booking_sources.cpp — a booking source is checked when it is saved, and the dispatcher hears of it. */
#include "core/error.hpp"
#include "core/secret_reference.hpp"
#include "core/simplybook.hpp"
#include "core/tenant_settings.hpp"
#include "core/text.hpp"
#include "signals/match.hpp"
#include "signals/row_change.hpp"
#include "signals/set_off.hpp"
#include "signals/trigger_call.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "pg/tenancy.hpp"
#include "pg/wake.hpp"

namespace automation::signals {
namespace {

using SourceRow = RowValues<pg::TableName::automation_booking_sources>;

bool is_plain_word(std::string_view text)
{
    return !text.empty() && text.size() <= 200 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_form(SourceRow const &row)
{
    std::string const name = row.text("name").value_or("");
    if (core::is_blank(name) || name == "manual") {
        throw core::UserError("invalid name " + core::in_quotes(name) + " of a booking source",
                              "bookings.source says manual of what an application wrote.",
                              "Write another name, for example simplybook.");
    }
    std::string const company = row.text("company").value_or("");
    if (!is_plain_word(company)) {
        throw core::UserError("invalid company " + core::in_quotes(company), "",
                              "Write the company login: what stands in front of .simplybook.me in its address.");
    }
    if (auto const secret = row.document("secret")) {
        (void)core::read_secret_reference(*secret);
    }
    (void)core::simplybook::service_url(row.text("base_url"));
}

/* Bookings of one source carry its name, and their numbers are those of one company. */
void check_identity(SourceRow const &before, SourceRow const &row)
{
    if (before.null("first_synced_at")) {
        return;
    }
    constexpr std::array<std::pair<char const *, SourceRow::TextColumn>, 2> fixed{
        {{"name", SourceRow::TextColumn("name")}, {"company", SourceRow::TextColumn("company")}}};
    for (auto const &[name, column] : fixed) {
        if (before.text(column) != row.text(column)) {
            throw core::UserError(core::Mistake::check_violation,
                                  std::string(name) + " of a booking source that has been synced cannot change from " +
                                      core::in_quotes(before.text(column).value_or("")) + " to " +
                                      core::in_quotes(row.text(column).value_or("")),
                                  "Its bookings are known by both.", "Disable this source and insert another one.");
        }
    }
}

std::string secret_of(SourceRow const &values)
{
    return values.document("secret").value_or("");
}

bool another_account(SourceRow const &before, SourceRow const &row)
{
    auto const differs = [&](SourceRow::TextColumn column) { return before.text(column) != row.text(column); };
    return differs("company") || differs("login") || differs("base_url") || secret_of(before) != secret_of(row);
}

/* Columns that an edit sets back: a changed account ends a pause, another time zone moves every booking. */
std::vector<SourceRow::AnyColumn> to_reset(SourceRow const &before, SourceRow const &row)
{
    auto const differs = [&](SourceRow::TextColumn column) { return before.text(column) != row.text(column); };
    bool const changed = another_account(before, row);
    bool const goes_on = !before.null("paused_reason") && row.null("paused_reason");
    std::vector<SourceRow::AnyColumn> columns;
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

HeapTuple without(TriggerCall const &trigger, std::vector<SourceRow::AnyColumn> const &columns)
{
    RowChange change(trigger, trigger.new_row());
    for (SourceRow::AnyColumn const column : columns) {
        change.set_null<pg::TableName::automation_booking_sources>(column);
    }
    return change.row();
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

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
    SourceRow const row(trigger, trigger.new_row());
    // Even where it says that it loads a dump.
    if (pg::limits().limited && (trigger.inserts() || another_account(SourceRow(trigger, trigger.old_row()), row))) {
        core::check_source_of_tenant(secret_of(row), row.text("base_url"));
    }
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    check_form(row);
    if (trigger.inserts()) {
        return PointerGetDatum(trigger.new_row());
    }
    SourceRow const before(trigger, trigger.old_row());
    check_identity(before, row);
    return PointerGetDatum(changed_row(trigger, pg::TableName::automation_booking_sources,
                                       [&] { return without(trigger, to_reset(before, row)); }));
}

/* After a booking source was added, changed or deleted. */
AUTOMATION_TRIGGER(automation_on_booking_source, {.trigger = "automation_source_added",
                                                  .events = by_insert | by_update | by_delete,
                                                  .table = "automation_booking_sources"})
{
    if (!loading()) {
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
