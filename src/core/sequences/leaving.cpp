#include "core/sequences/leaving.hpp"

#include "core/crm/opt_out_list.hpp"
#include "core/decisions/recipient.hpp"
#include "core/sequences/step_automation.hpp"

#include <algorithm>

namespace automation::core {

namespace {

/* A notice to the business goes out whatever the lead refuses, and so keeps the lead inside. */
bool refuses_rest(Automation const &sequence, SequenceEntry const &entry, Lead const &lead)
{
    std::vector<std::string> const channels = channels_ahead(sequence, entry, lead);
    return !channels.empty() && std::ranges::all_of(channels, [&](std::string const &channel) {
        return !channel.empty() && refuses(lead.opted_out, channel);
    });
}

/* A booking that was moved is still as the trigger asks. */
bool is_cancelled(Automation const &sequence, SequenceSubject const &subject)
{
    using enum BookingStatus;
    Booking const &booking = *subject.booking;
    if (booking.lead && *booking.lead != subject.lead.id) {
        return true;
    }
    switch (sequence.trigger) {
        case Trigger::booking_cancelled:
            return booking.status != cancelled;
        case Trigger::booking_no_show:
            return booking.status != no_show;
        case Trigger::session_completed:
            return booking.status == cancelled || booking.status == no_show;
        default:
            return booking.status != booked;
    }
}

bool is_before_first_message(Automation const &sequence, SequenceEntry const &entry) noexcept
{
    return sequence.trigger == Trigger::message_received && !entry.last_message_at;
}

}  // namespace

std::vector<std::string> channels_ahead(Automation const &sequence, SequenceEntry const &entry, Lead const &lead)
{
    Sequence const &steps = *sequence.sequence;
    auto const from = steps.find(entry.step);
    std::vector<std::string> channels;
    for (StepIndex i = 0; from && i < steps.steps.size(); ++i) {
        SequenceStep const &step = steps.steps[i];
        // The message of the entry's step is written, and has not been sent.
        bool const comes = !entry.has_done(step.name) || (entry.message && i == *from);
        if (step.work == StepWork::message && comes && may_reach(steps, *from, i)) {
            bool const notice = step.to && writes_notice(step_automation(sequence, step), lead);
            channels.push_back(notice ? std::string() : step.channel.value_or(sequence.channel));
        }
    }
    return channels;
}

bool restarts_wait(Automation const &sequence, SequenceEntry const &entry, Lead const &lead) noexcept
{
    return is_before_first_message(sequence, entry) && lead.last_inbound_at && *lead.last_inbound_at > entry.reached_at;
}

std::optional<Reason> reason_to_leave(Automation const &sequence, SequenceEntry const &entry,
                                      SequenceSubject const &subject, SequenceFacts const &facts)
{
    if (refuses_rest(sequence, entry, subject.lead)) {
        return Reason::opted_out;
    }
    if (subject.booking_id && subject.booking == nullptr) {
        return Reason::subject_gone;
    }
    if (subject.booking_id && concerns_booking(sequence.trigger) && is_cancelled(sequence, subject)) {
        return Reason::booking_cancelled;
    }
    bool const stop_on_reply = sequence.stop_on_reply && !is_before_first_message(sequence, entry);
    return reason_to_leave(*sequence.sequence, entry, facts, stop_on_reply);
}

}  // namespace automation::core
