#include "api/insight/channel_state.hpp"

#include "channels/provider.hpp"

#include "pg/extension/secrets.hpp"
#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

// A tenant without a row of its own is served by that of the empty tenant.
constinit pg::Statement row_of(
    "select provider, enabled, paused_reason, settings::pg_catalog.text from @home@.automation_channels where channel "
    "= $1 "
    "and tenant_id in ($2, '') order by tenant_id desc limit 1",
    TEXTOID, TEXTOID);

}  // namespace

core::Step channel_step(std::string const &tenant, std::string const &channel)
{
    core::Step step{.name = "channel", .ok = true, .detail = {}, .reason = {}, .hint = {}};
    auto const rows =
        pg::execute(row_of, {pg::Param::of(std::string_view(channel)), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        step.reason = core::Reason::channel_missing;
        step.detail = "missing: channel " + channel + " is not configured, the message is only recorded";
    } else if (!rows[0].boolean(2)) {
        step.ok = false;
        step.reason = core::Reason::channel_disabled;
        step.detail = "disabled: messages of channel " + channel + " wait until the channel is enabled";
    } else if (!rows[0].null(3)) {
        step.ok = false;
        step.reason = core::Reason::channel_paused;
        step.detail = "paused: " + rows[0].text(3);
    } else if (auto const why = channels::why_unusable(rows[0].text(1), rows[0].text(4), pg::resolve_secret)) {
        step.ok = false;
        step.reason = core::Reason::channel_paused;
        step.detail = "paused: " + why->why;
    } else {
        step.detail = channel + " by " + rows[0].text(1);
    }
    return step;
}

std::string why_messages_wait(std::string const &tenant, std::string const &channel)
{
    core::Step const step = channel_step(tenant, channel);
    if (step.reason == core::Reason::channel_missing) {
        return "automation_channels has no row for channel \"" + channel + "\"";
    }
    return step.ok ? "" : "channel \"" + channel + "\" is " + step.detail;
}

}  // namespace automation::api
