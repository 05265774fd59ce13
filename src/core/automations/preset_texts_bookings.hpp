/* preset_texts_bookings.hpp — the automations of the presets about bookings, as JSON: one list a set.
 *
 * Every variable that may be absent has a fallback, so that no message is skipped for want of a name or a signature.
 * Names of automations and of steps are unique among all sets, because a set is installed by them and texts are found
 * by them; a step has the name that its automation had before there were sequences.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

inline constexpr std::string_view booking_isolation = R"json([
{"name": "Confirm a booking", "type": "confirmation", "trigger": "booking_created", "channel": "email",
 "subject_template": "Confirmed: {booking_title|your booking}",
 "message_template": "Hi {lead_first_name|there},\n\nYour booking is confirmed.\n\nWhat: {booking_title|your session}\nWhen: {booking_starts_at|as agreed}\nWhere: {booking_location|as agreed}\n\nSomething came up? Reply to this message and we will find another time.\n\n{signature|See you soon}"},
{"name": "Remind the day before", "type": "booking_reminder", "trigger": "booking_reminder_hours", "delay_hours": 24,
 "channel": "email", "subject_template": "See you on {booking_date} at {booking_time}",
 "message_template": "Hi {lead_first_name|there},\n\nA short reminder of {booking_title|your session}, {booking_starts_at}.\nWhere: {booking_location|as agreed}\n\nIf you cannot make it, please let us know: somebody else may be glad of the place.\n\n{signature|We look forward to seeing you}"},
{"name": "Remind two hours before", "type": "booking_reminder", "trigger": "booking_reminder_hours", "delay_hours": 2,
 "channel": "sms",
 "message_template": "Hi {lead_first_name|there}, see you at {booking_time}: {booking_title|your session}. {business_name|Your team}"},
{"name": "Offer another time after a cancellation", "type": "lead_followup", "trigger": "booking_cancelled",
 "delay_hours": 2, "channel": "email", "subject_template": "Shall we find another time?",
 "message_template": "Hi {lead_first_name|there},\n\n{booking_title|Your booking} is cancelled, as you wished. Would another day suit you better? Reply with a time or two, and we will see to the rest.\n\n{signature|Warm regards}"}
])json";

inline constexpr std::string_view after_the_session = R"json([
{"name": "After the session", "type": "sequence", "trigger": "session_completed", "channel": "email",
 "steps": [
 {"name": "Thank you after the session", "wait": "2 hours", "subject_template": "Thank you for coming",
  "message_template": "Hi {lead_first_name|there},\n\nThank you for your visit. It was good to have you here.\n\nIf a question comes up, simply reply to this message.\n\n{signature|Warm regards}"},
 {"name": "Ask for feedback", "wait": "23 hours", "subject_template": "How was it?",
  "message_template": "Hi {lead_first_name|there},\n\nHow did you like {booking_title|your session}? What was good, and what could we do better? Every answer is read by a person.\n\n{signature|Thank you}"},
 {"name": "Booked again?", "wait": {"for": "booking", "at_most": "20 days"},
  "else": [
  {"name": "Suggest the next session", "subject_template": "Time for the next one?",
   "message_template": "Hi {lead_first_name|there},\n\nThree weeks have passed since {booking_title|your session}. If you would like to come again, reply with a day that suits you. Already booked? Then we look forward to seeing you.\n\n{signature|Warm regards}"}
  ]}
 ]}
])json";

inline constexpr std::string_view no_show_recovery = R"json([
{"name": "No-show recovery", "type": "sequence", "trigger": "booking_no_show", "channel": "email", "goal": "booking",
 "steps": [
 {"name": "Note a missed session", "actions": {"set": {"attributes.missed_session": true}}},
 {"name": "We missed you", "wait": "1 hour", "subject_template": "We missed you",
  "message_template": "Hi {lead_first_name|there},\n\nWe had expected you for {booking_title|your session} and hope that all is well. These things happen. Reply with a time that suits you, and we will book you in again.\n\n{signature|Warm regards}"},
 {"name": "Offer a new time after a missed session", "wait": "3 days", "subject_template": "A new time for you?",
  "message_template": "Hi {lead_first_name|there},\n\nWould you still like to come? Tell us a day or two that work for you. If your plans have changed, a short word is enough, and we will not ask again.\n\n{signature|Warm regards}"}
 ]}
])json";

}  // namespace automation::core
