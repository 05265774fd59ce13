#include "engine/runs/run_records.hpp"

#include "core/automations/cause_chain.hpp"
#include "core/base/strings.hpp"
#include "core/decisions/recipient.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "pg/extension/owner_objects.hpp"
#include "store/activity_writer.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "pg/extension/added_columns.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/sql/row_builder.hpp"

namespace automation::engine {

namespace {

constexpr std::array<char const *, 22> message_columns{
    "id",    "lead_id",    "automation_id", "booking_id", "direction",    "channel",       "recipient", "subject",
    "body",  "status",     "origin",        "model",      "input_tokens", "output_tokens", "flags",     "attempts",
    "error", "created_at", "updated_at",    "sent_at",    "tenant_id",    "step"};

/* Without `step`, which tables of 1.0 lack. An array of its own: plans are kept by its address. */
constexpr std::array<char const *, message_columns.size() - 1> columns_without_step = [] {
    std::array<char const *, message_columns.size() - 1> columns{};
    std::copy_n(message_columns.begin(), columns.size(), columns.begin());
    return columns;
}();

std::span<char const *const> columns_of_messages()
{
    if (pg::has_column(pg::TableName::messages, "step")) {
        return message_columns;
    }
    return columns_without_step;
}

std::optional<std::int64_t> booking_of(core::Run const &run)
{
    return run.booking ? std::optional(number(*run.booking)) : std::nullopt;
}

std::vector<std::string> flags_of(FinishedRun const &done)
{
    std::vector<std::string> flags = done.message->flags;
    if (done.notice) {
        flags.emplace_back(core::notice_flag);
    }
    return flags;
}

void write_message(pg::TableWriter &table, std::int64_t id, FinishedRun const &done, core::Instant now)
{
    pg::ContextScope const scope(table.memory());
    core::Message const &message = *done.message;
    pg::RowBuilder<message_columns.size()> row;
    row.number(id);
    row.number(number(done.run->lead));
    row.number(number(done.run->automation));
    row.maybe(booking_of(*done.run));
    row.text("outbound");
    row.text(done.automation->channel);
    row.maybe(done.recipient);
    row.maybe(message.subject);
    row.text(message.body);
    row.text(status_of(message, done.recipient.has_value()));
    row.text(message.origin);
    row.maybe(message.model.empty() ? core::NullableText() : core::NullableText(message.model));
    if (message.origin == "template") {
        row.null();
        row.null();
    } else {
        row.small(message.input_tokens);
        row.small(message.output_tokens);
    }
    row.texts(flags_of(done));
    row.small(0);
    row.null();
    row.moment(now);
    row.moment(now);
    row.null();
    row.text(done.run->tenant);
    row.maybe(done.step.empty() ? core::NullableText() : core::NullableText(done.step));
    row.write(table);
}

char const *type_of(FinishedRun const &done) noexcept
{
    switch (done.outcome) {
        case Outcome::ran:
            return done.automation != nullptr && !done.automation->writes_message() ? "crm_updated" : "automation_ran";
        case Outcome::skipped:
            return "automation_skipped";
        case Outcome::blocked:
            return "automation_blocked";
        case Outcome::entered:
        case Outcome::enrolled:
        case Outcome::left:
            return "sequence_ended";
        case Outcome::failed:
            return "automation_failed";
    }
    return "automation_failed";
}

std::string description_of(FinishedRun const &done)
{
    std::string name = done.automation != nullptr ? done.automation->name
                                                  : "automation " + std::to_string(number(done.run->automation));
    if (!done.step.empty() && done.outcome != Outcome::left) {
        name += ", step " + core::quote_value(done.step);
    }
    switch (done.outcome) {
        case Outcome::ran: {
            if (!done.message) {
                bool const changed = done.change && done.change->any();
                return name + (changed ? " updated the lead" : " changed nothing");
            }
            std::string const what = done.notice ? ": notice" : ": message";
            return name + what + (done.message->held ? " waits for approval (" : " written (") +
                   (done.automation != nullptr ? done.automation->channel : "") + ")";
        }
        case Outcome::skipped:
            return name + " was skipped: " + done.detail;
        case Outcome::blocked:
            return name + " was blocked: " + done.detail;
        case Outcome::failed:
            return name + " failed: " + done.detail;
        case Outcome::left:
            return name + " ended: " + std::string(done.reason.empty() ? "" : done.detail);
        case Outcome::entered:
        case Outcome::enrolled:
            break;
    }
    return name;
}

/* What automation_retry_run() needs of a run that is gone from the queue: its context as it was there, and the message
 * that set it off. */
core::json::Value context_of(core::Run const &run)
{
    auto context = core::json::parse_context(run.images).value_or(core::json::Value::object());
    for (auto const &[key, status] :
         {std::pair("old_status", &run.old_status), std::pair("new_status", &run.new_status)}) {
        if (*status) {
            context[key] = **status;
        }
    }
    if (run.anchor) {
        context["anchor"] = run.anchor->time_since_epoch().count();
    }
    if (!run.chain.empty()) {
        context["chain"] = core::chain_to_json(run.chain, run.tenant);
    }
    if (run.message) {
        context["message_id"] = number(*run.message);
    }
    return context;
}

/* The JSON of a plain run is written by hand: it is the one that is written tens of thousands of times a second. */
std::string details_of(FinishedRun const &done, std::int64_t message)
{
    bool const plain = done.reason.empty() && done.detail.empty() && !done.change &&
                       (!done.message || (done.message->why.empty() && !done.message->held));
    if (plain && (done.run->of_step() || core::trigger_from(done.run->event))) {
        std::string text = R"({"automation_id":)" + std::to_string(number(done.run->automation));
        if (message != 0) {
            text += R"(,"message_id":)" + std::to_string(message);
        }
        if (!done.step.empty()) {
            text += R"(,"step":)" + core::json::dump_string(done.step);
        }
        return text + R"(,"event":")" + done.run->event + "\"}";
    }
    core::json::Value details{{"automation_id", number(done.run->automation)}, {"event", done.run->event}};
    if (message != 0) {
        details["message_id"] = message;
    }
    if (!done.step.empty()) {
        details["step"] = done.step;
    }
    if (!done.reason.empty()) {
        details["reason"] = done.reason.code();
    }
    if (!done.detail.empty()) {
        details["detail"] = done.detail;
    }
    if (done.outcome == Outcome::failed) {
        if (auto context = context_of(*done.run); !context.empty()) {
            details["context"] = std::move(context);
        }
    }
    if (done.change) {
        details["before"] = core::json::parse_context(done.change->before).value_or(nullptr);
        details["after"] = core::json::parse_context(done.change->after).value_or(nullptr);
    }
    if (done.message && done.message->held) {
        details["reason"] = "held";
    }
    if (done.message && !done.message->why.empty()) {
        details["reason"] = done.message->origin;
        details["detail"] = done.message->why;
    }
    if (done.message && !done.message->flags.empty()) {
        details["flags"] = done.message->flags;
    }
    return core::json::dump(details);
}

store::Activity activity_of(FinishedRun const &done, std::string_view type, std::int64_t message)
{
    return {.type = type,
            .description = description_of(done),
            .details = details_of(done, message),
            .lead = done.run->lead,
            .automation = done.run->automation,
            .message = message == 0 ? std::nullopt : std::optional(core::MessageId{message}),
            .booking = done.run->booking,
            .tenant = done.run->tenant};
}

/* Writes a row of the run. Triggers of the owner's may write to any leads, which sets off runs: the chain of these goes
 * on from here, by its length alone, so that it ends. */
template <class Write>
void with_chain(FinishedRun const &done, bool triggers, Write &&write)
{
    if (!triggers) {
        write();
        return;
    }
    std::vector<core::AutomationKey> const chain(done.run->chain.size() + 1, {core::AutomationId{}, done.run->tenant});
    enqueue::ChainScope const scope(chain);
    write();
}

}  // namespace

std::vector<std::int64_t> write_messages(std::vector<FinishedRun> const &completed, core::Instant now)
{
    std::vector<std::int64_t> ids(completed.size());
    bool any = false;
    for (FinishedRun const &done : completed) {
        any = any || done.message.has_value();
    }
    if (!any) {
        return ids;
    }
    bool const triggers = pg::may_meet_own_parts({pg::TableName::messages});
    pg::TableWriter table(pg::TableName::messages, columns_of_messages());
    for (std::size_t i = 0; i < completed.size(); ++i) {
        if (completed[i].message) {
            ids[i] = table.next_id();
            with_chain(completed[i], triggers, [&] { write_message(table, ids[i], completed[i], now); });
        }
    }
    table.finish();
    return ids;
}

void write_activities(std::vector<FinishedRun> const &completed, std::vector<std::int64_t> const &messages,
                      core::Instant now)
{
    bool const triggers = pg::may_meet_own_parts({pg::TableName::activities});
    store::ActivityWriter activities(now);
    for (std::size_t i = 0; i < completed.size(); ++i) {
        // Without a lead there is nobody whose story this is: activities refer to leads.
        Outcome const outcome = completed[i].outcome;
        if (completed[i].lead == nullptr || outcome == Outcome::entered || outcome == Outcome::enrolled) {
            continue;
        }
        with_chain(completed[i], triggers, [&] {
            activities.add(activity_of(completed[i], type_of(completed[i]), messages[i]));
            if (completed[i].message && completed[i].message->held) {
                activities.add(activity_of(completed[i], "message_held", messages[i]));
            }
        });
    }
    activities.finish();
}

}  // namespace automation::engine
