#include "core/conditions/conditions.hpp"

#include "core/crm/booking_status.hpp"

#include <array>

namespace automation::core {

FactFieldReader::FactFieldReader(Facts const &facts) : facts_(facts), id_(std::to_string(number(facts.lead.id)))
{
    if (facts_.booking != nullptr) {
        booking_id_ = std::to_string(number(facts_.booking->id));
    }
    if (!facts_.images.empty()) {
        images_ = json::parse_exact(facts_.images, json::context_depth, json::context_bytes);
    }
}

TimeZone const &FactFieldReader::zone() const
{
    return facts_.zone != nullptr ? *facts_.zone : utc_;
}

FieldValue FactFieldReader::find(Scope scope, Column column) const
{
    switch (scope) {
        case Scope::lead:
            return of_lead(column);
        case Scope::before:
            return of_image("old", column);
        case Scope::after: {
            // What was not noted at the event has not changed.
            FieldValue const image = of_image("new", column);
            return image.exists ? image : of_lead(column);
        }
        case Scope::booking:
            return facts_.booking != nullptr ? of_booking(column) : FieldValue{};
        case Scope::message:
            return facts_.message != nullptr ? of_message(column) : FieldValue{};
        case Scope::now:
            return FieldValue::of(std::optional(facts_.now));
    }
    return {};
}

FieldValue FactFieldReader::of_lead(Column column) const
{
    Lead const &lead = facts_.lead;
    switch (column) {
        case Column::id:
            return FieldValue::of_number(id_);
        case Column::name:
            return FieldValue::of(lead.name);
        case Column::email:
            return FieldValue::of(lead.email);
        case Column::phone:
            return FieldValue::of(lead.phone);
        case Column::status:
            return FieldValue::of(lead.status);
        case Column::source:
            return FieldValue::of(lead.source);
        case Column::timezone:
            return FieldValue::of(lead.timezone);
        case Column::language:
            return FieldValue::of(lead.language);
        case Column::last_contacted:
            return FieldValue::of(lead.last_contacted);
        case Column::last_inbound_at:
            return FieldValue::of(lead.last_inbound_at);
        case Column::silent_since:
            return FieldValue::of(lead.silent_since);
        case Column::status_since:
            return FieldValue::of(lead.status_since ? lead.status_since : lead.created_at);
        case Column::created_at:
            return FieldValue::of(lead.created_at);
        case Column::opted_out:
            return FieldValue::of_list(lead.opted_out);
        case Column::ai_allowed:
            return FieldValue::of_truth(lead.ai_allowed);
        case Column::attributes:
            return FieldValue::of_json(lead.attributes);
        case Column::external_ids:
            return FieldValue::of_json(lead.external_ids);
        case Column::inside:
            return facts_.inside != nullptr ? FieldValue::of_list(*facts_.inside) : FieldValue{};
        default:
            return {};
    }
}

FieldValue FactFieldReader::of_booking(Column column) const
{
    Booking const &booking = *facts_.booking;
    switch (column) {
        case Column::id:
            return FieldValue::of_number(booking_id_);
        case Column::title:
            return FieldValue::of(booking.title);
        case Column::location:
            return FieldValue::of(booking.location);
        case Column::starts_at:
            return FieldValue::of(booking.starts_at);
        case Column::ends_at:
            return FieldValue::of(booking.ends_at);
        case Column::status:
            return FieldValue::of(name_of(booking.status));
        case Column::details:
            return FieldValue::of_json(booking.details);
        default:
            return {};
    }
}

FieldValue FactFieldReader::of_message(Column column) const
{
    InboundMessage const &message = *facts_.message;
    switch (column) {
        case Column::channel:
            return FieldValue::of(std::string_view(message.channel));
        case Column::subject:
            return FieldValue::of(message.subject);
        case Column::body:
            return FieldValue::of(message.body);
        default:
            return {};
    }
}

FieldValue FactFieldReader::of_image(char const *which, Column column) const
{
    auto const *const image = images_ ? images_->member(which) : nullptr;
    auto const *const value = image != nullptr ? image->member(name_of(column)) : nullptr;
    FieldValue const found = FieldValue::of(value);
    if (value == nullptr || found.kind != FieldValue::Kind::json || value->kind != json::Kind::object) {
        return found;
    }
    documents_.push_back(json::to_text(*value));
    return FieldValue::of_json(documents_.back());
}

std::string_view name_of(Column column) noexcept
{
    constexpr std::array<std::string_view, 27> names{
        "id",         "name",           "email",           "phone",        "status",       "source",     "timezone",
        "language",   "last_contacted", "last_inbound_at", "silent_since", "status_since", "created_at", "opted_out",
        "ai_allowed", "attributes",     "external_ids",    "title",        "location",     "starts_at",  "ends_at",
        "details",    "channel",        "subject",         "body",         "inside",       "now"};
    return names[static_cast<std::size_t>(column)];
}

}  // namespace automation::core
