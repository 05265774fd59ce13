/* suppressions.cpp — what an application writes to automation_suppressions: addresses in the form in which they are
 * compared, and what follows when a row is deleted.
 */
#include "core/automations/validate.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/suppression.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <array>

#include "pg/sql/owner_session.hpp"
#include "store/suppressions.hpp"
#include "store/tenant_country.hpp"

namespace automation::triggers {
namespace {

constexpr auto suppressions = pg::TableName::automation_suppressions;
using SuppressionRow = RowValues<suppressions>;

/* A word that means a refusal. Anything else is what a provider said of an address: version 1.0 had only those. */
bool is_refusal(std::string_view reason)
{
    std::string word = core::lower_ascii(core::trim(reason));
    std::erase_if(word, [](char c) { return c == '_' || c == '-' || c == ' '; });
    return word == "optedout" || word == "optout" || word == "unsubscribed" || word == "unsubscribe";
}

/* Whose word the row is, in the words of the contract; of a row as it was stored before, whatever it is. */
std::string cause_of(TriggerContext const &trigger, std::string const &written)
{
    static constexpr std::array<std::string_view, 5> causes{"stop_word", "unsubscribe", "provider", "application",
                                                            "import"};
    if (trigger.updates() && SuppressionRow(trigger, trigger.old_row()).text("cause") == written) {
        return written;
    }
    std::string cause = core::lower_ascii(core::trim(written));
    if (std::ranges::find(causes, cause) == causes.end()) {
        throw core::UserError("invalid cause " + core::quote_value(written) + " in automation_suppressions",
                              "The cause says who may take the row back.",
                              core::hint_for(cause, causes, "Write one of these"));
    }
    return cause;
}

/* A refusal on a channel that cannot exist would hold nowhere. */
std::string channel_of(TriggerContext const &trigger)
{
    SuppressionRow const row(trigger, trigger.new_row());
    std::string const written = row.text("channel").value_or("");
    std::string channel = core::lower_ascii(core::trim(written));
    bool const same = trigger.updates() && SuppressionRow(trigger, trigger.old_row()).text("channel") == written;
    if (!same && !core::is_channel_name(channel)) {
        throw core::UserError(core::ErrorCode::check_violation,
                              "channel " + core::quote_value(written) + " in automation_suppressions is not a name", "",
                              core::hint_for_channel(channel));
    }
    return channel;
}

HeapTuple normalised(TriggerContext const &trigger)
{
    SuppressionRow const row(trigger, trigger.new_row());
    std::string const channel = channel_of(trigger);
    std::string const written = row.text("address").value_or("");
    std::string const address =
        core::comparable_address(channel, written, store::country_of(row.text("tenant_id").value_or("")));
    std::string const said = row.text("reason").value_or("");
    std::string const reason(is_refusal(said) ? core::opted_out_reason : core::undeliverable_reason);
    RowChange change(trigger, trigger.new_row());
    if (std::string const said_by = row.text("cause").value_or(""); !row.null("cause")) {
        if (std::string const cause = cause_of(trigger, said_by); cause != said_by) {
            change.set<suppressions>("cause", cause);
        }
    }
    if (channel != row.text("channel")) {
        change.set<suppressions>("channel", channel);
    }
    if (address != written) {
        change.set<suppressions>("address", address);
        // So that a lead that writes it like this is found.
        if (row.words("spellings").empty()) {
            change.set<suppressions>("spellings", std::vector<std::string>{written});
        }
    }
    if (reason != said) {
        change.set<suppressions>("reason", reason);
        if (!is_refusal(said) && row.null("detail")) {
            change.set<suppressions>("detail", said);
        }
    }
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before a row is written: the channel in lower case, the address as it is compared, the reason one of the two. */
AUTOMATION_TRIGGER(automation_check_suppression, {.trigger = "automation_check_suppression",
                                                  .before = true,
                                                  .events = by_insert | by_update,
                                                  .table = "automation_suppressions"})
{
    return PointerGetDatum(enqueue::loading() && !enqueue::importing()
                               ? trigger.new_row()
                               : changed_row(trigger, suppressions, [&] { return normalised(trigger); }));
}

/* After a row is deleted by hand: leads take back what it stood for. */
AUTOMATION_TRIGGER(automation_on_suppression_removed, {.trigger = "automation_suppression_removed",
                                                       .events = by_delete,
                                                       .table = "automation_suppressions"})
{
    using enum pg::TableName;
    if (enqueue::write_context().consent || enqueue::loading()) {
        return PointerGetDatum(nullptr);
    }
    set_off(trigger, suppressions, {leads, activities}, [&] {
        SuppressionRow const row(trigger, trigger.old_row());
        if (row.text("reason") != core::opted_out_reason || !core::is_of_the_person(row.text("cause").value_or(""))) {
            return;
        }
        pg::OwnerSession const session(pg::require_extension().owner);
        enqueue::ConsentScope const scope("suppression_removed");
        enqueue::accept_again(row.text("tenant_id").value_or(""), row.text("channel").value_or(""),
                              row.text("address").value_or(""), row.words("spellings"));
    });
    return PointerGetDatum(nullptr);
}
