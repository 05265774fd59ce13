/* classify.cpp — automation_classify: a person decides what an inbound message is.
 *
 * Runs and messages of the channel wait in the queue as long as a reply may ask to stop; they keep their due times, so
 * that the wait counts as lateness, and are evaluated again at the commit.
 */
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/inbound/absence_flag.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/inbound/return_date.hpp"
#include "core/json/json.hpp"

#include "api/session.hpp"
#include "enqueue/timed/reassignment.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/process/wake.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/lead_store.hpp"

namespace automation::api {
namespace {

// By the primary key.
constinit pg::Statement lead_of("select m.lead_id from @home@.messages m where m.id = $1 and m.tenant_id = $2", INT8OID,
                                TEXTOID);
constinit pg::Statement lock_row(
    "select m.lead_id, m.direction, m.channel, m.subject, m.body, m.flags, m.created_at from @home@.messages m "
    "where m.id = $1 and m.tenant_id = $2 for no key update",
    INT8OID, TEXTOID);
constinit pg::Statement set_flags(
    "update @home@.messages set flags = $3, updated_at = $4 where id = $1 and tenant_id = $2", INT8OID, TEXTOID,
    TEXTARRAYOID, TIMESTAMPTZOID);
// The index on (lead_id, automation_id).
constinit pg::Statement waiting(
    "select min(q.run_at) filter (where q.kind = 'run'), min(q.run_at) filter (where q.kind = 'deliver') "
    "from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2",
    INT8OID, TEXTOID);

constexpr std::array<std::string_view, 3> kinds{"stop", "answer", "auto_reply"};

struct InboundMessageRow {
    core::MessageId id{};
    core::LeadKey lead;
    std::string channel;
    core::NullableText subject, body;
    std::vector<std::string> flags;
    core::Instant written_at;

    [[nodiscard]] bool has(std::string_view flag) const { return std::ranges::find(flags, flag) != flags.end(); }
};

std::string name_of(core::MessageId id)
{
    return "message " + std::to_string(number(id));
}

[[noreturn]] void no_such_message(core::MessageId id)
{
    throw core::UserError(name_of(id) + " does not exist", "", "Use an id of table messages.");
}

InboundMessageRow lock_reply(Session const &session, core::MessageId id)
{
    InboundMessageRow reply;
    reply.id = id;
    reply.lead.tenant = tenant_of_message(session, id);
    pg::Param const tenant = pg::Param::of(std::string_view(reply.lead.tenant));
    auto const found = pg::execute(lead_of, {pg::Param::of(number(id)), tenant});
    if (found.empty()) {
        no_such_message(id);
    }
    store::hold_lead(core::LeadId{found[0].int8(1)}, reply.lead.tenant);
    auto const rows = pg::execute(lock_row, {pg::Param::of(number(id)), tenant});
    if (rows.empty()) {
        no_such_message(id);
    }
    pg::Row const row = rows[0];
    if (row.text(2) != "inbound") {
        throw core::UserError(name_of(id) + " was not written by a lead", "",
                              "Classify messages with direction 'inbound'.");
    }
    reply.lead.id = core::LeadId{row.int8(1)};
    reply.channel = row.text(3);
    reply.subject = row.opt_text(4);
    reply.body = row.opt_text(5);
    reply.flags = row.texts(6);
    reply.written_at = row.instant(7);
    return reply;
}

bool is_of_kind(std::string_view flag)
{
    return flag == "stop" || flag == "maybe_stop" || flag == "start" || flag == "auto_reply" ||
           flag == core::inbound::absent_flag || core::inbound::absence_from_flag(flag).has_value();
}

/** The flags without those of a kind, and with those of this one. */
std::vector<std::string> flags_as(InboundMessageRow const &reply, std::string_view kind)
{
    std::vector<std::string> flags;
    std::ranges::copy_if(reply.flags, std::back_inserter(flags),
                         [](std::string const &flag) { return !is_of_kind(flag); });
    if (kind == "answer") {
        return flags;
    }
    flags.emplace_back(kind);
    if (kind == "auto_reply") {
        core::inbound::append_absence(flags, reply.subject, reply.body,
                                      std::chrono::floor<std::chrono::days>(reply.written_at));
    }
    return flags;
}

/* An opt-out that was recorded is not revoked by reading the message in another way. */
void require_open(InboundMessageRow const &reply, std::string_view kind)
{
    if (kind != "stop" && reply.has("stop")) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              name_of(reply.id) + " has opted the lead out of " + core::quote_value(reply.channel), "",
                              "START, or deleting the row of automation_suppressions, revokes the opt-out.");
    }
}

void write_activity(InboundMessageRow const &reply, std::string_view kind)
{
    core::json::Value details{{"message_id", number(reply.id)},
                              {"event", "message_received"},
                              {"reason", "classified"},
                              {"channel", reply.channel},
                              {"kind", std::string(kind)}};
    store::insert_activity({.type = "message_classified",
                            .description = "a message of the lead was classified as " + std::string(kind),
                            .details = core::json::dump(details),
                            .lead = reply.lead.id,
                            .automation = std::nullopt,
                            .message = reply.id,
                            .booking = std::nullopt,
                            .tenant = reply.lead.tenant},
                           pg::now());
}

/* What has waited for the decision is evaluated at the commit. */
void resume(core::LeadKey const &lead)
{
    auto const rows =
        pg::execute(waiting, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant))});
    if (auto const run = rows[0].maybe_instant(1)) {
        pg::wake_at_commit(*run);
    }
    if (auto const delivery = rows[0].maybe_instant(2)) {
        pg::wake_for_delivery_at_commit(*delivery);
    }
}

void classify(Session const &session, core::MessageId id, std::string_view kind)
{
    InboundMessageRow const reply = lock_reply(session, id);
    require_open(reply, kind);
    auto const flags = flags_as(reply, kind);
    if (flags == reply.flags) {
        return;  // decided so before
    }
    {
        enqueue::EngineWrite const ours;
        pg::execute(set_flags, {pg::Param::of(number(id)), pg::Param::of(std::string_view(reply.lead.tenant)),
                                pg::text_array(flags), pg::Param::of(pg::now())});
    }
    bool const counted = !reply.has("auto_reply");
    bool const counts = kind != "auto_reply";
    if (counted != counts) {
        enqueue::count_reply(id, reply.lead, counts);
    }
    write_activity(reply, kind);
    if (kind == "stop") {
        enqueue::ConsentScope const scope("stop_word", id);
        enqueue::refuse({.lead = reply.lead.id,
                         .tenant = reply.lead.tenant,
                         .channel = reply.channel,
                         .detail = core::nonblank(reply.body) ? reply.body : reply.subject});
    }
    resume(reply.lead);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_classify)
{
    core::MessageId const id{args.integer(0, "message_id")};
    std::string const kind = core::lower_ascii(core::trim(args.text(1, "kind")));
    if (std::ranges::find(kinds, kind) == kinds.end()) {
        throw core::UserError("unknown kind " + core::quote_value(kind), "",
                              core::hint_for(kind, kinds, "Write one of these"));
    }
    {
        Session const session;
        classify(session, id, kind);
    }
    return pg::text_datum(kind);
}
