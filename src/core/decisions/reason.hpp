/* reason.hpp — the reason codes: why a run or a message did not go the plain way. Their words are part of the public
 * interface (details ->> 'reason' of an activity, column reason of the insight functions) and never change.
 */
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace automation::core {

enum class Reason : std::uint8_t {
    none,  ///< a plain run
    absent,
    approved,
    automation_deleted,
    booking_cancelled,
    booking_moved,
    builtin,
    cancelled,
    channel_disabled,
    channel_missing,
    channel_paused,
    classified,
    conditions,
    cooldown,
    daily_cap,
    disabled,
    error,
    exit,
    exited,
    finished,
    goal,
    gone,
    held,
    inside,
    inside_window,
    loop,
    max_runs,
    maybe_duplicate,
    maybe_stop,
    merged,
    missing,  ///< missing_<variable>
    no_booking,
    no_date,
    no_event,
    no_recipient,
    not_due,
    on_event,
    opted_out,
    passed,
    quiet_hours,
    rejected,
    replied,
    retried,
    send_window,
    subject_gone,
    superseded,
    test,
    too_late,
    whatsapp_window,
    worker
};

struct ReasonEntry {
    Reason reason;
    std::string_view code;
    std::string_view meaning;  ///< one sentence, as the reference documents it
};

/** Every reason but `none`, in the order of the enumeration. */
[[nodiscard]] std::span<ReasonEntry const> reason_entries() noexcept;

/** A reason with what its code depends on: the variable of `missing`. */
class ReasonCode {
 public:
    ReasonCode() = default;
    ReasonCode(Reason reason) noexcept
        : reason_(reason) {}  // NOLINT(google-explicit-constructor): a reason is its own code
    [[nodiscard]] static ReasonCode missing(std::string variable);

    [[nodiscard]] bool empty() const noexcept { return reason_ == Reason::none; }
    [[nodiscard]] Reason reason() const noexcept { return reason_; }
    /** "too_late", "missing_first_name"; empty for `none`. */
    [[nodiscard]] std::string code() const;

    friend bool operator==(ReasonCode const &, ReasonCode const &) = default;
    friend bool operator==(ReasonCode const &a, std::string_view code) { return a.code() == code; }

 private:
    Reason reason_ = Reason::none;
    std::string variable_;
};

}  // namespace automation::core
