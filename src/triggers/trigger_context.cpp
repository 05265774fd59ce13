#include "triggers/trigger_context.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/write_context/triggers_enabled.hpp"

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "pg/process/process.hpp"
#include "pg/extension/trigger_table.hpp"

namespace automation::triggers {

namespace {

unsigned event_of(TriggerEvent event) noexcept
{
    switch (event & TRIGGER_EVENT_OPMASK) {
        case TRIGGER_EVENT_INSERT:
            return by_insert;
        case TRIGGER_EVENT_UPDATE:
            return by_update;
        case TRIGGER_EVENT_DELETE:
            return by_delete;
        default:
            return by_truncate;
    }
}

std::string events_in_words(unsigned events)
{
    constexpr std::array<std::pair<unsigned, char const *>, 4> names{
        {{by_insert, "INSERT"}, {by_update, "UPDATE"}, {by_delete, "DELETE"}, {by_truncate, "TRUNCATE"}}};
    std::string words;
    for (auto const &[event, name] : names) {
        if ((events & event) != 0) {
            words += (words.empty() ? "" : " OR ") + std::string(name);
        }
    }
    return words;
}

std::string in_words(char const *time, std::string const &events, bool row)
{
    return std::string(time) + " " + events + " FOR EACH " + (row ? "ROW" : "STATEMENT");
}

bool fits(TriggerData const &data, TriggerForm const &form) noexcept
{
    bool const before = TRIGGER_FIRED_BEFORE(data.tg_event);
    bool const after = TRIGGER_FIRED_AFTER(data.tg_event);  // both are false where it is fired INSTEAD OF
    bool const row = TRIGGER_FIRED_FOR_ROW(data.tg_event);
    return (form.before ? before : after) && row == form.row && (form.events & event_of(data.tg_event)) != 0 &&
           (form.new_rows == nullptr || data.tg_newtable != nullptr);
}

bool is_its_table(pg::TriggerTable const &table, TriggerForm const &form) noexcept
{
    auto const is = [&](char const *name) { return name != nullptr && std::strcmp(name, table.name) == 0; };
    return form.table == nullptr || is(form.table) || is(form.other_table);
}

/* The statement that attaches the function as it works; of the table that it is for, or of the one it is on. */
std::string right_trigger(char const *function, TriggerForm const &form, std::string_view table)
{
    std::string const schema = pg::schema_of_extension();
    std::string text = "CREATE TRIGGER " + std::string(form.trigger) + (form.before ? " BEFORE " : " AFTER ") +
                       events_in_words(form.events) + " ON " + schema + std::string(table);
    if (form.new_rows != nullptr) {
        text += " REFERENCING NEW TABLE AS " + std::string(form.new_rows);
    }
    return text + " FOR EACH " + (form.row ? "ROW" : "STATEMENT") + " EXECUTE FUNCTION " + schema + function + "()";
}

[[noreturn]] void refuse(TriggerData const &data, char const *function, TriggerForm const &form,
                         std::string const &must, std::string const &is)
{
    pg::TriggerTable const table = pg::trigger_table(data.tg_relation);
    char const *const known = *table.name != '\0' && is_its_table(table, form) ? table.name : "leads";
    throw core::UserError(core::ErrorCode::wrong_state, "trigger function " + core::quote_value(function) + " " + must,
                          "Trigger " + core::quote_value(data.tg_trigger->tgname) + " of " +
                              core::quote_value(pg::qualified_name(data.tg_relation)) + " " + is + ".",
                          "Drop the trigger; automation_install() creates the correct one: " +
                              right_trigger(function, form, form.table == nullptr ? known : form.table) + ";");
}

/* The write goes on; that it triggers no automations is told once a session. */
void warn_once(TriggerData const &data)
{
    static constinit bool warned = false;
    if (enqueue::triggers_enabled() && !std::exchange(warned, true)) {
        pg::warn("writes to " + core::quote_value(pg::qualified_name(data.tg_relation)) +
                     " trigger no automations: it is no longer a table of the extension automation",
                 "Restore its name and schema, or drop its triggers whose functions are in schema " +
                     pg::schema_of_extension().substr(0, pg::schema_of_extension().size() - 1) + ".");
    }
}

}  // namespace

TriggerContext::TriggerContext(pg::Args const &args, char const *function, TriggerForm const &form)
    : data_(reinterpret_cast<TriggerData *>(args.info()->context))
{
    if (!CALLED_AS_TRIGGER(args.info())) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "function " + core::quote_value(function) + " works only as a trigger", "",
                              "automation_install() creates the triggers that call it.");
    }
    if (!fits(*data_, form)) {
        TriggerEvent const event = data_->tg_event;
        char const *const time = TRIGGER_FIRED_BEFORE(event)  ? "BEFORE"
                                 : TRIGGER_FIRED_AFTER(event) ? "AFTER"
                                                              : "INSTEAD OF";
        std::string const needs =
            form.new_rows == nullptr ? "" : " with REFERENCING NEW TABLE AS " + std::string(form.new_rows);
        refuse(*data_, function, form,
               "must be fired " + in_words(form.before ? "BEFORE" : "AFTER", events_in_words(form.events), form.row) +
                   needs,
               "is fired " + in_words(time, events_in_words(event_of(event)), TRIGGER_FIRED_FOR_ROW(event)));
    }
    pg::TriggerTable const table = pg::trigger_table(data_->tg_relation);
    in_place_ = table.current == pg::TriggerTable::Standing::ours;
    if (in_place_ && !is_its_table(table, form) && std::strcmp(data_->tg_trigger->tgname, form.trigger) == 0) {
        in_place_ = false;  // tables of ours have changed their names with each other
    } else if (table.current == pg::TriggerTable::Standing::foreign || (in_place_ && !is_its_table(table, form))) {
        refuse(*data_, function, form,
               form.table == nullptr
                   ? std::string("works only on tables of the extension automation")
                   : "works only on table " + core::quote_value(form.table) +
                         (form.other_table == nullptr ? std::string() : " or " + core::quote_value(form.other_table)) +
                         " of the extension automation",
               "is on another relation");
    }
    if (!in_place_ && !enqueue::loading()) {
        warn_once(*data_);
    }
}

Datum TriggerContext::unchanged() const noexcept
{
    return PointerGetDatum(TRIGGER_FIRED_BEFORE(data_->tg_event) && TRIGGER_FIRED_FOR_ROW(data_->tg_event) ? new_row()
                                                                                                           : nullptr);
}

}  // namespace automation::triggers
