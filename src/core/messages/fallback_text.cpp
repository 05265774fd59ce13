#include "core/messages/fallback_text.hpp"

#include "core/time/time_format.hpp"
#include "core/base/strings.hpp"
#include "core/crm/person_name.hpp"
#include "core/crm/subject_language.hpp"
#include "core/crm/subject_zone.hpp"

namespace automation::core {
namespace {

constexpr std::size_t longest_in_line = 120;

/** A value on one line, as long as a line may be; empty when there is none. */
std::string shown(NullableText const &value)
{
    auto const present = nonblank(value);
    return present ? std::string(trim(sanitized(truncated(trim(*present), longest_in_line)))) : std::string();
}

/** " with Acme", or nothing. */
std::string with_business(Subject const &subject, std::string_view word)
{
    auto const name = shown(subject.tenant.business_name);
    return name.empty() ? std::string() : std::string(word) + name;
}

std::string title_of(Subject const &subject)
{
    return subject.booking != nullptr ? shown(subject.booking->title) : std::string();
}

std::string starts_of(Subject const &subject)
{
    bool const known = subject.booking != nullptr && subject.booking->starts_at;
    return known ? format_datetime(*subject.booking->starts_at, subject.zone) : std::string();
}

/** " CET" where a time of that moment may be misread; empty otherwise. */
std::string zone_of(Subject const &subject, Instant when)
{
    return must_name_zone(subject, subject.zone) ? " " + written_zone(when, subject.zone, "en") : std::string();
}

/** "Tuesday, 24 November 2026 at 14:30", with "to 15:30" when it ends later on the same day. */
std::string when_of(Subject const &subject)
{
    auto text = starts_of(subject);
    if (text.empty()) return text;
    auto const &booking = *subject.booking;
    auto const zone = zone_of(subject, *booking.starts_at);
    if (!booking.ends_at || *booking.ends_at <= *booking.starts_at) return text + zone;
    if (long_date(*booking.starts_at, subject.zone) != long_date(*booking.ends_at, subject.zone)) return text + zone;
    auto const end_zone = zone_of(subject, *booking.ends_at);  // another one when clocks change in between
    text += (zone == end_zone ? "" : zone) + " to ";
    return text + format_time(*booking.ends_at, subject.zone) + end_zone;
}

/** What, when and where, a line each, of what is known. */
std::string details_of(Subject const &subject)
{
    if (subject.booking == nullptr) return {};
    std::string lines;
    auto const line = [&](std::string_view label, std::string const &value) {
        if (value.empty()) return;
        if (!lines.empty()) lines += '\n';
        lines += std::string(label) + ": " + value;
    };
    line("What", title_of(subject));
    line("When", when_of(subject));
    line("Where", shown(subject.booking->location));
    return lines;
}

/** "Reminder: Massage, Tuesday, 24 November 2026 at 14:30", of what is known. */
std::string booking_line(std::string_view label, Subject const &subject)
{
    auto const title = title_of(subject);
    auto const starts = starts_of(subject);
    auto line = std::string(label) + ": " + (title.empty() ? "your booking" : title);
    return starts.empty() ? line : line + ", " + starts + zone_of(subject, *subject.booking->starts_at);
}

std::string sign_off(Subject const &subject)
{
    if (auto const signature = nonblank(subject.tenant.signature))
        return std::string(trim(sanitized(*signature, Lines::keep)));
    auto const business = shown(subject.tenant.business_name);
    return business.empty() ? "Best regards" : "Best regards,\n" + business;
}

/** What is said before and after the booking's details. */
struct FallbackPhrases {
    std::string opening, closing;
    bool details = false;
};

FallbackPhrases followup_phrases(Trigger trigger, Subject const &subject)
{
    bool const booked = subject.booking != nullptr;
    std::string const rebook =
        "If you would like to find another time, simply reply to this message. We will be glad to arrange it.";
    switch (trigger) {
        case Trigger::new_lead:
            return {"Thank you for your interest" + with_business(subject, " in ") + ". We would love to help you.",
                    "If you have any questions, simply reply to this message."};
        case Trigger::no_contact_days:
            return {"We have not been in touch for a while, so we wanted to ask how you are getting on.",
                    "If there is anything we can do for you, simply reply to this message."};
        case Trigger::message_received:
            return {
                "Thank you for your message. We have received it, and someone will reply to you as soon as possible.",
                ""};
        case Trigger::booking_cancelled:
            return {booked ? "Your booking" + with_business(subject, " with ") + " has been cancelled."
                           : "We would be glad to welcome you another time.",
                    rebook, booked};
        case Trigger::booking_no_show:
            return {booked ? "We are sorry that we missed you at your booking" + with_business(subject, " with ") + "."
                           : "We are sorry that we missed you.",
                    rebook, booked};
        default:
            return {"We wanted to get in touch and let you know that we are here for you.",
                    "If you have any questions, simply reply to this message."};
    }
}

FallbackPhrases phrases_of(Type type, Trigger trigger, Subject const &subject)
{
    auto const with = with_business(subject, " with ");
    bool const booked = subject.booking != nullptr;
    switch (type) {
        case Type::booking_reminder:
            if (!booked) break;
            return {"This is a friendly reminder of your booking" + with + ".",
                    "If you cannot make it or have any questions, please let us know.", true};
        case Type::confirmation:
            if (!booked) break;
            return {"Your booking" + with + " is confirmed.",
                    "We look forward to seeing you. If you need to change anything, simply reply to this message.",
                    true};
        case Type::post_session:
            return {booked ? "Thank you for your session" + with + "." : "Thank you for choosing us.",
                    "We would be grateful for your feedback: what did you like, and what could we do better? "
                    "Simply reply to this message.",
                    booked};
        case Type::lead_followup:
        case Type::crm_update:
            break;
    }
    return followup_phrases(type == Type::lead_followup ? trigger : Trigger::lead_status_changed, subject);
}

std::string followup_subject(Trigger trigger, Subject const &subject)
{
    switch (trigger) {
        case Trigger::new_lead:
            return "Thank you for your interest" + with_business(subject, " in ");
        case Trigger::no_contact_days:
            return "Checking in" + with_business(subject, " from ");
        case Trigger::message_received:
            return "Thank you for your message";
        case Trigger::booking_cancelled:
            return subject.booking != nullptr ? booking_line("Cancelled", subject) : "Another time?";
        case Trigger::booking_no_show:
            return "Sorry we missed you";
        default:
            return "A short message" + with_business(subject, " from ");
    }
}

}  // namespace

std::string greeting_name(Subject const &subject)
{
    if (subject.lead.name)
        if (auto const name = first_name(*subject.lead.name, subject_language(subject))) return *name;
    auto const fallback = shown(subject.tenant.fallback_name);
    return fallback.empty() ? "there" : fallback;
}

std::string builtin_subject(Type type, Trigger trigger, Subject const &subject)
{
    bool const booked = subject.booking != nullptr;
    switch (type) {
        case Type::lead_followup:
            return followup_subject(trigger, subject);
        case Type::booking_reminder:
            if (booked) return booking_line("Reminder", subject);
            break;
        case Type::confirmation:
            if (booked) return booking_line("Confirmed", subject);
            break;
        case Type::post_session:
            return booked ? "How was your session?" : "We would love to hear from you";
        case Type::crm_update:
            return {};
    }
    return followup_subject(Trigger::lead_status_changed, subject);
}

FallbackText builtin_text(Type type, Trigger trigger, Subject const &subject)
{
    if (type == Type::crm_update) return {};
    auto const phrases = phrases_of(type, trigger, subject);
    std::string body = "Hi " + greeting_name(subject) + ",";
    auto const paragraph = [&](std::string const &text) {
        if (!text.empty()) body += "\n\n" + text;
    };
    paragraph(phrases.opening);
    if (phrases.details) paragraph(details_of(subject));
    paragraph(phrases.closing);
    paragraph(sign_off(subject));
    return {builtin_subject(type, trigger, subject), body};
}

}  // namespace automation::core
