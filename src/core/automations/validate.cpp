#include "core/automations/validate.hpp"

#include "core/base/error.hpp"
#include "core/json/json_node.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"
#include "core/settings/send_window_reader.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::chrono::days longest_delay(3650);
constexpr std::array<std::string_view, 4> built_in_channels{"email", "sms", "whatsapp", "webhook"};

/** An enumerator from its word; a missing or unknown word is told with the alternatives. */
template <class Enum, std::size_t Count>
Enum word_of(std::optional<Enum> (*from)(std::string_view) noexcept, std::string const &word, std::string_view what,
             std::array<std::string_view, Count> const &known)
{
    if (auto const value = from(word)) return *value;
    auto const kind = std::string(what);
    throw UserError(is_blank(word) ? "the automation has no " + kind : "unknown " + kind + " " + quote_value(word), "",
                    hint_for(word, known, "Known are"));
}

std::string allowed_for(Type type)
{
    std::string words;
    for (auto const trigger : triggers_of(type))
        words += (words.empty() ? "" : ", ") + std::string(name_of(trigger));
    return "A " + std::string(name_of(type)) + " may have: " + words + ".";
}

void check_pair(Type type, Trigger trigger)
{
    auto const allowed = triggers_of(type);
    if (std::find(allowed.begin(), allowed.end(), trigger) != allowed.end()) return;
    throw UserError(
        "type \"" + std::string(name_of(type)) + "\" cannot have trigger \"" + std::string(name_of(trigger)) + "\"", "",
        allowed_for(type));
}

[[noreturn]] void out_of_bounds(std::string_view column, std::string const &value, std::string const &hint)
{
    throw UserError(ErrorCode::check_violation, std::string(column) + " cannot be " + value, "", hint);
}

void check_changes(Trigger trigger, Conditions const &conditions)
{
    if (trigger == Trigger::lead_changed && conditions.changed_columns().empty())
        throw UserError("trigger \"lead_changed\" needs a condition on what changes", "",
                        "Name a column or an attribute with changed, changed_to or changed_from, as in "
                        "{\"attributes.tier\": {\"changed_to\": \"gold\"}}.");
}

Delay delay_of(AutomationDraft const &draft, Trigger trigger)
{
    std::string const hint = "Write a whole number, 0 or more.";
    if (draft.delay_days < 0) out_of_bounds("delay_days", std::to_string(draft.delay_days), hint);
    if (draft.delay_hours < 0) out_of_bounds("delay_hours", std::to_string(draft.delay_hours), hint);
    if (draft.delay_minutes < 0) out_of_bounds("delay_minutes", std::to_string(draft.delay_minutes), hint);
    Delay const delay{.days = draft.delay_days, .hours = draft.delay_hours, .minutes = draft.delay_minutes};
    // Each by itself first: a sum of microseconds might overflow.
    if (std::chrono::days(delay.days) > longest_delay || delay.elapsed() > longest_delay ||
        std::chrono::days(delay.days) + delay.elapsed() > longest_delay)
        throw UserError(ErrorCode::check_violation, "a delay of " + in_words(delay) + " is too long", "",
                        "delay_days, delay_hours and delay_minutes together may be at most 3650 days.");
    bool const timed = trigger == Trigger::no_contact_days || trigger == Trigger::booking_reminder_hours;
    if (timed && delay.none())
        throw UserError(ErrorCode::check_violation,
                        "trigger \"" + std::string(name_of(trigger)) + "\" needs a delay, not 0", "",
                        trigger == Trigger::no_contact_days
                            ? "Set delay_days (or delay_hours) to the length of the silence, as in \"delay_days\": 3."
                            : "Set delay_hours (or delay_days, delay_minutes) to the time before the start, as in "
                              "\"delay_hours\": 24.");
    return delay;
}

void only_for_dates(bool given, std::string_view column, Trigger trigger)
{
    if (given)
        throw UserError(std::string(column) + " is for trigger \"lead_date\" only",
                        "The trigger is \"" + std::string(name_of(trigger)) + "\".",
                        "Leave it out, or write \"trigger\": \"lead_date\".");
}

std::optional<DateTrigger> date_of(AutomationDraft const &draft, Trigger trigger)
{
    if (trigger != Trigger::lead_date) {
        only_for_dates(nonblank(draft.date_field).has_value(), "date_field", trigger);
        only_for_dates(draft.at.has_value(), "at", trigger);
        only_for_dates(draft.after, "after", trigger);
        only_for_dates(draft.yearly, "yearly", trigger);
        return std::nullopt;
    }
    auto const field = nonblank(draft.date_field);
    if (!field)
        throw UserError("trigger \"lead_date\" needs a date_field", "",
                        "Name a date of the lead, as in \"date_field\": \"attributes.renewal_date\".");
    DateTrigger date;
    date.field = read_date_field(*field);
    date.at = draft.at.value_or(date.at);
    date.after = draft.after;
    date.yearly = draft.yearly;
    return date;
}

std::string checked_channel(NullableText const &written)
{
    auto name = channel_name(written);
    if (is_channel_name(name)) return name;
    throw UserError("channel " + quote_value(*written) + " is not a name", "", hint_for_channel(name));
}

std::optional<Addressee> addressee_of(AutomationDraft const &draft, Automation const &automation)
{
    auto const to = nonblank(draft.to);
    if (!to) return std::nullopt;
    if (automation.type == Type::sequence)
        throw UserError(
            "a sequence cannot have \"to\"", "Its steps write the messages.",
            R"(Write it in the steps that inform somebody of the business: {"name": "inform", "to": "owner@example.com", …}.)");
    if (!automation.writes_message())
        throw UserError("a crm_update cannot have \"to\"", "It writes no message.",
                        "Leave it out, or choose a type that writes a message, as in \"type\": \"lead_followup\".");
    return read_addressee(*to, automation.channel);
}

std::optional<Template> template_of(NullableText const &source, std::string_view column)
{
    auto const written = nonblank(source);
    return written ? std::optional(Template::parse(*written, column)) : std::nullopt;
}

/** A subject is one line: neither it nor the signature, which keeps its lines, may break it. */
std::optional<Template> subject_of(NullableText const &source)
{
    auto parsed = template_of(source, "subject_template");
    if (!parsed) return parsed;
    if (source->find_first_of("\r\n") != std::string::npos)
        throw UserError("subject_template has more than one line", "", "Write the subject on a single line.");
    auto const used = parsed->variables();
    if (std::find(used.begin(), used.end(), "signature") != used.end())
        throw UserError("subject_template uses {signature}", "",
                        "The signature may have several lines; use {business_name} in a subject.");
    return parsed;
}

std::optional<int> default_max_runs(Trigger trigger)
{
    switch (trigger) {
        case Trigger::new_lead:
        case Trigger::no_contact_days:
        case Trigger::booking_reminder_hours:
        case Trigger::session_completed:
        case Trigger::lead_date:
            return 1;
        default:
            return std::nullopt;
    }
}

std::optional<Micros> default_cooldown(Trigger trigger)
{
    if (trigger == Trigger::message_received) return std::chrono::hours(1);
    return std::nullopt;
}

bool stops_on_reply(Type type, Trigger trigger) noexcept
{
    bool const booked = trigger == Trigger::booking_created || trigger == Trigger::booking_reminder_hours;
    return type == Type::lead_followup || (type == Type::sequence && !booked);
}

void check_limits(AutomationDraft const &draft)
{
    if (draft.max_runs && *draft.max_runs < 1)
        out_of_bounds("max_runs", std::to_string(*draft.max_runs), "Write 1 or more, or omit it for the default.");
    auto const not_negative = [](std::string_view column, std::optional<Micros> const &value) {
        if (value && value->count() < 0)
            out_of_bounds(column, std::to_string(std::chrono::floor<std::chrono::seconds>(*value).count()) + " seconds",
                          "Write an interval that is not negative, or omit it for the default.");
    };
    not_negative("cooldown", draft.cooldown);
    not_negative("max_lateness", draft.max_lateness);
}

/* Of a sequence the steps have texts and actions, and of others there are no steps. */
void check_parts_of_sequence(AutomationDraft const &draft, Type type)
{
    bool const is_sequence = type == Type::sequence;
    for (auto const &[key, value] :
         {std::pair("steps", &draft.steps), std::pair("exit", &draft.exit), std::pair("goal", &draft.goal)}) {
        if (!is_sequence && *value)
            throw UserError(std::string(key) + " is for type \"sequence\" only",
                            "The type is \"" + std::string(name_of(type)) + "\".",
                            "Leave it out, or write \"type\": \"sequence\".");
    }
    for (auto const &[key, value] : {std::pair("subject_template", &draft.subject_template),
                                     std::pair("message_template", &draft.message_template),
                                     std::pair("ai_instructions", &draft.ai_instructions)}) {
        if (is_sequence && nonblank(*value))
            throw UserError(std::string(key) + " is not for a sequence", "Its steps have the texts.",
                            "Write it into a step: {\"name\": \"welcome\", \"" + std::string(key) + "\": …}.");
    }
    if (is_sequence && !Actions::parse(draft.actions).empty())
        throw UserError("actions is not for a sequence", "Its steps change the lead.",
                        R"(Write it into a step: {"name": "mark", "actions": {"set": {"status": "contacted"}}}.)");
    if (is_sequence && !draft.steps)
        throw UserError("the sequence has no steps", "",
                        R"(Write "steps": [{"name": "welcome", "message_template": "Hi"}, …].)");
}

}  // namespace

std::string channel_name(NullableText const &written)
{
    auto const name = nonblank(written);
    return name ? lower_ascii(trim(*name)) : "email";
}

bool is_channel_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= 63 && name[0] >= 'a' && name[0] <= 'z' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::string hint_for_channel(std::string_view name)
{
    return hint_for(name, built_in_channels,
                    "A name has lower-case letters, digits and underscores, and begins with a letter; built in are");
}

bool known_channel(std::string_view name) noexcept
{
    return std::find(built_in_channels.begin(), built_in_channels.end(), name) != built_in_channels.end();
}

Automation check(AutomationDraft const &draft)
{
    Automation automation;
    automation.id = draft.id;
    automation.tenant = draft.tenant;
    automation.version = draft.version;
    automation.enabled = draft.enabled;
    automation.edited_at = draft.version > 1 ? draft.updated_at : std::nullopt;
    if (is_blank(draft.name))
        throw UserError("the automation has no name", "", "Give it a name, as in \"Welcome New Leads\".");
    automation.name = draft.name;
    automation.type = word_of(type_from, draft.type, "type", type_names);
    automation.trigger = word_of(trigger_from, draft.trigger, "trigger", trigger_names);
    check_pair(automation.type, automation.trigger);
    check_parts_of_sequence(draft, automation.type);
    automation.delay = delay_of(draft, automation.trigger);
    automation.date = date_of(draft, automation.trigger);
    automation.channel = checked_channel(draft.channel);
    automation.to = addressee_of(draft, automation);
    automation.subject_template = subject_of(draft.subject_template);
    automation.message_template = template_of(draft.message_template, "message_template");
    if (nonblank(draft.ai_instructions)) automation.ai_instructions = draft.ai_instructions;
    automation.conditions = Conditions::parse(draft.conditions);
    check_changes(automation.trigger, automation.conditions);
    automation.actions = Actions::parse(draft.actions);
    automation.review = word_of(review_from, draft.review, "review", review_names);
    check_limits(draft);
    automation.stop_on_reply = draft.stop_on_reply.value_or(stops_on_reply(automation.type, automation.trigger));
    automation.reply_stops_notice = draft.stop_on_reply.value_or(false);
    auto const default_runs =
        automation.type == Type::sequence ? std::optional(1) : default_max_runs(automation.trigger);
    automation.max_runs = draft.max_runs ? draft.max_runs : default_runs;
    automation.cooldown = draft.cooldown ? draft.cooldown : default_cooldown(automation.trigger);
    automation.max_lateness = draft.max_lateness;
    if (draft.send_window) automation.send_window = read_send_window(*draft.send_window);
    automation.needs = read_needs(draft.needs);
    automation.salt = draft.salt.value_or("");
    return automation;
}

}  // namespace automation::core
