#include "core/time/iso8601.hpp"

#include "core/time/time_format.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

/** As it was understood: "2026-11-24T14:30:00+00:00 +60" for the wall clock and the offset in minutes. */
std::string read(std::string_view text)
{
    auto const moment = parse_iso8601(text);
    if (!moment) return "none";
    auto shown = iso_8601(Instant(moment->local.time_since_epoch()), FixedTimeZone());
    if (moment->offset) shown += " " + std::to_string(moment->offset->count());
    return shown + (moment->date_only ? " date" : "");
}

TEST(ParsedDateTime, is_read_in_the_forms_that_are_in_use)
{
    for (auto const &[text, understood] : {std::pair{"2026-11-24", "2026-11-24T00:00:00+00:00 date"},
                                           {"2026-11-24T14:30", "2026-11-24T14:30:00+00:00"},
                                           {"2026-11-24 14:30:15", "2026-11-24T14:30:15+00:00"},
                                           {"2026-11-24t14:30:15.25z", "2026-11-24T14:30:15.25+00:00 0"},
                                           {"2026-11-24T14:30:15,123456789Z", "2026-11-24T14:30:15.123456+00:00 0"},
                                           {"2026-11-24 14:30:15+01", "2026-11-24T14:30:15+00:00 60"},
                                           {"2026-11-24T14:30-0330", "2026-11-24T14:30:00+00:00 -210"},
                                           {"2026-11-24T14:30+05:45", "2026-11-24T14:30:00+00:00 345"},
                                           {"2024-02-29", "2024-02-29T00:00:00+00:00 date"}})
        EXPECT_EQ(read(text), understood) << text;
}

TEST(ParsedDateTime, is_none_when_it_is_anything_else)
{
    for (auto const *text : {"",
                             " ",
                             "2026",
                             "2026-11",
                             "2026-1-1",
                             "2026-13-01",
                             "2026-02-30",
                             "2025-02-29",
                             "0000-01-01",
                             "24.11.2026",
                             "2026-11-24T",
                             "2026-11-24 ",
                             "2026-11-24T14",
                             "2026-11-24T24:00",
                             "2026-11-24T14:60",
                             "2026-11-24T14:30:60",
                             "2026-11-24T14:30:15.",
                             "2026-11-24T14:30:95.9",
                             "2026-11-24T99:99:99.999999",
                             "2026-11-24T14:30+",
                             "2026-11-24T14:30+1",
                             "2026-11-24T14:30+01:",
                             "2026-11-24T14:30+01:60",
                             "2026-11-24T14:30+16",
                             "2026-11-24T14:30Zx",
                             "2026-11-24x",
                             "-2026-11-24",
                             "+2026-11-24",
                             "2026-11-24Z"})
        EXPECT_EQ(read(text), "none") << text;
}

}  // namespace
}  // namespace automation::core
