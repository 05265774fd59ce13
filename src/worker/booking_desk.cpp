#include "worker/booking_desk.hpp"

#include "worker/worker_session.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "pg/clock.hpp"
#include "pg/process.hpp"
#include "pg/wait.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

// A change is told at commit; what PREPARE TRANSACTION tells nobody is found by this, when we are awake anyway.
constexpr auto read_at_least_every = 5min;

net::Ticket ticket_of(std::int64_t source)
{
    return static_cast<net::Ticket>(source);
}

}  // namespace

void BookingDesk::in_session(std::function<void()> const &work)
{
    in_worker_session(transactions_, work);
}

template <class Work>
void BookingDesk::guarded(SourceSync &source, core::Instant now, Work &&work)
{
    try {
        work();
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            throw;
        }
        if (error.sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE) {
            source.pass_by_lock();
            return;
        }
        if (client_) {
            client_->cancel(ticket_of(source.row().id));
        }
        source.stumble(now);
        stumbled_ = source.row().described() + " is not stored: " + error.what();
        stumbled_at_ = now;
        say("automation: " + stumbled_);
    }
}

void BookingDesk::say(std::string const &line)
{
    if (said_ != line) {
        said_ = line;
        pg::log(line);
    }
}

bool BookingDesk::work()
{
    core::Instant const now = pg::now();
    read_sources_if_stale(now);
    receive(now);
    bool more = false;
    for (auto &entry : sources_) {
        SourceSync &source = entry.second;
        guarded(source, now, [&] {
            more = source.advance(in_session_, now) || more;
            send(source, now);
        });
        stale_ = stale_ || source.outdated();
    }
    return more || stale_;
}

void BookingDesk::read_sources_if_stale(core::Instant now)
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
    std::set<std::int64_t> gone;
    for (auto const &[id, source] : sources_) {
        gone.insert(id);
    }
    for (SourceRow &row : rows) {
        std::int64_t const id = row.id;
        gone.erase(id);
        auto const known = sources_.find(id);
        if (known == sources_.end()) {
            sources_.emplace(id, SourceSync(std::move(row), until_));
        } else if (known->second.renew(std::move(row)) && client_) {
            client_->cancel(ticket_of(id));
        }
    }
    for (std::int64_t const id : gone) {
        drop(id);
    }
}

void BookingDesk::drop(std::int64_t id)
{
    if (client_) {
        client_->cancel(ticket_of(id));
    }
    sources_.erase(id);
}

void BookingDesk::receive(core::Instant now)
{
    if (!client_) {
        return;
    }
    client_->on_ready();
    client_->on_timeout();
    for (auto const &finished : client_->take_finished()) {
        auto const source = sources_.find(static_cast<std::int64_t>(finished.first));
        if (source != sources_.end()) {
            guarded(source->second, now, [&] { source->second.on_response(finished.second, in_session_, now); });
        }
    }
}

void BookingDesk::send(SourceSync &source, core::Instant now)
{
    auto request = source.next_request(in_session_, now);
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
    client_->submit(ticket_of(source.row().id), std::move(*request));
}

std::optional<std::chrono::milliseconds> BookingDesk::timeout() const
{
    std::optional<std::chrono::milliseconds> soonest = client_ ? client_->timeout() : std::nullopt;
    core::Instant const now = pg::now();
    for (auto const &[id, source] : sources_) {
        if (auto const wait = source.wait(now)) {
            soonest = std::min(soonest.value_or(*wait), *wait);
        }
    }
    return soonest;
}

std::string BookingDesk::trouble() const
{
    // It is tried again after seven seconds: what has not been said since is over.
    return pg::now() - stumbled_at_ < 9s ? stumbled_ : std::string();
}

bool BookingDesk::syncing() const
{
    core::Instant const now = pg::now();
    return std::ranges::any_of(sources_, [&](auto const &one) { return one.second.syncing(now); });
}

bool BookingDesk::checking() const
{
    return std::ranges::any_of(sources_, [](auto const &one) { return one.second.checking(); });
}

}  // namespace automation::worker
