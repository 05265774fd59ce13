#include "engine/runs/poison_run.hpp"
#include "engine/runs/run_executor.hpp"

#include "core/time/retry.hpp"
#include "engine/queue/claims.hpp"
#include "engine/session/random.hpp"
#include "engine/runs/statistics.hpp"
#include "engine/session/worker_session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "pg/time/clock.hpp"
#include "pg/process/process.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/wait.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

/* A cancel, a shutdown, or a state in which no transaction of ours begins. */
bool is_not_of_runs(std::exception const &error)
{
    auto const *const refused = dynamic_cast<core::UserError const *>(&error);
    return wants_us_to_stop(error) || (refused != nullptr && refused->mistake() == core::ErrorCode::wrong_state);
}

std::vector<core::RunKey> keys_of(std::vector<QueueRow> const &rows)
{
    std::vector<core::RunKey> keys;
    keys.reserve(rows.size());
    for (QueueRow const &row : rows) {
        keys.push_back(row.run.key());
    }
    return keys;
}

}  // namespace

RunExecutor::RunExecutor(pg::Transactions &transactions, ModelSettings model)
    : transactions_(transactions), model_(std::move(model))
{}

template <class Work>
void RunExecutor::in_session(Work &&work)
{
    in_worker_session(transactions_, std::forward<Work>(work));
}

ModelView RunExecutor::model_view()
{
    core::Instant const now = pg::now();
    return {.texts = &texts_, .unavailable = model_.unavailable(now), .places = model_.capacity(now)};
}

bool RunExecutor::run_batch(std::size_t most)
{
    std::size_t const limit =
        std::min(crash_isolation_.limit(static_cast<std::size_t>(pg::settings::batch_size)), most);
    if (limit == 0) {
        return false;
    }
    if (waits_for_table()) {
        return false;
    }
    apply_left_changes();
    if (auto const earliest = parked_.take_expired(pg::now())) {
        rewind(*earliest);
    }
    find_timed();
    wait_for_scans();
    try_suspended();
    try_one_alone();
    ModelView const model = model_view();
    give_turns(claims_, turns_, limit);
    std::vector<core::RunKey> const held =
        claims_.take_ready(pg::now(), limit, model.unavailable ? limit : model.places);
    bool page_was_full = false;
    std::vector<QueueRow> rows;
    std::optional<PostCommit> effects;
    std::vector<QueueRow> locked;
    bool changes_come_first = false;
    try {
        pg::CommitDurability durability;
        in_session([&] {
            if (std::exchange(left_changes_.unknown, false) && enqueue::any_left_changes()) {
                changes_come_first = true;
                return;
            }
            rows = read(held, limit, page_was_full);
            if (rows.empty()) {
                return;
            }
            if (crash_isolation_.is_active()) {
                locked = crash_isolation_.mark_attempt(rows);
            } else {
                effects = Batch(automations_, burst_, model, pg::now(), &scan_waits_).work(rows);
                if (effects->silent) {
                    durability.relax();  // the rows would be there again, and leads in sequences where they were
                }
            }
        });
    } catch (std::exception const &error) {
        if (rows.empty()) {
            claims_.requeue(held, pg::now());
            throw;
        }
        if (is_not_of_runs(error)) {
            put_off(rows);
            throw;
        }
        bisect(rows, failure_from(error));
        return true;
    }
    if (changes_come_first) {
        left_changes_.any = true;
        left_changes_.again = {};
        std::ranges::for_each(held, [&](core::RunKey const &run) { claims_.mark_ready(run); });
        return true;
    }
    put_off(locked);
    for (QueueRow const &row : locked) {
        std::erase_if(rows, [&](QueueRow const &other) { return other.run.key() == row.run.key(); });
    }
    if (effects) {
        apply_effects(std::move(*effects));
    } else if (!rows.empty()) {
        run_rows(rows);
    }
    return page_was_full || claims_.any_ready() || !due_alone_.empty() || held.size() == limit || timed_due(pg::now());
}

void RunExecutor::note_trouble(Trouble &trouble, char const *what, std::exception const &error)
{
    core::Instant const now = pg::now();
    std::string why = std::string(what) + ": " + error.what();
    if (why != trouble.why) {
        pg::log("automation: " + why);
    }
    trouble = {std::move(why), now, now + 5s};
}

/* Before the runs of these leads, and without waiting for a session that edits one of them. */
void RunExecutor::apply_left_changes()
{
    core::Instant const now = pg::now();
    if (!left_changes_.any || now < left_changes_.again) {
        return;
    }
    left_changes_.any = false;  // what comes from here on is new
    enqueue::LeftChangesCursor after;
    try {
        bool more = true;
        while (more) {
            in_session([&] { more = enqueue::apply_left_changes(after, now); });
        }
    } catch (pg::Error const &error) {
        left_changes_.any = true;
        if (wants_us_to_stop(error)) {
            throw;
        }
        note_trouble(leaving_, "contacts of leads wait", error);
        left_changes_.again = leaving_.again;
        return;
    }
    leaving_ = {};
    if (after.waiting.empty()) {
        left_changes_.wait = {};
        return;
    }
    left_changes_.any = true;
    left_changes_.wait = std::clamp<std::chrono::milliseconds>(2 * left_changes_.wait, 20ms, 1s);
    left_changes_.again = now + left_changes_.wait;
}

/* One page of what timed triggers want soon. */
void RunExecutor::find_timed()
{
    core::Instant const now = pg::now();
    if (!timed_due(now)) {
        return;
    }
    std::optional<core::Instant> earliest;
    try {
        in_session([&] { earliest = watches_.step(automations_, now); });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        note_trouble(timed_, "timed triggers are not evaluated", error);
        if (watches_.put_off_first(timed_.again)) {
            timed_.again = now;  // others are
        }
        return;
    }
    if (earliest) {
        rewind(*earliest);
    }
}

/* Runs wait until every scan that is due for their tenant has been made, unless none can be made at present. */
void RunExecutor::wait_for_scans()
{
    core::Instant const now = pg::now();
    auto due = timed_due(now) ? watches_.due_tenants(now) : std::set<std::string>();
    if (auto const earliest = scan_waits_.update(std::move(due), now)) {
        rewind(*earliest);
    }
}

/* What is gone is forgotten here, too. */
std::vector<QueueRow> RunExecutor::refresh_claims(std::vector<core::RunKey> const &keys)
{
    RefreshedClaims found = engine::refresh_claims(claims_, keys, pg::now());
    for (core::RunKey const &key : found.gone) {
        texts_.erase(key);
        alone_.erase(key);
    }
    return std::move(found.rows);
}

std::vector<QueueRow> RunExecutor::read(std::vector<core::RunKey> const &keys, std::size_t most, bool &page_was_full)
{
    std::vector<QueueRow> rows = refresh_claims(keys);
    auto const alone = std::stable_partition(rows.begin(), rows.end(),
                                             [&](QueueRow const &row) { return !alone_.contains(row.run.key()); });
    std::move(alone, rows.end(), std::back_inserter(due_alone_));
    rows.erase(alone, rows.end());
    leave_suspended(rows);
    if (rows.size() >= most) {
        return rows;
    }
    std::vector<QueueRow> page = read_page(claims_.cursor(), pg::now());
    bool const last = page.size() < page_size;
    page_was_full = !claim_page(claims_, turns_, std::move(page), last, most, rows) || !last;
    if (core::Instant const now = pg::now(); turns_.wants_to_read(now)) {
        ReadAhead const ahead = read_ahead(turns_.position(), now, turns_.pass_by());
        note_ahead(claims_, turns_, ahead, now, pg::now());
    }
    leave_suspended(rows);
    return rows;
}

/* One in each step: it may take a second. */
void RunExecutor::try_one_alone()
{
    if (due_alone_.empty()) {
        return;
    }
    std::vector<QueueRow> const row{std::move(due_alone_.back())};
    due_alone_.pop_back();
    alone_.erase(row.front().run.key());
    if (auto const failure = try_batch(row)) {
        bisect(row, *failure);
    }
}

void RunExecutor::run_rows(std::vector<QueueRow> const &rows)
{
    std::vector<QueueRow> to_try;
    for (QueueRow const &row : rows) {
        if (CrashIsolation::is_poison(row)) {
            abandon(row.run.key());
        } else {
            to_try.push_back(row);
        }
    }
    if (!to_try.empty()) {
        if (auto const failure = try_batch(to_try)) {
            bisect(to_try, *failure);
        }
    }
    in_session([&] { crash_isolation_.on_success(); });
}

/* It killed the process when it was tried alone: nothing is read that it is about before it is gone. */
void RunExecutor::abandon(core::RunKey const &run)
{
    core::Instant const now = pg::now();
    PostCommit effects;
    std::optional<core::Run> given_up;
    in_session([&] {
        for (QueueRow const &row : read_rows({run})) {
            if (give_up(row, std::string(CrashIsolation::crash_note), now)) {
                effects.done.push_back(run);
                effects.failed = 1;
                effects.counted = true;
                given_up = row.run;
            } else {
                effects.locked.push_back(row.key());
            }
        }
    });
    apply_effects(std::move(effects));
    if (given_up) {
        in_session([&] { after_giving_up(*given_up, std::string(CrashIsolation::crash_note), now); });
    }
}

std::optional<Failure> RunExecutor::try_batch(std::vector<QueueRow> const &rows)
{
    PostCommit effects;
    try {
        in_session([&] {
            effects = Batch(automations_, burst_, model_view(), pg::now()).work(refresh_claims(keys_of(rows)));
        });
    } catch (std::exception const &error) {
        if (is_not_of_runs(error)) {
            put_off(rows);
            throw;
        }
        return failure_from(error);
    }
    apply_effects(std::move(effects));
    return std::nullopt;
}

void RunExecutor::put_off(std::vector<QueueRow> const &rows)
{
    for (QueueRow const &row : rows) {
        claims_.delay(row.key(), pg::now());
    }
}

void RunExecutor::log_once(QueueRow const &row, char const *what, std::string const &error)
{
    new_error_ = error;
    if (last_error_ != error) {
        last_error_ = error;
        pg::log("automation run " + std::to_string(number(row.run.id)) + " " + what + ": " + error);
    }
}

void RunExecutor::count_failed_attempt(QueueRow const &row, std::string const &error)
{
    log_once(row, "failed", error);
    int const attempts = row.run.attempts + 1;
    core::Instant const now = pg::now();
    try {
        if (attempts >= pg::settings::max_attempts) {
            PostCommit effects;
            in_session([&] {
                for (QueueRow const &again : read_rows({row.run.key()})) {
                    effects = fail_run(again, automations_, error, now);
                }
            });
            apply_effects(std::move(effects));
            return;
        }
        core::Instant const next = now + core::next_wait({.number = attempts, .asked_wait = {}}, unit_random());
        in_session([&] { move_row(row.run.key(), next, attempts, error); });
        claims_.delay_until({next, row.run.key()}, next);
        last_retry_ = std::max(last_retry_, next);
    } catch (std::exception const &) {
        // Not even its failure can be written: a table of the user's refuses. The run waits; the log has said why.
        claims_.delay_until(row.key(), now + 1min);
        last_retry_ = std::max(last_retry_, now + 1min);
    }
}

void RunExecutor::apply_effects(PostCommit &&effects)
{
    core::Instant const now = pg::now();
    for (RuleKey const &rule : effects.ran) {
        if (auto const earliest = suspensions_.ran(rule, now)) {
            rewind(*earliest);
            if (!suspensions_.any()) {
                pg::log("automation: runs that failed succeed again");
            }
        }
    }
    if (!effects.done.empty()) {
        forget_passing();
    }
    for (core::RunKey const &run : effects.done) {
        claims_.release(run);
        texts_.erase(run);
        burst_.forget(run);
    }
    for (ClaimKey const &key : effects.locked) {
        claims_.delay(key, now);
    }
    for (ClaimKey const &key : effects.retry) {
        claims_.claim(key);
        claims_.mark_ready(key.run);
    }
    for (Parked const &parked : effects.parked) {
        claims_.release(parked.key.run);
        parked_.add(parked.key.run_at, parked.until);
    }
    for (ClaimKey const &key : effects.awaiting_scans) {
        claims_.release(key.run);
        scan_waits_.add(key);
    }
    for (core::RunKey const &run : effects.deferred) {
        claims_.release(run);
        texts_.erase(run);
    }
    for (RateLimited const &rate_limited : effects.rate_limited) {
        claims_.delay_until(rate_limited.key, rate_limited.until);
        watches_.delay(rate_limited.automation, rate_limited.until);
    }
    for (ClaimKey const &key : effects.awaiting_model) {
        claims_.queue_for_model(key, now);
    }
    if (effects.queued_from && *effects.queued_from <= pg::now()) {
        rewind(*effects.queued_from);
    }
    // A process that outlives its postmaster must not send: its commits wait for no standby.
    if (!effects.model_requests.empty() && !pg::postmaster_alive()) {
        pg::exit_process();
    }
    for (auto &[key, prompt] : effects.model_requests) {
        claims_.claim(key);
        asked_.emplace(++last_request_id_, key.run);
        model_.submit_request(last_request_id_, std::move(prompt), now);
    }
    processed_ += static_cast<std::int64_t>(effects.done.size());
    failed_ += effects.failed;
    unfolded_ = unfolded_ || effects.counted;
}

void RunExecutor::rewind(core::Instant earliest)
{
    claims_.rewind(earliest);
    turns_.rewind(earliest);
    if (earliest == core::Instant::min()) {
        left_changes_.unknown = true;  // asked for in the transaction that reads the runs: an idle server has no other
    } else if (earliest <= enqueue::left_changes_due) {
        left_changes_.any = true;
        left_changes_.again = {};
    }
}

bool RunExecutor::is_idle() const
{
    return model_.calling() == 0 && !claims_.any_ready() && due_alone_.empty() && !timed_due(pg::now());
}

void RunExecutor::full_scan()
{
    rewind(core::Instant::min());
    watches_.retry_now(pg::now());
}

void RunExecutor::resume_parked()
{
    watches_.forget();
    if (auto const earliest = parked_.take_all()) {
        rewind(*earliest);
    }
}

void RunExecutor::poll_model()
{
    if (!tokens_known_) {
        in_session([&] { model_.count_earlier_tokens(tokens_used_today(pg::now()), pg::now()); });
        tokens_known_ = true;
    }
    model_.work(pg::now());
    for (auto &[request_id, text] : model_.drain_results()) {
        core::RunKey const run = asked_.extract(request_id).mapped();
        texts_.insert_or_assign(run, std::move(text));
        claims_.mark_ready(run);
    }
}

void RunExecutor::flush_statistics(bool immediately)
{
    core::Instant const now = pg::now();
    if (!unfolded_ || (!immediately && now < std::max(next_fold_, folding_.again))) {
        return;
    }
    next_fold_ = now + 1s;
    Folded folded;
    try {
        in_session([&] { folded = fold_statistics(); });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        note_trouble(folding_, "statistics wait", error);
        return;
    }
    folding_ = {};
    unfolded_ = folded.left;
    // Behind a snapshot that somebody holds open it meets each version of the counters: a twentieth of the time.
    next_fold_ = now + std::clamp<core::Micros>(20 * (pg::now() - now), 1s, 15s);
}

std::optional<core::Instant> RunExecutor::next_time()
{
    if (!locked_.empty()) {
        return locked_look_;
    }
    std::optional<core::Instant> next = claims_.next_time();
    auto const sooner = [&](core::Instant moment) { next = std::min(next.value_or(moment), moment); };
    if (unfolded_) {
        sooner(std::max(next_fold_, folding_.again));
    }
    if (auto const next_scan = watches_.next_time()) {
        sooner(std::max(*next_scan, timed_.again));
    }
    if (auto const next_try = suspensions_.next_time()) {
        sooner(*next_try);
    }
    if (left_changes_.any) {
        sooner(left_changes_.again);
    }
    if (auto const expiry = parked_.next_expiry()) {
        sooner(*expiry);
    }
    in_session([&] {
        if (auto const due = next_due(claims_.cursor())) {
            sooner(*due);
        }
    });
    return next;
}

std::optional<std::chrono::milliseconds> RunExecutor::model_timeout() const
{
    return model_.timeout(pg::now());
}

std::string RunExecutor::paused() const
{
    std::string const runs = paused_runs();
    std::string const model = model_trouble();
    return runs + (runs.empty() || model.empty() ? "" : "; ") + model;
}

std::string RunExecutor::model_trouble() const
{
    return model_.paused(pg::now());
}

bool RunExecutor::model_key_refused() const
{
    return model_.key_refused(pg::now());
}

std::string RunExecutor::paused_runs() const
{
    std::string text = waiting();
    // A watch is tried again after five seconds: what has not been said since is over.
    std::string const timed = pg::now() - timed_.at < 8s ? timed_.why : std::string();
    for (std::string const &more : {lasting(), timed, folding_.why, leaving_.why}) {
        text += (text.empty() || more.empty() ? "" : "; ") + more;
    }
    return text;
}

}  // namespace automation::engine
