#include "engine/runs/batch.hpp"

#include "core/decisions/recipient.hpp"
#include "engine/runs/debug_hooks.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "pg/extension/settings.hpp"
#include "store/lead_store.hpp"
#include "pg/process/random_hex.hpp"

namespace automation::engine {

namespace {

/* Of what is due at one moment, events run as they came (one event's runs in the order of the automations), then the
 * moments of the clock, which rounds may have found in any order, in that of theirs. Ids alone tell no order: they come
 * from the caches of many sessions. */
auto place_of(QueueRow const &row)
{
    auto const trigger = core::trigger_from(row.run.event);
    bool const timed = trigger && core::is_timed(*trigger) && !row.run.by_hand;
    return std::tuple(row.run.run_at, timed, timed ? row.run.automation : core::AutomationId{}, row.run.event_at,
                      row.run.id);
}

/* The end of a session that nobody has looked at. */
bool is_new_end(core::Run const &run)
{
    return run.run_at == run.event_at && !run.by_hand &&
           core::trigger_from(run.event) == core::Trigger::session_completed;
}

}  // namespace

PostCommit Batch::work(std::vector<QueueRow> rows)
{
    std::sort(rows.begin(), rows.end(), [](QueueRow const &a, QueueRow const &b) { return place_of(a) < place_of(b); });
    auto const edited = fetch_automations(rows);
    std::vector<QueueRow> live;
    live.reserve(rows.size());
    for (QueueRow &row : rows) {
        auto const &cached = automations_.at(row.run.automation_key());
        // Before any lock: thousands of runs may wait for one automation.
        if (cached.automation && !cached.automation->enabled) {
            effects_.parked.push_back({row.key(), std::nullopt});
        } else if (waits_ != nullptr && waits_->waits(row.run.tenant)) {
            effects_.awaiting_scans.push_back(row.key());
        } else if (!edited.empty() && edited.contains(row.run.automation_key())) {
            effects_.locked.push_back(row.key());
        } else {
            live.push_back(std::move(row));
        }
    }
    subjects_.load(live, automations_);
    entries_.load(live, automations_);
    for (std::size_t i = 0; i < live.size(); ++i) {
        finalize(i, live);
    }
    write(live);
    return std::move(effects_);
}

/* Returns the sequences that are being edited. */
std::set<core::AutomationKey> Batch::fetch_automations(std::vector<QueueRow> const &rows)
{
    std::vector<core::AutomationKey> keys;
    for (QueueRow const &row : rows) {
        keys.push_back(row.run.automation_key());
    }
    automations_.fetch(keys);
    return automations_.hold_sequences(keys);
}

void Batch::finish(std::size_t index, QueueRow const &row, FinishedRun completed)
{
    completed.run = &row.run;
    completed.lead = subjects_.lead(row.run);
    completed.booking = subjects_.booking(row.run);
    decided_.push_back({index, std::move(completed)});
}

void Batch::finalize(std::size_t index, std::vector<QueueRow> const &rows)
{
    QueueRow const &row = rows[index];
    if (dropped_.contains(index)) {
        return;
    }
    if (subjects_.locked(row.run)) {
        effects_.locked.push_back(row.key());
        return;
    }
    // What the change sets off is not in the queue yet, and may take this one's place; or an earlier run is due again.
    if (unsettled_.contains(row.run.lead_key())) {
        effects_.retry.push_back(row.key());
        return;
    }
    CachedAutomation const &cached = automations_.at(row.run.automation_key());
    if (cached.automation && cached.automation->type == core::Type::sequence) {
        decide_sequence(index, rows, *cached.automation);
        return;
    }
    if (cached.automation) {
        decide_row(index, rows, *cached.automation);
        return;
    }
    FinishedRun completed;
    if (!cached.broken.empty()) {
        completed.outcome = Outcome::failed;
        completed.reason = core::Reason::error;
        completed.detail = cached.broken;
    } else {
        completed.outcome = Outcome::skipped;
        completed.reason = core::Reason::automation_deleted;
        completed.detail = "the automation no longer exists";
    }
    completed.silent = subjects_.lead(row.run) == nullptr;
    finish(index, row, std::move(completed));
}

/* False: there is nothing to be done now, and what becomes of the row is settled. */
bool Batch::goes_on(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &automation,
                    core::Decision &decision)
{
    QueueRow const &row = rows[index];
    if (decision.reason == core::Reason::superseded && skipped_before(row, rows)) {
        effects_.retry.push_back(row.key());
        return false;
    }
    FinishedRun completed;
    completed.automation = &automation;
    switch (decision.verdict) {
        case core::Verdict::park:
            effects_.parked.push_back({row.key(), decision.until});
            return false;
        case core::Verdict::defer:
            deferrals_.push_back({index, *decision.until, decision.event_moves});
            // A session has ended and its delay is over, both while the server was away: what came later waits for it.
            if (*decision.until <= now_) {
                unsettled_.insert(row.run.lead_key());
            }
            return false;
        case core::Verdict::discard:
            completed.silent = true;
            break;
        case core::Verdict::skip:
        case core::Verdict::block:
            completed.outcome = decision.verdict == core::Verdict::skip ? Outcome::skipped : Outcome::blocked;
            break;
        case core::Verdict::run:
            return true;
    }
    completed.reason = std::move(decision.reason);
    completed.detail = std::move(decision.detail);
    finish(index, row, std::move(completed));
    return false;
}

void Batch::decide_row(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &automation)
{
    QueueRow const &row = rows[index];
    core::Decision decision = core::decide(subjects_.decision_input(row.run, automation, now_));
    if (!goes_on(index, rows, automation, decision)) {
        return;
    }
    FinishedRun completed;
    completed.automation = &automation;
    completed.reason = std::move(decision.reason);
    completed.detail = std::move(decision.detail);
    if (!automation.writes_message() && entered_.contains(row.run.lead_key())) {
        unsettled_.insert(row.run.lead_key());
        effects_.retry.push_back(row.key());
        return;
    }
    if (must_wait(index, row, automation)) {
        return;
    }
    debug::before_run(*subjects_.lead(row.run));
    if (automation.writes_message()) {
        compose(index, row, std::move(completed));
    } else {
        core::LeadChange change = automation.actions.apply(*subjects_.lead(row.run), now_);
        if (!change.failed.empty()) {
            completed.outcome = Outcome::failed;
            completed.reason = core::Reason::error;
            completed.detail = std::move(change.failed);
            finish(index, row, std::move(completed));
            return;
        }
        completed.change = std::move(change);
        drop_others_of_end(index, rows);
        subjects_.change_lead(row.run, *completed.change);
        if (completed.change->any()) {
            unsettled_.insert(row.run.lead_key());
        }
        finish_run(index, row, std::move(completed));
    }
}

/* Of the two ends of a session, the first did not stand any more: the second is decided when that is out of the queue.
 */
bool Batch::skipped_before(QueueRow const &row, std::vector<QueueRow> const &rows) const
{
    core::Run const &run = row.run;
    if (core::trigger_from(run.event) != core::Trigger::session_completed) {
        return false;
    }
    return std::ranges::any_of(decided_, [&](Decided const &one) {
        core::Run const &other = rows[one.row].run;
        return other.automation_key() == run.automation_key() && other.lead == run.lead &&
               other.booking == run.booking && one.completed.outcome != Outcome::ran;
    });
}

/* The conditions of all that an end sets off must have held when it came: before the first of them changes the lead. */
void Batch::drop_others_of_end(std::size_t index, std::vector<QueueRow> const &rows)
{
    core::Run const &run = rows[index].run;
    if (!is_new_end(run)) {
        return;
    }
    for (std::size_t i = index + 1; i < rows.size() && rows[i].run.run_at == run.run_at; ++i) {
        auto const &automation = automations_.at(rows[i].run.automation_key()).automation;
        if (!automation || rows[i].run.booking != run.booking || rows[i].run.tenant != run.tenant ||
            !is_new_end(rows[i].run)) {
            continue;
        }
        core::Decision const decision = core::decide(subjects_.decision_input(rows[i].run, *automation, now_));
        if (decision.verdict == core::Verdict::discard) {
            FinishedRun completed;
            completed.automation = &*automation;
            completed.silent = true;
            finish(i, rows[i], std::move(completed));
            dropped_.insert(i);
        }
    }
}

/* Runs for silent leads come at a walk: thousands of leads may have been silent for years. */
bool Batch::must_wait(std::size_t index, QueueRow const &row, core::Automation const &automation)
{
    // What the model has been asked for has had its place in a minute.
    if (model_.texts->contains(row.run.key())) {
        return false;
    }
    if (automation.trigger == core::Trigger::no_contact_days && !row.run.by_hand) {
        if (auto const until = rate_limiter_.try_acquire(automation, now_)) {
            effects_.rate_limited.push_back({row.key(), row.run.automation_key(), *until});
            return true;
        }
    }
    return waits_for_slot(index, row, automation);
}

bool Batch::waits_for_slot(std::size_t index, QueueRow const &row, core::Automation const &automation)
{
    int const limit = pg::settings::burst_limit;
    if (limit == 0 || !core::is_burst_limited(automation.type, automation.trigger) ||
        !subjects_.channel_configured(row.run, automation.channel)) {
        return false;
    }
    auto const slot = burst_.take_slot(row.run.automation_key(), row.run.key(), static_cast<std::size_t>(limit), now_);
    if (slot) {
        deferrals_.push_back({index, *slot, false});
    }
    return slot.has_value();
}

void Batch::compose(std::size_t index, QueueRow const &row, FinishedRun completed)
{
    core::Automation const &automation = *completed.automation;
    core::Lead const &lead = *subjects_.lead(row.run);
    core::Subject const subject = subjects_.subject(row.run, automation);
    core::Composed composed = core::compose(automation, subject, model_source(row.run, lead));
    if (auto *needs = std::get_if<core::NeedsModel>(&composed)) {
        ask_or_wait(row, automation, subject, std::move(*needs));
        return;
    }
    if (auto const *missing = std::get_if<core::MissingValue>(&composed)) {
        completed.outcome = Outcome::skipped;
        completed.reason = core::ReasonCode::missing(missing->variable);
        completed.detail = missing->why.empty() ? "the lead has no value for {" + missing->variable + "}"
                                                : "{" + missing->variable + "} is " + missing->why;
        finish(index, row, std::move(completed));
        return;
    }
    if (auto const *long_one = std::get_if<core::TooLong>(&composed)) {
        completed.outcome = Outcome::failed;
        completed.reason = core::Reason::error;
        completed.detail = long_one->detail;
        finish(index, row, std::move(completed));
        return;
    }
    completed.message = std::move(std::get<core::Message>(composed));
    if (subjects_.channel_configured(row.run, automation.channel)) {
        completed.recipient = core::recipient_for(automation, lead).address;
    }
    completed.notice = subject.notice;
    finish_run(index, row, std::move(completed));
}

void Batch::finish_run(std::size_t index, QueueRow const &row, FinishedRun completed)
{
    core::Automation const &automation = *completed.automation;
    if (automation.trigger == core::Trigger::no_contact_days && automation.step.empty() && automation.max_runs &&
        subjects_.history(row.run, automation).runs + 1 < *automation.max_runs) {
        completed.again_at = core::after(now_, automation.delay, subjects_.zone(row.run));
    }
    if (moves_last_contacted(completed)) {
        subjects_.contact(row.run, now_);
    }
    subjects_.add_enrollment(row.run, automation, now_);
    finish(index, row, std::move(completed));
}

core::ModelSource Batch::model_source(core::Run const &run, core::Lead const &lead)
{
    if (!lead.ai_allowed) {
        return core::NoModel{"the lead does not allow the model", 0, 0};
    }
    if (auto const text = model_.texts->find(run.key()); text != model_.texts->end()) {
        core::ModelSource source = text->second;
        if (auto *written = std::get_if<core::ModelText>(&source)) {
            written->last = model_.unavailable.has_value();
        }
        return source;
    }
    if (model_.unavailable) {
        return core::NoModel{*model_.unavailable, 0, 0};
    }
    return std::monostate{};
}

void Batch::ask_or_wait(QueueRow const &row, core::Automation const &automation, core::Subject const &subject,
                        core::NeedsModel needs)
{
    if (model_.places == 0) {
        effects_.awaiting_model.push_back(row.key());
        return;
    }
    --model_.places;
    core::PromptContext context;
    context.old_status = row.run.old_status;
    context.new_status = row.run.new_status;
    if (row.run.message) {
        auto const message = store::load_message(*row.run.message, row.run.tenant);
        context.inbound = message ? message->body : std::nullopt;
    }
    context.now = now_;
    context.earlier = std::move(needs.earlier);
    effects_.model_requests.emplace_back(
        row.key(), core::make_prompt(automation, automation.trigger, subject, context, pg::random_hex()));
}

void Batch::write(std::vector<QueueRow> const &rows)
{
    std::vector<QueueRow> leaving;
    for (Decided const &one : decided_) {
        leaving.push_back(rows[one.row]);
    }
    // The rows go first: what the delete does not return, is not done.
    std::vector<bool> const gone = delete_rows(leaving);
    std::vector<FinishedRun> recorded;
    std::vector<FinishedRun> silent;
    std::vector<std::pair<std::size_t, std::size_t>> written;  // of the decided, the place among the recorded
    for (std::size_t i = 0; i < decided_.size(); ++i) {
        if (!gone[i]) {
            effects_.locked.push_back(leaving[i].key());
            continue;
        }
        effects_.done.push_back(leaving[i].run.key());
        FinishedRun &completed = decided_[i].completed;
        effects_.failed += !completed.silent && completed.outcome == Outcome::failed ? 1 : 0;
        if (!completed.silent && completed.outcome == Outcome::ran) {
            note_ran(leaving[i].run);
        }
        std::size_t const row = decided_[i].row;
        RunSubject const subject{completed.run, completed.lead, completed.booking};
        steps_.record_before(row, subject, recorded);
        written.emplace_back(i, completed.silent ? std::numeric_limits<std::size_t>::max() : recorded.size());
        (completed.silent ? silent : recorded).push_back(std::move(completed));
        steps_.record_after(row, subject, recorded);
        steps_.keep(row, leaving[i].run);
    }
    put_off_rows(rows);
    steps_.end(now_);
    std::vector<std::int64_t> const messages = write_completed(recorded, silent, now_);
    for (auto const &[i, at] : written) {
        steps_.add_message(decided_[i].row, at < messages.size() ? messages[at] : 0);
    }
    effects_.queued_from = steps_.write(now_);
    if (retimed_) {
        effects_.queued_from = now_;
    }
    rate_limiter_.save();
    effects_.counted = !recorded.empty();
    effects_.silent = recorded.empty();
}

void Batch::note_ran(core::Run const &run)
{
    // Neighbours are mostly of one automation; who asks for them can do with twins.
    if (effects_.ran.empty() || effects_.ran.back().id != run.automation || effects_.ran.back().tenant != run.tenant) {
        effects_.ran.push_back(run.automation_key());
    }
}

void Batch::put_off_rows(std::vector<QueueRow> const &rows)
{
    std::vector<bool> const moved = put_off(rows, deferrals_);
    for (std::size_t i = 0; i < deferrals_.size(); ++i) {
        QueueRow const &row = rows[deferrals_[i].row];
        if (!moved[i]) {
            effects_.locked.push_back(row.key());
        } else if (deferrals_[i].until <= now_) {
            effects_.retry.push_back({deferrals_[i].until, row.run.key()});
        } else {
            effects_.deferred.push_back(row.run.key());
        }
    }
}

PostCommit fail_run(QueueRow const &row, AutomationCache &automations, std::string const &error, core::Instant now)
{
    PostCommit effects;
    automations.fetch({row.run.automation_key()});
    bool const edited = !automations.hold_sequences({row.run.automation_key()}).empty();
    Subjects subjects;
    subjects.load({row}, automations);
    if (edited || subjects.locked(row.run) || !delete_rows({row})[0]) {
        effects.locked.push_back(row.key());
        return effects;
    }
    effects.done.push_back(row.run.key());
    if (core::Lead const *const lead = subjects.lead(row.run)) {
        auto const &automation = automations.at(row.run.automation_key()).automation;
        FinishedRun completed;
        completed.run = &row.run;
        completed.automation = automation ? &*automation : nullptr;
        completed.lead = lead;
        completed.outcome = Outcome::failed;
        completed.reason = core::Reason::error;
        completed.detail = error;
        StepResults steps;
        if (row.run.of_step() && automation && automation->sequence) {
            completed.step = row.run.step;
            steps.pass(0, row.run, *automation, now);
        }
        steps.keep(0, row.run);
        (void)write_completed({completed}, {}, now);
        effects.queued_from = steps.write(now);
        effects.failed = 1;
        effects.counted = true;
    }
    return effects;
}

}  // namespace automation::engine
