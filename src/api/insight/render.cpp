/* render.cpp — automation_render: what a template says to a lead, before an automation says it. */
#include "core/base/utf8.hpp"
#include "core/json/json.hpp"
#include "channels/common/sms_segments.hpp"
#include "core/templates/template.hpp"

#include "api/insight/lead_context.hpp"

#include "pg/boundary/args.hpp"
#include "pg/sql/result_set.hpp"

namespace automation::api {
namespace {

core::Rendered rendered(core::Template const &parsed, core::Subject const &subject, core::Trace &trace)
{
    core::Rendered result = parsed.render(subject, core::Part::text, &trace);
    if (result.clipped) {
        throw core::UserError("the text is longer than 262144 bytes", "A run would fail with reason \"error\".",
                              "Remove the variables with very long values.");
    }
    return result;
}

std::string as_json(std::vector<std::pair<std::string, std::string>> const &fallbacks)
{
    core::json::Value object = core::json::Value::object();
    for (auto const &[variable, word] : fallbacks) {
        object[variable] = word;
    }
    return core::json::dump(object);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_render)
{
    auto const parsed = core::Template::parse(args.text(0, "template"));
    core::LeadId const lead{args.integer(1, "lead_id")};
    auto const booking = args.opt_int8(2);
    pg::ResultSet result(args);
    Session const session;
    LeadContext const one(session, lead, booking ? std::optional(core::BookingId{*booking}) : std::nullopt);
    core::Trace trace;
    core::Rendered const said = rendered(parsed, one.subject(), trace);
    channels::SmsSegments const sms = channels::sms_segments(said.text);
    result.add({pg::Param::of(std::string_view(said.text)), pg::text_array(trace.variables),
                pg::jsonb_datum(as_json(trace.fallbacks)), pg::text_array(trace.missing),
                Int32GetDatum(static_cast<int>(core::count_code_points(said.text))),
                pg::Param::of(name_of(sms.encoding)), Int32GetDatum(static_cast<int>(sms.segments))});
    return result.done();
}
