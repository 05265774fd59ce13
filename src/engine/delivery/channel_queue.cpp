#include "engine/delivery/channel_queue.hpp"

#include "core/base/error.hpp"
#include "engine/queue/claims.hpp"

#include <algorithm>
#include <utility>

namespace automation::engine {

ChannelQueue::ChannelQueue(ChannelRow row, std::vector<std::string> others)
    : row_(std::move(row)), of_{row_.channel, row_.tenant, std::move(others)}, breaker_(row_.rate_per_minute)
{
    try {
        provider_ = channels::make_provider(row_.provider, row_.settings, pg::resolve_secret);
    } catch (core::UserError const &error) {
        unusable_ = error.what();
    }
}

bool ChannelQueue::differs(ChannelRow const &row, std::vector<std::string> const &others) const
{
    // Nobody tells us of the pause that we wrote ourselves: with it gone the row looks as it did before. A secret that
    // was missing may be there now.
    return row_ != row || !unusable_.empty() || of_.excluded_tenants != others ||
           (breaker_.needs_operator() && !row.paused_reason);
}

std::size_t ChannelQueue::places(core::Instant now) const
{
    if (stands_still()) {
        return 0;
    }
    auto const most = static_cast<std::size_t>(provider_->policy().max_connections);
    std::size_t const going = under_way_.size() - lingering_.size();
    std::size_t const free = most - std::min(most, going);
    return std::min(free, breaker_.capacity(now, going));
}

bool ChannelQueue::due(core::Instant now) const
{
    auto const held = claims_.next_time();
    return (next_due_ && *next_due_ <= now) || claims_.any_ready() || (held && *held <= now);
}

std::optional<core::Instant> ChannelQueue::next_time(core::Instant now) const
{
    if (stands_still() || breaker_.needs_operator()) {
        return std::nullopt;
    }
    std::optional<core::Instant> next = claims_.next_time();
    if (next_due_) {
        next = std::min(next.value_or(*next_due_), *next_due_);
    }
    if (next && places(now) == 0) {
        // An answer wakes us; beside that only the clock can make room.
        auto const opens = breaker_.opens_at(now);
        return opens ? std::optional(std::max(*opens, *next)) : std::nullopt;
    }
    return next;
}

void ChannelQueue::rewind(core::Instant moment)
{
    claims_.rewind(moment);
    turns_.rewind(moment);
    next_due_ = std::min(next_due_.value_or(moment), moment);
}

std::vector<QueueRow> ChannelQueue::read(core::Instant now, std::size_t most)
{
    if (turns_.wants_to_read(now)) {
        note_ahead(claims_, turns_, read_deliveries_ahead(of_, turns_.position(), now, turns_.pass_by()), now, now);
    }
    give_turns(claims_, turns_, most);
    std::vector<QueueRow> rows = refresh_claims(claims_, claims_.take_ready(now, most, 0), now).rows;
    bool whole = true;
    while (rows.size() < most) {
        std::vector<QueueRow> page = read_deliveries(of_, claims_.cursor(), now);
        bool const last = page.size() < delivery_page;
        whole = (of_.tenant.empty() ? claim_page(claims_, turns_, std::move(page), last, most, rows)
                                    : claim_page(claims_, std::move(page), most, rows)) &&
                last;
        if (last) {
            break;
        }
    }
    next_due_ = whole ? next_delivery(of_, claims_.cursor()) : std::optional(now);
    return rows;
}

void ChannelQueue::start_over()
{
    claims_ = {};
    turns_ = {};
    for (core::RunKey const &row : under_way_) {
        claims_.claim({core::Instant::min(), row});
    }
    next_due_ = core::Instant::min();
}

bool ChannelQueue::stands_still() const noexcept
{
    return closed_ || provider_ == nullptr || !row_.enabled || row_.paused_reason;
}

ChannelSending ChannelQueue::ways() const
{
    bool const hold = provider_ != nullptr && provider_->policy().on_ambiguous == core::SendPolicy::OnAmbiguous::hold;
    return {row_.channel, hold};
}

std::string ChannelQueue::trouble() const
{
    if (!row_.enabled) {
        return {};
    }
    if (!unusable_.empty()) {
        return unusable_;
    }
    return row_.paused_reason ? *row_.paused_reason : breaker_.why();
}

}  // namespace automation::engine
