#include "engine/delivery/delivery_activity.hpp"

#include "core/json/json.hpp"

namespace automation::engine {

namespace {

std::string description_of(std::string_view channel, std::string_view type, ActivityFields const &note)
{
    std::string const message = "message (" + std::string(channel) + ")";
    if (type == "message_sent") {
        return message + " sent";
    }
    if (type == "message_held") {
        return message + " waits for approval: " + note.detail;
    }
    return message + (type == "message_failed" ? " failed: " : " was cancelled: ") + note.detail;
}

}  // namespace

store::Activity make_activity(core::Run const &run, std::string_view channel, char const *type,
                              ActivityFields const &note)
{
    bool const by_automation = number(run.automation) != 0;
    core::json::Value details{{"event", run.event}, {"channel", std::string(channel)}};
    details["message_id"] = number(run.message.value_or(core::MessageId{}));
    if (by_automation) {
        details["automation_id"] = number(run.automation);
    }
    auto const activity_insert = [&](char const *key, std::string const &value) {
        if (!value.empty()) {
            details[key] = value;
        }
    };
    activity_insert("reason", note.reason.code());
    activity_insert("detail", note.detail);
    activity_insert("code", note.code);
    activity_insert("provider_message_id", note.provider_message_id);
    if (note.attempts > 1) {
        details["attempts"] = note.attempts;
    }
    if (note.maybe_sent) {
        details["maybe_duplicate"] = true;
    }
    return {.type = type,
            .description = description_of(channel, type, note),
            .details = core::json::dump(details),
            .lead = run.lead,
            .automation = by_automation ? std::optional(run.automation) : std::nullopt,
            .message = run.message.value_or(core::MessageId{}),
            .booking = run.booking,
            .tenant = run.tenant};
}

}  // namespace automation::engine
