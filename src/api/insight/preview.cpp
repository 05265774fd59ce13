/* preview.cpp — automation_preview and its summary: whom an automation would reach, before it is enabled. */
#include "core/time/time_format.hpp"

#include "api/insight/automation_preview.hpp"

#include <map>

#include "pg/boundary/args.hpp"
#include "store/lead_store.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::api {
namespace {

constexpr int days_shown = 14;

/* What the summary counts, in the order in which it is shown. */
struct Summary {
    std::int64_t matches = 0, now = 0, later = 0, on_event = 0;
    std::map<std::string, std::int64_t> suppressed;
    std::map<int, std::int64_t> per_day;

    void count(PreviewRow const &preview_row, core::Instant moment, core::TimeZone const &zone)
    {
        ++matches;
        if (!preview_row.would_run()) {
            ++suppressed[reason_of(preview_row.forecast.decision).code()];
            return;
        }
        if (preview_row.on_event) {
            ++on_event;
            return;
        }
        ++(preview_row.forecast.due <= moment ? now : later);
        auto const day = [&](core::Instant at) {
            return std::chrono::floor<std::chrono::days>(zone.to_local(at)).time_since_epoch().count();
        };
        std::int64_t const ahead = day(std::max(preview_row.forecast.due, moment)) - day(moment);
        if (ahead < days_shown) {
            ++per_day[static_cast<int>(ahead)];
        }
    }
};

core::ReasonCode reason_for(PreviewRow const &preview_row)
{
    core::ReasonCode const reason = reason_of(preview_row.forecast.decision);
    return reason.empty() && preview_row.on_event ? core::Reason::on_event : reason;
}

std::string date_after(core::Instant now, std::int64_t days, core::TimeZone const &zone)
{
    return core::iso_8601(now + std::chrono::days(days), zone).substr(0, 10);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_preview)
{
    core::AutomationId const id{args.integer(0, "id")};
    std::int64_t left = args.given(1) ? DatumGetInt32(args.info()->args[1].value) : 20;
    if (left < 1) {
        throw core::UserError("invalid max_rows " + std::to_string(left), "", "Write a number of rows, as in 20.");
    }
    pg::ResultSet result(args);
    Session const session;
    AutomationPreview(session, id).each([&](PreviewRow const &preview_row) {
        result.add(
            {pg::Param::of(number(preview_row.lead.id)), pg::Param::of(preview_row.lead.name),
             pg::Param::of(preview_row.forecast.due), pg::Param::of(preview_row.would_run()),
             pg::Param::of(std::string_view(reason_for(preview_row).code())),
             pg::Param::of(preview_row.booking ? std::optional(number(*preview_row.booking)) : std::nullopt),
             preview_row.step.empty() ? pg::Param(std::nullopt) : pg::Param::of(std::string_view(preview_row.step))});
        return --left > 0;
    });
    return result.done();
}

PG_CPP_FUNCTION(automation_preview_summary)
{
    core::AutomationId const id{args.integer(0, "id")};
    pg::ResultSet result(args);
    Session const session;
    core::TenantSettings const settings = store::load_settings(tenant_of_automation(session, id));
    core::TimeZone const &zone = pg::zone_or_utc(settings.timezone);
    Summary summary;
    AutomationPreview preview(session, id);
    core::Instant const now = preview.now();
    preview.each([&](PreviewRow const &preview_row) {
        summary.count(preview_row, now, zone);
        return true;
    });
    auto const add = [&](std::string const &what, std::int64_t count) {
        result.add({pg::Param::of(std::string_view(what)), pg::Param::of(count)});
    };
    add("matches", summary.matches);
    add("due now", summary.now);
    add("later", summary.later);
    if (summary.on_event > 0) {
        add("on event", summary.on_event);
    }
    for (auto const &[reason, count] : summary.suppressed) {
        add("suppressed: " + reason, count);
    }
    for (int day = 0; day < days_shown; ++day) {
        add("on " + date_after(now, day, zone), summary.per_day[day]);
    }
    return result.done();
}
