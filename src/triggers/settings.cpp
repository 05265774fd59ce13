/* settings.cpp — the language, the country and the retention of a tenant are checked when they are saved. */
#include "core/base/strings.hpp"
#include "core/crm/language_tag.hpp"
#include "core/crm/phone_plan.hpp"
#include "core/settings/retention.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/row_change.hpp"
#include "triggers/trigger_context.hpp"

namespace automation::triggers {
namespace {

/** Of a column that can be read as text. */
core::NullableText value_of(TriggerContext const &trigger, pg::ColumnPlace const &column, HeapTuple row)
{
    bool isnull = true;
    Datum const value = heap_getattr(row, column.number, trigger.shape(), &isnull);
    return isnull ? std::nullopt
                  : core::NullableText(pg::to_string(pg::call([&] { return pg::convert(column.conversion, value); })));
}

void check_language(std::string const &language)
{
    if (!core::language_tag(language)) {
        throw core::UserError("language " + core::quote_value(language) + " is not known", "",
                              "Write a BCP 47 tag such as \"de\", \"de-AT\" or \"pt-BR\", or null for English.");
    }
}

std::string known_country(std::string const &written)
{
    core::PhonePlan const *const plan = core::plan_of_country(core::trim(written));
    if (plan == nullptr) {
        throw core::UserError("country " + core::quote_value(written) + " is not known",
                              "Telephone numbers without a country code belong to this country.",
                              "Write the two letters of ISO 3166, for example DE, or null.");
    }
    return plan->region;
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before settings are saved. A dump being loaded and a bulk import are taken as they are. */
AUTOMATION_TRIGGER(automation_check_language, {.trigger = "automation_check_language",
                                               .before = true,
                                               .events = by_insert | by_update,
                                               .table = "automation_settings"})
{
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "language", pg::Kind::text);
    if (enqueue::loading() || column.conversion.way == pg::Conversion::Way::none) {
        return PointerGetDatum(trigger.new_row());
    }
    auto const language = value_of(trigger, column, trigger.new_row());
    bool const same = trigger.updates() && value_of(trigger, column, trigger.old_row()) == language;
    if (language && !same) {
        check_language(*language);
    }
    return PointerGetDatum(trigger.new_row());
}

/* Before settings are saved: the code of the country in capitals. */
AUTOMATION_TRIGGER(automation_check_country, {.trigger = "automation_check_country",
                                              .before = true,
                                              .events = by_insert | by_update,
                                              .table = "automation_settings"})
{
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "country", pg::Kind::text);
    bool const readable = column.conversion.way != pg::Conversion::Way::none && !column.generated;
    auto const written = enqueue::loading() || !readable ? std::nullopt : value_of(trigger, column, trigger.new_row());
    if (!written) {
        return PointerGetDatum(trigger.new_row());
    }
    std::string const country = known_country(*written);
    RowChange change(trigger, trigger.new_row());
    if (country != *written && column.exact) {
        change.put(column, pg::Kind::text, pg::text_datum(country), false);
    }
    return PointerGetDatum(change.row());
}

/* Before settings are saved. */
AUTOMATION_TRIGGER(automation_check_retention, {.trigger = "automation_check_retention",
                                                .before = true,
                                                .events = by_insert | by_update,
                                                .table = "automation_settings"})
{
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "retention", pg::Kind::text);
    bool const readable = column.conversion.way != pg::Conversion::Way::none;
    if (auto const written =
            enqueue::loading() || !readable ? std::nullopt : value_of(trigger, column, trigger.new_row())) {
        (void)core::read_retention(*written);
    }
    return PointerGetDatum(trigger.new_row());
}
