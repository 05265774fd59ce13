/* validate.hpp — from the columns of a row to an automation that can run, or a UserError that says what to write.
 *
 * One check for every way in: direct DML through the trigger, automation_create and automation_update. What it returns
 * has the defaults of the contract applied.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** A row of automations as it stands, nothing checked. */
struct AutomationDraft {
    AutomationId id{};
    std::string tenant;
    std::int64_t version = 1;
    std::string name, type, trigger;
    int delay_days = 0;
    int delay_hours = 0;
    int delay_minutes = 0;
    NullableText channel, subject_template, message_template, ai_instructions;
    std::string conditions = "{}";  ///< JSON text
    std::string actions = "{}";     ///< JSON text
    std::string review = "flagged";
    std::optional<bool> stop_on_reply;
    std::optional<int> max_runs;
    std::optional<Micros> cooldown, max_lateness;
    NullableText cooldown_text,
        max_lateness_text;          ///< "1 hour" from a config; PostgreSQL turns it into the field above
    NullableText send_window = {};  ///< JSON text
    std::vector<std::string> needs = {};
    NullableText date_field = {};
    NullableText steps = {}, exit = {}, goal = {};  ///< JSON text, of the type sequence
    NullableText salt = {};
    std::optional<Micros> at;  ///< since midnight
    bool after = false;
    bool yearly = false;
    NullableText to = {};
    bool enabled = true;
    std::optional<Instant> updated_at;
};

/** Throws UserError: check_violation for a number out of its bounds, else invalid_value. What the steps of a sequence
 * are, check_sequence() says (core/sequences/check_sequence.hpp). */
[[nodiscard]] Automation check(AutomationDraft const &draft);

/** The name a channel is stored under: trimmed, lower case, "email" for none. Not checked. */
[[nodiscard]] std::string channel_name(NullableText const &written);

/** Lower-case letters, digits and underscores, of which the first is a letter; at most 63. */
[[nodiscard]] bool is_channel_name(std::string_view name) noexcept;
/** What to write instead of a name that is none: the nearest built-in channel. */
[[nodiscard]] std::string hint_for_channel(std::string_view name);

/** In characters: no row of automation_channels has a longer name. */
inline constexpr std::size_t longest_channel_name = 200;

/** One of the channels that need no row in automation_channels. */
[[nodiscard]] bool known_channel(std::string_view name) noexcept;

}  // namespace automation::core
