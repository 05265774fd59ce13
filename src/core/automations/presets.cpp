#include "core/automations/presets.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "core/automations/preset_texts_bookings.hpp"
#include "core/automations/preset_texts_leads.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::array<Preset, 6> sets{{
    {"welcome_and_nurture", "Welcome and nurture",
     "A welcome at once and three friendly messages over two weeks, for new leads. Whoever answers, or is no longer "
     "new, hears no more.",
     welcome_and_nurture},
    {"booking_care", "Booking care",
     "A confirmation, a reminder the day before and one two hours before (by SMS), and an offer of another time "
     "after a cancellation.",
     booking_isolation},
    {"win_back", "Win back",
     "Three notes to people who have gone quiet, then they are marked as inactive. Each counts from the last "
     "contact, and the note before is one.",
     win_back},
    {"after_the_session", "After the session",
     "Thanks on the same day, a request for feedback the day after, an invitation to the next session after three "
     "weeks.",
     after_the_session},
    {"no_show_recovery", "No-show recovery",
     "A kind word to somebody who did not come, an offer of a new time three days later, and a note on the lead.",
     no_show_recovery},
    {"pipeline_hygiene", "Pipeline hygiene",
     "Keeps lead statuses up to date by itself: engaged, booked, customer, lost, cold. Writes to nobody.",
     pipeline_hygiene},
}};

}  // namespace

std::span<Preset const> presets() noexcept
{
    return sets;
}

Preset const &preset_named(std::string_view name)
{
    auto const found = std::find_if(sets.begin(), sets.end(), [&](Preset const &set) { return set.name == name; });
    if (found != sets.end()) return *found;
    std::array<std::string_view, sets.size()> names;
    std::transform(sets.begin(), sets.end(), names.begin(), [](Preset const &set) { return set.name; });
    throw UserError("unknown preset " + quote_value(name), "", hint_for(name, names, "Presets are"));
}

}  // namespace automation::core
