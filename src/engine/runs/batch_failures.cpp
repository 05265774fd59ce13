/* batch_failures.cpp — what becomes of a batch that has failed: whose failure it is, and who waits. */
#include "engine/runs/run_executor.hpp"
#include "engine/session/locked_table.hpp"
#include "engine/session/random.hpp"

#include <map>
#include <utility>

#include "pg/time/clock.hpp"
#include "pg/process/process.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// Each wait for a lock takes a second: enough to find one row among 500, and not for ever where a table is locked.
constexpr int lock_waits_at_once = 10;

// Enough of an automation, or of all, to take it that what they write refuses every run.
constexpr int enough_of_one = 3;
constexpr int enough_of_all = 5;
constexpr std::size_t samples_at_once = 20;

}  // namespace

/* A table that is locked as a whole holds up every run: none is tried until it is free. */
bool RunExecutor::waits_for_table()
{
    core::Instant const now = pg::now();
    if (locked_.empty() || now < locked_look_) {
        return !locked_.empty();
    }
    locked_ = locked_table(transactions_).value_or("");
    locked_look_ = now + 500ms;
    if (locked_.empty()) {
        pg::log("automation: runs continue: the table is no longer locked");
    }
    return !locked_.empty();
}

void RunExecutor::bisect(std::vector<QueueRow> const &rows, Failure const &failure)
{
    if (failure.kind == Failure::Kind::lock) {
        locked_ = locked_table(transactions_).value_or("");
        if (!locked_.empty()) {
            locked_look_ = pg::now() + 500ms;
            pg::log("automation: runs wait: " + locked_);
            put_off(rows);
            return;
        }
    }
    Round round{.began = suspensions_.serial(), .lock_waits = lock_waits_at_once, .failed = {}, .untried = {}};
    suspensions_.watch(true, pg::now());
    try {
        on_batch_failure(rows, failure, round);
        classify(round);
    } catch (std::exception const &) {
        suspensions_.watch(false, pg::now());
        put_off(rows);
        throw;
    }
    suspensions_.watch(false, pg::now());
}

/* A deadlock is over at the next try; a disk may be full for hours. */
constexpr auto passes_within = 2s;

void RunExecutor::note_passing(std::string const &error)
{
    core::Instant const now = pg::now();
    bool const lasted = !lasting().empty();
    if (passing_.why.empty() || now - passing_.at > 8s) {
        passing_since_ = now;
    }
    passing_ = {"runs wait: " + error, now, now};
    if (!lasted && !lasting().empty()) {
        new_error_ = error;
        pg::log("automation: " + passing_.why);
    }
}

void RunExecutor::forget_passing()
{
    if (!lasting().empty()) {
        pg::log("automation: runs go on");
    }
    passing_ = {};
}

std::string RunExecutor::lasting() const
{
    // It is tried again every second at most: what has not been noted since is over.
    bool const lasts = passing_.at - passing_since_ >= passes_within && pg::now() - passing_.at < 8s;
    return lasts ? passing_.why : std::string();
}

/* The bad row stands alone in the end; the others are completed on the way. */
void RunExecutor::on_batch_failure(std::vector<QueueRow> const &rows, Failure const &failure, Round &round)
{
    bool const locked = failure.kind == Failure::Kind::lock && --round.lock_waits < 0;
    if (failure.kind == Failure::Kind::passing || locked) {
        if (!locked) {
            note_passing(failure.message);
        }
        put_off(rows);
        return;
    }
    if (rows.size() == 1) {
        if (failure.kind == Failure::Kind::lock) {
            log_once(rows.front(), "is deferred", failure.message);
            alone_.insert(rows.front().run.key());
            claims_.delay_until(rows.front().key(), pg::now() + 5s);
        } else {
            round.failed.emplace_back(rows.front(), failure);
        }
        return;
    }
    std::size_t const middle = rows.size() / 2;
    for (auto const &[from, to] : {std::pair(std::size_t{0}, middle), std::pair(middle, rows.size())}) {
        std::vector<QueueRow> const part = worth_trying(
            {rows.begin() + static_cast<std::ptrdiff_t>(from), rows.begin() + static_cast<std::ptrdiff_t>(to)}, round);
        if (part.empty()) {
            continue;
        }
        if (auto const again = try_batch(part)) {
            on_batch_failure(part, *again, round);
        }
    }
}

/* Where several runs of an automation have failed alone and none has passed, the others need not be tried one by one.
 */
std::vector<QueueRow> RunExecutor::worth_trying(std::vector<QueueRow> const &rows, Round &round) const
{
    std::map<RuleKey, int> failures;
    for (auto const &failed : round.failed) {
        ++failures[rule_of(failed.first)];
    }
    bool const none = round.failed.size() >= enough_of_all && !suspensions_.any_ran_since(round.began);
    std::vector<QueueRow> rest;
    for (QueueRow const &row : rows) {
        auto const found = failures.find(rule_of(row));
        bool const refused = found != failures.end() && found->second >= enough_of_one &&
                             !suspensions_.ran_since(found->first, round.began);
        (none || refused ? round.untried : rest).push_back(row);
    }
    return rest;
}

/* Whose failures they are is known when all parts have been tried. */
void RunExecutor::classify(Round const &round)
{
    std::map<RuleKey, int> runs;
    for (auto const &failed : round.failed) {
        ++runs[rule_of(failed.first)];
    }
    for (QueueRow const &row : round.untried) {
        ++runs[rule_of(row)];
    }
    std::vector<std::pair<QueueRow const *, std::string const *>> of_runs;
    for (auto const &[row, failure] : round.failed) {
        if (suspensions_.is_of_the_run(row, failure, runs[rule_of(row)] == 1, round.began)) {
            of_runs.emplace_back(&row, &failure.message);
        } else {
            suspend(row, failure.message, true);
        }
    }
    for (QueueRow const &row : round.untried) {
        suspend(row, round.failed.back().second.message, false);
    }
    for (auto const &[row, message] : of_runs) {
        if (auto const earliest = suspensions_.forget(*row)) {
            rewind(*earliest);
        }
        count_failed_attempt(*row, *message);
    }
}

/* It leaves our hands: when its automation is resumed, the cursor goes back for it. */
void RunExecutor::suspend(QueueRow const &row, std::string const &reason, bool failed_itself)
{
    claims_.release(row.run.key());
    core::Instant const now = pg::now();
    bool const receipt =
        failed_itself ? suspensions_.suspend_failed(row, reason, now) : suspensions_.suspend(row, reason, now);
    if (receipt) {
        last_error_ = new_error_ = reason;
        pg::log("automation: " + suspensions_.text());
    }
}

void RunExecutor::leave_suspended(std::vector<QueueRow> &rows)
{
    if (!suspensions_.any()) {
        return;
    }
    std::erase_if(rows, [&](QueueRow const &row) {
        std::string const *const reason = suspensions_.reason_for(row);
        if (reason != nullptr) {
            suspend(row, std::string(*reason), false);
        }
        return reason != nullptr;
    });
}

/* One run of each suspended automation, when it is time. */
void RunExecutor::try_suspended()
{
    auto const next = suspensions_.next_time();
    if (!next || pg::now() < *next) {
        return;
    }
    bool passed = false;
    for (QueueRow const &row : suspensions_.samples(samples_at_once, unit_random())) {
        passed = try_sample(row) || passed;
    }
    suspensions_.tried(passed, pg::now());
}

bool RunExecutor::retry_suspended()
{
    bool passed = false;
    for (QueueRow const &row : suspensions_.all_samples(samples_at_once)) {
        passed = (suspensions_.reason_for(row) != nullptr && try_sample(row)) || passed;
    }
    return passed;
}

bool RunExecutor::try_sample(QueueRow const &row)
{
    Suspensions::Serial const before = suspensions_.serial();
    if (auto const failure = try_batch({row})) {
        bisect({row}, *failure);
    } else if (!suspensions_.ran_since(rule_of(row), before)) {
        // It is done, or waits for something else: no evidence, and no sample any more.
        if (auto const earliest = suspensions_.forget(row)) {
            rewind(*earliest);
        }
    }
    return suspensions_.ran_since(rule_of(row), before);
}

}  // namespace automation::engine
