#include "engine/delivery/delivery_results.hpp"

#include "core/messages/provider_message_id.hpp"
#include "core/time/retry.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "engine/delivery/delivery_activity.hpp"
#include "engine/delivery/auto_disable.hpp"
#include "engine/runs/lead_updates.hpp"
#include "engine/runs/statistics.hpp"

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "store/lead_store.hpp"
#include "pg/extension/settings.hpp"
#include "store/suppressions.hpp"

namespace automation::engine {

namespace {

using Kind = channels::SendOutcome::Kind;

/* A provider that is busy, or lists us in grey for minutes: from half a minute on, doubling. */
constexpr int first_doublings = 5;

class Recorder {
 public:
    Recorder(std::vector<SendResult> const &results, ChannelSending const &ways, core::Instant now,
             double (*unit_random)())
        : results_(results), ways_(ways), now_(now), unit_random_(unit_random)
    {}

    RecordResult record()
    {
        lock();
        for (std::size_t i = 0; i < results_.size(); ++i) {
            if (free(i)) {
                note(i);
            } else {
                recorded_.again.push_back(i);
            }
        }
        write();
        return std::move(recorded_);
    }

 private:
    /* Leads, then messages: the order of the locks everywhere. A message may have been given to another lead since it
     * left; its row in the queue went along. */
    void lock()
    {
        std::vector<MessageKey> messages;
        std::vector<core::RunKey> rows;
        for (SendResult const &result : results_) {
            messages.push_back(result.claimed.delivery.message_key());
            rows.push_back(result.claimed.row.run.key());
        }
        for (QueueRow &row : read_rows(rows)) {
            core::RunKey key = row.run.key();
            rows_.emplace(std::move(key), std::move(row));
        }
        std::vector<core::LeadKey> leads;
        for (std::size_t i = 0; i < results_.size(); ++i) {
            leads.push_back(run_of(i).lead_key());
        }
        for (core::Lead const &lead : store::lock_leads(pg::Keys(std::move(leads)))) {
            leads_.insert(lead.key());
        }
        messages_ = lock_messages(messages);
        there_ = messages_there(messages);
    }

    /* The run as the queue has it, else as it was when the message left. */
    [[nodiscard]] core::Run const &run_of(std::size_t i) const
    {
        core::Run const &left = results_[i].claimed.row.run;
        auto const row = rows_.find(left.key());
        return row == rows_.end() ? left : row->second.run;
    }

    /* A message that has been deleted, with its lead or without, keeps nobody waiting. */
    [[nodiscard]] bool free(std::size_t i) const
    {
        channels::Delivery const &delivery = results_[i].claimed.delivery;
        MessageKey const key = delivery.message_key();
        return !there_.contains(key) || (leads_.contains(run_of(i).lead_key()) && messages_.contains(key));
    }

    void note(std::size_t i)
    {
        channels::SendOutcome const &outcome = results_[i].outcome;
        switch (outcome.kind) {
            case Kind::accepted:
                sent(i);
                return;
            case Kind::refused:
                refused(i, outcome);
                return;
            case Kind::try_again:
                later(i, false);
                return;
            case Kind::unknown:
                if (ways_.hold_ambiguous) {
                    held(i);
                } else {
                    later(i, true);
                }
                return;
            case Kind::channel_waits:
            case Kind::channel_broken:
                waits(i);
                return;
        }
    }

    void sent(std::size_t i)
    {
        ClaimedDelivery const &claimed = results_[i].claimed;
        change(i, "sent", std::nullopt, 0, false).provider_message_id = provider_id(i);
        insert_activity(i, "message_sent", {.provider_message_id = results_[i].outcome.provider_message_id});
        if (!claimed.delivery.notice) {
            contacted_.push_back(run_of(i).lead_key());
        }
        if (claimed.delivery.automation && !claimed.row.run.by_hand) {
            ++sent_[{*claimed.delivery.automation, claimed.delivery.tenant}];
        }
        leave_queue(i);
    }

    /* What may not go to this person is no failure, neither of the message nor of its automation. */
    void refused(std::size_t i, channels::SendOutcome const &outcome)
    {
        if (outcome.opted_out) {
            blocked(i, core::Reason::opted_out);
            opted_out_.push_back(i);
        } else if (outcome.blocked_window) {
            blocked(i, core::Reason::whatsapp_window);
        } else {
            failed(i, outcome.detail);
        }
    }

    void blocked(std::size_t i, core::Reason reason)
    {
        channels::SendOutcome const &outcome = results_[i].outcome;
        change(i, "cancelled", outcome.detail, 0, false);
        insert_activity(i, "automation_blocked", {.reason = reason, .detail = outcome.detail, .code = outcome.code});
        leave_queue(i);
    }

    void failed(std::size_t i, std::string const &detail)
    {
        ClaimedDelivery const &claimed = results_[i].claimed;
        channels::SendOutcome const &outcome = results_[i].outcome;
        change(i, "failed", detail, 0, false);
        insert_activity(i, "message_failed", {.reason = core::Reason::error, .detail = detail, .code = outcome.code});
        if (outcome.bad_address) {
            suppressed_.push_back(i);
        }
        if (claimed.delivery.automation) {
            failing_.insert({*claimed.delivery.automation, claimed.delivery.tenant});
        }
        leave_queue(i);
    }

    void held(std::size_t i)
    {
        change(i, "held", results_[i].outcome.detail, 0, true);
        insert_activity(i, "message_held",
                        {.reason = core::Reason::maybe_duplicate,
                         .detail = results_[i].outcome.detail,
                         .code = results_[i].outcome.code});
        leave_queue(i);
    }

    void later(std::size_t i, bool maybe_sent)
    {
        channels::SendOutcome const &outcome = results_[i].outcome;
        int const attempts = attempts_of(i);
        int const most = outcome.once_more ? 2 : pg::settings::max_attempts;
        if (attempts >= most) {
            failed(i, "failed after " + std::to_string(attempts) + " attempts: " + outcome.detail);
            return;
        }
        auto const wait =
            core::next_wait({.number = attempts + first_doublings, .asked_wait = outcome.wait}, unit_random_());
        change(i, "queued", outcome.detail, 0, maybe_sent);
        core::Run const &run = results_[i].claimed.row.run;
        moves_.push_back({run.key(), now_ + wait, attempts, outcome.detail});
        retry_later(i, now_ + wait);
    }

    void waits(std::size_t i)
    {
        change(i, "queued", results_[i].outcome.detail, -1, false);
        retry_later(i, results_[i].claimed.row.run.run_at);
    }

    void retry_later(std::size_t i, core::Instant at)
    {
        recorded_.queued.push_back(i);
        recorded_.due = std::min(recorded_.due.value_or(at), at);
    }

    MessageChange &change(std::size_t i, char const *status, core::NullableText error, int attempts, bool maybe_sent)
    {
        channels::Delivery const &delivery = results_[i].claimed.delivery;
        changes_.push_back({.key = delivery.message_key(),
                            .status = status,
                            .error = std::move(error),
                            .attempts = attempts,
                            .maybe_sent = maybe_sent});
        return changes_.back();
    }

    [[nodiscard]] core::NullableText provider_id(std::size_t i) const
    {
        std::string const &id = results_[i].outcome.provider_message_id;
        return id.empty() ? std::nullopt : core::NullableText(core::stored_message_id(ways_.channel, id));
    }

    [[nodiscard]] int attempts_of(std::size_t i) const { return results_[i].claimed.row.run.attempts + 1; }

    void insert_activity(std::size_t i, char const *type, ActivityFields note)
    {
        ClaimedDelivery const &claimed = results_[i].claimed;
        if (!there_.contains(claimed.delivery.message_key())) {
            return;
        }
        note.attempts = attempts_of(i);
        note.maybe_sent = claimed.maybe_sent || results_[i].outcome.kind == Kind::unknown;
        activities_.push_back(make_activity(run_of(i), ways_.channel, type, note));
    }

    void leave_queue(std::size_t i)
    {
        if (auto const row = rows_.find(results_[i].claimed.row.run.key()); row != rows_.end()) {
            gone_.push_back(row->second);
        }
    }

    void write()
    {
        enqueue::EngineWrite const ours;
        change_messages(changes_, now_);
        move_last_contacted(contacted_, now_);
        store::insert_activities(activities_, now_);
        (void)delete_rows(gone_);
        for (Move const &move : moves_) {
            move_row(move.run, move.at, move.attempts, move.error);
        }
        for (std::size_t const i : suppressed_) {
            channels::Delivery const &delivery = results_[i].claimed.delivery;
            store::suppress({delivery.tenant, delivery.channel, delivery.recipient}, results_[i].outcome.detail);
        }
        for (std::size_t const i : opted_out_) {
            channels::Delivery const &delivery = results_[i].claimed.delivery;
            enqueue::ConsentScope const scope("provider", delivery.id);
            // Since it left, the message may have been given to another lead.
            core::LeadId const lead = run_of(i).lead;
            (void)enqueue::refuse({.lead = lead,
                                   .tenant = delivery.tenant,
                                   .channel = delivery.channel,
                                   .address = delivery.recipient,
                                   .detail = results_[i].outcome.detail,
                                   .of_the_address = !delivery.to_the_lead || lead != delivery.lead});
        }
        for (auto const &[automation, count] : sent_) {
            append_sent(automation.id, automation.tenant, count, now_);
        }
        recorded_.counted = !sent_.empty();
        for (core::AutomationKey const &automation : failing_) {
            disable_if_failing(automation.id, automation.tenant, now_);
        }
    }

    struct Move {
        core::RunKey run;
        core::Instant at;
        int attempts = 0;
        std::string error;
    };

    std::vector<SendResult> const &results_;
    ChannelSending const &ways_;
    core::Instant now_;
    double (*unit_random_)();
    std::unordered_set<core::LeadKey> leads_;
    std::unordered_map<MessageKey, StoredMessage> messages_;
    std::unordered_set<MessageKey> there_;
    std::unordered_map<core::RunKey, QueueRow> rows_;
    std::vector<MessageChange> changes_;
    std::vector<store::Activity> activities_;
    std::vector<core::LeadKey> contacted_;
    std::vector<QueueRow> gone_;
    std::vector<Move> moves_;
    std::vector<std::size_t> suppressed_, opted_out_;
    std::map<core::AutomationKey, int> sent_;
    std::set<core::AutomationKey> failing_;
    RecordResult recorded_;
};

}  // namespace

RecordResult record(std::vector<SendResult> const &results, ChannelSending const &ways, core::Instant now,
                    double (*unit_random)())
{
    return Recorder(results, ways, now, unit_random).record();
}

}  // namespace automation::engine
