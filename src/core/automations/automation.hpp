/* automation.hpp — an automation as it was saved: what sets it off, when it runs, what it does.
 *
 * The value types only; parsing and checking is validate.hpp, matching is conditions.hpp, running is decide.hpp.
 */
#pragma once
#include "core/automations/actions.hpp"
#include "core/automations/addressee.hpp"
#include "core/automations/date_trigger.hpp"
#include "core/automations/needs.hpp"
#include "core/conditions/conditions.hpp"
#include "core/templates/template.hpp"
#include "core/base/tenant_key.hpp"
#include "core/time/send_window.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace automation::core {

enum class Type { lead_followup, booking_reminder, confirmation, post_session, crm_update, sequence };
enum class Trigger {
    new_lead,
    no_contact_days,
    lead_status_changed,
    lead_changed,
    lead_date,
    message_received,
    booking_reminder_hours,
    booking_created,
    booking_cancelled,
    booking_no_show,
    session_completed
};
enum class Review { never, flagged, always };

/** The words of the contract, in the order of the enumerators. */
inline constexpr std::array<std::string_view, 6> type_names{"lead_followup", "booking_reminder", "confirmation",
                                                            "post_session",  "crm_update",       "sequence"};
inline constexpr std::array<std::string_view, 11> trigger_names{
    "new_lead",          "no_contact_days",  "lead_status_changed",    "lead_changed",
    "lead_date",         "message_received", "booking_reminder_hours", "booking_created",
    "booking_cancelled", "booking_no_show",  "session_completed"};
inline constexpr std::array<std::string_view, 3> review_names{"never", "flagged", "always"};

[[nodiscard]] std::optional<Type> type_from(std::string_view word) noexcept;
[[nodiscard]] std::optional<Trigger> trigger_from(std::string_view word) noexcept;
[[nodiscard]] std::optional<Review> review_from(std::string_view word) noexcept;
[[nodiscard]] std::string_view name_of(Type type) noexcept;
[[nodiscard]] std::string_view name_of(Trigger trigger) noexcept;
[[nodiscard]] std::string_view name_of(Review review) noexcept;

/** The triggers a type may have, contract §1. */
[[nodiscard]] std::span<Trigger const> triggers_of(Type type) noexcept;

/** True where automation.burst_limit is for the messages; reminders and answers to a message are not put off. */
[[nodiscard]] bool is_burst_limited(Type type, Trigger trigger) noexcept;

/** True for the triggers whose event is a booking's. */
[[nodiscard]] bool concerns_booking(Trigger trigger) noexcept;

/** Days keep the wall-clock time, hours and minutes are elapsed; used together. */
struct Delay {
    int days = 0;
    int hours = 0;
    int minutes = 0;
    [[nodiscard]] bool none() const noexcept { return days == 0 && elapsed() == Micros(0); }
    /** Hours and minutes. */
    [[nodiscard]] Micros elapsed() const noexcept { return std::chrono::hours(hours) + std::chrono::minutes(minutes); }
    bool operator==(Delay const &) const = default;
};

/** "2 days 1 hour", "none". */
[[nodiscard]] std::string in_words(Delay const &delay);

/** `start` plus the delay: days by the wall clock of `zone`, then elapsed hours and minutes. */
[[nodiscard]] Instant after(Instant start, Delay delay, TimeZone const &zone);

struct Sequence;  // core/sequences/sequence.hpp

struct Automation {
    AutomationId id{};
    std::string tenant;
    std::string name;
    Type type = Type::lead_followup;
    Trigger trigger = Trigger::new_lead;
    Delay delay;
    std::optional<DateTrigger> date;  ///< of the trigger lead_date, and of no other
    std::string channel = "email";
    std::optional<Addressee> to;  ///< none: the lead
    std::optional<Template> subject_template;
    std::optional<Template> message_template;  ///< none: the model writes the body
    std::optional<std::string> ai_instructions;
    Conditions conditions;
    Actions actions;
    Review review = Review::flagged;
    bool stop_on_reply = true;              ///< the default of the type already applied
    bool reply_stops_notice = false;        ///< the same of a message to somebody of the business
    std::optional<int> max_runs;            ///< the default of the trigger already applied; none: no limit
    std::optional<SendWindow> send_window;  ///< in place of the tenant's
    std::vector<Need> needs;                ///< what its runs wait for
    std::optional<Micros> cooldown;         ///< the default of the trigger already applied; none: no wait
    std::optional<Micros> max_lateness;     ///< as saved; none: the type's default
    bool enabled = true;
    std::int64_t version = 1;
    std::optional<Instant> edited_at;               ///< nothing is late by what was edited then
    std::shared_ptr<Sequence const> sequence = {};  ///< of the type sequence
    std::string salt = {};                          ///< of a sequence: divides leads over the arms of its splits
    std::string step = {};  ///< of a step that is run as an automation: its name (core/sequences/step_automation.hpp)

    /** A sequence does not: its steps do. */
    [[nodiscard]] bool writes_message() const noexcept { return type != Type::crm_update && type != Type::sequence; }

    [[nodiscard]] AutomationKey key() const { return {id, tenant}; }
};

}  // namespace automation::core
