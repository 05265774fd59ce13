#include "core/templates/variables.hpp"

#include "core/time/iso8601.hpp"
#include "core/json/json.hpp"
#include "core/crm/mail_address.hpp"
#include "core/crm/person_name.hpp"
#include "core/crm/phone_number.hpp"
#include "core/crm/subject_zone.hpp"
#include "core/time/time_format.hpp"
#include "core/time/timezone_lookup.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

constexpr std::size_t longest_value = std::size_t{256} << 10U;
constexpr std::size_t deepest_path = 16;
constexpr std::string_view attributes_prefix = "attributes.";
constexpr std::string_view details_prefix = "booking_details.";

constexpr std::array<std::string_view, 19> names{
    "lead_name",         "lead_first_name",   "lead_last_name", "lead_salutation", "lead_email",
    "lead_phone",        "lead_status",       "lead_source",    "lead_language",   "lead_timezone",
    "business_name",     "business_timezone", "signature",      "booking_title",   "booking_location",
    "booking_starts_at", "booking_ends_at",   "booking_date",   "booking_time"};
static_assert(names.size() == static_cast<std::size_t>(VariableKind::attribute));

constexpr std::array<std::string_view, 2> prefixes{"attributes", "booking_details"};

/** The keys between the dots, none when one of them is empty or they are too many. */
std::vector<std::string> split(std::string_view keys)
{
    std::vector<std::string> path;
    while (true) {
        auto const dot = keys.find('.');
        path.emplace_back(keys.substr(0, dot));
        if (path.back().empty() || path.size() > deepest_path) return {};
        if (dot == std::string_view::npos) return path;
        keys.remove_prefix(dot + 1);
    }
}

bool append_value(std::string_view value, std::string &out, Lines lines = Lines::join)
{
    auto const before = out.size();
    append_clean(out, clip_bytes(value, longest_value), lines);
    if (!is_blank(std::string_view(out).substr(before))) return true;
    out.resize(before);
    return false;
}

bool append_text(NullableText const &value, std::string &out, Lines lines = Lines::join)
{
    return value && append_value(*value, out, lines);
}

bool append_checked(NullableText const &value, bool (*well_formed)(std::string_view), std::string &out)
{
    return value && well_formed(*value) && append_value(*value, out);
}

bool append_scalar(json::Node const *node, std::string &out, Lines lines)
{
    return node != nullptr && node->scalar() && append_value(node->text, out, lines);  // null has no text
}

bool is_zone(std::string_view name)
{
    return zone_named(name) != nullptr;
}

bool is_language(std::string_view tag)
{
    return language_tag(tag).has_value();
}

DateForm form_of(VariableKind kind, bool is_day) noexcept
{
    if (kind == VariableKind::booking_time) return DateForm::time;
    return kind == VariableKind::booking_date || is_day ? DateForm::date : DateForm::date_and_time;
}

}  // namespace

std::span<std::string_view const> variable_names() noexcept
{
    return names;
}

bool has_free_key(std::string_view name) noexcept
{
    return name.starts_with(attributes_prefix) || name.starts_with(details_prefix);
}

std::string why_unreadable(std::string_view name, Subject const &subject)
{
    if (name.starts_with(attributes_prefix)) return json::why_unreadable(subject.lead.attributes);
    bool const detail = name.starts_with(details_prefix) && subject.booking != nullptr;
    return detail ? json::why_unreadable(subject.booking->details) : std::string();
}

std::optional<Variable> variable_named(std::string_view name)
{
    Variable variable;
    variable.name = name;
    if (has_free_key(name)) {
        bool const attribute = name.starts_with(attributes_prefix);
        variable.kind = attribute ? VariableKind::attribute : VariableKind::booking_detail;
        variable.path = split(name.substr(attribute ? attributes_prefix.size() : details_prefix.size()));
        if (variable.path.empty()) return std::nullopt;
        return variable;
    }
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    variable.kind = static_cast<VariableKind>(found - names.begin());
    return variable;
}

bool is_of_booking(Variable const &variable) noexcept
{
    return variable.kind >= VariableKind::booking_title && variable.kind != VariableKind::attribute;
}

bool may_be_moment(Variable const &variable) noexcept
{
    return variable.kind >= VariableKind::booking_starts_at;
}

bool may_be_zone(Variable const &variable) noexcept
{
    return variable.kind == VariableKind::lead_timezone || variable.kind == VariableKind::business_timezone ||
           !variable.path.empty();
}

std::string variable_hint(std::string_view wrong)
{
    std::string meant(suggest(wrong, names).value_or(""));
    auto const dot = wrong.find('.');
    if (auto const prefix = suggest(wrong.substr(0, dot), prefixes))
        meant = std::string(*prefix) +
                (dot == std::string_view::npos ? ".<key>" : sanitized(truncated(wrong.substr(dot), 80)));
    if (meant == wrong) meant.clear();
    return did_you_mean(meant.empty() ? std::nullopt : std::optional<std::string_view>(meant)) +
           "Variables: " + join(names) + ", attributes.<key>, booking_details.<key>. Write a literal brace as \\{.";
}

bool Values::append(Variable const &variable, std::string &out, Lines lines)
{
    auto const &lead = subject_.lead;
    auto const &tenant = subject_.tenant;
    switch (variable.kind) {
        case VariableKind::lead_name:
            return lead.name && append_value(trim(*lead.name), out);
        case VariableKind::lead_first_name:
            return lead.name && append_text(first_name(*lead.name, language_), out);
        case VariableKind::lead_last_name:
            return lead.name && append_text(person_name(*lead.name, language_).last, out);
        case VariableKind::lead_salutation:
            return lead.name && append_text(person_name(*lead.name, language_).salutation, out);
        case VariableKind::lead_email:
            return lead.email && usable_mail_address(trim(*lead.email)) && append_value(trim(*lead.email), out);
        case VariableKind::lead_phone:
            return lead.phone && phone_number(*lead.phone, lead.country, NoPrefix::local) &&
                   append_value(trim(*lead.phone), out);
        case VariableKind::lead_status:
            return append_text(lead.status, out, lines);
        case VariableKind::lead_source:
            return append_text(lead.source, out, lines);
        case VariableKind::lead_language:
            return append_checked(lead.language, is_language, out);
        case VariableKind::lead_timezone:
            return append_checked(lead.timezone, is_zone, out);
        case VariableKind::business_name:
            return append_text(tenant.business_name, out, lines);
        case VariableKind::business_timezone:
            return append_checked(tenant.timezone, is_zone, out);
        case VariableKind::signature:
            return append_text(tenant.signature, out, Lines::keep);
        case VariableKind::attribute:
        case VariableKind::booking_detail:
            return append_scalar(at_path(variable), out, lines);
        case VariableKind::booking_title:
            return subject_.booking != nullptr && append_text(subject_.booking->title, out, lines);
        case VariableKind::booking_location:
            return subject_.booking != nullptr && append_text(subject_.booking->location, out, lines);
        default:
            return append_moment(variable, MomentForm{}, out);
    }
}

json::Node const *Values::at_path(Variable const &variable)
{
    bool const attribute = variable.kind == VariableKind::attribute;
    if (variable.path.empty() || (!attribute && subject_.booking == nullptr)) return nullptr;
    Json &json = attribute ? attributes_ : details_;
    if (!json.parsed) {
        json.root = json::parse_document(attribute ? subject_.lead.attributes : subject_.booking->details);
        json.parsed = true;
    }
    return json.root ? json.root->at(variable.path) : nullptr;
}

bool Values::append_moment(Variable const &variable, MomentForm const &form, std::string &out)
{
    auto const moment = moment_of(variable, zone_of(form));
    if (!moment) return false;
    auto const own = form_of(variable.kind, !moment->at);
    bool const time_only = form.pattern ? shows_time_only(*form.pattern) : own != DateForm::date;
    auto text = form.pattern ? format_moment(*moment, *form.pattern) : long_form(moment->local, own, moment->language);
    bool const names_zone = time_only && moment->at && must_name_zone(subject_, *moment->zone);
    if (names_zone) text += " " + written_zone(*moment->at, *moment->zone, moment->language);
    return append_value(text, out);
}

TimeZone const &Values::zone_of(MomentForm const &form)
{
    if (form.zone != nullptr) return *form.zone;
    std::string name;
    auto const variable = form.zone_variable.empty() ? std::nullopt : variable_named(form.zone_variable);
    auto const *const zone = variable && append(*variable, name) ? zone_named(name) : nullptr;
    return zone == nullptr ? subject_.zone : *zone;
}

std::optional<LocalMoment> Values::moment_of(Variable const &variable, TimeZone const &zone)
{
    if (has_free_key(variable.name)) {
        auto const *const found = at_path(variable);
        return found != nullptr && found->kind == json::Kind::string ? moment_of(found->text, zone) : std::nullopt;
    }
    if (subject_.booking == nullptr) return std::nullopt;
    bool const end = variable.kind == VariableKind::booking_ends_at;
    auto const &when = end ? subject_.booking->ends_at : subject_.booking->starts_at;
    if (!when || !in_calendar(*when)) return std::nullopt;
    return LocalMoment{zone.to_local(*when), *when, &zone, language_};
}

std::optional<LocalMoment> Values::moment_of(std::string_view text, TimeZone const &zone) const
{
    auto const written = parse_iso8601(trim(text));
    if (!written) return std::nullopt;
    if (written->date_only)
        return LocalMoment{written->local, std::nullopt, nullptr, language_};  // the same day everywhere
    Instant when(written->local.time_since_epoch() - written->offset.value_or(std::chrono::minutes(0)));
    if (!in_calendar(when)) return std::nullopt;
    if (!written->offset) when = subject_.zone.to_instant(written->local);  // on the lead's own clock
    if (!in_calendar(when)) return std::nullopt;
    return LocalMoment{zone.to_local(when), when, &zone, language_};
}

bool Values::holds(Variable const &variable)
{
    if (has_free_key(variable.name)) {
        auto const *const found = at_path(variable);
        if (found != nullptr && found->kind == json::Kind::boolean) return found->text == "true";
    }
    std::string value;
    return append(variable, value);
}

bool Values::append_default(Variable const &variable, std::string &out) const
{
    bool const is_name = variable.kind == VariableKind::lead_name || variable.kind == VariableKind::lead_first_name ||
                         variable.kind == VariableKind::lead_salutation;
    return is_name && append_text(subject_.tenant.fallback_name, out);
}

}  // namespace automation::core
