#include "engine/runs/rate_limiter.hpp"

#include "pg/extension/settings.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// By the primary key.
constinit pg::Statement read_minute(
    "select paced_from, paced_runs from @home@.automation_watches where automation_id = $1 and tenant_id = $2", INT8OID,
    TEXTOID);
constinit pg::Statement write_minute(
    "with w as (select automation_id, tenant_id from @home@.automation_watches where automation_id = $1 "
    "and tenant_id = $2 for no key update skip locked) update @home@.automation_watches u set paced_from = $3, "
    "paced_runs = $4 from w where u.automation_id = w.automation_id and u.tenant_id = w.tenant_id",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT4OID);

}  // namespace

RateLimiter::RateWindow RateLimiter::load(core::Automation const &automation)
{
    RateWindow minute;
    auto const rows = pg::execute(
        read_minute, {pg::Param::of(number(automation.id)), pg::Param::of(std::string_view(automation.tenant))});
    if (!rows.empty() && !rows[0].null(1)) {
        minute.from = rows[0].instant(1);
        minute.runs = rows[0].int4(2);
    }
    return minute;
}

std::optional<core::Instant> RateLimiter::try_acquire(core::Automation const &automation, core::Instant now)
{
    auto at = windows_.find(automation.key());
    if (at == windows_.end()) {
        at = windows_.emplace(automation.key(), load(automation)).first;
    }
    RateWindow &minute = at->second;
    // A clock that was set back begins anew as well.
    if (!minute.from || *minute.from > now || now - *minute.from >= 1min) {
        minute.from = now;
        minute.runs = 0;
    }
    if (minute.runs >= pg::settings::max_runs_per_minute) {
        return *minute.from + 1min;
    }
    ++minute.runs;
    minute.taken = true;
    return std::nullopt;
}

void RateLimiter::save() const
{
    for (auto const &[automation, minute] : windows_) {
        if (minute.taken) {
            pg::execute(write_minute,
                        {pg::Param::of(number(automation.id)), pg::Param::of(std::string_view(automation.tenant)),
                         pg::Param::of(*minute.from), Int32GetDatum(minute.runs)});
        }
    }
}

}  // namespace automation::engine
