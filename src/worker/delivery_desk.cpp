#include "worker/delivery_desk.hpp"

#include "worker/random.hpp"
#include "worker/worker_session.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

#include "pg/clock.hpp"
#include "pg/process.hpp"
#include "pg/wait.hpp"

namespace automation::worker {

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

template <class Client>
Client &made(std::unique_ptr<Client> &client)
{
    if (!client) {
        client = std::make_unique<Client>();
    }
    return *client;
}

}  // namespace

template <class Work>
void DeliveryDesk::in_session(Work &&work)
{
    in_worker_session(transactions_, std::forward<Work>(work));
}

void DeliveryDesk::say(std::string const &line)
{
    if (said_ != line) {
        said_ = line;
        pg::log(line);
    }
}

void DeliveryDesk::rewind(core::Instant earliest)
{
    if (earliest == core::Instant::max()) {
        return;
    }
    for (auto &entry : lanes_) {
        entry.second.rewind(earliest);
    }
}

bool DeliveryDesk::work()
{
    core::Instant const now = pg::now();
    read_channels_if_stale(now);
    receive(now);
    record_arrivals_if_due(now);
    bool more = stale_;
    for (auto &[id, lane] : lanes_) {
        try {
            more = begin(id, lane, now) || more;
        } catch (pg::Error const &error) {
            if (wants_us_to_stop(error)) {
                throw;
            }
            stumble(id, error.what(), now);  // nothing has been claimed
        }
    }
    return more;
}

void DeliveryDesk::read_channels_if_stale(core::Instant now)
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
        say(std::string("automation cannot read automation_channels: ") + error.what());
    }
    keep_lanes(rows);
}

void DeliveryDesk::keep_lanes(std::vector<ChannelRow> const &rows)
{
    std::set<core::ChannelKey> gone;
    for (auto const &entry : lanes_) {
        gone.insert(entry.first);
    }
    for (ChannelRow const &row : rows) {
        gone.erase(row.key());
        std::vector<std::string> others = others_of(row, rows);
        auto const known = lanes_.find(row.key());
        if (known != lanes_.end() && !known->second.differs(row, others)) {
            known->second.rewind(core::Instant::min());
            continue;
        }
        // What is under way comes back to the lane that it left by.
        if (known != lanes_.end() && known->second.under_way() > 0) {
            outdated_ = true;
            known->second.close();
            continue;
        }
        lanes_.erase(row.key());
        lanes_.emplace(row.key(), ChannelLane(row, std::move(others)));
    }
    for (core::ChannelKey const &id : gone) {
        ChannelLane &lane = lanes_.at(id);
        if (lane.under_way() > 0) {
            outdated_ = true;
            lane.close();
        } else {
            lanes_.erase(id);
        }
    }
}

void DeliveryDesk::receive(core::Instant now)
{
    auto const take = [&](auto &client) {
        if (client) {
            client->on_ready();
            client->on_timeout();
            for (auto const &[ticket, response] : client->take_finished()) {
                arrived(ticket, response, now);
            }
        }
    };
    take(http_);
    take(guarded_http_);
    take(mail_);
}

void DeliveryDesk::arrived(net::Ticket ticket, auto const &response, core::Instant now)
{
    auto const found = departed_.find(ticket);
    if (found == departed_.end()) {
        return;
    }
    Departed departed = std::move(found->second);
    departed_.erase(found);
    ChannelLane &lane = lanes_.at(departed.lane);
    core::SendOutcome outcome = lane.provider().judge(response);
    came(lane, outcome, now);
    arrivals_.push_back({std::move(departed.departure), std::move(outcome), departed.lane});
}

void DeliveryDesk::came(ChannelLane &lane, core::SendOutcome const &outcome, core::Instant now)
{
    bool const was_well = lane.trouble().empty();
    lane.gate().came(outcome, now, unit_random());
    if (was_well && !lane.trouble().empty() && lane.gate().places(now, 0) == 0) {
        pg::log("automation: channel " + lane.row().channel + " stands still: " + lane.trouble());
    }
}

void DeliveryDesk::record_arrivals_if_due(core::Instant now)
{
    if (!arrivals_.empty() && (!record_again_ || now >= *record_again_)) {
        record_arrivals(now);
    }
}

void DeliveryDesk::record_arrivals(core::Instant now)
{
    record_again_.reset();
    record_wait_ = std::clamp(2 * record_wait_, first_record_wait, longest_record_wait);
    std::map<core::ChannelKey, std::vector<Arrival>> by_lane;
    for (Arrival &arrival : arrivals_) {
        by_lane[arrival.lane].push_back(std::move(arrival));
    }
    arrivals_.clear();
    for (auto &[id, arrivals] : by_lane) {
        record_of(id, std::move(arrivals), now);  // throws nothing that would lose them
    }
    if (arrivals_.empty()) {
        record_wait_ = 0ms;
        record_pause_ = 0ms;
        record_error_.clear();
    }
}

/* Where a trigger of the user's refuses them all, a few tries tell; where it refuses one, the others are recorded. */
void DeliveryDesk::record_of(core::ChannelKey const &id, std::vector<Arrival> arrivals, core::Instant now)
{
    ChannelLane &lane = lanes_.at(id);
    auto failure = try_record(lane, arrivals, now);
    if (!failure) {
        return;
    }
    if (failure->empty()) {  // we are to stop: the end records them
        std::move(arrivals.begin(), arrivals.end(), std::back_inserter(arrivals_));
        record_again_ = now;
        return;
    }
    bool others_passed = false;
    std::vector<Arrival> left;
    if (arrivals.size() == 1) {
        left = std::move(arrivals);
        arrivals.clear();
    }
    for (Arrival &arrival : arrivals) {
        std::vector<Arrival> one;
        one.push_back(std::move(arrival));
        if (static_cast<int>(left.size()) >= enough_refused && !others_passed) {
            left.push_back(std::move(one.front()));
        } else if (auto again = try_record(lane, one, now)) {
            failure = std::move(again);
            left.push_back(std::move(one.front()));
        } else {
            others_passed = true;
        }
    }
    if (left.empty()) {
        return;
    }
    say("automation: what channel " + lane.row().channel + " sent cannot be recorded: " + *failure);
    record_error_ = *failure;
    record_pause_ = std::clamp<std::chrono::milliseconds>(2 * record_pause_, 500ms, longest_pause);
    record_again_ = now + record_pause_;
    keep_unrecorded(lane, std::move(left), others_passed);
}

/* The provider has them: they are not forgotten while this process lives, nor sent again by the next. */
void DeliveryDesk::keep_unrecorded(ChannelLane &lane, std::vector<Arrival> arrivals, bool others_passed)
{
    std::vector<Arrival *> to_note;
    for (Arrival &arrival : arrivals) {
        bool const accepted = arrival.outcome.kind == core::SendOutcome::Kind::accepted;
        if (accepted && !arrival.noted) {
            to_note.push_back(&arrival);
        }
        arrival.noted = arrival.noted || !accepted;
        if (others_passed) {
            lane.lingers(arrival.departure.row.run.key());
        }
    }
    if (!to_note.empty()) {
        try {
            in_session([&] {
                for (Arrival const *const arrival : to_note) {
                    note_accepted(arrival->departure.row, arrival->outcome.provider_message_id);
                }
            });
            for (Arrival *const arrival : to_note) {
                arrival->noted = true;
            }
        } catch (std::exception const &error) {
            say(std::string("automation: what was sent cannot even be noted: ") + error.what());
        }
    }
    std::move(arrivals.begin(), arrivals.end(), std::back_inserter(arrivals_));
}

/* What went wrong, with the arrivals as they were; else they are recorded, or are to be tried again in a moment. */
std::optional<std::string> DeliveryDesk::try_record(ChannelLane &lane, std::vector<Arrival> &arrivals,
                                                    core::Instant now)
{
    Recorded recorded;
    try {
        in_session([&] {
            recorded = record(arrivals, lane.ways(), now, unit_random);
            if (lane.gate().broken() && !lane.row().paused_reason) {
                pause_channel(lane.row(), lane.gate().why());
            }
        });
    } catch (std::exception const &error) {
        return wants_us_to_stop(error) ? std::string() : std::string(error.what());
    }
    std::set<std::size_t> const again(recorded.again.begin(), recorded.again.end());
    std::set<std::size_t> const queued(recorded.queued.begin(), recorded.queued.end());
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        Key const key = arrivals[i].departure.row.key();
        if (again.contains(i)) {
            arrivals_.push_back(std::move(arrivals[i]));
            record_again_ = now + record_wait_;
            continue;
        }
        lane.ends(key.run);
        lane.backlog().release(key.run);
        processed_ += queued.contains(i) ? 0 : 1;
    }
    if (recorded.due) {
        lane.rewind(*recorded.due);
    }
    counted_ = counted_ || recorded.counted;
    if (outdated_ && lane.under_way() == 0) {
        outdated_ = false;
        stale_ = true;
    }
    return std::nullopt;
}

/* Claims as many as may leave now, and sends them. True when there may be more to do at once. */
bool DeliveryDesk::begin(core::ChannelKey const &id, ChannelLane &lane, core::Instant now)
{
    std::size_t const places = std::min<std::size_t>(lane.places(now), delivery_page);
    if (places == 0 || !lane.due(now) || rests(id, now)) {
        return false;
    }
    std::vector<QueueRow> rows;
    Departures departures;
    try {
        in_session([&] {
            rows = lane.read(now, places);
            if (!rows.empty()) {
                departures = DeliveryBatch(shelf_, lane.row(), lane.ways().hold_doubts, now).work(rows);
            }
        });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error) || rows.empty()) {
            lane.start_over();
            throw;
        }
        // The bad row stands alone in the end; the others leave. Where all are refused, a few tries tell.
        int refused = 0;
        bool passed = false;
        for (QueueRow const &row : rows) {
            if (refused >= enough_refused && !passed) {
                lane.backlog().put_off(row.key(), now);
            } else if (begin_alone(id, lane, row, now)) {
                passed = true;
            } else {
                ++refused;
            }
        }
        if (!passed) {
            stumble(id, error.what(), now);
        } else if (refused > 0) {
            say("automation: a message of channel " + lane.row().channel + " cannot be sent: " + error.what());
        }
        return passed;
    }
    stumbled_.erase(id);
    let_go(id, lane, std::move(departures), now);
    return !rows.empty() && lane.places(now) > 0;
}

void DeliveryDesk::stumble(core::ChannelKey const &id, std::string const &error, core::Instant now)
{
    Stumble &stumble = stumbled_[id];
    stumble.pause = std::clamp<std::chrono::milliseconds>(2 * stumble.pause, 500ms, longest_pause);
    stumble.until = now + stumble.pause;
    stumble.why = error;
    say("automation: messages of channel " + lanes_.at(id).row().channel + " wait: " + error);
}

bool DeliveryDesk::rests(core::ChannelKey const &id, core::Instant now) const
{
    auto const found = stumbled_.find(id);
    return found != stumbled_.end() && now < found->second.until;
}

bool DeliveryDesk::begin_alone(core::ChannelKey const &id, ChannelLane &lane, QueueRow const &row, core::Instant now)
{
    Departures departures;
    try {
        in_session([&] {
            std::vector<QueueRow> again = read_rows({row.run.key()});
            departures = DeliveryBatch(shelf_, lane.row(), lane.ways().hold_doubts, now).work(std::move(again));
        });
    } catch (pg::Error const &error) {
        if (wants_us_to_stop(error)) {
            lane.start_over();
            throw;
        }
        lane.backlog().put_off_until(row.key(), now + longest_pause);
        return false;
    }
    let_go(id, lane, std::move(departures), now);
    return true;
}

void DeliveryDesk::let_go(core::ChannelKey const &id, ChannelLane &lane, Departures departures, core::Instant now)
{
    for (Key const &key : departures.locked) {
        lane.backlog().put_off(key, now);
    }
    for (auto const *const done : {&departures.gone, &departures.parked}) {
        for (core::RunKey const &row : *done) {
            lane.backlog().release(row);
        }
    }
    for (Departure &departure : departures.arrived) {
        core::SendOutcome outcome;
        outcome.kind = core::SendOutcome::Kind::accepted;
        outcome.provider_message_id = departure.row.accepted.value_or("");
        lane.begins(departure.row.run.key());
        arrivals_.push_back({std::move(departure), std::move(outcome), id, true});
    }
    for (Departure &departure : departures.leave) {
        send(id, lane, std::move(departure), now);
    }
}

void DeliveryDesk::send(core::ChannelKey const &id, ChannelLane &lane, Departure departure, core::Instant now)
{
    // A process that outlives its postmaster must not send: its commits wait for no standby.
    if (!pg::postmaster_alive()) {
        pg::exit_process();
    }
    channels::Parcel parcel = lane.provider().pack(departure.delivery, now);
    lane.begins(departure.row.run.key());
    if (auto *const outcome = std::get_if<core::SendOutcome>(&parcel)) {
        came(lane, *outcome, now);
        arrivals_.push_back({std::move(departure), std::move(*outcome), id});
        return;
    }
    lane.gate().left(now);
    net::Ticket const ticket = ++last_ticket_;
    departed_.emplace(ticket, Departed{std::move(departure), id});
    if (auto *const mail = std::get_if<net::MailRequest>(&parcel)) {
        made(mail_).submit(ticket, std::move(*mail));
        return;
    }
    auto &request = std::get<net::HttpRequest>(parcel);
    made(request.refuse_private_addresses ? guarded_http_ : http_).submit(ticket, std::move(request));
}

void DeliveryDesk::finish(std::chrono::milliseconds most)
{
    core::Instant const end = pg::now() + most;
    for (core::Instant now = pg::now(); !departed_.empty() && now < end; now = pg::now()) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - now);
        (void)pg::wait(descriptor(), std::min(left, timeout().value_or(left)));
        receive(pg::now());
    }
    record_arrivals(pg::now());
}

int DeliveryDesk::descriptor()
{
    auto const of = [](auto const &client) { return client ? client->descriptor() : -1; };
    return waits_.over({of(http_), of(guarded_http_), of(mail_)});
}

std::optional<std::chrono::milliseconds> DeliveryDesk::timeout() const
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
    auto const of = [&](auto const &client) { within(client ? client->timeout() : std::nullopt); };
    of(http_);
    of(guarded_http_);
    of(mail_);
    if (!arrivals_.empty()) {
        at(record_again_.value_or(now));
    }
    for (auto const &entry : lanes_) {
        at(rests(entry.first, now) ? std::optional(stumbled_.at(entry.first).until) : entry.second.next_time(now));
    }
    return soonest;
}

bool DeliveryDesk::busy() const
{
    core::Instant const now = pg::now();
    bool const unrecorded = std::ranges::any_of(arrivals_, [](Arrival const &arrival) { return !arrival.noted; });
    return !departed_.empty() || unrecorded || stale_ || std::ranges::any_of(lanes_, [&](auto const &one) {
        return one.second.places(now) > 0 && one.second.due(now) && !stumbled_.contains(one.first);
    });
}

std::string DeliveryDesk::trouble() const
{
    std::string all;
    for (auto const &[id, lane] : lanes_) {
        auto const stumble = stumbled_.find(id);
        std::string const trouble =
            stumble == stumbled_.end() ? lane.trouble() : "messages wait: " + stumble->second.why;
        if (!trouble.empty()) {
            all += (all.empty() ? "" : "; ") + lane.row().channel + ": " + trouble;
        }
    }
    if (!record_error_.empty()) {
        all += (all.empty() ? "" : "; ") + ("what was sent cannot be recorded: " + record_error_);
    }
    return all;
}

}  // namespace automation::worker
