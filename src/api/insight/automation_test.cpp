/* automation_test.cpp — automation_test: the whole run for one lead, now, in the caller's transaction. */
#include "core/decisions/recipient.hpp"
#include "core/messages/compose.hpp"
#include "core/json/json.hpp"

#include "api/insight/run_inspector.hpp"
#include "enqueue/events/deliveries.hpp"
#include "engine/runs/lead_updates.hpp"
#include "engine/model/model_client.hpp"

#include <algorithm>
#include <utility>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "pg/process/random_hex.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/process/wait.hpp"
#include "store/activities.hpp"

namespace automation::api {
namespace {

using namespace std::chrono_literals;

constinit pg::Statement insert_message(
    "insert into @home@.messages (lead_id, automation_id, booking_id, direction, channel, recipient, subject, body, "
    "status, origin, model, input_tokens, output_tokens, flags, tenant_id) "
    "values ($1, $2, $3, 'outbound', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id",
    INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, INT4OID,
    TEXTARRAYOID, TEXTOID);

/* Asks the model and waits; cancel and statement_timeout end the wait at once. */
core::ModelSource ask_model(RunInspector const &one, engine::ModelClient &dispatcher, core::NeedsModel needs)
{
    if (!one.lead().ai_allowed) {
        return core::NoModel{"the lead does not allow the model", 0, 0};
    }
    if (auto const why = dispatcher.unavailable(pg::now())) {
        return core::NoModel{*why, 0, 0};
    }
    core::PromptContext context;
    context.now = pg::now();
    context.earlier = std::move(needs.earlier);
    constexpr std::uint64_t request_id = 1;
    dispatcher.submit_request(
        request_id,
        core::make_prompt(one.automation(), one.automation().trigger, one.subject(), context, pg::random_hex()),
        pg::now());
    while (true) {
        dispatcher.work(pg::now());
        auto finished = dispatcher.drain_results();
        if (!finished.empty()) {
            return std::move(finished.front().second);
        }
        (void)pg::wait(dispatcher.descriptor(), std::min(dispatcher.timeout(pg::now()).value_or(1000ms), 1000ms));
        pg::interrupts();
    }
}

/* What would have stopped the run, by the codes of the contract. */
bool contains(std::vector<core::ReasonCode> const &reasons, core::ReasonCode const &reason)
{
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

/* Each once: the moment of a timed run asks for the same as later checks do. */
std::vector<core::ReasonCode> reasons_of(RunInspector const &one)
{
    std::vector<core::ReasonCode> reasons;
    auto const add = [&](core::ReasonCode const &reason) {
        if (!contains(reasons, reason)) {
            reasons.push_back(reason);
        }
    };
    for (core::Step const &step : one.explain()) {
        if (!step.ok) {
            add(step.reason);
        }
    }
    if (concerns_booking(one.automation().trigger) && one.booking() == nullptr) {
        add(core::Reason::no_booking);
    }
    return reasons;
}

struct TestResult {
    std::optional<core::Message> message;
    core::NullableText recipient;
    std::string status = "draft";
    std::vector<core::ReasonCode> reasons;
    std::optional<std::int64_t> message_id;
    core::NullableText change;  ///< of a crm_update
};

std::vector<std::string> codes_of(std::vector<core::ReasonCode> const &reasons)
{
    std::vector<std::string> codes;
    std::ranges::transform(reasons, std::back_inserter(codes), &core::ReasonCode::code);
    return codes;
}

core::Message composed(RunInspector const &one, TestResult &tested)
{
    core::Composed result = core::compose(one.automation(), one.subject(), std::monostate{});
    std::optional<engine::ModelClient> dispatcher;
    while (auto *needs = std::get_if<core::NeedsModel>(&result)) {
        if (!dispatcher) {
            dispatcher.emplace(engine::read_model_settings());
        }
        result = core::compose(one.automation(), one.subject(), ask_model(one, *dispatcher, std::move(*needs)));
    }
    if (auto const *missing = std::get_if<core::MissingValue>(&result)) {
        tested.reasons.push_back(core::ReasonCode::missing(missing->variable));
        return {};
    }
    if (std::holds_alternative<core::TooLong>(result)) {
        tested.reasons.emplace_back(core::Reason::error);
        return {};
    }
    return std::move(std::get<core::Message>(result));
}

/* deliver overrides neither an opt-out, nor a review, nor an address that is missing or suppressed. */
bool may_deliver(RunInspector const &one, TestResult const &tested)
{
    return tested.message && !tested.message->held && one.channel_configured() && tested.recipient &&
           !contains(tested.reasons, core::Reason::opted_out) && !contains(tested.reasons, core::Reason::no_recipient);
}

void write_message(RunInspector const &one, TestResult &tested)
{
    core::Message const &message = *tested.message;
    core::Run const &run = one.run();
    auto const booking = run.booking ? std::optional(number(*run.booking)) : std::nullopt;
    tested.message_id =
        pg::execute(insert_message,
                    {pg::Param::of(number(run.lead)), pg::Param::of(number(run.automation)), pg::Param::of(booking),
                     pg::Param::of(std::string_view(one.automation().channel)), pg::Param::of(tested.recipient),
                     pg::Param::of(message.subject), pg::Param::of(std::string_view(message.body)),
                     pg::Param::of(std::string_view(tested.status)), pg::Param::of(std::string_view(message.origin)),
                     message.model.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(message.model)),
                     Int32GetDatum(message.input_tokens), Int32GetDatum(message.output_tokens),
                     pg::text_array(message.flags), pg::Param::of(std::string_view(run.tenant))})[0]
            .int8(1);
    if (tested.status == "queued") {
        enqueue::NewDelivery const delivery{.message = core::MessageId{*tested.message_id},
                                            .lead = run.lead,
                                            .automation = run.automation,
                                            .booking = run.booking,
                                            .tenant = run.tenant,
                                            .channel = one.automation().channel,
                                            .event = run.event,
                                            .at = pg::now(),
                                            .anchor = std::nullopt,
                                            .by_hand = true};
        enqueue::queue_deliveries({&delivery, 1});
    }
}

void write_activity(RunInspector const &one, TestResult const &tested)
{
    core::Run const &run = one.run();
    core::json::Value details{{"automation_id", number(run.automation)}, {"event", run.event}};
    if (run.of_step()) {
        details["step"] = run.step;
    }
    details["reason"] = (tested.reasons.empty() ? core::Reason::test : tested.reasons.front()).code();
    details["reasons"] = codes_of(tested.reasons);
    if (tested.message_id) {
        details["message_id"] = *tested.message_id;
    }
    if (tested.message && !tested.message->why.empty()) {
        details["detail"] = tested.message->why;
    }
    store::insert_activity(
        {.type = "automation_tested",
         .description = one.automation().name + " was tested",
         .details = core::json::dump(details),
         .lead = run.lead,
         .automation = run.automation,
         .message = tested.message_id ? std::optional(core::MessageId{*tested.message_id}) : std::nullopt,
         .booking = run.booking,
         .tenant = run.tenant},
        pg::now());
}

/* A crm_update shows what it would change, and changes it only with deliver. */
void test_change(RunInspector const &one, bool deliver, TestResult &tested)
{
    engine::FinishedRun completed;
    completed.run = &one.run();
    completed.lead = &one.lead();
    completed.change = one.automation().actions.apply(one.lead(), pg::now());
    if (!completed.change->failed.empty()) {
        tested.reasons.emplace_back(core::Reason::error);
    }
    tested.change = R"({"before": )" + completed.change->before + R"(, "after": )" + completed.change->after + "}";
    if (deliver) {
        engine::update_leads({completed}, pg::now());
    }
}

TestResult test(RunInspector const &one, bool deliver)
{
    TestResult tested;
    tested.reasons = reasons_of(one);
    if (one.automation().writes_message()) {
        core::Message message = composed(one, tested);
        if (!message.origin.empty()) {
            tested.message = std::move(message);
            core::MessageRecipient recipient = core::recipient_for(one.automation(), one.lead());
            tested.recipient = std::move(recipient.address);
            if (recipient.notice) {
                tested.message->flags.emplace_back(core::notice_flag);
            }
            tested.status = deliver && may_deliver(one, tested) ? "queued" : "draft";
            write_message(one, tested);
        }
    } else {
        test_change(one, deliver, tested);
    }
    write_activity(one, tested);
    return tested;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_test)
{
    core::AutomationId const id{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    auto const booking = args.opt_int8(2);
    bool const deliver = args.given(3) && args.boolean(3, "deliver");
    core::NullableText const step = args.given(4) ? core::NullableText(args.text(4, "step")) : std::nullopt;
    pg::ResultSet result(args);
    Session const session;
    RunInspector const one(session, id, lead, booking ? std::optional(core::BookingId{*booking}) : std::nullopt,
                           Asked::event_now, step);
    TestResult const tested = test(one, deliver);
    auto const part = [&](auto &&pick) -> pg::Param {
        return tested.message ? pg::Param::of(core::NullableText(pick(*tested.message))) : pg::Param(std::nullopt);
    };
    result.add({pg::Param::of(tested.message_id), pg::Param::of(std::string_view(one.automation().channel)),
                pg::Param::of(tested.recipient), part([](auto const &m) { return m.subject; }),
                tested.change ? pg::Param::of(tested.change) : part([](auto const &m) { return m.body; }),
                part([](auto const &m) { return m.origin; }),
                tested.message ? pg::Param::of(std::string_view(tested.status)) : pg::Param(std::nullopt),
                pg::Param::of(tested.reasons.empty()), pg::text_array(codes_of(tested.reasons))});
    return result.done();
}
