#include "core/inbound/inbound_kind.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/machine_text.hpp"
#include "core/inbound/reply_text.hpp"
#include "core/inbound/stop_request.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>

namespace automation::core {

namespace {

using inbound::Request;
using inbound::Sender;

constexpr std::size_t longest_body = 65536;
constexpr std::size_t longest_text = 8000;
constexpr std::size_t longest_subject = 480;

InboundKind kind_of(Request request) noexcept
{
    switch (request) {
        case Request::stop:
            return InboundKind::stop;
        case Request::maybe_stop:
            return InboundKind::maybe_stop;
        case Request::start:
            return InboundKind::start;
        case Request::none:
        case Request::courtesy:
            break;
    }
    return InboundKind::message;
}

/** "Re: ", "AW: ", "[EXTERNAL] Re: ": the subject is the one that was answered. */
std::string_view answered_subject(std::string_view subject)
{
    auto text = trim(subject);
    if (text.starts_with('[')) text = trim(text.substr(std::min(text.find(']'), text.size() - 1) + 1));
    auto const colon = text.find(':');
    bool const prefix = colon <= 5 && text.find(' ') >= colon;
    return prefix ? trim(text.substr(colon + 1)) : std::string_view();
}

/** The mail that a client writes for List-Unsubscribe: "unsubscribe <token>", one word that is long or has a digit. */
bool is_unsubscribe_mail(std::string_view subject)
{
    auto const answered = answered_subject(subject);
    auto const text = answered.empty() ? trim(subject) : answered;
    constexpr std::string_view word = "unsubscribe ";
    if (!lower_ascii(text.substr(0, word.size())).starts_with(word)) return false;
    auto const token = trim(text.substr(word.size()));
    constexpr std::size_t longest_word = 20;
    auto const marks = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '='; };
    return token.size() >= 4 && std::ranges::none_of(token, [](char c) { return c == ' ' || c == '@' || c == '?'; }) &&
           (token.size() > longest_word || std::ranges::any_of(token, marks));
}

InboundKind phone_kind(std::string_view channel, std::string_view text)
{
    auto const request = inbound::judge_request({.text = text, .signature = {}, .channel = channel});
    bool const mentions = request == Request::maybe_stop;
    if (request != Request::stop && inbound::is_machine_text({}, text, {.absent = !mentions}))
        return InboundKind::auto_reply;
    return kind_of(request);
}

/** What the subject asks for, where it is the writer's own. */
Request subject_request(std::string_view subject)
{
    if (is_blank(subject) || !answered_subject(subject).empty()) return Request::courtesy;
    return inbound::judge_request({.text = subject, .signature = {}, .channel = "email"});
}

/** A request in the subject stands unless the text says something else. */
Request joined(Request subject, Request text)
{
    if (text == Request::courtesy) return subject;
    if (subject == Request::stop && text == Request::none) return Request::maybe_stop;
    return text;
}

InboundKind mail_kind(std::string_view subject, std::string_view body, Sender sender, bool suppresses)
{
    auto const reply = inbound::find_reply(body);
    auto const heading = subject_request(subject);
    auto const request =
        joined(heading, inbound::judge_request({.text = reply.text, .signature = reply.signature, .channel = "email"}));
    if (sender == Sender::person) return kind_of(request);
    if (inbound::is_machine_subject(subject, reply.text)) return InboundKind::auto_reply;
    bool const empty = is_blank(reply.text);
    std::string const text = empty ? inbound::mail_text(body) : reply.text;
    inbound::MachineHints const hints{.absent = request != Request::maybe_stop, .suppresses = suppresses};
    if (request != Request::stop && inbound::is_machine_text(subject, text + reply.signature, hints)) {
        return InboundKind::auto_reply;
    }
    return kind_of(request);
}

}  // namespace

InboundKind inbound_kind(std::string_view channel, NullableText const &subject, NullableText const &body,
                         inbound::MailHeaders const &headers)
{
    bool const phone = channel == "sms" || channel == "whatsapp";
    std::string_view text = body ? clip_bytes(*body, longest_body) : std::string_view();
    std::string_view const heading = subject ? clip_bytes(*subject, longest_subject) : std::string_view();
    if (phone) return phone_kind(channel, clip_bytes(text, longest_text));
    if (is_unsubscribe_mail(heading)) return InboundKind::stop;
    auto const own = inbound::take_headers(text);
    auto const inner = inbound::sender_of(own);
    auto const outer = inbound::sender_of(headers);
    bool const suppresses = inbound::suppresses_replies(own) || inbound::suppresses_replies(headers);
    if (inner == Sender::machine || outer == Sender::machine) return InboundKind::auto_reply;
    return mail_kind(heading, text, inner == Sender::person ? inner : outer, suppresses);
}

std::string_view flag_of(InboundKind kind) noexcept
{
    switch (kind) {
        case InboundKind::message:
            return {};
        case InboundKind::stop:
            return "stop";
        case InboundKind::maybe_stop:
            return "maybe_stop";
        case InboundKind::start:
            return "start";
        case InboundKind::auto_reply:
            return "auto_reply";
    }
    return {};
}

}  // namespace automation::core
