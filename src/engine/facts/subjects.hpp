/* subjects.hpp — the leads, bookings, settings and memories that a batch of runs is about, locked and loaded at once.
 */
#pragma once
#include "core/crm/inbound_state.hpp"
#include "core/decisions/decide.hpp"
#include "engine/queue/queue.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/enrollment_cache.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/suppressions.hpp"

namespace automation::engine {

class Subjects {
 public:
    /** Locks and loads, in the order of the locks: leads, then bookings. Waits for nobody. */
    void load(std::vector<QueueRow> const &rows, AutomationCache const &automations);
    /** The same for messages that are about to leave, without what runs remember. */
    void load_for_delivery(std::vector<QueueRow> const &rows, AutomationCache const &automations);
    /** Loads what runs are about without a lock: to show, not to do. `known`: a lead that is at hand. */
    void load_unlocked(std::vector<QueueRow> const &rows, AutomationCache const &automations,
                       core::Lead const *known = nullptr);
    /** The same for many, whose leads and bookings are at hand. Rows with a negative id are in no queue. */
    void load_unlocked(std::vector<QueueRow> const &rows, std::vector<core::Lead> leads,
                       std::vector<core::Booking> bookings, AutomationCache const &automations);

    /** True when somebody else holds the lead or the booking: the run is to be tried again. */
    [[nodiscard]] bool locked(core::Run const &run) const;
    [[nodiscard]] core::Lead const *lead(core::Run const &run) const;
    [[nodiscard]] core::Booking const *booking(core::Run const &run) const;
    /** The message that set the run off, where conditions ask for it. */
    [[nodiscard]] core::InboundMessage const *inbound(core::Run const &run) const;
    /** The sequences that the lead is in, without the entry that the run is about; null: no condition asks for them. */
    [[nodiscard]] std::vector<std::string> const *inside(core::Run const &run) const;
    [[nodiscard]] core::TenantSettings const &settings(core::Run const &run) const;
    [[nodiscard]] core::TimeZone const &zone(core::Run const &run) const;
    /** What its message is written from; needs a lead. */
    [[nodiscard]] core::Subject subject(core::Run const &run, core::Automation const &automation) const;
    [[nodiscard]] core::RunHistory history(core::Run const &run, core::Automation const &automation) const
    {
        return enrollments_.history(run, automation, lead(run), booking(run));
    }
    /** Messages to the lead since midnight of its zone; 0 where there is no cap. */
    [[nodiscard]] int messages_today(core::Run const &run, core::Instant now) const;
    [[nodiscard]] bool channel_configured(core::Run const &run, std::string const &channel) const;
    /** What automation_suppressions says of addresses of these rows' tenants; at most one statement. */
    [[nodiscard]] std::vector<core::Suppressions> suppressions(std::vector<store::Recipient> const &recipients) const
    {
        return store::suppressions_of(recipients, suppressing_);
    }
    /** The input of decide(). Refers to the run, the automation and this. No other place makes one. */
    [[nodiscard]] core::DecisionInput decision_input(core::Run const &run, core::Automation const &automation,
                                                     core::Instant now) const
    {
        return decision_input(run, &automation, now);
    }
    /** The same for decide_delivery(), of a message whose automation may be gone: null. */
    [[nodiscard]] core::DecisionInput decision_input(core::Run const &run, core::Automation const *automation,
                                                     core::Instant now) const;
    /** This batch changes the lead: what comes after it in the batch sees it so. */
    void change_lead(core::Run const &run, core::LeadChange const &change);
    /** Its addresses have changed with that: asks automation_suppressions of the new ones. */
    void follow_addresses(std::vector<QueueRow> const &rows, AutomationCache const &automations)
    {
        suppressed_.clear();
        load_suppressions(rows, automations);
    }
    /** This batch records a message to the lead: it is not silent any more. */
    void contact(core::Run const &run, core::Instant now);
    /** This batch runs the automation for the lead: what comes after it in the batch must know. */
    void add_enrollment(core::Run const &run, core::Automation const &automation, core::Instant now);
    /** This batch lets the lead into a sequence, or out of it: the same. */
    void move_inside(core::Run const &run, core::Automation const &sequence, bool enters);

 private:
    [[nodiscard]] core::TimeZone const &business_zone(core::Run const &run) const;
    void load_subjects(std::vector<QueueRow> const &rows);
    void load_leads(std::vector<QueueRow> const &rows);
    void load_bookings(std::vector<QueueRow> const &rows);
    void load_settings(std::string const &tenant);
    void load_inbound_states(std::vector<QueueRow> const &rows);
    void load_recent_messages(std::vector<QueueRow> const &rows);
    void load_inbound(std::vector<QueueRow> const &rows, AutomationCache const &automations);
    void load_inside(std::vector<QueueRow> const &rows, AutomationCache const &automations);
    void load_dates(std::vector<QueueRow> const &rows, AutomationCache const &automations);
    void load_suppressions(std::vector<QueueRow> const &rows, AutomationCache const &automations);

    std::unordered_map<core::LeadKey, core::Lead> leads_;
    std::unordered_map<core::BookingKey, core::Booking> bookings_;
    std::set<core::LeadKey> locked_leads_;
    std::set<core::BookingKey> locked_bookings_;
    std::map<std::string, core::TenantSettings> settings_;
    std::map<std::string, std::set<std::string>> channels_;
    EnrollmentCache enrollments_;
    std::unordered_map<core::RunKey, core::InboundMessage> inbound_;
    std::unordered_map<core::RunKey, std::vector<std::string>> inside_;  ///< of runs whose conditions ask for it
    std::unordered_map<core::LeadKey, std::vector<core::RunKey>> inside_runs_;
    std::unordered_map<core::RunKey, core::ParsedDateTime> dates_;  ///< of lead_date
    std::set<core::RunKey> superseded_;                             ///< another run takes their place
    std::unordered_map<core::LeadKey, std::vector<core::Instant>> recent_messages_;
    std::set<std::string> awaiting_;  ///< tenants with replies to classify or absences
    std::unordered_map<core::LeadKey, core::InboundState> inbound_states_;
    std::map<std::string, store::Suppressing> suppressing_;            ///< by tenant, like settings_
    std::unordered_map<core::RunKey, core::Suppressions> suppressed_;  ///< of the address that is used
};

}  // namespace automation::engine
