/* fuzz_template.cpp — any template with any values, for every part of a message: bounded, never expanded twice, never
 * broken UTF-8, a forged line or a live tag.
 */
#include "core/base/error.hpp"
#include "channels/common/sms_segments.hpp"
#include "core/templates/template.hpp"
#include "core/base/strings.hpp"
#include "core/time/timezone_lookup.hpp"
#include "fuzz/input.hpp"

#include <algorithm>

namespace {

using namespace automation::core;
using namespace automation::channels;
using automation::fuzz::must;

constexpr std::size_t longest_result = 262'144;

TimeZone const *find_zone(std::string_view name)
{
    static FixedTimeZone const zone(std::chrono::minutes(345), "Asia/Kathmandu");
    return name == zone.name() ? &zone : nullptr;
}

bool has_control(std::string_view text) noexcept
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
}

/** Values of any kind keep a subject to one line, and stay text in HTML. */
void check_values(Subject const &subject, bool well_formed)
{
    static Template const line = Template::parse(
        "{lead_name|-}{lead_source|upper|-}{attributes.a|title|-}{booking_title|lower|-}{attributes.a|date:\"%A\"|-}");
    auto const plain = line.render(subject);
    must(!plain.missing && plain.text.size() <= longest_result);
    must(line.render(subject, Part::html).text.find_first_of("<>\"'") == std::string::npos);
    if (!well_formed) return;
    must(is_utf8(plain.text) && !has_control(plain.text));
}

void check_sms(std::string const &text)
{
    auto const sms = sms_segments(text);
    std::size_t const joined = sms.encoding == SmsEncoding::gsm7 ? 153 : 67;
    must((sms.segments == 0) == text.empty());
    must(sms.segments <= 1 || sms.units > joined);
    must(sms.segments * (joined + 7) >= sms.units && sms.segments <= sms.units);
}

void check_parsed(Template const &parsed, Subject const &subject, std::size_t source_size)
{
    auto const rendered = parsed.render(subject);
    must(rendered.text.size() <= longest_result);
    if (parsed.variables().empty()) must(rendered.text.size() <= source_size && !rendered.missing);
    check_sms(rendered.text);
    must(!has_control(parsed.render(subject, Part::header).text));
    Trace trace;
    auto const traced = parsed.render(subject, Part::text, &trace);
    must(trace.missing.empty() == !traced.missing);
    if (!rendered.clipped && !traced.clipped) must(rendered.missing == traced.missing);
    if (!rendered.clipped && !rendered.missing) must(rendered.text == traced.text);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    set_timezone_lookup(find_zone);
    auto rest = automation::fuzz::text_of(data, size);
    auto const source = automation::fuzz::next_field(rest);
    Lead lead;
    lead.name = automation::fuzz::next_field(rest);
    lead.source = automation::fuzz::next_field(rest);
    lead.attributes = automation::fuzz::next_field(rest);
    Booking booking;
    booking.title = automation::fuzz::next_field(rest);
    booking.starts_at = Instant(std::chrono::hours(static_cast<std::int64_t>(size) * 1000));
    TenantSettings const tenant;
    FixedTimeZone const zone;
    Subject const subject{lead, &booking, tenant, zone};
    check_values(subject, is_utf8(*lead.name) && is_utf8(*lead.source) && is_utf8(*booking.title));
    try {
        auto const parsed = Template::parse(source);
        must(parsed.source() == source);
        check_parsed(parsed, subject, source.size());
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
    return 0;
}
