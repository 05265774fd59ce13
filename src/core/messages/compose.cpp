#include "core/messages/compose.hpp"

#include "core/messages/fallback_text.hpp"
#include "core/messages/notice_text.hpp"
#include "core/llm/output_checks.hpp"

namespace automation::core {

namespace {

bool has_subject(std::string_view channel) noexcept
{
    return channel != "sms" && channel != "whatsapp";
}

/* Why what a template gave is no text to send. */
std::optional<Composed> unfit(Rendered const &rendered, std::string_view what, Subject const &subject)
{
    if (rendered.missing) {
        return MissingValue{*rendered.missing, why_unreadable(*rendered.missing, subject)};
    }
    if (rendered.clipped) {
        return TooLong{"the " + std::string(what) + " is longer than 262144 bytes"};
    }
    return std::nullopt;
}

Message builtin(Automation const &automation, Subject const &subject, NoModel const &reason)
{
    FallbackText text =
        subject.notice ? notice_text(automation, subject) : builtin_text(automation.type, automation.trigger, subject);
    Message message;
    message.subject = std::move(text.subject);
    message.body = std::move(text.body);
    message.origin = "builtin";
    message.input_tokens = reason.input_tokens;
    message.output_tokens = reason.output_tokens;
    message.why = reason.why;
    return message;
}

std::string listed(std::vector<std::string> const &words)
{
    std::string text;
    for (auto const &word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

Composed written(Automation const &automation, Subject const &subject, ModelText const &text)
{
    // Checked as it came: tidying would take away what the checks look for.
    std::vector<std::string> violations = find_violations(text.subject, text.body, subject, text.prompt);
    TokenCount const tokens{text.input_tokens, text.output_tokens};
    if (!violations.empty() && !text.prompt.earlier && !text.last) {
        return NeedsModel{RejectedOutput{std::move(violations), tokens}};
    }
    Tidied const tidied = tidy(text.subject, text.body);
    if (!violations.empty() && automation.review == Review::never) {
        return builtin(automation, subject,
                       {"the model's text failed the checks: " + listed(violations), tokens.input, tokens.output});
    }
    Message message;
    message.subject = tidied.subject;
    message.body = subject.notice ? tidied.body : finish_body(tidied.body, subject.tenant);
    message.origin = "gemini";
    message.model = text.model;
    message.input_tokens = tokens.input;
    message.output_tokens = tokens.output;
    message.held = !violations.empty();
    message.flags = std::move(violations);
    return message;
}

Composed from_template(Automation const &automation, Subject const &subject)
{
    Rendered body = automation.message_template->render(subject, Part::text);
    if (auto why = unfit(body, "text", subject)) {
        return *std::move(why);
    }
    Message message;
    message.subject = subject.notice ? notice_subject(automation, subject)
                                     : builtin_subject(automation.type, automation.trigger, subject);
    message.body = std::move(body.text);
    message.origin = "template";
    return message;
}

Composed body_of(Automation const &automation, Subject const &subject, ModelSource const &model)
{
    if (automation.message_template) {
        return from_template(automation, subject);
    }
    if (auto const *text = std::get_if<ModelText>(&model)) {
        return written(automation, subject, *text);
    }
    if (auto const *none = std::get_if<NoModel>(&model)) {
        return builtin(automation, subject, *none);
    }
    return NeedsModel{};
}

}  // namespace

Composed compose(Automation const &automation, Subject const &subject, ModelSource const &model)
{
    Subject zoned = subject;
    zoned.names_zones = automation.channel == "email";
    // First the subject: a value it lacks is found out before the model is paid.
    NullableText own;
    if (automation.subject_template && has_subject(automation.channel)) {
        Rendered line = automation.subject_template->render(zoned, Part::header);
        if (auto why = unfit(line, "subject", zoned)) {
            return *std::move(why);
        }
        own = std::move(line.text);
    }
    Composed composed = body_of(automation, zoned, model);
    if (auto *message = std::get_if<Message>(&composed)) {
        if (own) {
            message->subject = std::move(own);
        }
        if (!has_subject(automation.channel)) {
            message->subject.reset();
        }
        message->held = message->held || automation.review == Review::always;
    }
    return composed;
}

}  // namespace automation::core
