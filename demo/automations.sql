-- What a yoga studio wants to happen by itself.
\o /dev/null

select automation_start();

insert into automation_settings (business_name, voice, signature, timezone)
values ('Lakeside Yoga', 'warm, short sentences', 'Anna, Lakeside Yoga', 'Europe/Berlin')
on conflict (tenant_id) do update
set business_name = excluded.business_name, voice = excluded.voice,
    signature = excluded.signature, timezone = excluded.timezone;

-- No template: the model writes it.
select automation_create('{
    "name": "Welcome New Leads",
    "type": "lead_followup",
    "trigger": "new_lead",
    "delay_hours": 0,
    "delay_days": 0,
    "channel": "email",
    "enabled": true
}');

-- Only for some, and in our own words.
select automation_create($$ {
    "name": "Website offer",
    "type": "lead_followup",
    "trigger": "new_lead",
    "channel": "sms",
    "conditions": {"lead_status": "new", "source": "Website"},
    "message_template": "Hi {lead_first_name|there}, your first class at {business_name} is free this week. See you on the mat!"
} $$);

select automation_create($$ {
    "name": "Follow-up After 3 Days",
    "type": "lead_followup",
    "trigger": "new_lead",
    "delay_days": 3,
    "message_template": "Hi {lead_first_name|there},\n\ndid you find a class that suits you?"
} $$);

select automation_create($$ {
    "name": "Booking confirmed",
    "type": "confirmation",
    "trigger": "booking_created",
    "subject_template": "See you at {booking_title}",
    "message_template": "Dear {lead_name|guest},\n\n{booking_title} on {booking_starts_at} is yours. Please bring a towel."
} $$);

select automation_create($$ {
    "name": "Became a member",
    "type": "lead_followup",
    "trigger": "lead_status_changed",
    "conditions": {"lead_status": "member"},
    "ai_instructions": "Thank for the membership. One short paragraph."
} $$);
\o
