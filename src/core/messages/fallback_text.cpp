#include "core/messages/fallback_text.hpp"

#include "core/time/time_format.hpp"
#include "core/base/strings.hpp"
#include "core/crm/person_name.hpp"
#include "core/crm/subject_language.hpp"
#include "core/crm/subject_zone.hpp"
#include "core/messages/phrases_bookings.hpp"
#include "core/messages/phrases_followups.hpp"
#include "core/messages/phrases_letter.hpp"

namespace automation::core {
namespace {

constexpr std::size_t longest_in_line = 120;

/** A value on one line, as long as a line may be; empty when there is none. */
std::string shown(NullableText const &value)
{
    auto const present = nonblank(value);
    return present ? std::string(trim(sanitized(truncated(trim(*present), longest_in_line)))) : std::string();
}

/** What a text is written from: the subject, and the words of one language. */
struct Writer {
    explicit Writer(Subject const &about)
        : subject(about), variant(text_variant(about)), business(shown(about.tenant.business_name))
    {}

    [[nodiscard]] std::string say(Wording const &phrase) const
    {
        return written_phrase(phrase, variant.language, business);
    }
    [[nodiscard]] bool booked() const noexcept { return subject.booking != nullptr; }
    [[nodiscard]] std::string title() const { return booked() ? shown(subject.booking->title) : std::string(); }

    Subject const &subject;
    TextVariant variant;
    std::string business;
};

/** "Tuesday, 24 November 2026 at 14:30"; empty where the start is not known. */
std::string starts_of(Writer const &writer)
{
    bool const known = writer.booked() && writer.subject.booking->starts_at;
    return known ? format_datetime(*writer.subject.booking->starts_at, writer.subject.zone, writer.variant.tag)
                 : std::string();
}

/** " CET" where a time of that moment may be misread; empty otherwise. */
std::string zone_of(Writer const &writer, Instant when)
{
    auto const &zone = writer.subject.zone;
    return must_name_zone(writer.subject, zone) ? " " + written_zone(when, zone, writer.variant.tag) : std::string();
}

/** The end of a booking, where it is later on the same day. */
std::optional<Instant> end_of(Writer const &writer)
{
    auto const &booking = *writer.subject.booking;
    auto const day = [&](Instant when) { return long_date(when, writer.subject.zone, writer.variant.tag); };
    bool const later = booking.ends_at && *booking.ends_at > *booking.starts_at;
    return later && day(*booking.starts_at) == day(*booking.ends_at) ? booking.ends_at : std::nullopt;
}

/** "Tuesday, 24 November 2026 at 14:30", with "to 15:30" where the end is known. */
std::string when_of(Writer const &writer)
{
    auto text = starts_of(writer);
    if (text.empty()) return text;
    auto const start = *writer.subject.booking->starts_at;
    auto const zone = zone_of(writer, start);
    auto const end = end_of(writer);
    if (!end) return text + zone;
    auto const time = [&](Instant when) { return format_time(when, writer.subject.zone, writer.variant.tag); };
    auto const end_zone = zone_of(writer, *end);
    auto const between = zone == end_zone ? std::string() : zone;  // clocks change in between
    auto const word = writer.say(phrases::until);
    if (!word.empty()) return text + between + word + time(*end) + end_zone;
    text = long_date(start, writer.subject.zone, writer.variant.tag) + ", " + time(start);
    return text + between + "-" + time(*end) + end_zone;
}

/** What, when and where, a line each, of what is known. */
std::string details_of(Writer const &writer)
{
    if (!writer.booked()) return {};
    std::string lines;
    auto const line = [&](Wording const &label, std::string const &value) {
        if (value.empty()) return;
        if (!lines.empty()) lines += '\n';
        lines += writer.say(label) + value;
    };
    line(phrases::what, writer.title());
    line(phrases::when, when_of(writer));
    line(phrases::where, shown(writer.subject.booking->location));
    return lines;
}

/** "Reminder: Massage, Tuesday, 24 November 2026 at 14:30", of what is known. */
std::string booking_line(Wording const &label, Writer const &writer)
{
    auto const title = writer.title();
    auto const starts = starts_of(writer);
    auto line = writer.say(label) + (title.empty() ? writer.say(phrases::your_booking) : title);
    return starts.empty() ? line : line + ", " + starts + zone_of(writer, *writer.subject.booking->starts_at);
}

/** How to address the lead: by first name in English, more formally elsewhere; else the tenant's own word, in the
 *  tenant's own language. Empty: not by name. */
std::string name_of(Writer const &writer)
{
    auto const &subject = writer.subject;
    auto const language = writer.variant.language;
    if (language == TextLanguage::pl) return {};  // it would have to be declined
    if (subject.lead.name) {
        auto const tag = subject_language(subject);
        auto const name = language == TextLanguage::en ? first_name(*subject.lead.name, tag)
                                                       : person_name(*subject.lead.name, tag).salutation;
        if (name) return *name;
    }
    return language == tenant_text_language(subject.tenant) ? shown(subject.tenant.fallback_name) : std::string();
}

std::string greeting_of(Writer const &writer)
{
    auto const name = name_of(writer);
    if (name.empty()) return writer.say(phrases::greeting_without_name);
    return writer.say(phrases::greeting_before_name) + name + writer.say(phrases::greeting_end);
}

std::string sign_off(Writer const &writer)
{
    if (auto const signature = nonblank(writer.subject.tenant.signature))
        return std::string(trim(sanitized(*signature, Lines::keep)));
    return writer.say(phrases::close);
}

/** What is said before and after the booking's details. */
struct FallbackPhrases {
    std::string opening, closing;
    bool details = false;
};

FallbackPhrases followup_phrases(Trigger trigger, Writer const &writer)
{
    using namespace phrases;
    bool const booked = writer.booked();
    switch (trigger) {
        case Trigger::new_lead:
            return {writer.say(interest), writer.say(questions)};
        case Trigger::no_contact_days:
            return {writer.say(silence), writer.say(silence_end)};
        case Trigger::message_received:
            return {writer.say(received), ""};
        case Trigger::booking_cancelled:
            return {writer.say(booked ? cancelled : another_time), writer.say(rebook), booked};
        case Trigger::booking_no_show:
            return {writer.say(booked ? missed : missed_unknown), writer.say(rebook), booked};
        default:
            return {writer.say(hello), writer.say(questions)};
    }
}

FallbackPhrases phrases_of(Type type, Trigger trigger, Writer const &writer)
{
    using namespace phrases;
    bool const booked = writer.booked();
    switch (type) {
        case Type::booking_reminder:
            if (!booked) break;
            return {writer.say(reminder), writer.say(reminder_end), true};
        case Type::confirmation:
            if (!booked) break;
            return {writer.say(confirmation), writer.say(confirmation_end), true};
        case Type::post_session:
            return {writer.say(booked ? session_thanks : choice_thanks), writer.say(feedback), booked};
        case Type::lead_followup:
        case Type::crm_update:
        case Type::sequence:
            break;
    }
    return followup_phrases(type == Type::lead_followup ? trigger : Trigger::lead_status_changed, writer);
}

std::string followup_subject(Trigger trigger, Writer const &writer)
{
    using namespace phrases;
    switch (trigger) {
        case Trigger::new_lead:
            return writer.say(interest_subject);
        case Trigger::no_contact_days:
            return writer.say(silence_subject);
        case Trigger::message_received:
            return writer.say(received_subject);
        case Trigger::booking_cancelled:
            return writer.booked() ? booking_line(cancellation_subject, writer) : writer.say(another_time_subject);
        case Trigger::booking_no_show:
            return writer.say(missed_subject);
        default:
            return writer.say(hello_subject);
    }
}

std::string subject_of(Type type, Trigger trigger, Writer const &writer)
{
    using namespace phrases;
    bool const booked = writer.booked();
    switch (type) {
        case Type::lead_followup:
            return followup_subject(trigger, writer);
        case Type::booking_reminder:
            if (booked) return booking_line(reminder_subject, writer);
            break;
        case Type::confirmation:
            if (booked) return booking_line(confirmation_subject, writer);
            break;
        case Type::post_session:
            return writer.say(booked ? session_subject : opinion_subject);
        case Type::crm_update:
        case Type::sequence:
            return {};
    }
    return followup_subject(Trigger::lead_status_changed, writer);
}

}  // namespace

std::string builtin_greeting(Subject const &subject)
{
    return greeting_of(Writer(subject));
}

std::string builtin_details(Subject const &subject)
{
    return details_of(Writer(subject));
}

std::string builtin_subject(Type type, Trigger trigger, Subject const &subject)
{
    return subject_of(type, trigger, Writer(subject));
}

FallbackText builtin_text(Type type, Trigger trigger, Subject const &subject)
{
    if (type == Type::crm_update || type == Type::sequence) return {};
    Writer const writer(subject);
    auto const phrases = phrases_of(type, trigger, writer);
    std::string body = greeting_of(writer);
    auto const paragraph = [&](std::string const &text) {
        if (!text.empty()) body += "\n\n" + text;
    };
    paragraph(phrases.opening);
    if (phrases.details) paragraph(details_of(writer));
    paragraph(phrases.closing);
    paragraph(sign_off(writer));
    return {subject_of(type, trigger, writer), body};
}

}  // namespace automation::core
