#include "api/runs/event_by_hand.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/conditions/conditions.hpp"
#include "core/json/json.hpp"

#include "api/session.hpp"
#include "enqueue/events/match.hpp"

#include <array>

#include "pg/time/clock.hpp"
#include "pg/time/time_zone.hpp"
#include "store/lead_store.hpp"

namespace automation::api {

namespace {

using core::json::Value;

constexpr std::array<std::string_view, 5> context_keys{"booking_id", "old_status", "new_status", "message_id", "old"};
constexpr std::string_view known_keys = "Keys are booking_id, old_status, new_status, message_id, old.";

bool is_document(std::string const &column)
{
    return column == "attributes" || column == "external_ids";
}

std::int64_t id_of(std::string const &key, Value const &value)
{
    if (!value.is_number_integer()) {
        throw core::UserError("invalid " + key + " " + core::json::dump(value) + " in context",
                              "The value is not an id.", "Write the number, as in {\"" + key + "\": 1}.");
    }
    return value.get<std::int64_t>();
}

/* Puts a value under the name of a column, or further down in a document. */
void put(Value &columns, core::FieldName const &field, Value const &value)
{
    Value *at = &columns[std::string(core::name_of(field.column))];
    for (std::string const &step : field.path) {
        at = &(*at)[step];
    }
    *at = value;
}

void read_attributes(Value &columns, std::string const &document, Value const &value)
{
    if (!value.is_object()) {
        throw core::UserError("invalid " + document + " " + core::json::dump(value) + " in old",
                              "The value is not a JSON object.",
                              "Write {\"" + document + "\": {\"tier\": \"silver\"}}.");
    }
    Value &stored = columns[document];
    if (stored.is_null()) {
        stored = Value::object();
    }
    stored.update(value);
}

core::FieldName column_or_attribute(std::string const &key)
{
    try {
        core::FieldName field = core::field_named(key);
        if (field.scope == core::Scope::lead) {
            return field;
        }
    } catch (core::UserError const &) {
        // Told below.
    }
    throw core::UserError("old cannot have " + core::quote_value(key), "It is no column of the lead.",
                          "Write columns and attributes of the lead, as in {\"old\": {\"status\": \"new\"}}.");
}

/* Columns and attributes as they were before the event. */
std::string read_before(Value const &old)
{
    if (!old.is_object()) {
        throw core::UserError("invalid old " + core::json::dump(old) + " in context", "The value is not a JSON object.",
                              R"(Write columns and attributes, as in {"old": {"attributes": {"tier": "silver"}}}.)");
    }
    Value columns = Value::object();
    for (auto const &[key, value] : old.items()) {
        if (is_document(key)) {
            read_attributes(columns, key, value);
            continue;
        }
        put(columns, column_or_attribute(key), value);
    }
    return core::json::dump(columns);
}

[[noreturn]] void unknown_key(std::string const &key)
{
    auto const near = core::suggest(key, context_keys);
    throw core::UserError("unknown key \"" + key + "\" in context", std::string(known_keys),
                          near ? "Did you mean \"" + std::string(*near) + "\"?" : "Leave it out.");
}

/* Nobody is written to about another's booking or message. */
void check_subjects(EventContext const &context, core::LeadKey const &lead)
{
    auto const absent = [&](char const *what, std::int64_t id, char const *hint) {
        return core::UserError(std::string(what) + " " + std::to_string(id) + " does not exist",
                               "The lookup was limited to those of lead " + std::to_string(number(lead.id)) + ".",
                               hint);
    };
    if (context.booking && !store::is_booking_of(lead.id, *context.booking, lead.tenant)) {
        throw absent("booking", number(*context.booking), "Use an id of table bookings.");
    }
    if (context.message && !store::is_message_of(lead.id, *context.message, lead.tenant)) {
        throw absent("message", number(*context.message), "Use an id of table messages.");
    }
}

core::Column column_named(std::string const &name)
{
    return core::field_named(is_document(name) ? name + ".key" : name).column;
}

/* What conditions on old. and new. read: what the caller names, and of that the present values. */
std::string images_of(EventContext const &context, core::FieldReader const &now)
{
    Value images = Value::object();
    auto const stored = core::json::parse(context.stored);
    for (auto const &[key, which] : {std::pair("old_status", "old"), std::pair("new_status", "new")}) {
        if (auto const at = stored->find(key); at != stored->end()) {
            images[which]["status"] = *at;
        }
    }
    Value const before = core::json::parse(context.before).value_or(Value::object());
    for (auto const &[name, value] : before.items()) {
        images["old"][name] = value;
        core::FieldValue const found = now.find(core::Scope::lead, column_named(name));
        if (found.exists && !images["new"].contains(name)) {
            images["new"][name] =
                found.kind == core::FieldValue::Kind::absent
                    ? Value(nullptr)
                    : core::json::parse(core::to_text(found), core::json::document_depth).value_or(Value(nullptr));
        }
    }
    return images.empty() ? std::string() : core::json::dump(images);
}

struct Loaded {
    core::Lead lead;
    std::optional<core::Booking> booking;
    std::optional<core::InboundMessage> message;
};

Loaded load(EventContext const &context, core::LeadKey const &key)
{
    Session const session;
    check_subjects(context, key);
    return {*store::load_lead(key.id, key.tenant),
            context.booking ? store::load_booking(*context.booking, key.tenant) : std::nullopt,
            context.message ? store::load_message(*context.message, key.tenant) : std::nullopt};
}

}  // namespace

EventContext read_event_context(std::string const &text)
{
    auto const json = core::json::parse_context(text);
    if (!json || !json->is_object()) {
        throw core::UserError("invalid context " + text, "The value is not a JSON object.",
                              "Write {} or {\"booking_id\": 1}.");
    }
    EventContext context;
    Value stored{{"by_hand", true}};
    for (auto const &[key, value] : json->items()) {
        if (value.is_null()) {
            continue;
        }
        if (key == "booking_id") {
            context.booking = core::BookingId{id_of(key, value)};
        } else if (key == "message_id") {
            context.message = core::MessageId{id_of(key, value)};
        } else if (key == "old_status" || key == "new_status") {
            stored[key] = value;
        } else if (key == "old") {
            context.before = read_before(value);
        } else {
            unknown_key(key);
        }
    }
    context.stored = core::json::dump(stored);
    return context;
}

int fire_by_hand(core::Trigger trigger, core::LeadKey const &key, EventContext const &context,
                 std::optional<core::AutomationId> only)
{
    Loaded const loaded = load(context, key);
    enqueue::AutomationIndex index = *enqueue::automation_index(key.tenant, trigger);
    if (only) {
        std::erase_if(index.rules, [&](enqueue::MatchRule const &rule) { return rule.id != *only; });
    }
    core::FactFieldReader::Facts facts{.lead = loaded.lead,
                                       .booking = loaded.booking ? &*loaded.booking : nullptr,
                                       .message = loaded.message ? &*loaded.message : nullptr,
                                       .images = {},
                                       .is_new = trigger == core::Trigger::new_lead,
                                       .assumes_changes = true,
                                       .now = pg::now(),
                                       .zone = &pg::zone_or_utc(loaded.lead.timezone, index.timezone)};
    std::string const images = images_of(context, core::FactFieldReader(facts));
    facts.images = images;
    bool const moment = trigger == core::Trigger::no_contact_days || trigger == core::Trigger::booking_reminder_hours ||
                        trigger == core::Trigger::lead_date;
    enqueue::Matcher matcher;
    int const runs = matcher.match(index, core::FactFieldReader(facts),
                                   {.trigger = trigger,
                                    .at = pg::now(),
                                    .lead = key.id,
                                    .tenant = key.tenant,
                                    .booking = context.booking,
                                    .message = context.message,
                                    .context = context.stored,
                                    .due_at_once = moment});
    matcher.finish();
    return runs;
}

}  // namespace automation::api
