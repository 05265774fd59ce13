#include "engine/delivery/delivery_dispatcher.hpp"

#include "engine/session/random.hpp"
#include "engine/session/worker_session.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

#include "pg/time/clock.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wait.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// A change is told at commit; what PREPARE TRANSACTION tells nobody is found by this, when we are awake anyway.
constexpr auto read_at_least_every = 5min;
// Somebody holds the lead: it is tried again until it can be written, after 20 ms at first.
constexpr std::chrono::milliseconds first_record_wait = 20ms;
constexpr std::chrono::milliseconds longest_record_wait = 1s;

// Claiming or recording is refused: after so many without one that passes it is taken that it refuses all.
constexpr int enough_refused = 3;
constexpr std::chrono::milliseconds longest_pause = 5s;  // the end is to be noticed within ten seconds

/* The tenants that have a row of their own for the channel, which the row of the empty tenant therefore leaves alone.
 */
std::vector<std::string> others_of(ChannelRow const &row, std::vector<ChannelRow> const &rows)
{
    std::vector<std::string> others;
    for (ChannelRow const &other : rows) {
        if (row.tenant.empty() && other.channel == row.channel && !other.tenant.empty()) {
            others.push_back(other.tenant);
        }
    }
    return others;
}

}  // namespace

template <class Work>
void DeliveryDispatcher::in_session(Work &&work)
{
    in_worker_session(transactions_, std::forward<Work>(work));
}

void DeliveryDispatcher::log_once(std::string const &line)
{
    if (said_ != line) {
        said_ = line;
        pg::log(line);
    }
}

void DeliveryDispatcher::rewind(core::Instant earliest)
{
    if (earliest == core::Instant::max()) {
        return;
    }
    for (auto &entry : queues_) {
        entry.second.rewind(earliest);
    }
}

bool DeliveryDispatcher::work()
{
    core::Instant const now = pg::now();
    read_channels_if_stale(now);
    receive(now);
    record_results_if_due(now);
    bool more = stale_;
    for (auto &[id, queue] : queues_) {
        try {
            more = claim_batch(id, queue, now) || more;
        } catch (pg::Error const &error) {
            if (wants_us_to_stop(error)) {
                throw;
            }
            reset_after_error(id, error.what(), now);  // nothing has been claimed
        }
    }
    return more;
}

void DeliveryDispatcher::read_channels_if_stale(core::Instant now)
{
    bool const old = now < read_at_ || now - read_at_ >= read_at_least_every;
    if (!stale_ && !old) {
        return;
    }
    stale_ = false;
    read_at_ = now;
    std::vector<ChannelRow> rows;
    try {
        in_session([&] { rows = read_channels(); });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        // Whoever may not read them (automation.role) sends nothing; everything else goes on.
        log_once(std::string("automation cannot read automation_channels: ") + error.what());
    }
    sync_queues(rows);
}

void DeliveryDispatcher::sync_queues(std::vector<ChannelRow> const &rows)
{
    std::set<core::ChannelKey> gone;
    for (auto const &entry : queues_) {
        gone.insert(entry.first);
    }
    for (ChannelRow const &row : rows) {
        gone.erase(row.key());
        std::vector<std::string> others = others_of(row, rows);
        auto const known = queues_.find(row.key());
        if (known != queues_.end() && !known->second.differs(row, others)) {
            known->second.rewind(core::Instant::min());
            continue;
        }
        // The result of a send in progress is recorded by the queue that claimed it.
        if (known != queues_.end() && known->second.under_way() > 0) {
            outdated_ = true;
            known->second.close();
            continue;
        }
        std::string const before = known == queues_.end() ? "" : known->second.unusable();
        queues_.erase(row.key());
        ChannelQueue const &queue = queues_.emplace(row.key(), ChannelQueue(row, std::move(others))).first->second;
        if (row.enabled && !queue.unusable().empty() && queue.unusable() != before) {
            pg::log("automation: channel " + row.channel + " is paused: " + queue.unusable());
        }
    }
    for (core::ChannelKey const &id : gone) {
        ChannelQueue &queue = queues_.at(id);
        if (queue.under_way() > 0) {
            outdated_ = true;
            queue.close();
        } else {
            queues_.erase(id);
        }
    }
}

void DeliveryDispatcher::receive(core::Instant now)
{
    clients_.receive([&](net::RequestId request_id, auto const &response) { on_response(request_id, response, now); });
}

void DeliveryDispatcher::on_response(net::RequestId request_id, auto const &response, core::Instant now)
{
    auto const found = in_flight_.find(request_id);
    if (found == in_flight_.end()) {
        return;
    }
    InFlight entry = std::move(found->second);
    in_flight_.erase(found);
    ChannelQueue &queue = queues_.at(entry.queue);
    channels::SendOutcome outcome = queue.provider().classify(response);
    on_result(queue, outcome, now);
    results_.push_back({std::move(entry.claimed), std::move(outcome), entry.queue});
}

void DeliveryDispatcher::on_result(ChannelQueue &queue, channels::SendOutcome const &outcome, core::Instant now)
{
    bool const was_well = queue.trouble().empty();
    queue.breaker().on_result(outcome, now, unit_random());
    if (was_well && !queue.trouble().empty() && queue.breaker().capacity(now, 0) == 0) {
        pg::log("automation: channel " + queue.row().channel + " is paused: " + queue.trouble());
    }
}

void DeliveryDispatcher::record_results_if_due(core::Instant now)
{
    if (!results_.empty() && (!record_again_ || now >= *record_again_)) {
        record_results(now);
    }
}

void DeliveryDispatcher::record_results(core::Instant now)
{
    record_again_.reset();
    record_wait_ = std::clamp(2 * record_wait_, first_record_wait, longest_record_wait);
    std::map<core::ChannelKey, std::vector<SendResult>> by_queue;
    for (SendResult &result : results_) {
        by_queue[result.queue].push_back(std::move(result));
    }
    results_.clear();
    for (auto &[id, results] : by_queue) {
        record_of(id, std::move(results), now);  // throws nothing that would lose them
    }
    if (results_.empty()) {
        record_wait_ = 0ms;
        record_pause_ = 0ms;
        record_error_.clear();
    }
}

/* Where a trigger of the user's refuses them all, a few tries tell; where it refuses one, the others are recorded. */
void DeliveryDispatcher::record_of(core::ChannelKey const &id, std::vector<SendResult> results, core::Instant now)
{
    ChannelQueue &queue = queues_.at(id);
    auto failure = try_record(queue, results, now);
    if (!failure) {
        return;
    }
    if (failure->empty()) {  // we are to stop: the end records them
        std::move(results.begin(), results.end(), std::back_inserter(results_));
        record_again_ = now;
        return;
    }
    bool others_passed = false;
    std::vector<SendResult> left;
    if (results.size() == 1) {
        left = std::move(results);
        results.clear();
    }
    for (SendResult &result : results) {
        std::vector<SendResult> one;
        one.push_back(std::move(result));
        if (static_cast<int>(left.size()) >= enough_refused && !others_passed) {
            left.push_back(std::move(one.front()));
        } else if (auto again = try_record(queue, one, now)) {
            failure = std::move(again);
            left.push_back(std::move(one.front()));
        } else {
            others_passed = true;
        }
    }
    if (left.empty()) {
        return;
    }
    log_once("automation: messages sent by channel " + queue.row().channel + " cannot be recorded: " + *failure);
    record_error_ = *failure;
    record_pause_ = std::clamp<std::chrono::milliseconds>(2 * record_pause_, 500ms, longest_pause);
    record_again_ = now + record_pause_;
    keep_unrecorded(queue, std::move(left), others_passed);
}

/* The provider has them: they are not forgotten while this process lives, nor sent again by the next. */
void DeliveryDispatcher::keep_unrecorded(ChannelQueue &queue, std::vector<SendResult> results, bool others_passed)
{
    std::vector<SendResult *> to_note;
    for (SendResult &result : results) {
        bool const accepted = result.outcome.kind == channels::SendOutcome::Kind::accepted;
        if (accepted && !result.noted) {
            to_note.push_back(&result);
        }
        result.noted = result.noted || !accepted;
        if (others_passed) {
            queue.lingers(result.claimed.row.run.key());
        }
    }
    if (!to_note.empty()) {
        try {
            in_session([&] {
                for (SendResult const *const result : to_note) {
                    note_accepted(result->claimed.row, result->outcome.provider_message_id);
                }
            });
            for (SendResult *const result : to_note) {
                result->noted = true;
            }
        } catch (std::exception const &error) {
            log_once(std::string("automation: the provider's ids of sent messages cannot be stored: ") + error.what());
        }
    }
    std::move(results.begin(), results.end(), std::back_inserter(results_));
}

/* What went wrong, with the arrivals as they were; else they are recorded, or are to be tried again in a moment. */
std::optional<std::string> DeliveryDispatcher::try_record(ChannelQueue &queue, std::vector<SendResult> &results,
                                                          core::Instant now)
{
    RecordResult recorded;
    try {
        in_session([&] {
            recorded = record(results, queue.ways(), now, unit_random);
            if (queue.breaker().needs_operator() && !queue.row().paused_reason) {
                pause_channel(queue.row(), queue.breaker().why());
            }
        });
    } catch (std::exception const &error) {
        return wants_us_to_stop(error) ? std::string() : std::string(error.what());
    }
    std::set<std::size_t> const again(recorded.again.begin(), recorded.again.end());
    std::set<std::size_t> const queued(recorded.queued.begin(), recorded.queued.end());
    for (std::size_t i = 0; i < results.size(); ++i) {
        ClaimKey const key = results[i].claimed.row.key();
        if (again.contains(i)) {
            results_.push_back(std::move(results[i]));
            record_again_ = now + record_wait_;
            continue;
        }
        queue.ends(key.run);
        queue.claims().release(key.run);
        processed_ += queued.contains(i) ? 0 : 1;
    }
    if (recorded.due) {
        queue.rewind(*recorded.due);
    }
    counted_ = counted_ || recorded.counted;
    if (outdated_ && queue.under_way() == 0) {
        outdated_ = false;
        stale_ = true;
    }
    return std::nullopt;
}

/* Claims as many as may leave now, and sends them. True when there may be more to do at once. */
bool DeliveryDispatcher::claim_batch(core::ChannelKey const &id, ChannelQueue &queue, core::Instant now)
{
    std::size_t const places = std::min<std::size_t>(queue.places(now), delivery_page);
    if (places == 0 || !queue.due(now) || rests(id, now)) {
        return false;
    }
    std::vector<QueueRow> rows;
    ClaimResult claims;
    try {
        in_session([&] {
            rows = queue.read(now, places);
            if (!rows.empty()) {
                claims = DeliveryBatch(automations_, queue.row(), queue.ways().hold_ambiguous, now).work(rows);
            }
        });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error) || rows.empty()) {
            queue.start_over();
            throw;
        }
        // The bad row stands alone in the end; the others leave. Where all are refused, a few tries tell.
        int refused = 0;
        bool passed = false;
        for (QueueRow const &row : rows) {
            if (refused >= enough_refused && !passed) {
                queue.claims().delay(row.key(), now);
            } else if (claim_one(id, queue, row, now)) {
                passed = true;
            } else {
                ++refused;
            }
        }
        if (!passed) {
            reset_after_error(id, error.what(), now);
        } else if (refused > 0) {
            log_once("automation: a message of channel " + queue.row().channel + " cannot be sent: " + error.what());
        }
        return passed;
    }
    failed_.erase(id);
    dispatch(id, queue, std::move(claims), now);
    return !rows.empty() && queue.places(now) > 0;
}

void DeliveryDispatcher::reset_after_error(core::ChannelKey const &id, std::string const &error, core::Instant now)
{
    FailedAttempt &failed = failed_[id];
    failed.pause = std::clamp<std::chrono::milliseconds>(2 * failed.pause, 500ms, longest_pause);
    failed.until = now + failed.pause;
    failed.why = error;
    log_once("automation: messages of channel " + queues_.at(id).row().channel + " wait: " + error);
}

bool DeliveryDispatcher::rests(core::ChannelKey const &id, core::Instant now) const
{
    auto const found = failed_.find(id);
    return found != failed_.end() && now < found->second.until;
}

bool DeliveryDispatcher::claim_one(core::ChannelKey const &id, ChannelQueue &queue, QueueRow const &row,
                                   core::Instant now)
{
    ClaimResult claims;
    try {
        in_session([&] {
            std::vector<QueueRow> again = read_rows({row.run.key()});
            claims = DeliveryBatch(automations_, queue.row(), queue.ways().hold_ambiguous, now).work(std::move(again));
        });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            queue.start_over();
            throw;
        }
        queue.claims().delay_until(row.key(), now + longest_pause);
        return false;
    }
    dispatch(id, queue, std::move(claims), now);
    return true;
}

void DeliveryDispatcher::dispatch(core::ChannelKey const &id, ChannelQueue &queue, ClaimResult claims,
                                  core::Instant now)
{
    for (ClaimKey const &key : claims.locked) {
        queue.claims().delay(key, now);
    }
    for (auto const *const done : {&claims.gone, &claims.parked}) {
        for (core::RunKey const &row : *done) {
            queue.claims().release(row);
        }
    }
    for (ClaimedDelivery &claimed : claims.on_response) {
        channels::SendOutcome outcome;
        outcome.kind = channels::SendOutcome::Kind::accepted;
        outcome.provider_message_id = claimed.row.accepted.value_or("");
        queue.begins(claimed.row.run.key());
        results_.push_back({std::move(claimed), std::move(outcome), id, true});
    }
    for (ClaimedDelivery &claimed : claims.leave) {
        send(id, queue, std::move(claimed), now);
    }
}

void DeliveryDispatcher::send(core::ChannelKey const &id, ChannelQueue &queue, ClaimedDelivery claimed,
                              core::Instant now)
{
    // A process that outlives its postmaster must not send: its commits wait for no standby.
    if (!pg::postmaster_alive()) {
        pg::exit_process();
    }
    channels::OutgoingRequest outgoing = queue.provider().build_request(claimed.delivery, now);
    queue.begins(claimed.row.run.key());
    if (auto *const outcome = std::get_if<channels::SendOutcome>(&outgoing)) {
        on_result(queue, *outcome, now);
        results_.push_back({std::move(claimed), std::move(*outcome), id});
        return;
    }
    queue.breaker().on_sent(now);
    net::RequestId const request_id = ++last_request_id_;
    in_flight_.emplace(request_id, InFlight{std::move(claimed), id});
    if (auto *const mail = std::get_if<net::MailRequest>(&outgoing)) {
        clients_.submit(request_id, std::move(*mail));
    } else {
        clients_.submit(request_id, std::move(std::get<net::HttpRequest>(outgoing)));
    }
}

void DeliveryDispatcher::drain(std::chrono::milliseconds most)
{
    core::Instant const end = pg::now() + most;
    for (core::Instant now = pg::now(); !in_flight_.empty() && now < end; now = pg::now()) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - now);
        (void)pg::wait(descriptor(), std::min(left, timeout().value_or(left)));
        receive(pg::now());
    }
    record_results(pg::now());
}

int DeliveryDispatcher::descriptor()
{
    return clients_.descriptor();
}

std::optional<std::chrono::milliseconds> DeliveryDispatcher::timeout() const
{
    core::Instant const now = pg::now();
    std::optional<std::chrono::milliseconds> soonest;
    auto const within = [&](std::optional<std::chrono::milliseconds> wait) {
        if (wait) {
            soonest = std::max(0ms, std::min(soonest.value_or(*wait), *wait));
        }
    };
    auto const at = [&](std::optional<core::Instant> moment) {
        if (moment) {
            within(*moment <= now ? 0ms : std::chrono::ceil<std::chrono::milliseconds>(*moment - now));
        }
    };
    within(clients_.timeout());
    if (!results_.empty()) {
        at(record_again_.value_or(now));
    }
    for (auto const &entry : queues_) {
        at(rests(entry.first, now) ? std::optional(failed_.at(entry.first).until) : entry.second.next_time(now));
    }
    return soonest;
}

bool DeliveryDispatcher::busy() const
{
    core::Instant const now = pg::now();
    bool const unrecorded = std::ranges::any_of(results_, [](SendResult const &result) { return !result.noted; });
    return !in_flight_.empty() || unrecorded || stale_ || std::ranges::any_of(queues_, [&](auto const &one) {
        return one.second.places(now) > 0 && one.second.due(now) && !failed_.contains(one.first);
    });
}

std::string DeliveryDispatcher::trouble() const
{
    std::string all;
    for (auto const &[id, queue] : queues_) {
        auto const failed = failed_.find(id);
        std::string const trouble = failed == failed_.end() ? queue.trouble() : "messages wait: " + failed->second.why;
        if (!trouble.empty()) {
            all += (all.empty() ? "" : "; ") + queue.row().channel + ": " + trouble;
        }
    }
    if (!record_error_.empty()) {
        all += (all.empty() ? "" : "; ") + ("sent messages cannot be recorded: " + record_error_);
    }
    return all;
}

}  // namespace automation::engine
