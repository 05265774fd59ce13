#include "engine/queue/tenant_turns.hpp"

#include <algorithm>
#include <iterator>

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// What has become due since the end was reached.
constexpr core::Micros reread_interval = 50ms;
constexpr int share_of_time = 5;

Cursor before(ClaimKey const &key) noexcept
{
    return {key.run_at, core::RunId{number(key.run.id) - 1}};
}

}  // namespace

void TenantTurns::much_is_due(std::optional<std::string> const &only, Cursor cursor)
{
    // Of whom the order gave us rows until now, nothing was remembered.
    bool const others = !much_ || only != only_;
    position_ = others ? cursor : std::max(position_, cursor);
    only_ = only;
    much_ = true;
    if (auto const known = only_ ? tenants_.find(*only_) : tenants_.end(); known != tenants_.end()) {
        erase(known);
    }
}

void TenantTurns::all_is_read()
{
    tenants_.clear();
    size_ = 0;
    much_ = false;
}

bool TenantTurns::wants_to_read(core::Instant now) const
{
    return much_ && size_ < most_of_all && now >= read_at_;
}

std::vector<std::string> TenantTurns::pass_by()
{
    std::vector<std::string> names;
    if (only_) {
        names.push_back(*only_);
    }
    for (auto &[tenant, waiting] : tenants_) {
        waiting.passed_by = waiting.keys.size() >= most_of_tenant;
        if (waiting.passed_by) {
            names.push_back(tenant);
        }
    }
    return names;
}

void TenantTurns::found(ClaimKey const &key)
{
    std::string const &tenant = key.run.tenant;
    if (tenant == only_) {
        return;
    }
    Waiting &waiting = tenants_[tenant];
    size_ += waiting.keys.insert(key).second ? 1 : 0;
    if (waiting.keys.size() > most_of_tenant) {
        auto const last = std::prev(waiting.keys.end());
        leave_out(waiting, before(*last));
        waiting.keys.erase(last);
        --size_;
    }
}

void TenantTurns::has_read(Cursor place, bool to_end, core::Instant began, core::Instant ended)
{
    for (auto &[tenant, waiting] : tenants_) {
        if (waiting.passed_by) {
            leave_out(waiting, position_);
        }
    }
    position_ = std::max(position_, place);
    at_end_ = to_end;
    core::Micros const pause = (share_of_time - 1) * std::max(ended - began, core::Micros(0));
    read_at_ = ended + (to_end ? std::max(pause, reread_interval) : pause);
}

void TenantTurns::rewind(core::Instant moment)
{
    position_ =
        std::min(position_, moment == core::Instant::min() ? Cursor{} : Cursor{moment - 1us, core::RunId{INT64_MAX}});
    // Where the end was reached there is little to read; else the pause is for what has been read.
    if (at_end_ && moment != core::Instant::max()) {
        read_at_ = core::Instant::min();
    }
}

void TenantTurns::given(ClaimKey const &key)
{
    auto const known = tenants_.find(key.run.tenant);
    if (known == tenants_.end()) {
        return;
    }
    size_ -= known->second.keys.erase(key);
    if (known->second.keys.empty()) {
        erase(known);
    }
}

void TenantTurns::leave_out(Waiting &waiting, Cursor after)
{
    waiting.left_out = std::min(waiting.left_out.value_or(after), after);
}

/* What found no room is read again. */
void TenantTurns::erase(Tenants::iterator tenant)
{
    Waiting const &waiting = tenant->second;
    if (waiting.left_out && tenant->first != only_) {
        position_ = std::min(position_, *waiting.left_out);
    }
    size_ -= waiting.keys.size();
    tenants_.erase(tenant);
}

std::vector<ClaimKey> TenantTurns::take(std::size_t most)
{
    std::vector<ClaimKey> taken;
    if (tenants_.empty()) {
        credit_ = 1;
        return taken;
    }
    auto const tenants = static_cast<double>(tenants_.size());
    credit_ += static_cast<double>(most) * tenants / (tenants + 1);
    while (credit_ >= 1 && taken.size() < most && !tenants_.empty()) {
        auto next = tenants_.upper_bound(last_);
        if (next == tenants_.end()) {
            next = tenants_.begin();
        }
        last_ = next->first;
        taken.push_back(*next->second.keys.begin());
        next->second.keys.erase(next->second.keys.begin());
        --size_;
        --credit_;
        if (next->second.keys.empty()) {
            erase(next);
        }
    }
    credit_ = std::min(credit_, 1.0);
    return taken;
}

}  // namespace automation::engine
