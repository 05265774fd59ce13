#include "worker/channel_lane.hpp"

#include "core/error.hpp"
#include "worker/due_rows.hpp"

#include <algorithm>
#include <utility>

namespace automation::worker {

ChannelLane::ChannelLane(ChannelRow row, std::vector<std::string> others)
    : row_(std::move(row)), of_{row_.channel, row_.tenant, std::move(others)}, gate_(row_.rate_per_minute)
{
    try {
        provider_ = channels::make_provider(row_.provider, row_.settings, pg::resolve_secret);
    } catch (core::UserError const &error) {
        unusable_ = error.what();
    }
}

bool ChannelLane::differs(ChannelRow const &row, std::vector<std::string> const &others) const
{
    // Nobody tells us of the pause that we wrote ourselves: with it gone the row looks as it did before.
    return row_ != row || of_.not_of != others || (gate_.broken() && !row.paused_reason);
}

std::size_t ChannelLane::places(core::Instant now) const
{
    if (stands_still()) {
        return 0;
    }
    auto const most = static_cast<std::size_t>(provider_->manner().max_connections);
    std::size_t const going = under_way_.size() - lingering_.size();
    std::size_t const free = most - std::min(most, going);
    return std::min(free, gate_.places(now, going));
}

bool ChannelLane::due(core::Instant now) const
{
    auto const held = backlog_.next_time();
    return (next_due_ && *next_due_ <= now) || backlog_.any_ready() || (held && *held <= now);
}

std::optional<core::Instant> ChannelLane::next_time(core::Instant now) const
{
    if (stands_still() || gate_.broken()) {
        return std::nullopt;
    }
    std::optional<core::Instant> next = backlog_.next_time();
    if (next_due_) {
        next = std::min(next.value_or(*next_due_), *next_due_);
    }
    if (next && places(now) == 0) {
        // An answer wakes us; beside that only the clock can make room.
        auto const opens = gate_.opens_at(now);
        return opens ? std::optional(std::max(*opens, *next)) : std::nullopt;
    }
    return next;
}

void ChannelLane::rewind(core::Instant moment)
{
    backlog_.rewind(moment);
    turns_.rewind(moment);
    next_due_ = std::min(next_due_.value_or(moment), moment);
}

std::vector<QueueRow> ChannelLane::read(core::Instant now, std::size_t most)
{
    if (turns_.wants_to_read(now)) {
        remember(backlog_, turns_, read_deliveries_ahead(of_, turns_.position(), now, turns_.pass_by()), now, now);
    }
    give_turns(backlog_, turns_, most);
    std::vector<QueueRow> rows = still_due(backlog_, backlog_.take(now, most, 0), now).rows;
    bool whole = true;
    while (rows.size() < most) {
        std::vector<QueueRow> page = read_deliveries(of_, backlog_.cursor(), now);
        bool const last = page.size() < delivery_page;
        whole = (of_.tenant.empty() ? take_up(backlog_, turns_, std::move(page), last, most, rows)
                                    : take_up(backlog_, std::move(page), most, rows)) &&
                last;
        if (last) {
            break;
        }
    }
    next_due_ = whole ? next_delivery(of_, backlog_.cursor()) : std::optional(now);
    return rows;
}

void ChannelLane::start_over()
{
    backlog_ = {};
    turns_ = {};
    for (core::RunKey const &row : under_way_) {
        backlog_.hold({core::Instant::min(), row});
    }
    next_due_ = core::Instant::min();
}

bool ChannelLane::stands_still() const noexcept
{
    return closed_ || provider_ == nullptr || !row_.enabled || row_.paused_reason;
}

ChannelWays ChannelLane::ways() const
{
    bool const hold = provider_ != nullptr && provider_->manner().on_doubt == core::ChannelManner::Doubt::hold;
    return {row_.channel, hold};
}

std::string ChannelLane::trouble() const
{
    if (!row_.enabled) {
        return {};
    }
    if (!unusable_.empty()) {
        return unusable_;
    }
    return row_.paused_reason ? *row_.paused_reason : gate_.why();
}

}  // namespace automation::worker
