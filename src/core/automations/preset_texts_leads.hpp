/* preset_texts_leads.hpp — the automations of the presets about leads, as JSON: one list a set.
 *
 * Every variable that may be absent has a fallback, so that no message is skipped for want of a name or a signature.
 * Names of automations and of steps are unique among all sets, because a set is installed by them and texts are found
 * by them; a step has the name that its automation had before there were sequences.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

inline constexpr std::string_view welcome_and_nurture = R"json([
{"name": "Welcome and nurture", "type": "sequence", "trigger": "new_lead", "channel": "email",
 "exit": {"lead_status": {"ne": "new"}},
 "steps": [
 {"name": "Welcome a new lead",
  "subject_template": "Welcome, and thank you for writing to us",
  "message_template": "Hi {lead_first_name|there},\n\nThank you for getting in touch with {business_name|us}. We are glad you found us.\n\nTell us in a line or two what you are looking for, and we will come back to you with an idea.\n\n{signature|Warm regards}"},
 {"name": "How we can help", "wait": "2 days",
  "subject_template": "How can we help?",
  "message_template": "Hi {lead_first_name|there},\n\nA first step is often the hardest, so here is an easy one: reply with the one question that matters most to you right now. A person reads it and answers.\n\n{signature|Warm regards}"},
 {"name": "Offer a first appointment", "wait": "4 days",
  "subject_template": "Shall we find a time?",
  "message_template": "Hi {lead_first_name|there},\n\nWould you like to meet or have a quick call? Reply with two or three times that suit you, and we will confirm one of them.\n\n{signature|Warm regards}"},
 {"name": "Leave the door open", "wait": "8 days",
  "subject_template": "We are here when you need us",
  "message_template": "Hi {lead_first_name|there},\n\nWe do not want to fill your inbox, so this is the last message of this kind. If the time is right later, simply reply: it reaches us, and we will be happy to hear from you.\n\n{signature|Warm regards}"}
 ]}
])json";

// A contact that is none of ours is noted in last_contacted: then a step is passed by.
inline constexpr std::string_view win_back = R"json([
{"name": "Win back", "type": "sequence", "trigger": "no_contact_days", "delay_days": 60, "channel": "email",
 "goal": "booking",
 "steps": [
 {"name": "Check in after two months", "subject_template": "How are you getting on?",
  "message_template": "Hi {lead_first_name|there},\n\nIt has been a while, and we were wondering how you are. Is there anything we can do for you? A short reply is enough.\n\n{signature|Warm regards}"},
 {"name": "Invite back after three more months", "wait": "90 days",
  "conditions": {"last_contacted": {"older_than": "89 days"}}, "subject_template": "We would love to see you again",
  "message_template": "Hi {lead_first_name|there},\n\nWe have not seen you at {business_name|our place} for some time and would love to welcome you back. Reply with a day that suits you, and we will find a place for you.\n\n{signature|Warm regards}"},
 {"name": "Say goodbye for now", "wait": "180 days",
  "conditions": {"last_contacted": {"older_than": "179 days"}}, "subject_template": "Should we stay in touch?",
  "message_template": "Hi {lead_first_name|there},\n\nWe have not heard from you for quite some time. If you would like to stay in touch, reply with a yes. If not, there is nothing to do: we wish you all the best.\n\n{signature|Warm regards}"},
 {"name": "Mark as inactive after a year", "wait": "365 days",
  "conditions": {"last_contacted": {"older_than": "364 days"}}, "actions": {"set": {"status": "inactive"}}}
 ]}
])json";

inline constexpr std::string_view pipeline_hygiene = R"json([
{"name": "Engaged when a new lead writes", "type": "crm_update", "trigger": "message_received",
 "conditions": {"lead_status": "new"}, "actions": {"set": {"status": "engaged"}}},
{"name": "Booked when a booking is made", "type": "crm_update", "trigger": "booking_created",
 "actions": {"set": {"status": "booked"}}},
{"name": "Customer when a session took place", "type": "crm_update", "trigger": "session_completed",
 "actions": {"set": {"status": "customer"}}},
{"name": "Engaged again after a cancellation", "type": "crm_update", "trigger": "booking_cancelled",
 "conditions": {"lead_status": "booked"}, "actions": {"set": {"status": "engaged"}}},
{"name": "Cold after a month without contact", "type": "crm_update", "trigger": "no_contact_days", "delay_days": 30,
 "conditions": {"lead_status": "new"}, "actions": {"set": {"status": "cold"}}},
{"name": "Lost after half a year without contact", "type": "crm_update", "trigger": "no_contact_days",
 "delay_days": 180, "conditions": {"lead_status": "engaged"}, "actions": {"set": {"status": "lost"}}}
])json";

}  // namespace automation::core
