/* fuzz_template.cpp — any template with any values: bounded, never expanded twice, never broken UTF-8 or a forged line.
 */
#include "core/error.hpp"
#include "core/template.hpp"
#include "core/text.hpp"
#include "fuzz/input.hpp"

#include <algorithm>

namespace {

using namespace automation::core;
using automation::fuzz::must;

/** A subject line with values of any kind keeps to one line. */
void check_values(Subject const &subject, bool well_formed)
{
    static Template const line = Template::parse("{lead_name|-}{lead_source|-}{attributes.a|-}{booking_title|-}");
    auto const rendered = line.render(subject);
    must(!rendered.missing);
    must(rendered.text.size() <= 262'144);
    if (!well_formed) return;
    must(is_utf8(rendered.text));
    must(std::none_of(rendered.text.begin(), rendered.text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
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
    FixedZone const zone;
    Subject const subject{lead, &booking, tenant, zone};
    check_values(subject, is_utf8(*lead.name) && is_utf8(*lead.source) && is_utf8(*booking.title));
    try {
        auto const parsed = Template::parse(source);
        must(parsed.source() == source);
        auto const rendered = parsed.render(subject);
        must(rendered.text.size() <= 262'144);
        if (parsed.variables().empty()) must(rendered.text.size() <= source.size() && !rendered.missing);
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
    return 0;
}
