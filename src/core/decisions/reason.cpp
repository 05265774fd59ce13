#include "core/decisions/reason.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace automation::core {

namespace {

constexpr std::array<ReasonEntry, 49> entries{{
    {Reason::absent, "absent",
     "the lead is absent, as an automatic reply says; the run is deferred to the day after the return"},
    {Reason::approved, "approved", "a person has approved the message"},
    {Reason::automation_deleted, "automation_deleted", "the automation no longer exists, or belongs to another tenant"},
    {Reason::booking_cancelled, "booking_cancelled",
     "the booking no longer exists or does not have the status that the automation is for"},
    {Reason::booking_moved, "booking_moved",
     "the booking has another time, another lead or another status than when the run was made"},
    {Reason::builtin, "builtin", "neither a template nor the model wrote the text; the detail says why"},
    {Reason::cancelled, "cancelled",
     "automation_cancel() removed the waiting run, or a person has cancelled the message"},
    {Reason::channel_disabled, "channel_disabled", "the channel is disabled; messages wait until it is enabled"},
    {Reason::channel_missing, "channel_missing",
     "the channel has no row in automation_channels; messages are only recorded"},
    {Reason::channel_paused, "channel_paused",
     "the channel is paused after an error that a person must correct; messages wait"},
    {Reason::classified, "classified", "a person has decided what an inbound message is"},
    {Reason::conditions, "conditions", "the conditions do not hold"},
    {Reason::cooldown, "cooldown", "the automation has run for the lead within its cooldown"},
    {Reason::daily_cap, "daily_cap",
     "the lead has received daily_cap messages today; the run is deferred to the next day"},
    {Reason::disabled, "disabled", "the automation is disabled; its runs wait until it is enabled"},
    {Reason::error, "error", "an error occurred; the detail is its message"},
    {Reason::exit, "exit", "the exit of the sequence holds"},
    {Reason::exited, "exited", "a step ended the sequence, or automation_exit()"},
    {Reason::finished, "finished", "no step of the sequence is left"},
    {Reason::goal, "goal", "the goal of the sequence is reached"},
    {Reason::gone, "gone", "the lead or the booking no longer exists"},
    {Reason::held, "held", "the message waits for the approval of a person"},
    {Reason::inside, "inside", "the lead is inside the sequence already; its event is ignored"},
    {Reason::inside_window, "inside_window", "the booking or the date was written after the run was due"},
    {Reason::loop, "loop", "the automation would trigger itself, or the chain of automations would be longer than 8"},
    {Reason::max_runs, "max_runs", "the automation has run max_runs times for the lead"},
    {Reason::maybe_duplicate, "maybe_duplicate",
     "an earlier attempt may have been delivered; a person must decide whether it is sent again"},
    {Reason::maybe_stop, "maybe_stop",
     "a reply of the lead on the channel may ask to stop; the run waits until automation_classify() decides"},
    {Reason::merged, "merged", "the lead was merged into another one"},
    {Reason::missing, "missing_<variable>",
     "a variable of the template has neither a value nor a fallback, or the lead has no value in a column that the "
     "automation needs"},
    {Reason::no_booking, "no_booking", "the run needs a booking with a time, and there is none"},
    {Reason::no_date, "no_date", "the lead no longer has the date that the run was made for"},
    {Reason::no_event, "no_event", "no event since the automation was saved has created a run that waits"},
    {Reason::no_recipient, "no_recipient",
     "the lead has no valid address for the channel, or messages to the address were not deliverable"},
    {Reason::not_due, "not_due", "the run is not due yet"},
    {Reason::on_event, "on_event", "the automation runs only when its event occurs"},
    {Reason::opted_out, "opted_out", "the lead or the owner of the address has opted out of the channel"},
    {Reason::passed, "passed", "the due time had passed when the automation was saved, or was evaluated before"},
    {Reason::quiet_hours, "quiet_hours", "quiet hours of the tenant; the run is deferred to their end"},
    {Reason::rejected, "rejected", "a person has rejected the message"},
    {Reason::replied, "replied", "the lead has written after the event, and the automation stops on a reply"},
    {Reason::retried, "retried", "a person has queued a failed run or message again"},
    {Reason::send_window, "send_window",
     "the sending window of the automation or the tenant is closed, or it is a holiday; the run is deferred to its "
     "opening"},
    {Reason::subject_gone, "subject_gone", "the booking that the lead was in the sequence for no longer exists"},
    {Reason::superseded, "superseded",
     "a newer run takes the place of this one, or the trigger of the automation was changed"},
    {Reason::test, "test", "the run was executed by automation_test()"},
    {Reason::too_late, "too_late", "the run is later than max_lateness, or the booking has started"},
    {Reason::whatsapp_window, "whatsapp_window",
     "WhatsApp accepts only templates outside 24 hours after the lead's last message"},
    {Reason::worker, "worker", "no worker serves the database"},
}};

/** Its code is this and the variable. */
constexpr std::string_view missing_prefix = "missing_";

constexpr bool is_in_order()
{
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (static_cast<std::size_t>(entries[i].reason) != i + 1) {
            return false;
        }
    }
    return true;
}
static_assert(is_in_order(), "a reason is looked up by its number");

}  // namespace

std::span<ReasonEntry const> reason_entries() noexcept
{
    return entries;
}

ReasonCode ReasonCode::missing(std::string variable)
{
    ReasonCode code(Reason::missing);
    code.variable_ = std::move(variable);
    return code;
}

std::string ReasonCode::code() const
{
    if (reason_ == Reason::none) {
        return {};
    }
    if (reason_ == Reason::missing) {
        return std::string(missing_prefix) + variable_;
    }
    return std::string(entries[static_cast<std::size_t>(reason_) - 1].code);
}

}  // namespace automation::core
