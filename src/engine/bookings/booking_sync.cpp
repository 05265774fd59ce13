#include "engine/bookings/booking_sync.hpp"

#include "engine/session/worker_session.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "pg/time/clock.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wait.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// A change is told at commit; what PREPARE TRANSACTION tells nobody is found by this, when we are awake anyway.
constexpr auto read_at_least_every = 5min;

}  // namespace

void BookingSync::in_session(std::function<void()> const &work)
{
    in_worker_session(transactions_, work);
}

template <class Work>
void BookingSync::guarded(Known &known, core::Instant now, Work &&work)
{
    SourceSync &source = known.source;
    try {
        work();
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        if (error.sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE) {
            source.skip_locked();
            return;
        }
        if (client_) {
            client_->cancel(known.request_id);
        }
        source.reset_after_error(now);
        failed_ = source.row().described() + " cannot be stored: " + error.what();
        failed_at_ = now;
        say("automation: " + failed_);
    }
}

void BookingSync::say(std::string const &line)
{
    if (said_ != line) {
        said_ = line;
        pg::log(line);
    }
}

bool BookingSync::work()
{
    core::Instant const now = pg::now();
    read_sources_if_stale(now);
    receive(now);
    bool more = false;
    for (auto &entry : sources_) {
        Known &known = entry.second;
        SourceSync &source = known.source;
        guarded(known, now, [&] {
            more = source.advance(in_session_, now) || more;
            send(known, now);
        });
        stale_ = stale_ || source.outdated();
    }
    return more || stale_;
}

void BookingSync::read_sources_if_stale(core::Instant now)
{
    bool const old = now < read_at_ || now - read_at_ >= read_at_least_every;
    if (!stale_ && !old) {
        return;
    }
    stale_ = false;
    read_at_ = now;
    std::vector<SourceRow> rows;
    try {
        in_session([&] { rows = read_sources(); });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        // Whoever may not read them (automation.role) has no sources; everything else goes on.
        say(std::string("automation cannot read automation_booking_sources: ") + error.what());
    }
    std::set<core::SourceKey> gone;
    for (auto const &entry : sources_) {
        gone.insert(entry.first);
    }
    for (SourceRow &row : rows) {
        core::SourceKey const key = row.key();
        gone.erase(key);
        auto const known = sources_.find(key);
        if (known == sources_.end()) {
            sources_.emplace(key, Known{SourceSync(std::move(row), until_), ++last_request_id_});
        } else if (known->second.source.renew(std::move(row)) && client_) {
            client_->cancel(known->second.request_id);
        }
    }
    for (core::SourceKey const &key : gone) {
        drop(key);
    }
}

void BookingSync::drop(core::SourceKey const &key)
{
    if (client_) {
        client_->cancel(sources_.at(key).request_id);
    }
    sources_.erase(key);
}

void BookingSync::receive(core::Instant now)
{
    if (!client_) {
        return;
    }
    client_->on_ready();
    client_->on_timeout();
    for (auto const &finished : client_->drain_results()) {
        auto const known =
            std::ranges::find_if(sources_, [&](auto const &one) { return one.second.request_id == finished.first; });
        if (known != sources_.end()) {
            guarded(known->second, now, [&] { known->second.source.on_response(finished.second, in_session_, now); });
        }
    }
}

void BookingSync::send(Known &known, core::Instant now)
{
    auto request = known.source.next_request(in_session_, now);
    if (!request) {
        return;
    }
    // A process that outlives its postmaster must ask nobody any more: its commits wait for no standby.
    if (!pg::postmaster_alive()) {
        pg::exit_process();
    }
    if (!client_) {
        client_ = std::make_unique<net::HttpClient>();
    }
    client_->submit(known.request_id, std::move(*request));
}

std::optional<std::chrono::milliseconds> BookingSync::timeout() const
{
    std::optional<std::chrono::milliseconds> soonest = client_ ? client_->timeout() : std::nullopt;
    core::Instant const now = pg::now();
    for (auto const &entry : sources_) {
        if (auto const wait = entry.second.source.wait(now)) {
            soonest = std::min(soonest.value_or(*wait), *wait);
        }
    }
    return soonest;
}

std::string BookingSync::trouble() const
{
    // It is tried again after seven seconds: what has not been said since is over.
    return pg::now() - failed_at_ < 9s ? failed_ : std::string();
}

bool BookingSync::syncing() const
{
    core::Instant const now = pg::now();
    return std::ranges::any_of(sources_, [&](auto const &one) { return one.second.source.syncing(now); });
}

bool BookingSync::checking() const
{
    return std::ranges::any_of(sources_, [](auto const &one) { return one.second.source.checking(); });
}

}  // namespace automation::engine
