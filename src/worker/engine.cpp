#include "worker/giving_up.hpp"
#include "worker/engine.hpp"

#include "core/retry.hpp"
#include "worker/due_rows.hpp"
#include "worker/random.hpp"
#include "worker/statistics.hpp"
#include "worker/worker_session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "pg/clock.hpp"
#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/wait.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

/* A cancel, a shutdown, or a state in which no transaction of ours begins. */
bool is_not_of_runs(std::exception const &error)
{
    auto const *const refused = dynamic_cast<core::UserError const *>(&error);
    return wants_us_to_stop(error) || (refused != nullptr && refused->mistake() == core::Mistake::wrong_state);
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

Engine::Engine(pg::Transactions &transactions, ModelSettings model)
    : transactions_(transactions), desk_(std::move(model))
{}

template <class Work>
void Engine::in_session(Work &&work)
{
    in_worker_session(transactions_, std::forward<Work>(work));
}

ModelView Engine::model_view()
{
    core::Instant const now = pg::now();
    return {.texts = &texts_, .unavailable = desk_.unavailable(now), .places = desk_.places(now)};
}

bool Engine::step(std::size_t most)
{
    std::size_t const limit = std::min(crash_care_.limit(static_cast<std::size_t>(pg::settings::batch_size)), most);
    if (limit == 0) {
        return false;
    }
    if (waits_for_table()) {
        return false;
    }
    find_timed();
    try_suspended();
    try_one_alone();
    ModelView const model = model_view();
    give_turns(backlog_, turns_, limit);
    std::vector<core::RunKey> const held = backlog_.take(pg::now(), limit, model.unavailable ? limit : model.places);
    bool page_was_full = false;
    std::vector<QueueRow> rows;
    std::optional<Effects> effects;
    std::vector<QueueRow> locked;
    try {
        in_session([&] {
            rows = read(held, limit, page_was_full);
            if (rows.empty()) {
                return;
            }
            if (crash_care_.careful()) {
                locked = crash_care_.mark(rows);
            } else {
                effects = Batch(shelf_, model, pg::now()).work(rows);
            }
        });
    } catch (std::exception const &error) {
        if (rows.empty()) {
            backlog_.put_back(held, pg::now());
            throw;
        }
        if (is_not_of_runs(error)) {
            put_off(rows);
            throw;
        }
        try_in_parts(rows, failure_from(error));
        return true;
    }
    put_off(locked);
    for (QueueRow const &row : locked) {
        std::erase_if(rows, [&](QueueRow const &other) { return other.run.key() == row.run.key(); });
    }
    if (effects) {
        apply(std::move(*effects));
    } else if (!rows.empty()) {
        work_through(rows);
    }
    return page_was_full || backlog_.any_ready() || !due_alone_.empty() || held.size() == limit || timed_due(pg::now());
}

void Engine::note_trouble(Trouble &trouble, char const *what, std::exception const &error)
{
    core::Instant const now = pg::now();
    std::string why = std::string(what) + ": " + error.what();
    if (why != trouble.why) {
        pg::log("automation: " + why);
    }
    trouble = {std::move(why), now, now + 5s};
}

/* One page of what timed triggers want soon. */
void Engine::find_timed()
{
    core::Instant const now = pg::now();
    if (!timed_due(now)) {
        return;
    }
    std::optional<core::Instant> earliest;
    try {
        in_session([&] { earliest = watches_.step(shelf_, now); });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        note_trouble(timed_, "timed triggers are not looked at", error);
        if (watches_.put_off_first(timed_.again)) {
            timed_.again = now;  // others are
        }
        return;
    }
    if (earliest) {
        rewind(*earliest);
    }
}

/* What is gone is forgotten here, too. */
std::vector<QueueRow> Engine::still_due(std::vector<core::RunKey> const &keys)
{
    StillDue found = worker::still_due(backlog_, keys, pg::now());
    for (core::RunKey const &key : found.gone) {
        texts_.erase(key);
        alone_.erase(key);
    }
    return std::move(found.rows);
}

std::vector<QueueRow> Engine::read(std::vector<core::RunKey> const &keys, std::size_t most, bool &page_was_full)
{
    std::vector<QueueRow> rows = still_due(keys);
    auto const alone = std::stable_partition(rows.begin(), rows.end(),
                                             [&](QueueRow const &row) { return !alone_.contains(row.run.key()); });
    std::move(alone, rows.end(), std::back_inserter(due_alone_));
    rows.erase(alone, rows.end());
    leave_suspended(rows);
    if (rows.size() >= most) {
        return rows;
    }
    std::vector<QueueRow> page = read_page(backlog_.cursor(), pg::now());
    bool const last = page.size() < page_size;
    page_was_full = !take_up(backlog_, turns_, std::move(page), last, most, rows) || !last;
    if (core::Instant const now = pg::now(); turns_.wants_to_read(now)) {
        ReadAhead const ahead = read_ahead(turns_.position(), now, turns_.pass_by());
        remember(backlog_, turns_, ahead, now, pg::now());
    }
    leave_suspended(rows);
    return rows;
}

/* One in each step: it may take a second. */
void Engine::try_one_alone()
{
    if (due_alone_.empty()) {
        return;
    }
    std::vector<QueueRow> const row{std::move(due_alone_.back())};
    due_alone_.pop_back();
    alone_.erase(row.front().run.key());
    if (auto const failure = attempt(row)) {
        try_in_parts(row, *failure);
    }
}

void Engine::work_through(std::vector<QueueRow> const &rows)
{
    std::vector<QueueRow> to_try;
    for (QueueRow const &row : rows) {
        if (CrashCare::killed_alone(row)) {
            give_up_on(row.run.key());
        } else {
            to_try.push_back(row);
        }
    }
    if (!to_try.empty()) {
        if (auto const failure = attempt(to_try)) {
            try_in_parts(to_try, *failure);
        }
    }
    in_session([&] { crash_care_.survived(); });
}

/* It killed the process when it was tried alone: nothing is read that it is about before it is gone. */
void Engine::give_up_on(core::RunKey const &run)
{
    core::Instant const now = pg::now();
    Effects effects;
    std::optional<core::Run> given_up;
    in_session([&] {
        for (QueueRow const &row : read_rows({run})) {
            if (give_up(row, CrashCare::death_note, now)) {
                effects.done.push_back(run);
                effects.failed = 1;
                effects.counted = true;
                given_up = row.run;
            } else {
                effects.locked.push_back(row.key());
            }
        }
    });
    apply(std::move(effects));
    if (given_up) {
        in_session([&] { after_giving_up(*given_up, CrashCare::death_note, now); });
    }
}

std::optional<Failure> Engine::attempt(std::vector<QueueRow> const &rows)
{
    Effects effects;
    try {
        in_session([&] { effects = Batch(shelf_, model_view(), pg::now()).work(still_due(keys_of(rows))); });
    } catch (std::exception const &error) {
        if (is_not_of_runs(error)) {
            put_off(rows);
            throw;
        }
        return failure_from(error);
    }
    apply(std::move(effects));
    return std::nullopt;
}

void Engine::put_off(std::vector<QueueRow> const &rows)
{
    for (QueueRow const &row : rows) {
        backlog_.put_off(row.key(), pg::now());
    }
}

void Engine::say_once(QueueRow const &row, char const *what, std::string const &error)
{
    if (last_error_ != error) {
        last_error_ = error;
        pg::log("automation run " + std::to_string(number(row.run.id)) + " " + what + ": " + error);
    }
}

void Engine::count_failed_attempt(QueueRow const &row, std::string const &error)
{
    say_once(row, "failed", error);
    int const attempts = row.run.attempts + 1;
    core::Instant const now = pg::now();
    try {
        if (attempts >= pg::settings::max_attempts) {
            Effects effects;
            in_session([&] {
                for (QueueRow const &again : read_rows({row.run.key()})) {
                    effects = fail_run(again, shelf_, error, now);
                }
            });
            apply(std::move(effects));
            return;
        }
        core::Instant const next = now + core::next_wait({.number = attempts, .asked_wait = {}}, unit_random());
        in_session([&] { move_row(row.run.key(), next, attempts, error); });
        backlog_.put_off_until({next, row.run.key()}, next);
    } catch (std::exception const &) {
        // Not even its failure can be written: a table of the user's refuses. The run waits; the log has said why.
        backlog_.put_off_until(row.key(), now + 1min);
    }
}

void Engine::apply(Effects &&effects)
{
    core::Instant const now = pg::now();
    for (RuleKey const &rule : effects.ran) {
        if (auto const earliest = suspensions_.ran(rule, now)) {
            rewind(*earliest);
            if (!suspensions_.any()) {
                pg::log("automation: runs that failed pass again");
            }
        }
    }
    for (core::RunKey const &run : effects.done) {
        backlog_.release(run);
        texts_.erase(run);
    }
    for (Key const &key : effects.locked) {
        backlog_.put_off(key, now);
    }
    for (Key const &key : effects.again) {
        backlog_.hold(key);
        backlog_.ready(key.run);
    }
    for (Key const &key : effects.parked) {
        backlog_.release(key.run);
        parked_from_ = std::min(parked_from_.value_or(key.run_at), key.run_at);
    }
    for (core::RunKey const &run : effects.deferred) {
        backlog_.release(run);
        texts_.erase(run);
    }
    for (Paced const &paced : effects.paced) {
        backlog_.put_off_until(paced.key, paced.until);
        watches_.hold(paced.automation, paced.until);
    }
    for (Key const &key : effects.for_model) {
        backlog_.queue_for_model(key, now);
    }
    // A process that outlives its postmaster must not send: its commits wait for no standby.
    if (!effects.questions.empty() && !pg::postmaster_alive()) {
        pg::exit_process();
    }
    for (auto &[key, prompt] : effects.questions) {
        backlog_.hold(key);
        asked_.emplace(++last_ticket_, key.run);
        desk_.ask(last_ticket_, std::move(prompt), now);
    }
    processed_ += static_cast<std::int64_t>(effects.done.size());
    failed_ += effects.failed;
    unfolded_ = unfolded_ || effects.counted;
}

void Engine::rewind(core::Instant earliest)
{
    backlog_.rewind(earliest);
    turns_.rewind(earliest);
}

bool Engine::quiet() const
{
    return desk_.calling() == 0 && !backlog_.any_ready() && due_alone_.empty() && !timed_due(pg::now());
}

void Engine::look_at_everything()
{
    rewind(core::Instant::min());
    watches_.hurry(pg::now());
}

void Engine::unpark()
{
    watches_.forget();
    if (parked_from_) {
        rewind(*parked_from_);
        parked_from_.reset();
    }
}

void Engine::talk()
{
    if (!tokens_known_) {
        in_session([&] { desk_.count_earlier_tokens(tokens_used_today(pg::now()), pg::now()); });
        tokens_known_ = true;
    }
    desk_.work(pg::now());
    for (auto &[ticket, text] : desk_.take_finished()) {
        core::RunKey const run = asked_.extract(ticket).mapped();
        texts_.insert_or_assign(run, std::move(text));
        backlog_.ready(run);
    }
}

void Engine::fold(bool now_please)
{
    core::Instant const now = pg::now();
    if (!unfolded_ || (!now_please && now < std::max(folded_at_ + 1s, folding_.again))) {
        return;
    }
    folded_at_ = now;
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
}

std::optional<core::Instant> Engine::next_time()
{
    if (!locked_.empty()) {
        return locked_look_;
    }
    std::optional<core::Instant> next = backlog_.next_time();
    auto const sooner = [&](core::Instant moment) { next = std::min(next.value_or(moment), moment); };
    if (unfolded_) {
        sooner(std::max(folded_at_ + 1s, folding_.again));
    }
    if (auto const look = watches_.next_time()) {
        sooner(std::max(*look, timed_.again));
    }
    if (auto const next_try = suspensions_.next_time()) {
        sooner(*next_try);
    }
    in_session([&] {
        if (auto const due = next_due(backlog_.cursor())) {
            sooner(*due);
        }
    });
    return next;
}

std::optional<std::chrono::milliseconds> Engine::model_timeout() const
{
    return desk_.timeout(pg::now());
}

std::string Engine::paused() const
{
    std::string text = waiting();
    // A watch is tried again after five seconds: what has not been said since is over.
    std::string const timed = pg::now() - timed_.at < 8s ? timed_.why : std::string();
    for (std::string const &more : {timed, folding_.why, desk_.paused(pg::now())}) {
        text += (text.empty() || more.empty() ? "" : "; ") + more;
    }
    return text;
}

}  // namespace automation::worker
