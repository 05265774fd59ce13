#include "engine/runs/suspensions.hpp"

#include <algorithm>

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds first_pause = 500ms;
constexpr std::chrono::milliseconds longest_pause = 5s;  // the end is to be noticed within ten seconds
constexpr std::size_t max_remembered = 10'000;
// With so many suspended and nothing passing, automations that were not seen failing wait as well.
constexpr std::size_t taken_for_all = 3;
constexpr auto failure_counts_for = 1h;
constexpr auto repeated_after = 10min;
constexpr std::size_t max_reported = 16;

}  // namespace

void Suspensions::watch(bool on, core::Instant now)
{
    watching_ = on;
    watched_from_ = on ? serial_ : watched_from_;
    std::erase_if(failed_, [&](auto const &one) { return now - one.second.at >= failure_counts_for; });
    if (!on && suspended_.empty() && failed_.empty()) {
        ran_.clear();
    }
}

std::optional<core::Instant> Suspensions::ran(RuleKey const &rule, core::Instant now)
{
    if (!watching_ && suspended_.empty() && failed_.empty()) {
        return std::nullopt;  // nobody asks for evidence
    }
    last_ran_ = ++serial_;
    ran_.insert_or_assign(rule, serial_);
    auto const found = suspended_.find(rule);
    if (found == suspended_.end()) {
        return std::nullopt;
    }
    core::Instant const earliest = found->second.earliest;
    suspended_.erase(found);
    pause_ = first_pause;
    next_ = suspended_.empty() ? std::nullopt : std::optional(now);
    return earliest;
}

bool Suspensions::ran_since(RuleKey const &rule, Serial since) const
{
    auto const found = ran_.find(rule);
    return found != ran_.end() && found->second > since;
}

bool Suspensions::is_of_the_run(QueueRow const &row, Failure const &failure, bool only_one, Serial began) const
{
    RuleKey const rule = rule_of(row);
    auto const before = failed_.find(row.run.key());
    Serial const since = before == failed_.end() ? began : std::min(began, before->second.serial);
    if (ran_since(rule, since)) {
        return true;
    }
    auto const found = suspended_.find(rule);
    bool const alone = only_one && (found == suspended_.end() || (found->second.samples.size() == 1 &&
                                                                  found->second.samples[0].run.id == row.run.id));
    if (!alone) {
        return false;
    }
    if (failure.kind == Failure::Kind::data && any_ran_since(since)) {
        return true;
    }
    // Counted before, on evidence, and nothing else fails: it goes on with its attempts.
    return row.run.attempts > 0 && suspended_.size() == (found == suspended_.end() ? 0U : 1U);
}

bool Suspensions::add(QueueRow const &row, std::string const &reason, core::Instant now)
{
    bool const first = suspended_.empty();
    auto const [at, is_new] = suspended_.try_emplace(rule_of(row));
    Suspended &rule = at->second;
    if (first) {
        suspended_from_ = watched_from_;
        pause_ = first_pause;
        next_ = now + pause_;
    }
    rule.reason = reason;
    rule.earliest = is_new ? row.run.run_at : std::min(rule.earliest, row.run.run_at);
    auto const known = std::ranges::any_of(rule.samples, [&](QueueRow const &one) { return one.run.id == row.run.id; });
    if (!known) {
        ++rule.seen;
        if (rule.samples.size() < most_samples) {
            rule.samples.push_back(row);
        } else if (rule.seen % 64 == 0) {
            rule.samples[rule.seen / 64 % most_samples] = row;  // not for ever those that came first
        }
    }
    return is_new && is_news(reason, now);
}

bool Suspensions::is_news(std::string const &reason, core::Instant now)
{
    std::erase_if(shown_, [&](auto const &one) { return now - one.second >= repeated_after; });
    return shown_.size() < max_reported && shown_.emplace(reason, now).second;
}

bool Suspensions::suspend(QueueRow const &row, std::string const &reason, core::Instant now)
{
    return add(row, reason, now);
}

bool Suspensions::suspend_failed(QueueRow const &row, std::string const &reason, core::Instant now)
{
    if (failed_.size() < max_remembered) {
        failed_.try_emplace(row.run.key(), FailedRun{serial_, now});
    }
    return add(row, reason, now);
}

std::optional<core::Instant> Suspensions::forget(QueueRow const &row)
{
    failed_.erase(row.run.key());
    auto const found = suspended_.find(rule_of(row));
    if (found == suspended_.end()) {
        return std::nullopt;
    }
    std::erase_if(found->second.samples, [&](QueueRow const &one) { return one.run.id == row.run.id; });
    if (!found->second.samples.empty()) {
        return std::nullopt;
    }
    core::Instant const earliest = found->second.earliest;
    suspended_.erase(found);
    if (suspended_.empty()) {
        next_.reset();
    }
    return earliest;
}

std::string const *Suspensions::reason_for(QueueRow const &row) const
{
    if (suspended_.empty()) {
        return nullptr;
    }
    auto const found = suspended_.find(rule_of(row));
    if (found != suspended_.end()) {
        return &found->second.reason;
    }
    return everything() && suspended_.size() >= taken_for_all ? &suspended_.begin()->second.reason : nullptr;
}

std::string Suspensions::text() const
{
    if (suspended_.empty()) {
        return {};
    }
    auto const &[rule, suspended] = *suspended_.begin();
    std::string whose = "runs fail and wait";
    if (!everything()) {
        whose = "runs of automation " + std::to_string(number(rule.id)) +
                (suspended_.size() == 1 ? "" : " and of " + std::to_string(suspended_.size() - 1) + " more") +
                " fail and wait";
    }
    return whose + ": " + suspended.reason;
}

std::optional<core::Instant> Suspensions::next_time() const
{
    return suspended_.empty() ? std::nullopt : next_;
}

std::vector<QueueRow> Suspensions::samples(std::size_t most, double chance)
{
    std::vector<QueueRow> rows;
    auto at = suspended_.upper_bound(last_tried_);
    for (std::size_t i = 0; i < std::min(most, suspended_.size()); ++i) {
        at = at == suspended_.end() ? suspended_.begin() : at;
        auto const &known = at->second.samples;
        rows.push_back(known[static_cast<std::size_t>(chance * static_cast<double>(known.size()))]);
        last_tried_ = at->first;
        ++at;
    }
    return rows;
}

std::vector<QueueRow> Suspensions::all_samples(std::size_t most) const
{
    std::vector<QueueRow> rows;
    for (auto const &entry : suspended_) {
        if (most-- == 0) {
            break;
        }
        rows.insert(rows.end(), entry.second.samples.begin(), entry.second.samples.end());
    }
    return rows;
}

void Suspensions::tried(bool passed, core::Instant now)
{
    pause_ = passed ? first_pause : std::min(2 * pause_, longest_pause);
    next_ = passed ? now : now + pause_;
}

}  // namespace automation::engine
