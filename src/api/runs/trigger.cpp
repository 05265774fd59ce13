/* trigger.cpp — automation_trigger and automation_cancel: runs begun and ended by hand. */
#include "core/json/json.hpp"
#include "core/base/suggest.hpp"

#include "api/session.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"
#include "enqueue/events/match.hpp"

#include <array>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/lead_store.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::api {
namespace {

/* What automation_trigger's context may say. */
struct Context {
    std::optional<core::BookingId> booking;
    std::optional<core::MessageId> message;
    core::json::Value stored = {{"by_hand", true}};
};

constexpr std::array<std::string_view, 4> context_keys{"booking_id", "old_status", "new_status", "message_id"};

[[noreturn]] void unknown_key(std::string const &key)
{
    auto const near = core::suggest(key, context_keys);
    throw core::UserError("unknown key \"" + key + "\" in context",
                          "Keys are booking_id, old_status, new_status, message_id.",
                          near ? "Did you mean \"" + std::string(*near) + "\"?" : "Leave it out.");
}

std::int64_t id_of(std::string const &key, core::json::Value const &value)
{
    if (!value.is_number_integer()) {
        throw core::UserError("invalid " + key + " " + core::json::dump(value) + " in context",
                              "The value is not an id.", "Write the number, as in {\"" + key + "\": 1}.");
    }
    return value.get<std::int64_t>();
}

Context read_context(std::string const &text)
{
    auto const json = core::json::parse_context(text);
    if (!json || !json->is_object()) {
        throw core::UserError("invalid context " + text, "The value is not a JSON object.",
                              "Write {} or {\"booking_id\": 1}.");
    }
    Context context;
    for (auto const &[key, value] : json->items()) {
        if (value.is_null()) {
            continue;
        }
        if (key == "booking_id") {
            context.booking = core::BookingId{id_of(key, value)};
        } else if (key == "message_id") {
            context.message = core::MessageId{id_of(key, value)};
        } else if (key == "old_status" || key == "new_status") {
            context.stored[key] = value;
        } else {
            unknown_key(key);
        }
    }
    return context;
}

core::Trigger read_trigger(std::string const &word)
{
    if (auto const trigger = core::trigger_from(word)) {
        return *trigger;
    }
    auto const near = core::suggest(word, core::trigger_names);
    std::string all;
    for (auto const name : core::trigger_names) {
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    throw core::UserError("unknown trigger \"" + word + "\"", "Triggers are " + all + ".",
                          near ? "Did you mean \"" + std::string(*near) + "\"?" : "Write one of these.");
}

/* Nobody is written to about another's booking or message. */
void check_context(Context const &context, core::LeadId lead, std::string const &tenant)
{
    auto const absent = [&](char const *what, std::int64_t id, char const *hint) {
        return core::UserError(std::string(what) + " " + std::to_string(id) + " does not exist",
                               "The lookup was limited to those of lead " + std::to_string(number(lead)) + ".", hint);
    };
    if (context.booking && !store::is_booking_of(lead, *context.booking, tenant)) {
        throw absent("booking", number(*context.booking), "Use an id of table bookings.");
    }
    if (context.message && !store::is_message_of(lead, *context.message, tenant)) {
        throw absent("message", number(*context.message), "Use an id of table messages.");
    }
}

/* The statuses that the caller names, as conditions on old. and new. read them. */
std::string images_of(Context const &context)
{
    core::json::Value images = core::json::Value::object();
    for (auto const &[key, which] : {std::pair("old_status", "old"), std::pair("new_status", "new")}) {
        if (auto const at = context.stored.find(key); at != context.stored.end()) {
            images[which]["status"] = *at;
        }
    }
    return images.empty() ? std::string() : core::json::dump(images);
}

int fire(core::Trigger trigger, core::LeadId asked, Context const &context)
{
    core::LeadId id = asked;
    std::optional<core::Lead> lead;
    std::optional<core::Booking> booking;
    std::optional<core::InboundMessage> message;
    std::string tenant;
    {
        Session const session;
        core::LeadKey key = present_lead(session, asked);
        id = key.id;
        tenant = std::move(key.tenant);
        lead = store::load_lead(id, tenant);
        check_context(context, id, tenant);
        booking = context.booking ? store::load_booking(*context.booking, tenant) : std::nullopt;
        message = context.message ? store::load_message(*context.message, tenant) : std::nullopt;
    }
    std::string const stored = core::json::dump(context.stored);
    bool const timed = trigger == core::Trigger::no_contact_days || trigger == core::Trigger::booking_reminder_hours;
    enqueue::AutomationIndex const &index = enqueue::automation_index(tenant, trigger);
    std::string const images = images_of(context);
    core::FactFieldReader const facts({.lead = *lead,
                                       .booking = booking ? &*booking : nullptr,
                                       .message = message ? &*message : nullptr,
                                       .images = images,
                                       .is_new = trigger == core::Trigger::new_lead,
                                       .now = pg::now(),
                                       .zone = &pg::zone_or_utc(lead->timezone, index.timezone)});
    enqueue::Matcher matcher;
    int const runs = matcher.match(index, facts,
                                   {.trigger = trigger,
                                    .at = pg::now(),
                                    .lead = id,
                                    .tenant = tenant,
                                    .booking = context.booking,
                                    .message = context.message,
                                    .context = stored,
                                    .due_at_once = timed});
    matcher.finish();
    return runs;
}

constinit pg::Statement cancel_runs(
    "with gone as (delete from @home@.automation_queue where lead_id = $1 and tenant_id = $2 "
    "and kind <> 'contact' and ($3 is null or automation_id = $3) returning kind, automation_id, booking_id, message_id, event, event_at, "
    "context), " REMEMBER_GONE("$4") ", "
    "stopped as (update @home@.messages m set status = 'cancelled', updated_at = $4, error = case when m.status = "
    "'sending' then 'it was leaving when it was cancelled, and may have arrived' else m.error end from gone g "
    "where g.kind = 'deliver' and m.id = g.message_id and m.tenant_id = $2 "
    "and m.status in ('queued', 'held', 'sending')), "
    "inserted as (" INSERT_ACTIVITIES
    "select 'automation_skipped', 'cancelled by hand', "
    "jsonb_build_object('automation_id', automation_id, 'event', event, 'reason', 'cancelled') "
    "|| case when message_id is null then '{}'::jsonb else jsonb_build_object('message_id', message_id) end, "
    "$1, automation_id, message_id, booking_id, $2, $4 from gone) "
    "select count(*) from gone",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_trigger)
{
    core::Trigger const trigger = read_trigger(args.text(0, "trigger"));
    core::LeadId const lead{args.integer(1, "lead_id")};
    Context const context = read_context(args.given(2) ? args.jsonb(2, "context") : "{}");
    return Int32GetDatum(fire(trigger, lead, context));
}

PG_CPP_FUNCTION(automation_cancel)
{
    core::LeadId const asked{args.integer(0, "lead_id")};
    Session const session;
    auto const [lead, tenant] = present_lead(session, asked);
    pg::Param const id = pg::Param::of(number(lead));
    pg::Param const its_tenant = pg::Param::of(std::string_view(tenant));
    store::hold_lead(lead, tenant);
    auto const rows =
        pg::execute(cancel_runs, {id, its_tenant, pg::Param::of(args.opt_int8(1)), pg::Param::of(pg::now())});
    return Int32GetDatum(static_cast<int>(rows[0].int8(1)));
}
