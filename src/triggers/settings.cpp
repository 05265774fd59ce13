/* settings.cpp — the language of a tenant is checked when it is saved. */
#include "core/base/strings.hpp"
#include "core/crm/language_tag.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/trigger_context.hpp"

namespace automation::triggers {
namespace {

core::NullableText language_of(TriggerContext const &trigger, pg::ColumnPlace const &column, HeapTuple row)
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
    auto const language = language_of(trigger, column, trigger.new_row());
    bool const same = trigger.updates() && language_of(trigger, column, trigger.old_row()) == language;
    if (language && !same) {
        check_language(*language);
    }
    return PointerGetDatum(trigger.new_row());
}
