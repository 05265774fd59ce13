#include "core/llm/prompt_data.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "core/claims/claims.hpp"
#include "core/base/utf8.hpp"
#include "core/json/json_node.hpp"
#include "core/time/time_format.hpp"
#include "core/base/strings.hpp"
#include "core/crm/person_name.hpp"
#include "core/crm/subject_language.hpp"

namespace automation::core {

namespace {

constexpr std::size_t most_in_field = 80;
constexpr std::size_t most_in_value = 200;
constexpr std::size_t most_in_message = 1'000;
constexpr std::size_t most_attributes = 20;

/** A JSON object under construction, each value also noted where the checks will look for it. */
class Facts {
 public:
    void add(std::string_view key, std::string_view value, std::string &ground)
    {
        if (value.empty()) return;
        if (!json_.empty()) json_ += ',';
        json_ += json::quote(key) + ':' + json::quote(value);
        ground.append(value) += '\n';
    }
    void add_object(std::string_view key, Facts const &object)
    {
        if (object.json_.empty()) return;
        if (!json_.empty()) json_ += ',';
        json_ += json::quote(key) + ':' + object.text();
    }
    /** In JSON these two occur inside strings only. */
    [[nodiscard]] std::string text() const
    {
        std::string out = "{";
        for (char const c : json_) {
            if (c == '<')
                out += "\\u003c";
            else if (c == '>')
                out += "\\u003e";
            else
                out += c;
        }
        return out + '}';
    }

 private:
    std::string json_;
};

std::string line(NullableText const &value, std::size_t most = most_in_field)
{
    return value ? visible_line(*value, most) : std::string();
}

/** Keys whose values the model has no business with. */
bool is_private(std::string_view key)
{
    static constexpr std::array<std::string_view, 16> parts{
        "mail", "phone", "mobile", "whatsapp", "address",  "street", "postal", "postcode",
        "iban", "bank",  "birth",  "passport", "password", "token",  "secret", "private"};
    static constexpr std::array<std::string_view, 7> words{"tel", "fax", "zip", "ssn", "dob", "tax_id", "api_key"};
    std::string const lowered = lower_ascii(key);
    return std::ranges::count(words, lowered) > 0 ||
           std::ranges::any_of(parts, [&](auto part) { return lowered.find(part) != std::string::npos; });
}

bool holds_contact(std::string_view value)
{
    return std::ranges::any_of(claims_in(value), is_contact);
}

Facts attributes(std::string const &text, std::string &ground)
{
    Facts facts;
    constexpr std::size_t most_bytes = 64U << 10U;
    auto const parsed = json::parse_exact(text, json::document_depth, most_bytes);
    if (!parsed || parsed->kind != json::Kind::object) return facts;
    std::size_t taken = 0;
    for (auto const &attribute : parsed->children) {
        if (!attribute.scalar() || attribute.kind == json::Kind::null || is_private(attribute.key)) continue;
        std::string const value = visible_line(attribute.text, most_in_value);
        if (value.empty() || holds_contact(value)) continue;
        facts.add(visible_line(attribute.key, 40), value, ground);
        if (++taken == most_attributes) break;
    }
    return facts;
}

/** "today", "in 3 days": a model counts days badly. */
std::string relative_day(Instant moment, Instant now, TimeZone const &zone)
{
    using std::chrono::days;
    auto const day = [&](Instant at) { return std::chrono::floor<days>(zone.to_local(at)); };
    auto const apart = (day(moment) - day(now)).count();
    if (apart == 0) return "today";
    if (apart == 1) return "tomorrow";
    if (apart == -1) return "yesterday";
    return apart > 0 ? "in " + std::to_string(apart) + " days" : std::to_string(-apart) + " days ago";
}

Facts booking_facts(Subject const &subject, Instant now, std::string &ground)
{
    Facts facts;
    if (subject.booking == nullptr) return facts;
    Booking const &booking = *subject.booking;
    facts.add("title", line(booking.title, most_in_value), ground);
    if (booking.starts_at && in_calendar(*booking.starts_at)) {
        facts.add("starts_at", format_datetime(*booking.starts_at, subject.zone), ground);
        if (in_calendar(now)) facts.add("which_is", relative_day(*booking.starts_at, now, subject.zone), ground);
    }
    facts.add("location", line(booking.location, most_in_value), ground);
    return facts;
}

}  // namespace

PromptData prompt_data(Trigger event, Subject const &subject, PromptContext const &context)
{
    PromptData data;
    GroundingSources &sources = data.sources;
    Lead const &lead = subject.lead;
    Facts facts;
    facts.add("event", name_of(event), sources.lead);
    if (lead.name) facts.add("first_name", line(first_name(*lead.name, subject_language(subject))), sources.lead);
    facts.add("status", line(lead.status), sources.lead);
    facts.add("old_status", line(context.old_status), sources.lead);
    facts.add("new_status", line(context.new_status), sources.lead);
    facts.add("source", line(lead.source), sources.lead);
    facts.add_object("attributes", attributes(lead.attributes, sources.lead));
    facts.add_object("booking", booking_facts(subject, context.now, sources.business));
    if (context.inbound)
        facts.add("message_from_lead", without_contacts(visible_text(*context.inbound, most_in_message)),
                  sources.inbound);
    data.json = facts.text();
    return data;
}

}  // namespace automation::core
