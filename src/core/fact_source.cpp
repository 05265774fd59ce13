#include "core/conditions.hpp"

#include <array>

namespace automation::core {

namespace {

std::string_view word_of(BookingStatus status) noexcept
{
    switch (status) {
        case BookingStatus::booked:
            return "booked";
        case BookingStatus::completed:
            return "completed";
        case BookingStatus::cancelled:
            return "cancelled";
        case BookingStatus::no_show:
            return "no_show";
    }
    return "";
}

}  // namespace

FactSource::FactSource(Facts const &facts) : facts_(facts), id_(std::to_string(number(facts.lead.id)))
{
    if (facts_.booking != nullptr) {
        booking_id_ = std::to_string(number(facts_.booking->id));
    }
    if (!facts_.images.empty()) {
        images_ = json::parse_exact(facts_.images, json::context_depth, json::context_bytes);
    }
}

Zone const &FactSource::zone() const
{
    return facts_.zone != nullptr ? *facts_.zone : utc_;
}

Found FactSource::find(Scope scope, Column column) const
{
    switch (scope) {
        case Scope::lead:
            return of_lead(column);
        case Scope::before:
            return of_image("old", column);
        case Scope::after: {
            // What was not noted at the event has not changed.
            Found const image = of_image("new", column);
            return image.exists ? image : of_lead(column);
        }
        case Scope::booking:
            return facts_.booking != nullptr ? of_booking(column) : Found{};
        case Scope::message:
            return facts_.message != nullptr ? of_message(column) : Found{};
        case Scope::now:
            return Found::of(std::optional(facts_.now));
    }
    return {};
}

Found FactSource::of_lead(Column column) const
{
    Lead const &lead = facts_.lead;
    switch (column) {
        case Column::id:
            return Found::of_number(id_);
        case Column::name:
            return Found::of(lead.name);
        case Column::email:
            return Found::of(lead.email);
        case Column::phone:
            return Found::of(lead.phone);
        case Column::status:
            return Found::of(lead.status);
        case Column::source:
            return Found::of(lead.source);
        case Column::timezone:
            return Found::of(lead.timezone);
        case Column::language:
            return Found::of(lead.language);
        case Column::last_contacted:
            return Found::of(lead.last_contacted);
        case Column::last_inbound_at:
            return Found::of(lead.last_inbound_at);
        case Column::silent_since:
            return Found::of(lead.silent_since);
        case Column::status_since:
            return Found::of(lead.status_since ? lead.status_since : lead.created_at);
        case Column::created_at:
            return Found::of(lead.created_at);
        case Column::opted_out:
            return Found::of_list(lead.opted_out);
        case Column::ai_allowed:
            return Found::of_truth(lead.ai_allowed);
        case Column::attributes:
            return Found::of_json(lead.attributes);
        case Column::external_ids:
            return Found::of_json(lead.external_ids);
        default:
            return {};
    }
}

Found FactSource::of_booking(Column column) const
{
    Booking const &booking = *facts_.booking;
    switch (column) {
        case Column::id:
            return Found::of_number(booking_id_);
        case Column::title:
            return Found::of(booking.title);
        case Column::location:
            return Found::of(booking.location);
        case Column::starts_at:
            return Found::of(booking.starts_at);
        case Column::ends_at:
            return Found::of(booking.ends_at);
        case Column::status:
            return Found::of(word_of(booking.status));
        case Column::details:
            return Found::of_json(booking.details);
        default:
            return {};
    }
}

Found FactSource::of_message(Column column) const
{
    InboundMessage const &message = *facts_.message;
    switch (column) {
        case Column::channel:
            return Found::of(std::string_view(message.channel));
        case Column::subject:
            return Found::of(message.subject);
        case Column::body:
            return Found::of(message.body);
        default:
            return {};
    }
}

Found FactSource::of_image(char const *which, Column column) const
{
    auto const *const image = images_ ? images_->member(which) : nullptr;
    auto const *const value = image != nullptr ? image->member(name_of(column)) : nullptr;
    Found const found = Found::of(value);
    if (value == nullptr || found.kind != Found::Kind::json || value->kind != json::Kind::object) {
        return found;
    }
    documents_.push_back(json::to_text(*value));
    return Found::of_json(documents_.back());
}

std::string_view name_of(Column column) noexcept
{
    constexpr std::array<std::string_view, 26> names{
        "id",         "name",           "email",           "phone",        "status",       "source",     "timezone",
        "language",   "last_contacted", "last_inbound_at", "silent_since", "status_since", "created_at", "opted_out",
        "ai_allowed", "attributes",     "external_ids",    "title",        "location",     "starts_at",  "ends_at",
        "details",    "channel",        "subject",         "body",         "now"};
    return names[static_cast<std::size_t>(column)];
}

}  // namespace automation::core
