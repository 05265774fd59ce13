/* fuzz_iso_moment.cpp — dates and times as forms write them: what is read is a day of the calendar, and in bounds. */
#include "core/time/iso8601.hpp"
#include "core/time/time_format.hpp"
#include "fuzz/input.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    using namespace std::chrono_literals;
    using automation::fuzz::must;
    auto const read = automation::core::parse_iso8601(automation::fuzz::text_of(data, size));
    if (!read) return 0;
    if (read->offset) must(*read->offset > -24h && *read->offset < 24h);
    automation::core::FixedTimeZone const zone(90min, "Test/Zone");
    auto const moment = automation::core::resolve(*read, zone);
    must(moment > automation::core::Instant::min() && moment < automation::core::Instant::max());
    if (automation::core::in_calendar(moment)) must(!automation::core::iso_8601(moment, zone).empty());
    return 0;
}
