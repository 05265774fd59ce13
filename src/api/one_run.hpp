/* one_run.hpp — one automation and one lead, looked at as the worker would: for automation_test and automation_explain.
 *
 * Nothing is locked and nothing is written here.
 */
#pragma once
#include "core/decide.hpp"
#include "worker/shelf.hpp"
#include "worker/subjects.hpp"

#include <optional>

#include "api/session.hpp"

namespace automation::api {

class OneRun {
 public:
    /** Loads; a UserError when the automation, the lead or the booking is none the caller can see, or when they belong
     *  to different tenants. Without a booking: the lead's next one, else the last. */
    OneRun(Session const &session, core::AutomationId automation, core::LeadId lead,
           std::optional<core::BookingId> booking);
    /** The same for an automation and a lead of one tenant that are known to be there. */
    OneRun(core::AutomationKey const &automation, core::LeadId lead, std::optional<core::BookingId> booking);

    [[nodiscard]] core::Automation const &automation() const { return *shelf_.at(run_.automation_key()).automation; }
    [[nodiscard]] core::Run const &run() const noexcept { return run_; }
    [[nodiscard]] core::Lead const &lead() const { return *subjects_.lead(run_); }
    [[nodiscard]] core::Booking const *booking() const { return subjects_.booking(run_); }
    [[nodiscard]] core::Subject subject() const
    {
        return {lead(), booking(), subjects_.settings(run_), subjects_.zone(run_)};
    }
    [[nodiscard]] bool channel_configured() const { return subjects_.channel_configured(run_, automation().channel); }
    /** Every condition with what it found. */
    [[nodiscard]] std::vector<core::Conditions::Seen> conditions() const;
    /** Every check with what it found. */
    [[nodiscard]] std::vector<core::Step> explain() const;

 private:
    [[nodiscard]] static core::AutomationKey key_of(Session const &session, core::AutomationId automation,
                                                    core::LeadId lead);

    core::Run run_;
    worker::Shelf shelf_;
    worker::Subjects subjects_;
};

}  // namespace automation::api
