#include "enqueue/events/enqueue.hpp"

#include <algorithm>
#include <array>

#include "pg/time/clock.hpp"
#include "pg/boundary/datum.hpp"
#include "pg/process/wake.hpp"

namespace automation::enqueue {

namespace {

constexpr std::array<char const *, 12> columns{"id",         "automation_id", "lead_id",   "booking_id",
                                               "message_id", "event_at",      "run_at",    "attempts",
                                               "kind",       "event",         "tenant_id", "context"};

}  // namespace

Enqueuer::Enqueuer()
    : owner_(pg::require_extension().owner),
      writer_(pg::TableName::automation_queue, columns),
      tenant_(pg::text_datum("")),
      kind_(pg::text_datum("run")),
      event_(pg::text_datum(core::name_of(event_kind_)))
{}

void Enqueuer::add(NewRun const &run)
{
    if (run.tenant != tenant_text_) {
        tenant_text_ = run.tenant;
        tenant_ = pg::text_datum(tenant_text_);
    }
    if (run.event != event_kind_) {
        event_kind_ = run.event;
        event_ = pg::text_datum(core::name_of(event_kind_));
    }
    Datum context{};
    if (!run.context.empty()) {
        pg::ContextScope const scope(writer_.memory());
        context = pg::jsonb_datum(run.context);
    }
    std::array<Datum, columns.size()> const values{
        Int64GetDatum(writer_.next_id()),
        Int64GetDatum(number(run.automation)),
        Int64GetDatum(number(run.lead)),
        Int64GetDatum(run.booking ? number(*run.booking) : 0),
        Int64GetDatum(run.message ? number(*run.message) : 0),
        TimestampTzGetDatum(pg::to_timestamp(run.event_at)),
        TimestampTzGetDatum(pg::to_timestamp(run.run_at)),
        Int32GetDatum(0),
        kind_,
        event_,
        tenant_,
        context,
    };
    std::array<bool, columns.size()> nulls{};
    nulls[3] = !run.booking;
    nulls[4] = !run.message;
    nulls[11] = run.context.empty();
    writer_.add(values.data(), nulls.data());
    pg::wake_at_commit(run.run_at);
}

void Enqueuer::finish()
{
    writer_.finish();
}

}  // namespace automation::enqueue
