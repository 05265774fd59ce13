#include "worker/delivery_stories.hpp"

#include "core/json.hpp"

namespace automation::worker {

namespace {

std::string description_of(std::string_view channel, std::string_view type, DeliveryNote const &note)
{
    std::string const message = "message (" + std::string(channel) + ")";
    if (type == "message_sent") {
        return message + " sent";
    }
    if (type == "message_held") {
        return message + " waits for approval: " + note.detail;
    }
    return message + (type == "message_failed" ? " failed: " : " was stopped: ") + note.detail;
}

}  // namespace

DeliveryStory story_of(core::Run const &run, std::string_view channel, char const *type, DeliveryNote const &note)
{
    bool const by_automation = number(run.automation) != 0;
    core::json::Value details{{"event", run.event}, {"channel", std::string(channel)}};
    details["message_id"] = number(run.message.value_or(core::MessageId{}));
    if (by_automation) {
        details["automation_id"] = number(run.automation);
    }
    auto const tell = [&](char const *key, std::string const &value) {
        if (!value.empty()) {
            details[key] = value;
        }
    };
    tell("reason", note.reason);
    tell("detail", note.detail);
    tell("code", note.code);
    tell("provider_message_id", note.provider_message_id);
    if (note.attempts > 1) {
        details["attempts"] = note.attempts;
    }
    if (note.in_doubt) {
        details["maybe_duplicate"] = true;
    }
    DeliveryStory story;
    story.type = type;
    story.description = description_of(channel, type, note);
    story.details = core::json::dump(details);
    story.lead = run.lead;
    story.automation = by_automation ? std::optional(run.automation) : std::nullopt;
    story.message = run.message.value_or(core::MessageId{});
    story.booking = run.booking;
    story.tenant = run.tenant;
    return story;
}

}  // namespace automation::worker
